"""Late fees and interest: one for each part of an invoice, in its own money, once."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from duebook import db
from duebook.apps.invoicing.actions.lateness import (
    ChargeLateness,
    LatenessCharged,
    charge_lateness,
)
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from tests.office import CLERK, a_party, an_entity, books_hold, by
from tests.races import at_once

SEPTEMBER = date(2026, 9, 1)


def owes(entity_id: int, *due_on: date, currency: str = "USD") -> None:
    """One invoice of a party, 1,000.00 due on each of the days."""
    parts = tuple(
        OpeningItem(
            party_id=a_party(entity_id),
            number="OLD-1",
            currency=currency,
            amount_minor=1_000_00,
            document_on=SEPTEMBER,
            due_on=day,
        )
        for day in due_on
    )
    take_over_items(
        TakeOverItems(entity_id=entity_id, taken_over_on=SEPTEMBER, items=parts), **by()
    )


def charged(entity_id: int, on: date) -> LatenessCharged:
    return charge_lateness(ChargeLateness(entity_id=entity_id, on=on), **by(CLERK))


@pytest.mark.django_db
def test_each_instalment_is_charged_in_its_own_time() -> None:
    entity_id = an_entity(late_fee_minor=15_00)
    owes(entity_id, date(2026, 9, 10), date(2026, 10, 10))

    assert charged(entity_id, date(2026, 9, 30)).fees == 1
    assert charged(entity_id, date(2026, 10, 31)).fees == 1
    assert charged(entity_id, date(2026, 11, 30)).fees == 0
    numbers = models.Item.objects.filter(entity_id=entity_id, kind="late_fee")
    assert sorted(item.number for item in numbers) == ["OLD-1/2/F", "OLD-1/F"]
    assert books_hold(entity_id)


@pytest.mark.django_db
def test_a_fee_in_dollars_is_not_charged_in_dinars() -> None:
    """15.00 USD are 1500 minor units, which would be 1.500 KWD; interest is a share."""
    entity_id = an_entity(late_fee_minor=15_00, interest_bp=365)
    owes(entity_id, date(2026, 9, 1), currency="KWD")

    assert charged(entity_id, date(2026, 9, 30)) == LatenessCharged(
        fees=0, interests=1, total_minor=3_00
    )


def test_two_who_charge_at_once_charge_once(committed: str) -> None:
    entity_id = an_entity(committed, late_fee_minor=15_00, interest_bp=365)
    owes(entity_id, date(2026, 9, 1))

    outcomes = at_once([partial(charged, entity_id, date(2026, 9, 30))] * 4)

    assert sorted(
        outcome.fees for outcome in outcomes if isinstance(outcome, LatenessCharged)
    ) == [0, 0, 0, 1]
    with db.reading(entity_id):
        assert models.Item.objects.filter(entity_id=entity_id).count() == 3
    assert books_hold(entity_id)
