"""Book against bank: proved to the unit, or told what lies between."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    NotReconciled,
    Reconcile,
    SetApart,
    reconcile,
    set_lines_apart,
)
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.proof import proof
from tests.apps.banking.office import (
    OPENING_MINOR,
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from duebook.apps.banking.queries.proof import Proof

pytestmark = pytest.mark.django_db

END = date(2026, 11, 30)
MATCHED = Move(on=5, amount="80.00", text="INV-1", name="Tidewell Hotels")


def proved(entity_id: int, on: date = END) -> Proof:
    with db.reading(entity_id):
        return proof(entity_id, bank_account(entity_id, "Harbor Bank"), on)


def an_office() -> tuple[int, int]:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    a_bank(entity_id)
    return entity_id, party_id


def signed(entity_id: int, on: date = END) -> int:
    said = Reconcile(entity_id=entity_id, account="Harbor Bank", reconciled_on=on)
    return reconcile(said, **by(MANAGER)).outstanding_minor


def test_a_month_whose_lines_are_all_posted_is_proved() -> None:
    entity_id, _ = an_office()
    take(entity_id, a_statement(MATCHED))
    match_all(entity_id)

    found = proved(entity_id)

    assert found.bank_minor == found.book_minor == OPENING_MINOR + 80_00
    assert signed(entity_id) == 0
    assert books_hold(entity_id)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("numbers", [("1", "2"), ("9", "10"), ("2", "1")])
def test_of_two_statements_of_a_day_the_last_one_counts_whichever_came_first(
    numbers: tuple[str, str], order: tuple[int, int]
) -> None:
    entity_id, _ = an_office()
    files = (
        a_statement(Move(on=30, amount="80.00"), number=numbers[0]),
        a_statement(
            Move(on=30, amount="50.00"),
            number=numbers[1],
            opening_minor=OPENING_MINOR + 80_00,
        ),
    )

    for place in order:
        take(entity_id, files[place])

    found = proved(entity_id)
    assert found.bank_minor == OPENING_MINOR + 130_00
    assert found.gaps == ()


def test_money_of_before_the_opening_is_in_its_balance_and_never_taken_for_a_line() -> (
    None
):
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00)
    earlier = a_payment(party_id, 80_00, received_on=date(2026, 10, 29))
    receive(entity_id, earlier)
    a_bank(entity_id)

    take(entity_id, a_statement(Move(on=3, amount="80.00", text="again, by mistake")))
    match_all(entity_id)

    [line] = waiting(entity_id)
    assert line.held != "booked_already"
    found = proved(entity_id)
    assert (found.outstanding, found.difference_minor) == ((), 0)


def test_money_of_another_currency_is_not_under_way_to_this_bank() -> None:
    entity_id, party_id = an_office()
    receive(entity_id, a_payment(party_id, 5_00, currency="EUR"))

    found = proved(entity_id)

    assert (found.outstanding, found.difference_minor) == ((), 0)


def test_book_and_bank_are_known_on_any_day() -> None:
    entity_id, _ = an_office()
    take(entity_id, a_statement(MATCHED))
    match_all(entity_id)

    before = proved(entity_id, date(2026, 11, 4))

    assert (before.bank_minor, before.book_minor) == (OPENING_MINOR, OPENING_MINOR)
    assert before.difference_minor == 0


def test_a_line_nobody_explained_stops_it_until_it_is_set_apart() -> None:
    entity_id, _ = an_office()
    take(entity_id, a_statement(Move(on=9, amount="12.00", text="?")))
    match_all(entity_id)

    with pytest.raises(NotReconciled, match="1 lines wait"):
        signed(entity_id)
    [line] = waiting(entity_id)
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=(line.id,)), **by(CLERK))

    assert signed(entity_id) == 0


def test_a_cheque_that_is_under_way_is_outstanding() -> None:
    entity_id, party_id = an_office()
    receive(entity_id, a_payment(party_id, 80_00))
    take(entity_id, a_statement())

    assert proved(entity_id).outstanding_minor == 80_00
    assert signed(entity_id) == 80_00


def test_a_balance_that_the_lines_do_not_lead_to_is_told() -> None:
    entity_id, _ = an_office()
    whole = a_statement(MATCHED, Move(on=6, amount="3.00", text="?"))
    torn = whole.replace(b"1083.00", b"1090.00")
    taken = take(entity_id, torn)

    [gap] = proved(entity_id).gaps

    assert [problem.code for problem in taken.problems] == ["balance_differs"]
    assert gap.gap_minor == 7_00
