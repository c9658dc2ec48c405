"""The search line of lists: text, its chips and the address are the same thing.

Words are joined by *and*; ``a,b`` is *or*; ``not:x`` or ``-x`` leaves out; quotes
keep words together; ``field:value`` asks one field.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Generic, TypeVar

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T", int, date)

MAX_LINE = 500
"""A longer line is cut: nobody types it, and every word is asked of the database."""
_MAX_TERMS = 20
_TOKEN = re.compile(r'(?P<no>-|not:)?(?:(?P<field>[a-z]+):)?(?P<value>(?:"[^"]*"|\S)+)')
_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_BIGGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a line: any of the values, or none of them; words have no field."""

    field: str
    values: tuple[str, ...]
    is_not: bool = False

    @override
    def __str__(self) -> str:
        """The term as it is typed."""
        values = ",".join(
            f'"{value}"' if re.search(r"[\s,:]", value) else value
            for value in self.values
        )
        if self.is_not and self.field == "is":
            return f"not:{values}"
        return f"{'-' if self.is_not else ''}{self.field and self.field + ':'}{values}"


@dataclass(frozen=True, slots=True)
class Range(Generic[T]):
    """From and to, both included; ``None`` is open."""

    low: T | None
    high: T | None


class NotReadable(ValueError):
    """A value that its field cannot take."""


def parse(line: str) -> tuple[Term, ...]:
    """The terms of a line, in their order; at most twenty.

    >>> [str(term) for term in parse('is:open over:1..90 not:plan "blue meadow"')]
    ['is:open', 'over:1..90', 'not:plan', '"blue meadow"']
    """
    found = (_term(match) for match in _TOKEN.finditer(line[:MAX_LINE]))
    return tuple(term for term in found if any(term.values))[:_MAX_TERMS]


def _term(match: re.Match[str]) -> Term:
    value, field = match["value"], match["field"] or ""
    values = tuple(part.strip('"') for part in re.findall(r'(?:"[^"]*"|[^,])+', value))
    if match["no"] == "not:" and not field:
        field = "is"
    return Term(field.lower(), values, is_not=bool(match["no"]))


def amounts(value: str, digits: int) -> Range[int]:
    """``>1000``, ``<5.50``, ``500..900``, ``18936`` or ``1.5k`` in minor units.

    Raises:
        NotReadable: it is no amount.
    """
    return _range(value, lambda text: _minor(text, digits), one=1)


def counts(value: str) -> Range[int]:
    """``31..60``, ``>90`` or ``7`` as whole numbers.

    Raises:
        NotReadable: it is no number.
    """
    return _range(value, lambda text: _minor(text, 0), one=1)


def days(value: str, today: date) -> Range[date]:
    """``this-week``, ``oct``, ``2026-09``, ``2026-09-15..``, ``t-1``, and their like.

    A month's name is the latest that has begun.

    Raises:
        NotReadable: it is no day or span of days.
    """
    if ".." in value:
        low, _, high = value.partition("..")
        return Range(
            _span(low, today).low if low else None,
            _span(high, today).high if high else None,
        )
    if value[:1] in "<>":
        span = _span(value[1:].lstrip("="), today)
        step = timedelta(0 if value[1:2] == "=" else 1)
        try:
            if value[0] == ">":
                return Range((span.high or today) + step, None)
            return Range(None, (span.low or today) - step)
        except OverflowError:
            raise NotReadable(value) from None
    return _span(value, today)


def day(text: str, today: date) -> date:
    """A day as it is typed in a field: ``t``, ``+3``, ``-1``, ``fri``, ``eom``, ISO.

    Raises:
        NotReadable: it is none, or one that nobody here means.
    """
    low = text.strip().lower()
    if low in {"som", "eom"}:
        month = _month(today.year, today.month)
        found = month.low if low == "som" else month.high
        assert found is not None, "a month begins and ends"
        return found
    if low[:3] in _WEEKDAYS:
        ahead = (_WEEKDAYS.index(low[:3]) - today.weekday()) % 7
        return today + timedelta(ahead or 7)
    if re.fullmatch(r"(t|today)?([+-]\d{1,4})?", low) and low:
        shift = re.search(r"[+-]\d+", low)
        return today + timedelta(int(shift[0]) if shift else 0)
    try:
        written = date.fromisoformat(low)
    except ValueError:
        raise NotReadable(text) from None
    if written.year not in _YEARS:
        raise NotReadable(text)
    return written


def escaped(text: str) -> str:
    """Text as a pattern of ``LIKE`` that means nothing else."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def beginning(text: str) -> tuple[str, str]:
    """The first and the last text that begin so.

    A range, because row security lets no ``LIKE`` near an index.
    """
    return text, text + _LAST_LETTER


_LAST_LETTER = "\U0010ffff"
_YEARS = range(1900, 3000)
"""Of days in fields: what is reckoned from them stays within the calendar."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _range(value: str, read: Callable[[str], int], *, one: int) -> Range[int]:
    if ".." in value:
        low, _, high = value.partition("..")
        return Range(read(low) if low else None, read(high) if high else None)
    if value[:2] in {">=", "<="}:
        edge = read(value[2:])
        return Range(edge, None) if value[0] == ">" else Range(None, edge)
    if value[:1] in {">", "<"}:
        edge = read(value[1:])
        return Range(edge + one, None) if value[0] == ">" else Range(None, edge - one)
    return Range(read(value), read(value))


def _minor(text: str, digits: int) -> int:
    plain = text.strip().lower().replace(",", "").replace("−", "-")
    times = {"k": 1_000, "m": 1_000_000}.get(plain[-1:], 1)
    try:
        amount = Decimal(plain.rstrip("km")) * times
    except InvalidOperation:
        raise NotReadable(text) from None
    if not amount.is_finite() or abs(amount) > _BIGGEST:
        raise NotReadable(text)
    return int(amount.scaleb(digits))


def _span(text: str, today: date) -> Range[date]:
    low = text.strip().lower()
    week = today - timedelta(today.weekday())
    named = {
        "yesterday": Range(today - timedelta(1), today - timedelta(1)),
        "this-week": Range(week, week + timedelta(6)),
        "last-week": Range(week - timedelta(7), week - timedelta(1)),
        "next-week": Range(week + timedelta(7), week + timedelta(13)),
        "this-month": _month(today.year, today.month),
        "last-month": _month(*_month_before(today)),
        "this-year": Range(date(today.year, 1, 1), date(today.year, 12, 31)),
    }
    if low in named:
        return named[low]
    if low[:3] in _MONTHS and low.isalpha():
        number = _MONTHS.index(low[:3]) + 1
        return _month(today.year - (number > today.month), number)
    if written := re.fullmatch(r"(\d{4})-(\d{1,2})", low):
        year, number = int(written[1]), int(written[2])
        if year and 1 <= number <= 12:
            return _month(year, number)
        raise NotReadable(text)
    if re.fullmatch(r"\d{4}", low) and low != "0000":
        return Range(date(int(low), 1, 1), date(int(low), 12, 31))
    return Range(one := day(text, today), one)


def _month(year: int, number: int) -> Range[date]:
    return Range(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def _month_before(today: date) -> tuple[int, int]:
    before = today.replace(day=1) - timedelta(1)
    return before.year, before.month
