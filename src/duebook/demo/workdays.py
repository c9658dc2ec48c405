"""Days of the imaginary calendar."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from duebook.domain.calendars import add_months, is_business_day, month_end

if TYPE_CHECKING:
    from datetime import date


def workdays_of(first: date) -> list[date]:
    """The business days of the month that begins on ``first``."""
    days = (month_end(first) - first).days + 1
    return [
        day
        for count in range(days)
        if is_business_day(day := first + timedelta(days=count))
    ]


def months_before(first: date, count: int) -> list[date]:
    """The first days of so many months before one, the oldest first."""
    return [add_months(first, -back) for back in range(count, 0, -1)]


def clock(day: date, hour: int = 17) -> datetime:
    """An hour of a day, late enough to be that day in every office of the demo."""
    return datetime.combine(day, time(hour), UTC)
