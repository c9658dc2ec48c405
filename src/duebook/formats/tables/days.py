"""Days as people write them, and in which order a column puts day and month."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from duebook.formats.tables.records import DateOrder
from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

FIRST_YEAR = 1900
LAST_YEAR = 2199
_LONGEST = 60
"""No day is written longer, and no pattern is tried on more."""

_CENTURY_PIVOT = 70
"""Years of two digits below this are 20xx, the others 19xx."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january enero ene janvier janv januar jän jänner",
            "feb february febrero février févr fév fevrier fevr februar feber",
            "mar march marzo mars märz maerz mrz mär",
            "apr april abril abr avril avr",
            "may mayo mai",
            "jun june junio juin juni",
            "jul july julio juillet juil juli",
            "aug august agosto ago août aout",
            "sep sept september septiembre septembre setiembre",
            "oct october octubre octobre oktober okt",
            "nov november noviembre novembre",
            "dec december diciembre dic décembre déc decembre dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?"
    r"\s*(?:[AaPp]\.?[Mm]\.?)?(?:Z|[-+][0-9]{2}:?[0-9]{2})?)?"
)
_NUMERIC = re.compile(
    rf"([0-9]{{1,4}})([-/.])\s?([0-9]{{1,2}})\2\s?([0-9]{{1,4}}){_TIME}"
)
_COMPACT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_TIME}")
_DAY_FIRST = re.compile(
    rf"([0-9]{{1,2}})(?:st|nd|rd|th|er|\.)?[-/\s.]*(?:de\s+)?([^\W\d_]+)\.?,?[-/\s.]*(?:de\s+)?([0-9]{{4}}|[0-9]{{2}}){_TIME}"
)
_MONTH_FIRST = re.compile(
    rf"([^\W\d_]+)\.?[-/\s]*([0-9]{{1,2}})(?:st|nd|rd|th)?,?[-/\s]+([0-9]{{4}}){_TIME}"
)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EXCEL_SHORT_MONTH = 60
"""Spreadsheets count 29 February 1900, which never was, as day 60."""


def parse_day(text: str, order: DateOrder) -> dt.date:
    """Read a day; a time of day behind it is left off.

    Args:
        text: "2026-03-31", "31.3.26", "03/31/2026", "31-Mar-26", "20260331",
            "31 de marzo de 2026", "31. März 2026", "March 31, 2026".
        order: of days in digits; a year of four digits in front is always ymd.

    Raises:
        Unreadable: no such day, or not a day at all.
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        raise Unreadable("is not a date")
    if match := _NUMERIC.fullmatch(stripped):
        first, _, second, third = match.groups()
        return _numeric(first, second, third, order)
    if match := _COMPACT.fullmatch(stripped):
        return _day(*match.groups()[:3])
    if match := _DAY_FIRST.fullmatch(stripped):
        day, month, year = match.groups()
        return _day(year, _month(month), day)
    if match := _MONTH_FIRST.fullmatch(stripped):
        month, day, year = match.groups()
        return _day(year, _month(month), day)
    raise Unreadable("is not a date")


def from_serial(serial: Decimal) -> dt.date:
    """The day that a spreadsheet keeps as this number (1900 system, 1 = 1 Jan 1900)."""
    whole = int(serial)
    if whole == _EXCEL_SHORT_MONTH or not 1 <= whole <= 109_938:
        raise Unreadable("is a number, not a date")
    shift = 1 if whole < _EXCEL_SHORT_MONTH else 0
    return _EXCEL_EPOCH + dt.timedelta(days=whole + shift)


def _numeric(first: str, second: str, third: str, order: DateOrder) -> dt.date:
    if len(first) == 4:
        return _day(first, second, third)
    if len(first) == 3 or len(third) in {1, 3}:
        if order is DateOrder.YMD and len(first) == 2 and len(third) == 1:
            return _day(first, second, third)
        raise Unreadable("is not a date")
    match order:
        case DateOrder.DMY:
            return _day(third, second, first)
        case DateOrder.MDY:
            return _day(third, first, second)
        case DateOrder.YMD:
            if len(third) == 4:
                raise Unreadable("does not begin with the year as the column does")
            return _day(first, second, third)


def _month(name: str) -> str:
    number = _MONTHS.get(name.casefold())
    if number is None:
        raise Unreadable("names no month")
    return str(number)


def _day(year: str, month: str, day: str) -> dt.date:
    full_year = int(year)
    if len(year) <= 2:
        full_year += 2000 if full_year < _CENTURY_PIVOT else 1900
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        raise Unreadable(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return dt.date(full_year, int(month), int(day))
    except ValueError:
        raise Unreadable("is not a day of the calendar") from None


def readable_by_order(texts: Iterable[str]) -> dict[DateOrder, int]:
    """How many of the days in digits exist when read in each order.

    Days that say their order themselves (a year in front, a month by name) count
    for none.  Nobody puts the month before the day and points between them, so days
    with points do not count for that order.
    """
    counts = dict.fromkeys(DateOrder, 0)
    for text in texts:
        match = _NUMERIC.fullmatch(text.strip())
        if match is None or len(match[1]) == 4:
            continue
        first, mark, second, third = match.groups()
        for order in DateOrder:
            if mark == "." and order is DateOrder.MDY:
                continue
            try:
                _numeric(first, second, third, order)
            except Unreadable:
                continue
            counts[order] += 1
    return counts
