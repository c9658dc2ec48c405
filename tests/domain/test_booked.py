"""Lines that the books know already: linked where it is plain, else held."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.booked import Booked, Shown, booked_already

if TYPE_CHECKING:
    from random import Random

DAY = date(2026, 11, 2)


def shown(line_id: int, amount_minor: int, said: str = "", days: int = 1) -> Shown:
    return Shown(
        line_id=line_id,
        account_id=1,
        on=DAY + timedelta(days=days),
        amount_minor=amount_minor,
        said=said,
    )


def entered(
    entry_id: int, amount_minor: int, *names: str, is_sure: bool = False
) -> Booked:
    return Booked(
        entry_id=entry_id,
        account_id=1,
        on=DAY,
        amount_minor=amount_minor,
        names=names,
        is_sure=is_sure,
    )


def test_a_deposit_slip_is_found_by_its_sum() -> None:
    known = booked_already([shown(1, 740_00)], [entered(9, 740_00, is_sure=True)])
    assert known.linked == {1: 9}


def test_a_cheque_entered_by_hand_is_not_taken_for_a_strangers_transfer() -> None:
    known = booked_already([shown(1, 100_00)], [entered(9, 100_00, "P-2026-00007")])
    assert known.linked == {}
    assert known.doubtful == {1: (9,)}


def test_a_line_that_names_the_payment_is_it() -> None:
    known = booked_already(
        [shown(1, 100_00, "ref p 2026 00007"), shown(2, 100_00)],
        [entered(9, 100_00, "P-2026-00007"), entered(8, 100_00, "P-2026-00006")],
    )
    assert known.linked == {1: 9}
    assert known.doubtful == {2: (8,)}


def test_two_slips_of_one_sum_are_left_to_a_person() -> None:
    slips = [entered(8, 50_00, is_sure=True), entered(9, 50_00, is_sure=True)]
    assert booked_already([shown(1, 50_00)], slips).doubtful == {1: (8, 9)}


def test_a_month_later_it_is_other_money() -> None:
    known = booked_already(
        [shown(1, 50_00, days=31)], [entered(9, 50_00, is_sure=True)]
    )
    assert (known.linked, known.doubtful) == ({}, {})


amounts = st.sampled_from([10_00, 20_00, -5_00])


@given(st.lists(amounts, max_size=6), st.lists(amounts, max_size=6), st.randoms())
def test_the_order_of_neither_side_matters(
    lines: list[int], entries: list[int], dice: Random
) -> None:
    left = [shown(place + 1, amount) for place, amount in enumerate(lines)]
    right = [
        entered(place + 1, amount, is_sure=place % 2 == 0)
        for place, amount in enumerate(entries)
    ]
    first = booked_already(left, right)
    dice.shuffle(left)
    dice.shuffle(right)
    assert booked_already(left, right) == first
    assert len(set(first.linked.values())) == len(first.linked)
