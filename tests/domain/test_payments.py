"""What money does on arrival: as asked, or by a rule; discounts only where earned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.application import Application, ApplyBy, OpenItem, OverApplied
from duebook.domain.payments import (
    LeftOut,
    LetGo,
    ProposedBy,
    Settlement,
    propose,
    settle,
    settle_as_agreed,
)

DAY = date(2026, 11, 3)


def an_item(item_id: int, amount_minor: int, discount_minor: int = 0) -> OpenItem:
    """An untouched item, due so many days later as its id says."""
    return OpenItem(
        id=item_id,
        number=f"INV-{item_id}",
        currency="USD",
        due_on=DAY + timedelta(days=item_id),
        open_minor=amount_minor,
        amount_minor=amount_minor,
        discount_minor=discount_minor,
        discount_until=DAY if discount_minor else None,
    )


def settled(credit_minor: int, *items: OpenItem, **said: Any) -> Settlement:
    usual: dict[str, Any] = {
        "received_on": DAY,
        "how": ApplyBy.OLDEST_DUE,
        "asked": {},
        "takes_discount": True,
    }
    return settle(credit_minor, items, **{**usual, **said})


def test_the_discount_closes_an_invoice_that_is_paid_in_time() -> None:
    settlement = settled(148_00, an_item(1, 100_00, 2_00), an_item(2, 50_00))

    assert settlement.let_go == (LetGo(1, 2_00),)
    assert settlement.applied == (Application(1, 98_00), Application(2, 50_00))
    assert settlement.left_minor == 0


def test_an_invoice_paid_in_part_earns_nothing() -> None:
    settlement = settled(97_00, an_item(1, 100_00, 2_00))

    assert settlement.let_go == ()
    assert settlement.applied == (Application(1, 97_00),)


@pytest.mark.parametrize(
    ("asked_minor", "discount_minor"),
    [(98_00, 2_00), (99_00, 1_00), (100_00, 0), (97_99, 0)],
)
def test_under_an_instruction_the_discount_is_what_the_payer_left_out(
    asked_minor: int, discount_minor: int
) -> None:
    settlement = settled(100_00, an_item(1, 100_00, 2_00), asked={1: asked_minor})

    assert sum(part.amount_minor for part in settlement.let_go) == discount_minor
    assert settlement.applied == (Application(1, asked_minor),)


def test_an_instruction_beyond_the_open_amount_is_refused() -> None:
    with pytest.raises(OverApplied):
        settled(200_00, an_item(1, 100_00), asked={1: 100_01})


def test_the_exact_invoice_is_found_with_and_without_its_discount() -> None:
    items = an_item(1, 80_00, 2_00), an_item(2, 100_00, 2_00)

    whole = settled(100_00, *items, how=ApplyBy.EXACT)
    less = settled(98_00, *items, how=ApplyBy.EXACT)

    assert whole == Settlement((), (Application(2, 100_00),), 0)
    assert less == Settlement((LetGo(2, 2_00),), (Application(2, 98_00),), 0)


def test_no_discount_is_granted_where_none_is_wanted() -> None:
    item = an_item(1, 100_00, 2_00)

    assert settled(98_00, item, takes_discount=False).let_go == ()
    assert settled(98_00, item, how=ApplyBy.NONE) == Settlement((), (), 98_00)
    assert settled(98_00, item, received_on=DAY + timedelta(days=1)).let_go == ()


@st.composite
def item_lists(draw: st.DrawFn) -> list[OpenItem]:
    amounts = draw(st.lists(st.integers(1, 500_00), max_size=6))
    return [
        an_item(place + 1, amount, draw(st.integers(0, amount - 1)))
        for place, amount in enumerate(amounts)
    ]


@given(st.integers(1, 2_000_00), item_lists(), st.sampled_from(ApplyBy))
def test_nothing_is_created_or_lost_and_discounts_are_earned(
    credit_minor: int, items: list[OpenItem], how: ApplyBy
) -> None:
    settlement = settled(credit_minor, *items, how=how)

    paid = {part.item_id: part.amount_minor for part in settlement.applied}
    assert sum(paid.values()) + settlement.left_minor == credit_minor
    by_id = {item.id: item for item in items}
    assert all(0 < paid[id_] <= by_id[id_].open_minor for id_ in paid)
    for part in settlement.let_go:
        item = by_id[part.item_id]
        assert part.amount_minor == item.discount_minor
        assert paid[item.id] + part.amount_minor == item.open_minor


@given(st.integers(1, 2_000_00), item_lists(), st.randoms())
def test_the_order_in_which_items_are_read_does_not_matter(
    credit_minor: int, items: list[OpenItem], random: Any
) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)

    assert settled(credit_minor, *items) == settled(credit_minor, *shuffled)


def test_what_was_agreed_is_let_go_and_the_rest_is_paid() -> None:
    items = [an_item(1, 100_00), an_item(2, 50_00)]
    settlement = settle_as_agreed(
        140_00,
        items,
        {1: 88_00, 2: 50_00},
        [LetGo(1, 10_00, LeftOut.WITHHELD_TAX), LetGo(1, 2_00, LeftOut.BANK_FEE)],
    )
    assert {part.item_id: part.amount_minor for part in settlement.applied} == {
        1: 88_00,
        2: 50_00,
    }
    assert sum(part.amount_minor for part in settlement.let_go) == 12_00
    assert settlement.left_minor == 2_00


def test_no_more_is_let_go_and_paid_than_is_open() -> None:
    with pytest.raises(OverApplied):
        settle_as_agreed(
            100_00, [an_item(1, 100_00)], {1: 100_00}, [LetGo(1, 1, LeftOut.DEDUCTION)]
        )


def test_what_the_payer_named_comes_first_and_the_rest_stays() -> None:
    items = [an_item(1, 100_00), an_item(2, 50_00)]

    settlement, why = propose(70_00, items, received_on=DAY, named=[2])

    assert why is ProposedBy.INSTRUCTION
    assert settlement.applied == (Application(2, 50_00),)
    assert settlement.left_minor == 20_00


def test_the_one_item_of_just_this_amount_comes_before_the_oldest() -> None:
    items = [an_item(1, 100_00), an_item(2, 50_00)]

    exact, why = propose(50_00, items, received_on=DAY)
    oldest, why_not = propose(60_00, items, received_on=DAY)

    assert (exact.applied, why) == ((Application(2, 50_00),), ProposedBy.EXACT)
    assert (oldest.applied, why_not) == (
        (Application(1, 60_00),),
        ProposedBy.OLDEST_DUE,
    )


def test_a_named_item_takes_its_discount_unless_the_whole_came() -> None:
    items = [an_item(1, 100_00, 2_00)]

    less, _ = propose(98_00, items, received_on=DAY, named=[1])
    whole, _ = propose(100_00, items, received_on=DAY, named=[1])

    assert (less.let_go, less.left_minor) == ((LetGo(1, 2_00),), 0)
    assert (whole.let_go, whole.applied) == ((), (Application(1, 100_00),))


@given(
    credit_minor=st.integers(1, 500_00),
    opens=st.lists(st.integers(1, 200_00), max_size=5),
    contested=st.lists(st.integers(0, 200_00), min_size=5, max_size=5),
    mentioned=st.lists(st.integers(0, 4), max_size=3),
)
def test_nothing_is_proposed_for_what_is_contested_and_nothing_is_lost(
    credit_minor: int, opens: list[int], contested: list[int], mentioned: list[int]
) -> None:
    items = [
        replace(an_item(place, open_minor), contested_minor=contested[place])
        for place, open_minor in enumerate(opens)
    ]
    named = [item_id for item_id in mentioned if item_id < len(items)]

    settlement, _ = propose(credit_minor, items, received_on=DAY, named=named)

    paid = {part.item_id: part.amount_minor for part in settlement.applied}
    assert all(paid.get(item.id, 0) <= item.offered_minor for item in items)
    assert sum(paid.values()) + settlement.left_minor == credit_minor
