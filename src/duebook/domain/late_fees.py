"""Late fees and interest: computed once, with every step on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.money import Rounding, round_ratio
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class DayCount(StrEnum):
    """How days become a part of a year."""

    ACT_365 = "act_365"
    ACT_360 = "act_360"
    ACT_ACT = "act_act"
    THIRTY_360 = "thirty_360"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestStep:
    """Days of one span, and of how many the year has there."""

    span: Span
    days: int
    days_of_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """Interest on a principal, and what anyone needs to reckon it again.

    It is the principal, times the yearly rate, times the sum of the steps' days
    over their days of the year, rounded once.
    """

    principal_minor: int
    annual_bp: int
    day_count: DayCount
    rounding: Rounding
    steps: tuple[InterestStep, ...]
    interest_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFeeRule:
    """What lateness costs: a flat amount and a share of the open amount.

    Nothing within ``grace_days``; after them not less than ``least_minor`` and not
    more than ``most_minor``.
    """

    grace_days: int = 0
    flat_minor: int = 0
    share_bp: int = 0
    least_minor: int = 0
    most_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateFee:
    """A late fee and its parts; ``fee_minor`` is their sum within the limits."""

    open_minor: int
    days_late: int
    flat_minor: int
    share_minor: int
    fee_minor: int


def interest(
    principal_minor: int,
    annual_bp: int,
    *,
    span: Span,
    day_count: DayCount,
    rounding: Rounding,
) -> Interest:
    """Simple interest on a principal over a span of days.

    Args:
        principal_minor: what is owed all the while.
        annual_bp: yearly rate in basis points (900 is 9 %).
        span: from the first day of interest up to, and without, the day of payment.
        day_count: ``act_act`` counts the days of each calendar year over that
            year's own (ISDA); ``thirty_360`` gives every month 30 days (30E/360).
        rounding: of the interest, once.
    """
    assert span.first is not None, "interest runs from a day"
    assert span.until is not None, "interest runs up to a day"
    steps = tuple(_steps(span.first, span.until, day_count))
    years = sum((Fraction(step.days, step.days_of_year) for step in steps), Fraction(0))
    exact = principal_minor * Fraction(annual_bp, BASIS_POINTS) * years
    return Interest(
        principal_minor=principal_minor,
        annual_bp=annual_bp,
        day_count=day_count,
        rounding=rounding,
        steps=steps,
        interest_minor=round_ratio(exact.numerator, exact.denominator, rounding),
    )


def _steps(first: date, until: date, day_count: DayCount) -> Iterator[InterestStep]:
    span = Span(first, until)
    match day_count:
        case DayCount.ACT_365:
            yield InterestStep(span=span, days=span.days(), days_of_year=365)
        case DayCount.ACT_360:
            yield InterestStep(span=span, days=span.days(), days_of_year=360)
        case DayCount.THIRTY_360:
            days = _days_of_30(first, until)
            yield InterestStep(span=span, days=days, days_of_year=360)
        case DayCount.ACT_ACT:
            for year in range(first.year, until.year + 1):
                whole = Span(date(year, 1, 1), date(year + 1, 1, 1))
                part = span.within(whole)
                if part.days():
                    yield InterestStep(
                        span=part, days=part.days(), days_of_year=whole.days()
                    )


def _days_of_30(first: date, until: date) -> int:
    months = 12 * (until.year - first.year) + until.month - first.month
    return 30 * months + min(until.day, 30) - min(first.day, 30)


def late_fee(
    open_minor: int, days_late: int, rule: LateFeeRule, *, rounding: Rounding
) -> LateFee:
    """The fee for an amount that is so many days late; none within the grace.

    Args:
        open_minor: what is still owed, positive.
        days_late: days past due.
        rule: what lateness costs.
        rounding: of the share.
    """
    if days_late <= rule.grace_days:
        flat_minor = share_minor = fee_minor = 0
    else:
        flat_minor = rule.flat_minor
        share_minor = round_ratio(open_minor * rule.share_bp, BASIS_POINTS, rounding)
        fee_minor = max(flat_minor + share_minor, rule.least_minor)
        if rule.most_minor is not None:
            fee_minor = min(fee_minor, rule.most_minor)
    return LateFee(
        open_minor=open_minor,
        days_late=days_late,
        flat_minor=flat_minor,
        share_minor=share_minor,
        fee_minor=fee_minor,
    )
