"""How fast money comes, of an office whose months can be added up by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    RequireSignOffs,
    lock_period,
    require_sign_offs,
)
from duebook.apps.reports.queries import as_svg
from tests.apps.payments.office import a_payment, receive
from tests.apps.reports.month import a_month, an_invoice, asked, at
from tests.apps.reports.test_reports import cells
from tests.office import MANAGER, a_party, a_price_book, an_entity, by

pytestmark = pytest.mark.django_db

OCTOBER_2 = date(2026, 10, 2)
"""An invoice of this day is due on 1 November."""


def six_in_october(entity_id: int | None = None) -> int:
    """Six invoices over 60.00 in October, and one in November, which pays four."""
    if entity_id is None:
        entity_id = an_entity()
    a_price_book(entity_id, REPORT="60.00")
    tidewell = a_party(entity_id)
    for days in range(6):
        on = OCTOBER_2 + timedelta(days=days)
        an_invoice(entity_id, "TIDEWELL", on, item="REPORT")
    an_invoice(entity_id, "TIDEWELL", date(2026, 11, 10), item="REPORT")
    receive(
        entity_id,
        a_payment(tidewell, 240_00, received_on=date(2026, 11, 2), reference="w 1"),
    )
    return entity_id


def test_days_are_told_with_all_they_are_made_of() -> None:
    days = asked(six_in_october(), "days-to-money")

    assert cells(days, "Month", "Receivable", "Not due", "Billed", "Documents") == [
        ("2026-10", 360_00, 360_00, 360_00, 6),
        ("2026-11", 180_00, 60_00, 60_00, 1),
    ]
    assert cells(days, "Days", "DSO", "Best possible", "Delinquent", "Remark") == [
        (31, Decimal("31.0"), Decimal("31.0"), Decimal("0.0"), "may still change"),
        (30, None, None, None, "fewer than 5 documents; may still change"),
    ]
    assert as_svg(days).startswith("<svg")


def test_the_index_compares_what_came_with_what_could_have_come() -> None:
    collection = asked(six_in_october(), "collection")

    assert cells(collection, "Month", "Opening", "Billed", "Receivable", "Not due") == [
        ("2026-10", 0, 360_00, 360_00, 360_00),
        ("2026-11", 360_00, 60_00, 180_00, 60_00),
    ]
    assert cells(collection, "Collected", "Collectable", "CEI", "Remark") == [
        (0, 0, None, "nothing could be collected; may still change"),
        (240_00, 360_00, Decimal("66.7"), "may still change"),
    ]


def test_a_credit_note_lowers_what_was_billed_in_its_month() -> None:
    days = asked(a_month(), "days-to-money")

    assert cells(days, "Month", "Billed", "Documents", "Receivable") == [
        ("2026-09", 154_00, 1, 154_00),
        ("2026-10", 0, 0, 54_00),
        ("2026-11", 132_00, 3, 180_00),
    ]


def test_a_locked_month_changes_no_more() -> None:
    entity_id = six_in_october()
    rule = RequireSignOffs(entity_id=entity_id, points=(), reason="we are two")
    require_sign_offs(rule, **by())
    lock = LockPeriod(
        entity_id=entity_id, day=OCTOBER_2, state=Lock.HARD, reason="month end"
    )
    lock_period(lock, **by(MANAGER, at=at(20)))

    assert cells(asked(entity_id, "days-to-money"), "Month", "Remark") == [
        ("2026-10", ""),
        ("2026-11", "fewer than 5 documents; may still change"),
    ]
