"""Short pays that become disputes, and contested debts that the matcher leaves."""

from __future__ import annotations

from datetime import date

import pytest

from duebook import db
from duebook.apps.banking.actions import (
    AcceptMatch,
    Short,
    Unmatch,
    accept_match,
    unmatch,
)
from duebook.apps.disputes.queries import dispute_by_number
from duebook.apps.entities.actions import UnknownPerson
from duebook.domain.disputes import Category
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.disputes.office import contested, item_of
from tests.apps.payments.office import owes
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by

pytestmark = pytest.mark.django_db

NUMBER = "INV-2026-00101"


def an_office(amount_minor: int) -> tuple[int, int]:
    """An entity with a bank whose payer owes one invoice; the id of its item."""
    office = an_entity()
    a_bank(office)
    [item_id] = owes(office, a_party(office), amount_minor, numbers=[NUMBER])
    return office, item_id


def came_in(office: int, amount: str) -> int:
    """Money for the invoice came in; the id of its line, which waits."""
    move = Move(on=5, amount=amount, text=NUMBER, name="Tidewell Hotels")
    take(office, a_statement(move))
    assert match_all(office).posted == 0
    [line] = waiting(office)
    return line.id


def test_a_short_pay_becomes_a_dispute() -> None:
    office, item_id = an_office(80_00)
    line_id = came_in(office, "60.00")

    accepted = accept_match(
        AcceptMatch(
            entity_id=office,
            line_id=line_id,
            short=Short.DISPUTE,
            category=Category.PRICE,
            owner=MANAGER,
            reason="they pay the tariff of last year",
        ),
        **by(CLERK),
    )

    assert accepted.settled == {item_id: 60_00}
    item = item_of(office, item_id)
    assert (item.open_minor, item.contested_minor) == (20_00, 20_00)
    with db.reading(office):
        [found] = [dispute_by_number(office, one) for one in accepted.disputes]
    assert (found.amount_minor, found.category, found.owner, found.opened_on) == (
        20_00,
        "price",
        MANAGER,
        date(2026, 11, 5),
    )
    assert books_hold(office)


def test_a_dispute_of_the_rest_is_withdrawn_with_the_match() -> None:
    office, item_id = an_office(80_00)
    line_id = came_in(office, "60.00")
    accepted = accept_match(
        AcceptMatch(
            entity_id=office, line_id=line_id, short=Short.DISPUTE, owner=MANAGER
        ),
        **by(CLERK),
    )

    unmatch(Unmatch(entity_id=office, line_id=line_id, reason="another"), **by(CLERK))

    item = item_of(office, item_id)
    assert (item.open_minor, item.contested_minor) == (80_00, 0)
    with db.reading(office):
        [found] = [dispute_by_number(office, one) for one in accepted.disputes]
    assert found.outcome == "withdrawn"
    assert books_hold(office)


def test_another_dispute_stays_when_the_match_is_taken_back() -> None:
    office, item_id = an_office(80_00)
    contested(office, item_id, 20_00)
    line_id = came_in(office, "60.00")
    accept_match(AcceptMatch(entity_id=office, line_id=line_id), **by(CLERK))

    unmatch(Unmatch(entity_id=office, line_id=line_id, reason="another"), **by(CLERK))

    item = item_of(office, item_id)
    assert (item.open_minor, item.contested_minor) == (80_00, 20_00)


def test_a_dispute_without_an_owner_of_the_house_settles_nothing() -> None:
    office, item_id = an_office(80_00)
    line_id = came_in(office, "60.00")
    asked = AcceptMatch(
        entity_id=office, line_id=line_id, short=Short.DISPUTE, owner="Nobody"
    )

    with pytest.raises(UnknownPerson):
        accept_match(asked, **by(CLERK))
    assert item_of(office, item_id).open_minor == 80_00


def test_money_for_a_contested_invoice_waits_for_a_person() -> None:
    office, item_id = an_office(80_00)
    contested(office, item_id, 20_00)

    line_id = came_in(office, "80.00")
    with db.reading(office):
        [line] = waiting(office)
    accept_match(AcceptMatch(entity_id=office, line_id=line_id), **by(CLERK))

    assert line.held == "contested"
    assert "20.00" in line.sentence
    assert item_of(office, item_id).open_minor == 0
    assert books_hold(office)
