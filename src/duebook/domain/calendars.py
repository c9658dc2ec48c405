"""Due dates, instalments, recurring schedules, proration, periods.

Everything here counts in dates, never in instants: a day has no daylight saving.
Only ``day_at`` turns an instant into the day that an entity's clock shows.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from duebook.domain.money import Rounding, allocate, round_ratio
from duebook.domain.records import record
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from datetime import datetime

BASIS_POINTS: Final = 10_000
SATURDAY: Final = 5
NO_HOLIDAYS: Final[frozenset[date]] = frozenset()
HORIZON: Final = timedelta(days=366 * 15)
"""How far ahead the days of a schedule are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPart:
    """One dated part of payment terms: a share (basis points of 10 000), its days.

    ``day_of_month`` (1–31, or 0 for none) moves the day reached after
    ``net_days`` forward to that day of a month; 31 is the month's last day.
    """

    share_bp: int
    net_days: int
    day_of_month: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTerms:
    """Rule for due dates and cash discount: ``2/10 net 30`` and its relatives."""

    code: str
    name: str
    parts: tuple[TermsPart, ...]
    discount_bp: int = 0
    discount_days: int = 0


@record
class Instalment:
    """One dated part of an invoice, with the cash discount offered on it.

    ``discount_minor`` may be taken if the money arrives on or before
    ``discount_until``.
    """

    due_on: date
    amount_minor: int
    discount_minor: int = 0
    discount_until: date | None = None


class Unit(StrEnum):
    """What a recurring schedule counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Every so many days, weeks, months or years, from ``first_on``.

    Months and years keep the anchor day over short months: from 31 January come
    28 February and 31 March.  ``anchor_day`` says that day where ``first_on`` is
    itself a short month's end; 0 takes it from ``first_on``.

    The schedule ends before the day ``until`` and after ``times`` occurrences,
    whichever comes first; ``None`` is no such end.  Occurrences within one of
    ``pauses`` are left out and do not count.
    """

    first_on: date
    every: int
    unit: Unit
    anchor_day: int = 0
    until: date | None = None
    times: int | None = None
    pauses: tuple[Span, ...] = ()


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def add_months(day: date, months: int, *, anchor_day: int = 0) -> date:
    """So many months later, on the anchor day or the last day before it.

    Args:
        day: the day to count from.
        months: may be negative.
        anchor_day: 1–31; 0 is the day's own.
    """
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return _on_day_of_month(first, anchor_day or day.day)


def due_dates(
    terms: PaymentTerms, issued_on: date, total_minor: int
) -> tuple[Instalment, ...]:
    """The instalments of a document: what is due when, with the discount on each.

    The total is split by the parts' shares and adds up to the unit.  The cash
    discount is taken once on the total, rounded half up, and split the same way; a
    total that is not positive offers none.

    Args:
        terms: with one part at least.
        issued_on: day the parts' days are counted from.
        total_minor: may be negative (a credit note).
    """
    offered = terms.discount_bp > 0 and total_minor > 0
    until = issued_on + timedelta(days=terms.discount_days) if offered else None
    discount_minor = (
        round_ratio(total_minor * terms.discount_bp, BASIS_POINTS, Rounding.HALF_UP)
        if offered
        else 0
    )
    if len(terms.parts) == 1:
        return (
            Instalment(
                due_on=_due_on(terms.parts[0], issued_on),
                amount_minor=total_minor,
                discount_minor=discount_minor,
                discount_until=until,
            ),
        )
    shares = [part.share_bp for part in terms.parts]
    return tuple(
        Instalment(
            due_on=_due_on(part, issued_on),
            amount_minor=amount_minor,
            discount_minor=part_discount_minor,
            discount_until=until,
        )
        for part, amount_minor, part_discount_minor in zip(
            terms.parts,
            allocate(total_minor, shares),
            allocate(discount_minor, shares),
            strict=True,
        )
    )


def _due_on(part: TermsPart, issued_on: date) -> date:
    day = issued_on + timedelta(days=part.net_days)
    return from_day_on(day, part.day_of_month) if part.day_of_month else day


def from_day_on(day: date, day_of_month: int) -> date:
    """The first such day of a month (31 is its last) that is not before ``day``."""
    same_month = _on_day_of_month(day, day_of_month)
    if day <= same_month:
        return same_month
    return add_months(day, 1, anchor_day=day_of_month)


def _on_day_of_month(day: date, day_of_month: int) -> date:
    """That day of the same month, or the month's last."""
    if day_of_month <= 28:
        return day.replace(day=day_of_month)
    return day.replace(day=min(day_of_month, monthrange(day.year, day.month)[1]))


def occurrences(schedule: Schedule, *, until: date) -> Iterator[date]:
    """The schedule's days before ``until``, in order.

    Each is counted from the first, not from the one before, so that a short month
    does not pull all later days forward.
    """
    end = until if schedule.until is None else min(until, schedule.until)
    step = given = 0
    while schedule.times is None or given < schedule.times:
        day = _occurrence(schedule, step)
        if day >= end:
            return
        step += 1
        if not any(pause.holds(day) for pause in schedule.pauses):
            given += 1
            yield day


def next_days(schedule: Schedule, today: date, *, most: int) -> tuple[date, ...]:
    """The schedule's next days from ``today`` on, within the horizon."""
    days = occurrences(schedule, until=today + HORIZON)
    return tuple(islice((day for day in days if day >= today), most))


def _occurrence(schedule: Schedule, step: int) -> date:
    count = step * schedule.every
    anchor_day = schedule.anchor_day
    match schedule.unit:
        case Unit.DAY:
            return schedule.first_on + timedelta(days=count)
        case Unit.WEEK:
            return schedule.first_on + timedelta(weeks=count)
        case Unit.MONTH:
            return add_months(schedule.first_on, count, anchor_day=anchor_day)
        case Unit.YEAR:
            return add_months(schedule.first_on, 12 * count, anchor_day=anchor_day)


def prorate(
    amount_minor: int, *, served: Span, period: Span, rounding: Rounding
) -> int:
    """The part of a period's amount for the days served in it.

    It is what has accrued at the end of the served days less what had accrued
    before them, each rounded.  So the parts of a period cut in any way add up to
    the whole amount, which parts rounded one by one do not.

    Args:
        amount_minor: for the whole period.
        served: days served; what lies outside of the period does not count.
        period: both ends known, one day at least.
        rounding: of the amount accrued at a day.
    """
    days = period.days()
    assert days > 0, "a period has days"
    counted = served.within(period)
    assert period.first is not None, "a period has a first day"

    def accrued(until: date | None) -> int:
        gone = Span(period.first, until).days()
        return round_ratio(amount_minor * gone, days, rounding)

    return accrued(counted.until) - accrued(counted.first)


def is_business_day(day: date, holidays: AbstractSet[date] = NO_HOLIDAYS) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def next_business_day(day: date, holidays: AbstractSet[date] = NO_HOLIDAYS) -> date:
    """The day itself, or the first business day after it."""
    while not is_business_day(day, holidays):
        day += timedelta(days=1)
    return day


def days_late(due_on: date, on: date) -> int:
    """Days past due; none on the due day and before."""
    return max((on - due_on).days, 0)


def month_of(day: date) -> Span:
    first = day.replace(day=1)
    return Span(first, add_months(first, 1))


def day_at(at: datetime, zone: str) -> date:
    """The day that clocks of the zone show at an instant (aware of its own zone)."""
    assert at.tzinfo is not None, "an instant knows its zone"
    return at.astimezone(ZoneInfo(zone)).date()
