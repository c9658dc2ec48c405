"""Due dates, schedules, proration, business days, periods."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.calendars import (
    Instalment,
    PaymentTerms,
    Schedule,
    TermsPart,
    Unit,
    add_months,
    day_at,
    days_late,
    due_dates,
    is_business_day,
    month_end,
    month_of,
    next_business_day,
    occurrences,
    prorate,
)
from duebook.domain.money import Rounding
from duebook.domain.spans import ALWAYS, Span

THANKSGIVING = date(2026, 11, 26)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def terms(
    *parts: tuple[int, int] | tuple[int, int, int],
    discount_bp: int = 0,
    discount_days: int = 0,
) -> PaymentTerms:
    """Terms of parts (share, net days, day of month)."""
    return PaymentTerms(
        code="t",
        name="terms",
        parts=tuple(
            TermsPart(share_bp=share, net_days=net, day_of_month=more[0] if more else 0)
            for share, net, *more in parts
        ),
        discount_bp=discount_bp,
        discount_days=discount_days,
    )


def test_two_percent_in_ten_days_net_thirty() -> None:
    two_ten = terms((10_000, 30), discount_bp=200, discount_days=10)

    assert due_dates(two_ten, date(2026, 11, 21), 1_234_56) == (
        Instalment(
            due_on=date(2026, 12, 21),
            amount_minor=1_234_56,
            discount_minor=24_69,
            discount_until=date(2026, 12, 1),
        ),
    )


def test_a_third_now_a_third_in_a_month_the_rest_in_two() -> None:
    thirds = terms(
        (3_333, 0), (3_333, 30), (3_334, 60), discount_bp=300, discount_days=5
    )

    parts = due_dates(thirds, date(2026, 11, 21), 1_00)

    assert [part.amount_minor for part in parts] == [33, 33, 34]
    assert [part.discount_minor for part in parts] == [1, 1, 1]
    assert [part.due_on for part in parts] == [
        date(2026, 11, 21),
        date(2026, 12, 21),
        date(2027, 1, 20),
    ]


@pytest.mark.parametrize(
    ("issued_on", "net_days", "day_of_month", "due_on"),
    [
        (date(2026, 11, 21), 0, 31, date(2026, 11, 30)),
        (date(2026, 11, 30), 0, 31, date(2026, 11, 30)),
        (date(2026, 1, 31), 30, 31, date(2026, 3, 31)),
        (date(2026, 11, 21), 0, 10, date(2026, 12, 10)),
        (date(2026, 12, 21), 0, 10, date(2027, 1, 10)),
        (date(2026, 11, 10), 0, 10, date(2026, 11, 10)),
        (date(2026, 1, 31), 0, 30, date(2026, 2, 28)),
    ],
)
def test_due_on_a_day_of_the_month(
    issued_on: date, net_days: int, day_of_month: int, due_on: date
) -> None:
    one_part = terms((10_000, net_days, day_of_month))

    assert due_dates(one_part, issued_on, 1)[0].due_on == due_on


def test_a_credit_note_offers_no_cash_discount() -> None:
    two_ten = terms((5_000, 0), (5_000, 30), discount_bp=200, discount_days=10)

    parts = due_dates(two_ten, date(2026, 11, 21), -1_01)

    assert [part.amount_minor for part in parts] == [-51, -50]
    assert {(part.discount_minor, part.discount_until) for part in parts} == {(0, None)}


@given(
    st.lists(
        st.tuples(st.integers(1, 9_999), st.integers(0, 90), st.integers(0, 31)),
        min_size=1,
        max_size=12,
    ),
    days,
    st.integers(-(10**12), 10**12),
    st.integers(0, 1_000),
)
def test_instalments_and_discounts_lose_nothing(
    parts: list[tuple[int, int, int]], issued_on: date, total_minor: int, bp: int
) -> None:
    whole = terms((10_000, 0), discount_bp=bp, discount_days=8)
    split = terms(*parts, discount_bp=bp, discount_days=8)

    [at_once] = due_dates(whole, issued_on, total_minor)
    instalments = due_dates(split, issued_on, total_minor)

    assert sum(part.amount_minor for part in instalments) == total_minor
    discounts = [part.discount_minor for part in instalments]
    assert sum(discounts) == at_once.discount_minor
    assert all(part.due_on >= issued_on for part in instalments)


def test_rent_on_the_31st_survives_february() -> None:
    rent = Schedule(first_on=date(2027, 1, 31), every=1, unit=Unit.MONTH)

    assert list(occurrences(rent, until=date(2027, 5, 1))) == [
        date(2027, 1, 31),
        date(2027, 2, 28),
        date(2027, 3, 31),
        date(2027, 4, 30),
    ]


def test_a_schedule_that_starts_in_february_knows_its_anchor() -> None:
    rent = Schedule(first_on=date(2027, 2, 28), every=1, unit=Unit.MONTH, anchor_day=31)

    assert list(occurrences(rent, until=date(2027, 4, 1))) == [
        date(2027, 2, 28),
        date(2027, 3, 31),
    ]


@pytest.mark.parametrize(
    ("every", "unit", "second"),
    [
        (10, Unit.DAY, date(2028, 3, 10)),
        (2, Unit.WEEK, date(2028, 3, 14)),
        (3, Unit.MONTH, date(2028, 5, 29)),
        (1, Unit.YEAR, date(2029, 2, 28)),
        (4, Unit.YEAR, date(2032, 2, 29)),
    ],
)
def test_every_so_many(every: int, unit: Unit, second: date) -> None:
    schedule = Schedule(first_on=date(2028, 2, 29), every=every, unit=unit)

    _, found, *_ = occurrences(schedule, until=date(2040, 1, 1))

    assert found == second


def test_a_schedule_ends_by_date_or_by_count_and_pauses() -> None:
    weekly = Schedule(
        first_on=date(2026, 11, 2),
        every=1,
        unit=Unit.WEEK,
        until=date(2026, 12, 1),
        times=3,
        pauses=(Span(date(2026, 11, 9), date(2026, 11, 10)),),
    )

    assert list(occurrences(weekly, until=date(2027, 1, 1))) == [
        date(2026, 11, 2),
        date(2026, 11, 16),
        date(2026, 11, 23),
    ]
    assert list(occurrences(weekly, until=date(2026, 11, 2))) == []


@given(days, st.integers(1, 5), st.sampled_from(Unit), days)
def test_asking_later_only_adds_days(
    first_on: date, every: int, unit: Unit, until: date
) -> None:
    schedule = Schedule(first_on=first_on, every=every, unit=unit)

    early = list(occurrences(schedule, until=until))
    late = list(occurrences(schedule, until=until + timedelta(days=400)))

    assert late[: len(early)] == early
    assert all(a < b for a, b in pairwise(late))
    assert late[len(early) :] == [day for day in late if day >= until]


NOVEMBER = Span(date(2026, 11, 1), date(2026, 12, 1))


def test_ten_days_of_november_are_a_third_of_it() -> None:
    served = Span(date(2026, 11, 1), date(2026, 11, 11))

    share = prorate(100_00, served=served, period=NOVEMBER, rounding=Rounding.HALF_UP)

    assert share == 33_33


@pytest.mark.parametrize(
    ("served", "share"),
    [
        (ALWAYS, 100_00),
        (Span(date(2026, 11, 21), None), 33_33),
        (Span(None, date(2026, 10, 1)), 0),
        (Span(date(2026, 12, 24), None), 0),
        (Span(date(2026, 11, 9), date(2026, 11, 9)), 0),
    ],
)
def test_only_days_of_the_period_count(served: Span, share: int) -> None:
    counted = prorate(100_00, served=served, period=NOVEMBER, rounding=Rounding.HALF_UP)

    assert counted == share


@given(
    st.integers(-(10**9), 10**9),
    st.lists(st.integers(0, 30), max_size=6),
    st.sampled_from(Rounding),
)
def test_a_period_cut_in_any_way_adds_up_to_the_whole(
    amount_minor: int, cuts: list[int], rounding: Rounding
) -> None:
    starts = [date(2026, 11, 1) + timedelta(days=cut) for cut in sorted({0, 30, *cuts})]

    parts = [
        prorate(amount_minor, served=Span(*served), period=NOVEMBER, rounding=rounding)
        for served in pairwise(starts)
    ]

    assert sum(parts) == amount_minor


def test_business_days_step_over_weekends_and_holidays() -> None:
    holidays = {THANKSGIVING, date(2026, 11, 27)}

    assert next_business_day(THANKSGIVING, holidays) == date(2026, 11, 30)
    assert next_business_day(THANKSGIVING) == THANKSGIVING
    assert not is_business_day(date(2026, 11, 28))


def test_nothing_is_late_on_the_day_it_is_due() -> None:
    due_on = date(2026, 11, 20)
    assert days_late(due_on, date(2026, 11, 21)) == 1
    assert days_late(due_on, due_on) == 0
    assert days_late(due_on, date(2026, 11, 1)) == 0


def test_periods_hold_their_days() -> None:
    day = date(2026, 11, 21)
    assert month_of(day) == NOVEMBER
    assert month_end(day) == date(2026, 11, 30)


def test_months_count_backwards_too() -> None:
    assert add_months(date(2027, 1, 31), -2) == date(2026, 11, 30)


def test_the_day_is_that_of_the_office_s_clock() -> None:
    at = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    assert day_at(at, "Europe/Berlin") == date(2026, 11, 1)
    assert day_at(at, "America/Los_Angeles") == date(2026, 10, 31)
