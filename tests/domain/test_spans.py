"""Spans of days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.spans import ALWAYS, Span

days = st.dates(date(2026, 1, 1), date(2026, 3, 1))
spans = st.builds(Span, st.none() | days, st.none() | days)


def test_a_span_holds_its_first_day_and_not_its_last() -> None:
    november = Span(date(2026, 11, 1), date(2026, 12, 1))

    assert november.holds(date(2026, 11, 1))
    assert november.holds(date(2026, 11, 30))
    assert not november.holds(date(2026, 12, 1))
    assert not november.holds(date(2026, 10, 31))
    assert november.days() == 30


def test_an_open_span_holds_every_day_and_has_no_length() -> None:
    assert ALWAYS.holds(date(1, 1, 1))
    with pytest.raises(AssertionError, match="no length"):
        Span(date(2026, 1, 1)).days()
    with pytest.raises(AssertionError, match="no length"):
        Span(None, date(2026, 1, 1)).days()


@given(spans, spans, days)
def test_within_holds_what_both_hold(one: Span, other: Span, day: date) -> None:
    assert one.within(other).holds(day) == (one.holds(day) and other.holds(day))
