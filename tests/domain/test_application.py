"""Credits to items: a rule leaves alone what is contested, a person may pay it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.application import (
    Application,
    ApplyBy,
    OpenItem,
    apply_by,
    apply_by_instruction,
    apply_exact,
    apply_oldest_first,
    apply_pro_rata,
)
from duebook.domain.payments import LetGo, settle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.payments import Settlement

DAY = date(2026, 11, 3)


def an_item(
    item_id: int, open_minor: int, contested_minor: int = 0, discount_minor: int = 0
) -> OpenItem:
    """An untouched item, due so many days later as its id says."""
    return OpenItem(
        id=item_id,
        number=f"INV-{item_id}",
        currency="USD",
        due_on=DAY + timedelta(days=item_id),
        open_minor=open_minor,
        amount_minor=open_minor,
        contested_minor=contested_minor,
        discount_minor=discount_minor,
        discount_until=DAY if discount_minor else None,
    )


def settled(
    credit_minor: int,
    items: Sequence[OpenItem],
    how: ApplyBy,
    asked: dict[int, int] | None = None,
) -> Settlement:
    return settle(
        credit_minor,
        items,
        received_on=DAY,
        how=how,
        asked=asked or {},
        takes_discount=True,
    )


def test_the_older_invoice_keeps_what_is_contested_of_it() -> None:
    items = [an_item(1, 100_00, contested_minor=30_00), an_item(2, 50_00)]

    assert apply_oldest_first(100_00, items) == (
        [Application(1, 70_00), Application(2, 30_00)],
        0,
    )


def test_a_payment_of_all_but_the_contested_is_exact() -> None:
    items = [an_item(1, 100_00, contested_minor=30_00), an_item(2, 100_00)]

    assert apply_exact(70_00, items) == ([Application(1, 70_00)], 0)
    assert apply_exact(100_00, items) == ([Application(2, 100_00)], 0)


def test_shares_are_of_what_is_not_contested() -> None:
    items = [an_item(1, 100_00, contested_minor=60_00), an_item(2, 60_00)]

    assert apply_pro_rata(50_00, items) == (
        [Application(1, 20_00), Application(2, 30_00)],
        0,
    )


def test_whoever_says_so_pays_what_is_contested() -> None:
    item = an_item(1, 100_00, contested_minor=100_00)

    assert apply_by(ApplyBy.EXACT, 100_00, [item]) == ([], 100_00)
    assert apply_by_instruction(100_00, [item], {1: 100_00}) == (
        [Application(1, 100_00)],
        0,
    )


def test_an_item_paid_although_contested_offers_nothing() -> None:
    paid_down = replace(an_item(1, 10_00), contested_minor=30_00)

    assert paid_down.offered_minor == 0
    assert apply_oldest_first(50_00, [paid_down]) == ([], 50_00)


@pytest.mark.parametrize("asked", [{}, {1: 98_00}])
def test_no_discount_closes_what_is_contested(asked: dict[int, int]) -> None:
    fair = settled(98_00, [an_item(1, 100_00, 0, 2_00)], ApplyBy.OLDEST_DUE, asked)
    contested = [an_item(1, 100_00, 1_00, 2_00)]

    assert fair.let_go == (LetGo(1, 2_00),)
    assert settled(98_00, contested, ApplyBy.OLDEST_DUE, asked).let_go == ()


@st.composite
def item_lists(draw: st.DrawFn) -> list[OpenItem]:
    amounts = draw(st.lists(st.integers(1, 500_00), max_size=6))
    return [
        an_item(
            place + 1,
            amount,
            draw(st.integers(0, 500_00)),
            draw(st.integers(0, amount - 1)),
        )
        for place, amount in enumerate(amounts)
    ]


@given(st.integers(1, 2_000_00), item_lists(), st.sampled_from(ApplyBy))
def test_no_rule_touches_what_is_contested(
    credit_minor: int, items: list[OpenItem], how: ApplyBy
) -> None:
    settlement = settled(credit_minor, items, how)

    lowered: dict[int, int] = {}
    for item_id, amount_minor in settlement.lowered():
        lowered[item_id] = lowered.get(item_id, 0) + amount_minor
    assert all(lowered.get(item.id, 0) <= item.offered_minor for item in items)
    paid_minor = sum(part.amount_minor for part in settlement.applied)
    assert paid_minor + settlement.left_minor == credit_minor


@given(st.integers(1, 2_000_00), item_lists(), st.sampled_from(ApplyBy))
def test_a_contested_item_is_settled_like_one_that_has_only_the_rest_open(
    credit_minor: int, items: list[OpenItem], how: ApplyBy
) -> None:
    def rest(item: OpenItem) -> dict[str, Any]:
        return {"open_minor": item.offered_minor, "amount_minor": 0}

    plain = [
        replace(an_item(item.id, 1), due_on=item.due_on, **rest(item))
        for item in items
        if item.offered_minor
    ]

    assert apply_by(how, credit_minor, items) == apply_by(how, credit_minor, plain)
