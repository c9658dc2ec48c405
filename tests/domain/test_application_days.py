"""From which day an application can count: never more is settled than there is."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.application import free_from

FIRST = date(2026, 11, 1)
TOTAL = 100_00


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def test_an_invoice_is_free_again_once_its_payment_is_taken_back() -> None:
    paid_on_the_3rd_and_taken_back_on_the_20th = {on(2): 100_00, on(19): -100_00}

    assert free_from(40_00, TOTAL, paid_on_the_3rd_and_taken_back_on_the_20th) == on(19)


def test_what_was_left_beside_it_was_free_all_the_time() -> None:
    moved = {on(2): 60_00, on(19): -60_00}

    assert free_from(40_00, TOTAL, moved) == date.min
    assert free_from(40_01, TOTAL, moved) == on(19)


def test_what_counted_for_no_day_stands_in_nobodys_way() -> None:
    assert free_from(TOTAL, TOTAL, {on(2): 0}) == date.min


days = st.integers(0, 9)
spells = st.lists(st.tuples(st.integers(1, TOTAL), days, days), max_size=6)


@given(spells, st.integers(1, TOTAL))
def test_it_fits_from_that_day_on_and_not_on_the_day_before(
    spells: list[tuple[int, int, int]], wanted: int
) -> None:
    moved: Counter[date] = Counter()
    for amount, since, until in spells:
        moved[on(since)] += amount
        moved[on(max(since, until))] -= amount

    since = free_from(wanted, TOTAL, moved)

    fits = [wanted <= left(moved, day) for day in map(on, range(10))]
    assert all(fits[max(0, (since - FIRST).days) :])
    assert since == date.min or not fits[(since - FIRST).days - 1]


def left(moved: Counter[date], day: date) -> int:
    return TOTAL - sum(amount for when, amount in moved.items() if when <= day)
