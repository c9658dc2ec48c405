from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.tables.days import from_serial, parse_day, readable_by_order
from duebook.formats.tables.records import DateOrder
from duebook.formats.tables.unreadable import Unreadable

DMY, MDY, YMD = DateOrder.DMY, DateOrder.MDY, DateOrder.YMD


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2026-03-31", DMY),
        ("2026/3/31", MDY),
        ("20260331", DMY),
        ("31.03.2026", DMY),
        ("31. 3. 2026", DMY),
        ("31/3/26", DMY),
        ("03/31/2026", MDY),
        ("3-31-26", MDY),
        ("26-03-31", YMD),
        ("31-Mar-26", YMD),
        ("31 March 2026", YMD),
        ("March 31, 2026", YMD),
        ("Mar 31st, 2026", YMD),
        ("31. März 2026", YMD),
        ("31 mars 2026", YMD),
        ("31 de marzo de 2026", YMD),
        ("2026-03-31 08:23:00", DMY),
        ("2026-03-31T08:23:00.5Z", DMY),
        ("3/31/2026 8:05 PM", MDY),
    ],
)
def test_days_as_people_write_them(text: str, order: DateOrder) -> None:
    assert parse_day(text, order) == date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026", "29/02/2025", "00/01/2026", "1/1", "1/1/126", "2026-13-01",
        "1/1/0026", "01/01/1800", "03-2026", "tomorrow", "31 Foo 2026", "12345", "",
        "1.1.2026.1", "٠١/٠٢/٢٠٢٦", "2026-1-1x", "31/03-2026", "202603", "March 2026",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_day(text, DMY)


def test_a_short_year_in_front_needs_the_order_of_the_column() -> None:
    assert parse_day("26-3-1", YMD) == date(2026, 3, 1)
    with pytest.raises(Unreadable):
        parse_day("26-3-1", DMY)
    with pytest.raises(Unreadable):
        parse_day("31-03-2026", YMD)


def test_two_digit_years_turn_at_seventy() -> None:
    assert parse_day("01/02/69", DMY) == date(2069, 2, 1)
    assert parse_day("01/02/70", DMY) == date(1970, 2, 1)


_FORMS = {
    DMY: ["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"],
    MDY: ["%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y"],
    YMD: ["%Y-%m-%d", "%Y%m%d", "%y-%m-%d", "%d-%b-%Y", "%B %d, %Y"],
}


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.sampled_from(DateOrder))
def test_every_day_in_every_form_is_read_again(day: date, order: DateOrder) -> None:
    for form in _FORMS[order]:
        assert parse_day(day.strftime(form), order) == day


def test_the_spreadsheet_counts_a_leap_day_that_never_was() -> None:
    assert from_serial(Decimal(1)) == date(1900, 1, 1)
    assert from_serial(Decimal(59)) == date(1900, 2, 28)
    assert from_serial(Decimal(61)) == date(1900, 3, 1)
    assert from_serial(Decimal("46112.75")) == date(2026, 3, 31)
    for serial in (60, 0, -1, 109_939):
        with pytest.raises(Unreadable):
            from_serial(Decimal(serial))


def test_the_column_tells_the_order_by_the_days_after_the_twelfth() -> None:
    assert readable_by_order(["25/03/2026", "04/03/2026"]) == {DMY: 2, MDY: 1, YMD: 0}
    assert readable_by_order(["2026-03-25", "25 Mar 2026"]) == {DMY: 0, MDY: 0, YMD: 0}
