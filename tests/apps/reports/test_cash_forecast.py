"""What money is likely to come, of payers whose habits can be counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duebook import db
from duebook.apps.parties.queries import party_by_code
from duebook.apps.reports.queries import as_svg
from duebook.apps.reports.queries.forecast import LATER, OVER, UNKNOWN, WEEKS
from tests.apps.payments.office import owes
from tests.apps.reports.month import an_invoice, asked, pay
from tests.apps.reports.test_reports import cells, total
from tests.office import a_party, a_price_book, an_entity

pytestmark = pytest.mark.django_db

NOVEMBER_3 = date(2026, 11, 3)
BAND = ("Expected", "By then, if late", "By then", "By then, if early")


def an_office(entity_id: int | None = None) -> int:
    """Tidewell paid five invoices of 60.00 after 1, 3, 3, 9 and 9 days.

    Open are 60.00 of it due on 9 November, 60.00 due on 20 October, and 60.00 of
    Calloway, who never paid, due on 16 November.
    """
    if entity_id is None:
        entity_id = an_entity()
    a_price_book(entity_id, REPORT="60.00")
    tidewell = a_party(entity_id)
    a_party(entity_id, "Calloway")
    for days, late in enumerate((1, 3, 3, 9, 9)):
        on = date(2026, 9, 1) + timedelta(days=days)
        an_invoice(entity_id, "TIDEWELL", on, item="REPORT")
        pay(entity_id, tidewell, 60_00, on + timedelta(days=30 + late))
    for party, on in (
        ("TIDEWELL", date(2026, 9, 20)),
        ("TIDEWELL", date(2026, 10, 10)),
        ("CALLOWAY", date(2026, 10, 17)),
    ):
        an_invoice(entity_id, party, on, item="REPORT")
    return entity_id


def test_each_debt_comes_when_its_payer_usually_pays() -> None:
    forecast = asked(an_office(), "forecast", on=NOVEMBER_3)

    weeks = dict(zip(cells(forecast, "Week"), cells(forecast, *BAND), strict=True))
    assert weeks["2026-11-02",] == (0, 0, 0, 0)
    assert weeks["2026-11-09",] == (60_00, 0, 60_00, 60_00)
    assert weeks["2026-11-16",] == (60_00, 60_00, 120_00, 120_00)
    assert weeks["2026-11-23",] == (0, 120_00, 120_00, 120_00)
    assert weeks[OVER,] == (60_00, None, None, None)
    assert len(weeks) == WEEKS + 1
    assert total(forecast, "Expected") == 180_00
    assert as_svg(forecast).startswith("<svg")


def test_where_nobody_paid_yet_no_week_is_told() -> None:
    forecast = asked(an_office(), "forecast", on=date(2026, 9, 4))

    assert cells(forecast, "Week", "Debts", "Expected")[-1] == (UNKNOWN, 4, 240_00)
    assert {row.cells[3] for row in forecast.rows[:-1]} == {0}


def test_what_is_due_far_away_comes_after_these_weeks() -> None:
    entity_id = an_office()
    with db.reading(entity_id):
        tidewell = party_by_code(entity_id, "TIDEWELL")
    owes(entity_id, tidewell.id, *[1_00] * 70)  # due from 3 December to 10 February

    forecast = asked(entity_id, "forecast", on=NOVEMBER_3)

    rows = dict(cells(forecast, "Week", "Debts"))
    assert rows[LATER] == 13  # due from 29 January on, and usually paid in February
    assert total(forecast, "Debts") == 73
