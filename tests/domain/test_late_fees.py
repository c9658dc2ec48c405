"""Late fees and interest."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.late_fees import (
    DayCount,
    InterestStep,
    LateFee,
    LateFeeRule,
    interest,
    late_fee,
)
from duebook.domain.money import Rounding
from duebook.domain.spans import Span


def test_nine_percent_on_a_thousand_for_thirty_days() -> None:
    span = Span(date(2026, 10, 1), date(2026, 10, 31))

    found = interest(
        1_000_00,
        900,
        span=span,
        day_count=DayCount.ACT_365,
        rounding=Rounding.HALF_UP,
    )

    assert found.interest_minor == 7_40  # 1000.00 × 9 % × 30 / 365 = 7.397…
    assert found.steps == (InterestStep(span=span, days=30, days_of_year=365),)


@pytest.mark.parametrize(
    ("day_count", "days", "interest_minor"),
    [
        (DayCount.ACT_365, [(92, 365)], 25_21),
        (DayCount.ACT_360, [(92, 360)], 25_56),
        (DayCount.THIRTY_360, [(91, 360)], 25_28),
        (DayCount.ACT_ACT, [(31, 365), (61, 366)], 25_16),
    ],
)
def test_days_become_years_as_the_contract_says(
    day_count: DayCount, days: list[tuple[int, int]], interest_minor: int
) -> None:
    """Ten percent on 1 000.00 from 1 December 2027 to 2 March 2028."""
    found = interest(
        1_000_00,
        1_000,
        span=Span(date(2027, 12, 1), date(2028, 3, 2)),
        day_count=day_count,
        rounding=Rounding.HALF_UP,
    )

    assert [(step.days, step.days_of_year) for step in found.steps] == days
    assert found.interest_minor == interest_minor


@given(
    st.integers(1, 10**9),
    st.dates(date(2026, 1, 1), date(2029, 1, 1)),
    st.integers(0, 900),
    st.sampled_from(DayCount),
)
def test_interest_follows_from_its_steps(
    principal_minor: int, first: date, days: int, day_count: DayCount
) -> None:
    span = Span(first, date.fromordinal(first.toordinal() + days))
    found = interest(
        principal_minor, 750, span=span, day_count=day_count, rounding=Rounding.DOWN
    )

    years = sum(step.days / step.days_of_year for step in found.steps)
    assert found.interest_minor == pytest.approx(
        principal_minor * 0.075 * years, abs=1.001
    )
    if day_count is not DayCount.THIRTY_360:
        assert sum(step.days for step in found.steps) == days


@pytest.mark.parametrize(
    ("open_minor", "days_late", "fee_minor"),
    [
        (100_00, 5, 0),
        (100_00, 6, 6_50),
        (10_00, 6, 5_15),
        (1_00, 6, 5_10),
        (5_000_00, 6, 50_00),
    ],
)
def test_a_late_fee_is_flat_plus_a_share_within_limits(
    open_minor: int, days_late: int, fee_minor: int
) -> None:
    rule = LateFeeRule(
        grace_days=5,
        flat_minor=5_00,
        share_bp=150,
        least_minor=5_10,
        most_minor=50_00,
    )

    fee = late_fee(open_minor, days_late, rule, rounding=Rounding.HALF_UP)

    assert fee.fee_minor == fee_minor


def test_a_late_fee_shows_its_parts() -> None:
    rule = LateFeeRule(flat_minor=5_00, share_bp=150)

    assert late_fee(33_33, 1, rule, rounding=Rounding.HALF_UP) == LateFee(
        open_minor=33_33,
        days_late=1,
        flat_minor=5_00,
        share_minor=50,
        fee_minor=5_50,
    )
