"""What people type into the search line of a list."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.web.search_line import (
    NotReadable,
    Range,
    Term,
    amounts,
    counts,
    day,
    days,
    parse,
)

TUESDAY = date(2026, 11, 3)


def test_words_fields_and_what_is_left_out() -> None:
    assert parse('is:open,draft over:31..60 not:plan -party:"blue meadow" 10241') == (
        Term("is", ("open", "draft")),
        Term("over", ("31..60",)),
        Term("is", ("plan",), is_not=True),
        Term("party", ("blue meadow",), is_not=True),
        Term("", ("10241",)),
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (">1000", Range(1_000_01, None)),
        (">=1000", Range(1_000_00, None)),
        ("<5.50", Range(None, 5_49)),
        ("500..900", Range(500_00, 900_00)),
        ("..900", Range(None, 900_00)),
        ("18,936", Range(18_936_00, 18_936_00)),
        ("1.5k", Range(1_500_00, 1_500_00)),
        ("-12", Range(-12_00, -12_00)),
    ],
)
def test_amounts(typed: str, meant: Range[int]) -> None:
    assert amounts(typed, 2) == meant


@pytest.mark.parametrize("typed", ["", "abc", "1e400", "NaN", "inf", "1..x", "1.2.3"])
def test_what_is_no_amount_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(NotReadable):
        amounts(typed, 2)


def test_days_over_are_whole_numbers() -> None:
    assert counts("31..60") == Range(31, 60)
    assert counts(">90") == Range(91, None)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("this-week", Range(date(2026, 11, 2), date(2026, 11, 8))),
        ("oct", Range(date(2026, 10, 1), date(2026, 10, 31))),
        ("december", Range(date(2025, 12, 1), date(2025, 12, 31))),
        ("2026-09-15..", Range(date(2026, 9, 15), None)),
        ("2026-02", Range(date(2026, 2, 1), date(2026, 2, 28))),
        ("t-1", Range(date(2026, 11, 2), date(2026, 11, 2))),
        (">2026-10", Range(date(2026, 11, 1), None)),
        ("sep..oct", Range(date(2026, 9, 1), date(2026, 10, 31))),
    ],
)
def test_spans_of_days(typed: str, meant: Range[date]) -> None:
    assert days(typed, TUESDAY) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("t", TUESDAY),
        ("+3", date(2026, 11, 6)),
        ("-1", date(2026, 11, 2)),
        ("fri", date(2026, 11, 6)),
        ("tue", date(2026, 11, 10)),
        ("eom", date(2026, 11, 30)),
        ("som", date(2026, 11, 1)),
        ("2026-12-24", date(2026, 12, 24)),
    ],
)
def test_a_day_as_it_is_typed_in_a_field(typed: str, meant: date) -> None:
    assert day(typed, TUESDAY) == meant


@given(st.text(max_size=600))
def test_any_line_is_read_and_told_again_the_same(line: str) -> None:
    terms = parse(line)
    if not any('"' in value for term in terms for value in term.values):
        assert parse(" ".join(map(str, terms))) == terms


@given(st.text(max_size=30))
def test_any_value_is_read_or_refused(value: str) -> None:
    for read in (lambda: amounts(value, 2), lambda: days(value, TUESDAY)):
        try:
            read()
        except NotReadable:
            continue
