"""An opening balance put right: the books, the proof, and the months that forbid it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    CorrectOpening,
    OpeningChanged,
    OpeningLocked,
    correct_opening,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.proof import proof
from duebook.apps.close.actions.locking import Lock, LockPeriod, lock_period
from duebook.apps.ledger.queries import balance_on
from tests.apps.banking.office import IBAN, OPENING_MINOR, a_bank
from tests.office import MANAGER, an_entity, books_hold, by

pytestmark = pytest.mark.django_db

END = date(2026, 11, 30)


def an_office() -> int:
    entity_id = an_entity()
    a_bank(entity_id)
    return entity_id


def correct(entity_id: int, opening_minor: int, **fields: Any) -> str:
    said = {
        "identifier": IBAN,
        "currency": "USD",
        "was_minor": OPENING_MINOR,
        "reason": "a digit was lost",
        **fields,
    }
    command = CorrectOpening(entity_id=entity_id, opening_minor=opening_minor, **said)
    return correct_opening(command, **by())


def test_bank_and_books_move_by_the_difference() -> None:
    entity_id = an_office()

    assert correct(entity_id, 1_100_00) == "Harbor Bank"

    with db.reading(entity_id):
        account = bank_account(entity_id, "Harbor Bank")
        found = proof(entity_id, account, END)
    assert account.opening_minor == 1_100_00
    assert (found.bank_minor, found.book_minor) == (1_100_00, 1_100_00)
    assert found.difference_minor == 0
    assert books_hold(entity_id)


def test_of_two_who_correct_it_the_second_is_told() -> None:
    entity_id = an_office()
    correct(entity_id, 1_100_00)

    with pytest.raises(OpeningChanged, match=r"1,100\.00 USD by now"):
        correct(entity_id, 1_200_00)


@pytest.mark.parametrize("locked_on", [date(2026, 10, 31), date(2026, 11, 30)])
def test_it_stays_once_a_month_in_which_it_counts_is_locked(locked_on: date) -> None:
    entity_id = an_office()
    lock_period(
        LockPeriod(entity_id=entity_id, day=locked_on, state=Lock.SOFT, reason="done"),
        **by(MANAGER),
    )

    with pytest.raises(OpeningLocked, match=f"{locked_on:%B %Y}"):
        correct(entity_id, 1_100_00)

    with db.reading(entity_id):
        account = bank_account(entity_id, "Harbor Bank")
        booked_minor = balance_on(entity_id, account.account_id, "USD", END)
    assert booked_minor == account.opening_minor == OPENING_MINOR
