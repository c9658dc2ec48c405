"""Disputes: what is contested waits for a person, and everybody is told so."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.disputes.queries import dispute_by_number, disputes
from duebook.apps.entities.actions import BooksSayNo, ReasonNeeded, UnknownPerson
from duebook.apps.payments.actions import Asked
from duebook.apps.receivables.actions import (
    ApplyCredit,
    SweepSmallBalances,
    Swept,
    apply_credit,
    sweep_small_balances,
)
from duebook.apps.receivables.queries import items_as_of
from duebook.domain.application import ApplyBy
from duebook.domain.disputes import (
    Category,
    ClosedBeforeOpened,
    ContestedBeforeOwed,
    ContestedTooMuch,
    DisputeClosed,
    NoSuchDispute,
    Outcome,
)
from tests.apps.disputes.office import closed, contested, item_of
from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold, by
from tests.races import at_once

if TYPE_CHECKING:
    from duebook.domain.errors import Refusal

TOMORROW = DAY + timedelta(days=1)


@pytest.fixture
def office() -> int:
    return an_entity(small_balance_minor=5_00)


@pytest.mark.django_db
def test_a_payment_leaves_what_is_contested_open(office: int) -> None:
    party_id = a_party(office)
    march, april = owes(office, party_id, 100_00, 50_00)
    opened = contested(office, march, 30_00, due_on=date(2026, 11, 17))

    receipt = receive(office, a_payment(party_id, 130_00))

    assert opened.number == "DIS-2026-00001"
    assert receipt.applied == {march: 70_00, april: 50_00}
    assert receipt.left_minor == 10_00
    assert item_of(office, march).contested_minor == 30_00
    assert books_hold(office)


@pytest.mark.django_db
def test_whoever_says_so_pays_what_is_contested(office: int) -> None:
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    contested(office, item_id)

    receipt = receive(
        office, a_payment(party_id, 100_00, asked=(Asked(item_id, 100_00),))
    )

    assert receipt.applied == {item_id: 100_00}
    assert books_hold(office)


@pytest.mark.django_db
def test_a_dispute_that_is_closed_lets_the_money_in(office: int) -> None:
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    number = contested(office, item_id, 30_00).number
    payment = receive(office, a_payment(party_id, 100_00))

    closed(office, number, Outcome.REJECTED, reason="contract 7 says 20.00 an hour")
    applied = apply_credit(
        ApplyCredit(entity_id=office, credit_id=payment.item_id, applied_on=DAY),
        **by(CLERK),
    )

    assert payment.left_minor == 30_00
    assert applied.applied == {item_id: 30_00}
    with db.reading(office):
        ended = dispute_by_number(office, number)
    assert (ended.outcome, ended.outcome_reason) == (
        "rejected",
        "contract 7 says 20.00 an hour",
    )
    assert books_hold(office)


@pytest.mark.django_db
@pytest.mark.parametrize("how", [ApplyBy.EXACT, ApplyBy.OLDEST_DUE, ApplyBy.PRO_RATA])
def test_credit_that_finds_its_debts_leaves_contested_ones(
    office: int, how: ApplyBy
) -> None:
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    contested(office, item_id)
    payment = receive(office, a_payment(party_id, 100_00, how=ApplyBy.NONE))

    applied = apply_credit(
        ApplyCredit(
            entity_id=office, credit_id=payment.item_id, applied_on=DAY, how=how
        ),
        **by(CLERK),
    )

    assert applied.applied == {}
    assert open_of(office) == [100_00, -100_00]


@pytest.mark.django_db
def test_a_small_rest_that_is_contested_is_not_swept(office: int) -> None:
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    receive(office, a_payment(party_id, 96_00))
    contested(office, item_id)
    sweep = SweepSmallBalances(
        entity_id=office, swept_on=DAY + timedelta(days=60), cap_minor=20_00
    )

    assert sweep_small_balances(sweep, **by(CLERK)) == Swept(items=0, amount_minor=0)


@pytest.mark.django_db
def test_disputes_of_an_item_never_exceed_what_is_open(office: int) -> None:
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    receive(office, a_payment(party_id, 40_00))
    contested(office, item_id, 25_00)

    with pytest.raises(ContestedTooMuch, match=r"35\.00 USD .* 35\.01 cannot"):
        contested(office, item_id, 35_01)
    assert contested(office, item_id).amount_minor == 35_00
    with pytest.raises(ContestedTooMuch):
        contested(office, item_id)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"owner": "Nobody"}, UnknownPerson),
        ({"reason": " "}, ReasonNeeded),
        ({"opened_on": date(2026, 10, 1)}, ContestedBeforeOwed),
        ({"due_on": date(2026, 11, 2)}, BooksSayNo),
        ({"amount_minor": -1}, ContestedTooMuch),
    ],
)
def test_a_dispute_has_an_owner_a_reason_and_its_day(
    office: int, said: dict[str, object], refusal: type[Refusal]
) -> None:
    [item_id] = owes(office, a_party(office), 100_00)

    with pytest.raises(refusal):
        contested(office, item_id, **said)
    assert item_of(office, item_id).contested_minor == 0


@pytest.mark.django_db
def test_a_dispute_is_closed_once_and_not_before_it_was_opened(office: int) -> None:
    [item_id] = owes(office, a_party(office), 100_00)
    number = contested(office, item_id).number

    with pytest.raises(ClosedBeforeOpened):
        closed(office, number, closed_on=date(2026, 11, 2))
    with pytest.raises(ReasonNeeded):
        closed(office, number, reason="")
    with pytest.raises(NoSuchDispute):
        closed(office, "DIS-2026-00009")
    closed(office, number, Outcome.WITHDRAWN)
    with pytest.raises(DisputeClosed, match="withdrawn"):
        closed(office, number)
    assert item_of(office, item_id).contested_minor == 0


@pytest.mark.django_db
def test_disputes_are_listed_newest_first_a_page_at_a_time(office: int) -> None:
    first, second = owes(office, a_party(office), 100_00, 50_00)
    old = contested(office, first, due_on=DAY).number
    new = contested(office, second, category=Category.NOT_RECEIVED).number
    closed(office, new)

    with db.reading(office):
        page = disputes(office, size=1)
        rest = disputes(office, before=page[0].id)
        still_open = disputes(office, only_open=True)

    assert [one.number for one in (*page, *rest)] == [new, old]
    assert [one.number for one in still_open] == [old]
    assert [one.state(DAY) for one in (*page, *rest)] == ["rejected", "open"]
    assert rest[0].state(TOMORROW) == "late"
    assert (rest[0].party, rest[0].item_number, rest[0].owner) == (
        "TIDEWELL",
        "INV-1",
        MANAGER,
    )


@pytest.mark.django_db
def test_what_was_contested_is_known_as_of_any_day(office: int) -> None:
    party_id = a_party(office)
    [item_id] = owes(office, party_id, 100_00)
    number = contested(office, item_id, 30_00, opened_on=TOMORROW).number
    closed(office, number, closed_on=TOMORROW + timedelta(days=2))

    def seen(on: date) -> int:
        with db.reading(office):
            [item] = items_as_of(office, on)
        return item.contested_minor

    assert [seen(DAY + timedelta(days=days)) for days in range(4)] == [
        0,
        30_00,
        30_00,
        0,
    ]


def test_two_who_contest_the_same_debt_do_not_exceed_it(committed: str) -> None:
    office = an_entity(committed)
    [item_id] = owes(office, a_party(office), 100_00)

    results = at_once([partial(contested, office, item_id, 60_00)] * 2)

    assert sum(isinstance(one, ContestedTooMuch) for one in results) == 1
    assert item_of(office, item_id).contested_minor == 60_00
    assert books_hold(office)
