"""Matched and taken back: every balance is restored, and both facts stay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.banking.actions import (
    LinesMatched,
    MatchLines,
    SetApart,
    Unmatch,
    match_lines,
    set_lines_apart,
    unmatch,
)
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.payments.actions import Identified, identify
from duebook.apps.receivables.models import Application
from duebook.domain.errors import Refusal
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from duebook.apps.entities.actions import Act

pytestmark = pytest.mark.django_db

END = date(2026, 11, 30)

amounts = st.lists(st.integers(1, 500_00), min_size=1, max_size=4)


def office(code: str, amounts_minor: list[int]) -> int:
    """An entity whose only party owes these amounts, with a line paying each."""
    entity_id = an_entity(code)
    owes(entity_id, a_party(entity_id), *amounts_minor)
    a_bank(entity_id)
    moves = [
        Move(on=5, amount=f"{amount / 100:.2f}", text=f"INV-{place + 1}")
        for place, amount in enumerate(amounts_minor)
    ]
    take(entity_id, a_statement(*moves))
    return entity_id


@settings(max_examples=8, deadline=None)
@given(amounts, st.uuids())
def test_what_is_matched_and_taken_back_is_open_again(
    amounts_minor: list[int], code: object
) -> None:
    entity_id = office(f"L{code}"[:12], amounts_minor)
    lines = [line.id for line in waiting(entity_id)]

    assert match_all(entity_id).posted == len(amounts_minor)
    assert sum(open_of(entity_id)) == 0
    for line_id in lines:
        unmatch(
            Unmatch(entity_id=entity_id, line_id=line_id, reason="tried"), **by(CLERK)
        )

    assert open_of(entity_id)[: len(amounts_minor)] == amounts_minor
    with db.reading(entity_id):
        applied = Application.objects.filter(entity_id=entity_id)
        debts = applied.filter(rule="instruction")
        assert sum(debts.values_list("amount_minor", flat=True)) == 0
        assert debts.count() == 2 * len(amounts_minor)
    assert [line.state for line in waiting(entity_id)] == ["apart"] * len(lines)
    assert books_hold(entity_id)


def test_what_was_taken_back_can_be_matched_again() -> None:
    entity_id = office("AGAIN", [80_00])
    [line] = waiting(entity_id)
    match_all(entity_id)
    unmatch(Unmatch(entity_id=entity_id, line_id=line.id, reason="?"), **by(CLERK))

    assert match_all(entity_id).posted == 1

    assert sum(open_of(entity_id)) == 0
    assert books_hold(entity_id)


def test_the_number_of_queries_does_not_grow_with_the_lines(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    entity_id = office("MANY", [100 + place for place in range(60)])

    with django_assert_max_num_queries(110):
        assert match_all(entity_id).posted == 60


def test_the_number_of_queries_does_not_grow_with_the_money_that_is_given(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    entity_id = office("GIVEN", [100 + place for place in range(20)])
    set_apart = SetApart(
        entity_id=entity_id, line_ids=tuple(line.id for line in waiting(entity_id))
    )
    set_lines_apart(set_apart, **by(CLERK))

    with django_assert_max_num_queries(110):
        assert match_all(entity_id).posted == 20

    assert sum(open_of(entity_id)) == 0
    assert books_hold(entity_id)


asks = st.lists(
    st.tuples(st.integers(1, 9), st.integers(0, 40), st.integers(0, 60)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=8, deadline=None)
@given(asks, st.uuids())
def test_money_given_at_once_settles_what_it_settles_one_by_one(
    wanted: list[tuple[int, int, int]], code: object
) -> None:
    """Of each: what stays unapplied, what is for a first debt and for a second."""
    results = [
        given_away(f"{way}{code}"[:12], wanted, at_once=way == "S") for way in "SO"
    ]

    assert results[0] == results[1]


def given_away(
    code: str, wanted: list[tuple[int, int, int]], *, at_once: bool
) -> tuple[object, ...]:
    """What is refused, or open and applied, after money was given at once or not."""
    entity_id = an_entity(code)
    party_id = a_party(entity_id)
    debts = owes(entity_id, party_id, 100, 100)
    found = [
        receive(entity_id, a_payment(party_id, sum(parts), is_unidentified=True))
        for parts in wanted
    ]
    given = [
        Identified(
            payment_id=receipt.payment_id,
            credit_id=receipt.item_id,
            party_id=party_id,
            asked={
                debt: minor for debt, minor in zip(debts, parts, strict=True) if minor
            },
        )
        for receipt, (_, *parts) in zip(found, wanted, strict=True)
    ]
    sets = [given] if at_once else [[one] for one in given]
    try:
        give(entity_id, sets)
    except Refusal as refusal:
        return (refusal.code,)
    with db.reading(entity_id):
        applied = Application.objects.filter(entity_id=entity_id, debt_id__in=debts)
        parts = [
            (debts.index(debt_id), minor)
            for debt_id, minor in applied.values_list("debt_id", "amount_minor")
        ]
        balances = trial_balance(entity_id, END)
    assert books_hold(entity_id)
    held = {one.code: one.amount_minor for one in balances}
    return (sorted(open_of(entity_id)), sorted(parts), held)


def give(entity_id: int, sets: list[list[Identified]]) -> None:
    """Carry the step out within an act, a set after the other."""
    command = MatchLines(entity_id=entity_id)

    def instead(_: MatchLines, act: Act) -> LinesMatched:
        for one in sets:
            identify(act, one, on=act.today, reason="asked")
        return LinesMatched(0, 0, 0, {})

    match_lines(command, **by(CLERK), instead=instead)
