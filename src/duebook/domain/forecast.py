"""When open debts are likely to be paid: by how each payer paid before, with a band.

docs/algorithms/cash-forecast.md works it through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW_PAYMENTS: Final = 5
"""A payer of fewer payments has no habit of its own."""


@dataclass(frozen=True, slots=True)
class Habit:
    """Days after the due day by which a quarter, half and three quarters had paid.

    Negative days are before it.
    """

    early_days: int
    usual_days: int
    late_days: int


@dataclass(frozen=True, slots=True)
class Expected:
    """The days on which a debt comes in: if early, as usual, if late."""

    early: date
    usual: date
    late: date


def habit_of(payments: Mapping[int, int]) -> Habit | None:
    """The quartiles of how late somebody paid; none of fewer than ``FEW_PAYMENTS``.

    A quartile is the least of the days by which at least that share was paid
    (nearest rank), so it is a day on which somebody did pay.

    Args:
        payments: how many payments came so many days after they were due.
    """
    count = sum(payments.values())
    if count < FEW_PAYMENTS:
        return None
    return Habit(*(_quartile(payments, count, quarters) for quarters in (1, 2, 3)))


def _quartile(payments: Mapping[int, int], count: int, quarters: int) -> int:
    paid = 0
    for days in sorted(payments):
        paid += payments[days]
        if 4 * paid >= quarters * count:
            return days
    raise AssertionError("all have paid in the end")


def expected_on(due_on: date, habit: Habit, on: date) -> Expected | None:
    """When a debt that is open at the end of a day comes in.

    What should have come before is expected on the next day.  None where the payer has
    usually paid by now, so that nothing it did before says when.
    """
    late = due_on + timedelta(days=habit.late_days)
    if late <= on:
        return None
    next_day = on + timedelta(days=1)
    return Expected(
        max(due_on + timedelta(days=habit.early_days), next_day),
        max(due_on + timedelta(days=habit.usual_days), next_day),
        late,
    )


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())
