"""Matched and taken back: every balance is restored, and both facts stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duebook import db
from duebook.apps.banking.actions import Unmatch, unmatch
from duebook.apps.receivables.models import Application
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import open_of, owes
from tests.office import CLERK, a_party, an_entity, books_hold, by

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

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
