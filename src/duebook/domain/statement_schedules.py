"""Statements that go out by themselves: on which days, and what each tells of.

A statement tells of the end of its day, so a day's statements are due when the day
is over by the entity's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.calendars import (
    Schedule,
    Unit,
    add_months,
    day_at,
    from_day_on,
    next_days,
    occurrences,
)
from duebook.domain.errors import Refusal
from duebook.domain.statements import StatementKind

if TYPE_CHECKING:
    from datetime import datetime

A_DAY: Final = timedelta(days=1)
LAST_OF_MONTH: Final = 31
LONGEST: Final = 60
"""Months or weeks between two days of a schedule, at most."""


class Rhythm(StrEnum):
    """What the days of a schedule go by."""

    MONTH_END = "month_end"
    DAY_OF_MONTH = "day_of_month"
    WEEKS = "weeks"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDays:
    """The days of which statements tell.

    Every so many months on their last day or on ``day_of_month`` (1–31, or the last
    day of a shorter month; 0 otherwise), or every so many weeks from ``first_on``.
    None comes before ``first_on``.
    """

    rhythm: Rhythm
    first_on: date
    every: int = 1
    day_of_month: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTerms:
    """What a schedule says: which statements, to whom, on which days.

    ``line`` is a search line of the list of parties, empty for everybody.  Who owes
    less than ``least_minor`` of the entity's currency gets none, and who owes nothing
    gets none in any case.  Statements that are not ``is_sent`` wait for a person.
    """

    name: str
    kind: StatementKind
    days: StatementDays
    line: str = ""
    least_minor: int = 0
    is_sent: bool = True


@dataclass(eq=False)
class ScheduleNotKept(Refusal):
    """A schedule that would never come, or not as it is said."""

    code: ClassVar[str] = "statement_schedule_not_kept"
    template: ClassVar[str] = "A schedule like this cannot be kept: {what}."

    what: str


def require_usable(terms: StatementTerms) -> None:
    """Refuse a schedule that nobody can mean.

    Raises:
        ScheduleNotKept: the steps are none or too long, the month has no such day, or
            the least that is owed is less than nothing.
    """
    days = terms.days
    if not 1 <= days.every <= LONGEST:
        raise ScheduleNotKept(f"it comes every 1 to {LONGEST} months or weeks")
    is_numbered = days.rhythm is Rhythm.DAY_OF_MONTH
    if is_numbered and not 1 <= days.day_of_month <= LAST_OF_MONTH:
        raise ScheduleNotKept("a month has the days 1 to 31")
    if terms.least_minor < 0:
        raise ScheduleNotKept("the least that is owed is nothing, or more")


def schedule_of(days: StatementDays) -> Schedule:
    """The days as a schedule; short months do not pull later days forward."""
    anchor_day = _anchor_day(days)
    if not anchor_day:
        return Schedule(first_on=days.first_on, every=days.every, unit=Unit.WEEK)
    return Schedule(
        first_on=from_day_on(days.first_on, anchor_day),
        every=days.every,
        unit=Unit.MONTH,
        anchor_day=anchor_day,
    )


def _anchor_day(days: StatementDays) -> int:
    """The day of the month, or 0 where weeks are counted."""
    match days.rhythm:
        case Rhythm.MONTH_END:
            return LAST_OF_MONTH
        case Rhythm.DAY_OF_MONTH:
            return days.day_of_month
        case Rhythm.WEEKS:
            return 0


def days_due(
    days: StatementDays, *, zone: str, after: datetime, until: datetime
) -> tuple[date, ...]:
    """The days that ended between two instants, by the clocks of a zone.

    A day ends at the midnight that begins the next one: after ``after``, and not
    after ``until``.  So no day is due twice, and none is left out, however time is
    cut into pieces.
    """
    first, today = day_at(after, zone), day_at(until, zone)
    found = occurrences(schedule_of(days), until=today)
    return tuple(day for day in found if day >= first)


def coming(days: StatementDays, today: date, *, most: int = 3) -> tuple[date, ...]:
    """The next days from ``today`` on."""
    return next_days(schedule_of(days), today, most=most)


def tells_from(days: StatementDays, day: date, told_until: date | None) -> date:
    """The first day of which an activity statement of ``day`` tells.

    It goes on where the last one ended; the first tells of one step of its schedule.
    """
    if told_until is not None:
        return told_until + A_DAY
    anchor_day = _anchor_day(days)
    before = (
        add_months(day, -days.every, anchor_day=anchor_day)
        if anchor_day
        else day - timedelta(weeks=days.every)
    )
    return before + A_DAY


def lateness(as_of: date, made_on: date) -> str:
    """Why statements were made later than right after their day; else nothing."""
    if made_on <= as_of + A_DAY:
        return ""
    return f"Made late, on {made_on:%-d %b %Y}: nothing ran when their day ended."


def in_words(days: StatementDays) -> str:
    """``the end of every month``, ``every 2 weeks on Monday``."""
    if days.rhythm is Rhythm.WEEKS:
        return f"{_each(days.every, 'week')} on {days.first_on:%A}"
    months = _each(days.every, "month")
    if days.rhythm is Rhythm.MONTH_END:
        return f"the end of {months}"
    return f"day {days.day_of_month} of {months}"


def _each(every: int, unit: str) -> str:
    return f"every {unit}" if every == 1 else f"every {every} {unit}s"
