"""On which days statements go out by themselves, and what each of them tells of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.calendars import day_at, month_end
from duebook.domain.statement_schedules import (
    LONGEST,
    Rhythm,
    ScheduleNotKept,
    StatementDays,
    StatementTerms,
    coming,
    days_due,
    in_words,
    lateness,
    require_usable,
    tells_from,
)
from duebook.domain.statements import StatementKind

CHICAGO = "America/Chicago"
MONTH_END = StatementDays(rhythm=Rhythm.MONTH_END, first_on=date(2026, 11, 10))
FORTNIGHTLY = StatementDays(rhythm=Rhythm.WEEKS, every=2, first_on=date(2026, 11, 2))


def chicago(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZoneInfo(CHICAGO))


def on_the(day_of_month: int, first_on: date, every: int = 1) -> StatementDays:
    return StatementDays(
        rhythm=Rhythm.DAY_OF_MONTH,
        first_on=first_on,
        every=every,
        day_of_month=day_of_month,
    )


def terms(days: StatementDays, least_minor: int = 0) -> StatementTerms:
    return StatementTerms(
        name="Everybody",
        kind=StatementKind.OPEN_ITEM,
        days=days,
        least_minor=least_minor,
    )


def test_the_end_of_november_is_due_when_november_is_over() -> None:
    kept, evening = chicago(11, 10), chicago(11, 30, 23)
    midnight = chicago(12, 1, 0)

    assert days_due(MONTH_END, zone=CHICAGO, after=kept, until=evening) == ()
    assert days_due(MONTH_END, zone=CHICAGO, after=kept, until=midnight) == (
        date(2026, 11, 30),
    )
    assert days_due(MONTH_END, zone=CHICAGO, after=midnight, until=midnight) == ()


def test_nothing_is_due_of_days_before_the_schedule_was_kept() -> None:
    old = StatementDays(rhythm=Rhythm.WEEKS, first_on=date(2026, 1, 5))

    found = days_due(old, zone=CHICAGO, after=chicago(11, 10), until=chicago(11, 25))

    assert found == (date(2026, 11, 16), date(2026, 11, 23))


def test_the_31st_falls_on_the_end_of_short_months_and_comes_back() -> None:
    days = on_the(31, date(2027, 1, 31))

    assert coming(days, date(2027, 1, 1)) == (
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
    )


def test_a_quarter_counts_from_the_first_day_that_fits() -> None:
    days = on_the(15, date(2026, 11, 20), every=3)

    assert coming(days, date(2026, 11, 20), most=2) == (
        date(2026, 12, 15),
        date(2027, 3, 15),
    )


def test_activity_goes_on_where_the_last_one_ended() -> None:
    end = date(2026, 11, 30)

    assert tells_from(MONTH_END, end, None) == date(2026, 11, 1)
    assert tells_from(MONTH_END, end, date(2026, 9, 30)) == date(2026, 10, 1)
    assert tells_from(FORTNIGHTLY, date(2026, 11, 16), None) == date(2026, 11, 3)


def test_who_is_late_says_why() -> None:
    end = date(2026, 11, 30)

    assert lateness(end, date(2026, 12, 1)) == ""
    assert lateness(end, date(2026, 12, 4)) == (
        "Made late, on 4 Dec 2026: nothing ran when their day ended."
    )


def test_days_are_said_as_people_say_them() -> None:
    assert in_words(MONTH_END) == "the end of every month"
    assert in_words(on_the(15, date(2026, 1, 1), every=3)) == "day 15 of every 3 months"
    assert in_words(FORTNIGHTLY) == "every 2 weeks on Monday"


@pytest.mark.parametrize(
    "days",
    [
        on_the(0, date(2026, 1, 1)),
        on_the(32, date(2026, 1, 1)),
        on_the(15, date(2026, 1, 1), every=0),
        on_the(15, date(2026, 1, 1), every=LONGEST + 1),
    ],
)
def test_days_that_never_come_are_refused(days: StatementDays) -> None:
    with pytest.raises(ScheduleNotKept):
        require_usable(terms(days))


def test_nobody_owes_less_than_nothing() -> None:
    require_usable(terms(MONTH_END))
    with pytest.raises(ScheduleNotKept, match="nothing, or more"):
        require_usable(terms(MONTH_END, least_minor=-1))


ANY_DAYS = st.builds(
    StatementDays,
    rhythm=st.sampled_from(Rhythm),
    first_on=st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    every=st.integers(1, 5),
    day_of_month=st.integers(1, 31),
)
INSTANTS = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
    datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ZONES = st.sampled_from([CHICAGO, "Europe/Berlin", "Pacific/Auckland"])


@given(ANY_DAYS, ZONES, st.lists(INSTANTS, min_size=2, max_size=6).map(sorted))
def test_however_time_is_cut_each_day_is_due_once(
    days: StatementDays, zone: str, instants: list[datetime]
) -> None:
    pieces = [
        day
        for after, until in pairwise(instants)
        for day in days_due(days, zone=zone, after=after, until=until)
    ]

    whole = days_due(days, zone=zone, after=instants[0], until=instants[-1])
    assert tuple(pieces) == whole
    assert len(set(whole)) == len(whole)


@given(ANY_DAYS, ZONES, INSTANTS, INSTANTS)
def test_a_day_that_is_due_has_ended_and_is_of_the_schedule(
    days: StatementDays, zone: str, one: datetime, other: datetime
) -> None:
    after, until = sorted((one, other))
    for day in days_due(days, zone=zone, after=after, until=until):
        assert days.first_on <= day < day_at(until, zone)
        assert day_at(after, zone) <= day
        assert _fits(days, day)


@given(ANY_DAYS, ZONES, INSTANTS)
def test_what_was_told_to_come_is_due_the_day_after(
    days: StatementDays, zone: str, at: datetime
) -> None:
    [following] = coming(days, day_at(at, zone), most=1)
    next_noon = datetime.combine(
        following + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)
    ) + timedelta(hours=12)

    assert days_due(days, zone=zone, after=at, until=next_noon) == (following,)


def _fits(days: StatementDays, day: date) -> bool:
    match days.rhythm:
        case Rhythm.MONTH_END:
            return day == month_end(day)
        case Rhythm.DAY_OF_MONTH:
            return day.day == min(days.day_of_month, month_end(day).day)
        case Rhythm.WEEKS:
            return (day - days.first_on).days % (7 * days.every) == 0
