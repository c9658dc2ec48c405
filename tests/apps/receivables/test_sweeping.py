"""Small rests given up in one sweep: in our own money, and once they are owed."""

from __future__ import annotations

from datetime import date

import pytest

from duebook.apps.payments.actions import ReceivePayment, receive_payment
from duebook.apps.receivables.actions import (
    OpeningItem,
    SweepSmallBalances,
    Swept,
    sweep_small_balances,
    take_over_items,
)
from duebook.apps.receivables.actions.opening import TakeOverItems
from tests.apps.payments.office import DAY, a_payment, open_of
from tests.office import CLERK, a_party, an_entity, books_hold, by

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> int:
    return an_entity(small_balance_minor=5_00)


def a_rest(office: int, left_minor: int, *, currency: str = "USD") -> int:
    """What is left of a debt due in October that was taken over in November."""
    party_id = a_party(office)
    [item_id] = take_over_items(
        TakeOverItems(
            entity_id=office,
            taken_over_on=DAY,
            items=(
                OpeningItem(
                    party_id=party_id,
                    number=f"OLD-{currency}",
                    currency=currency,
                    amount_minor=100_00,
                    document_on=date(2026, 9, 20),
                    due_on=date(2026, 10, 20),
                ),
            ),
        ),
        **by(),
    )
    payment = a_payment(party_id, 100_00 - left_minor, currency=currency)
    receive_payment(ReceivePayment(entity_id=office, payment=payment), **by(CLERK))
    return item_id


def swept(office: int, on: date = DAY) -> object:
    command = SweepSmallBalances(entity_id=office, swept_on=on, cap_minor=20_00)
    return sweep_small_balances(command, **by(CLERK))


def test_a_small_rest_is_given_up(office: int) -> None:
    a_rest(office, 4_00)

    assert swept(office) == Swept(items=1, amount_minor=4_00)
    assert books_hold(office)


def test_another_currency_is_not_measured_by_our_small_balance(office: int) -> None:
    """A limit of 5.00 USD says nothing about 0.400 KWD: minor units differ."""
    a_rest(office, 4_00, currency="KWD")

    assert swept(office) == Swept(items=0, amount_minor=0)
    assert 4_00 in open_of(office)


def test_nothing_is_given_up_before_it_is_owed(office: int) -> None:
    a_rest(office, 4_00)

    assert swept(office, date(2026, 10, 31)) == Swept(items=0, amount_minor=0)
    assert books_hold(office)
