"""When money comes: worked by hand, and what always holds."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.forecast import FEW_PAYMENTS, Habit, expected_on, habit_of, week_of
from tests.domain.test_algorithm_pages import tables

if TYPE_CHECKING:
    from tests.domain.test_algorithm_pages import Row

HABITS, DAYS = tables("cash-forecast.md")
TODAY = date(2026, 11, 3)


@pytest.mark.parametrize("row", HABITS, ids=[row["paid after days"] for row in HABITS])
def test_how_a_payer_pays(row: Row) -> None:
    habit = habit_of(Counter(map(int, row["paid after days"].split())))

    told = (habit.early_days, habit.usual_days, habit.late_days) if habit else "–––"
    assert list(map(str, told)) == [row["early"], row["usual"], row["late"]]


@pytest.mark.parametrize("row", DAYS, ids=[row["due"] for row in DAYS])
def test_when_a_debt_comes(row: Row) -> None:
    habit = Habit(*(int(row[name]) for name in ("early", "usual", "late")))

    day = expected_on(
        date.fromisoformat(row["due"]), habit, date.fromisoformat(row["at the end of"])
    )

    told = (day.early, day.usual, day.late) if day else "–––"
    assert list(map(str, told)) == [row["if early"], row["as usual"], row["if late"]]


paid = st.dictionaries(st.integers(-60, 200), st.integers(1, 9), max_size=12)


@given(paid)
def test_three_quarters_paid_by_the_late_day(payments: dict[int, int]) -> None:
    habit = habit_of(payments)
    count = sum(payments.values())

    assert (habit is None) == (count < FEW_PAYMENTS)
    if habit:
        by_late = sum(n for days, n in payments.items() if days <= habit.late_days)
        before = sum(n for days, n in payments.items() if days < habit.late_days)
        assert 4 * by_late >= 3 * count > 4 * before


@given(paid, st.integers(-300, 300))
def test_the_band_lies_in_the_future_around_the_usual_day(
    payments: dict[int, int], due: int
) -> None:
    habit = habit_of(payments)
    day = habit and expected_on(TODAY + timedelta(days=due), habit, TODAY)

    if day:
        assert TODAY < day.early <= day.usual <= day.late


def test_a_week_begins_on_monday() -> None:
    assert week_of(date(2026, 11, 8)) == week_of(date(2026, 11, 2)) == date(2026, 11, 2)
