"""Amounts, days and rates as pages write them: the one place that formats them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.domain.money import EXPONENTS, from_minor
from duebook.domain.shares import FEW_CASES
from duebook.formats.tables import ColumnKind

if TYPE_CHECKING:
    from datetime import datetime

    from duebook.formats.tables import Column

NOTHING = "–"
MINUS = "−"
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CAD": "C$", "AUD": "A$"}
"""Signs of currencies for headlines; others stand as their code."""

FEW = FEW_CASES
"""Under so many cases a rate is told as its counts."""

_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_MONTHS = [
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
]


def money(amount_minor: int | None, currency: str) -> str:
    """``1,250.00`` with all digits of the currency; a dash where there is nothing.

    >>> money(-121280, "USD"), money(18936, "JPY"), money(None, "USD")
    ('−1,212.80', '18,936', '–')
    """
    if amount_minor is None:
        return NOTHING
    return f"{from_minor(amount_minor, currency):,}".replace("-", MINUS)


def plain(amount_minor: int, currency: str) -> str:
    """``-1212.80``: for machines, ungrouped, with the hyphen of exports."""
    return f"{from_minor(amount_minor, currency):f}"


def headline(amount_minor: int, currency: str) -> tuple[str, str]:
    """The amount with its sign of currency, and the cents that are dimmed.

    >>> headline(-5250375, "USD"), headline(900, "JPY"), headline(100, "CHF")
    (('−$52,503', '.75'), ('¥900', ''), ('CHF 1', '.00'))
    """
    written = money(abs(amount_minor), currency)
    whole, point, cents = written.partition(".")
    sign = SIGNS.get(currency, f"{currency} ")
    return f"{MINUS if amount_minor < 0 else ''}{sign}{whole}", point + cents


def day(on: date | None, today: date | None = None) -> str:
    """``Fri 6 Nov``; the year is told when it is not today's.

    >>> day(date(2026, 11, 6), date(2026, 11, 22)), day(date(2025, 3, 1))
    ('Fri 6 Nov', 'Sat 1 Mar 2025')
    """
    if on is None:
        return NOTHING
    return f"{_DAYS[on.weekday()]} {short_day(on, today)}"


def short_day(on: date | None, today: date | None = None) -> str:
    """``6 Nov``, as columns of tables tell days."""
    if on is None:
        return NOTHING
    year = "" if today is not None and on.year == today.year else f" {on.year}"
    return f"{on.day} {_MONTHS[on.month - 1]}{year}"


def month(on: date | None) -> str:
    """``Nov 2026``."""
    return NOTHING if on is None else f"{_MONTHS[on.month - 1]} {on.year}"


def month_named(text: str) -> str:
    """A month as addresses and files tell it, for people; other text as it is.

    >>> month_named("2026-05"), month_named("Total")
    ('May 2026', 'Total')
    """
    try:
        return month(date.fromisoformat(f"{text}-01"))
    except ValueError:
        return text


def moment(at: datetime | None, today: date | None = None) -> str:
    """``08:55`` of today, ``2 Nov 16:10`` of another day; in the zone it came in."""
    if at is None:
        return NOTHING
    clock = f"{at:%H:%M}"
    return clock if at.date() == today else f"{short_day(at.date(), today)} {clock}"


def rate(share: Decimal | float | None) -> str:
    """A share of one as ``25.1 %``."""
    return NOTHING if share is None else f"{share * 100:.1f} %".replace("-", MINUS)


def rate_of(part: int, whole: int) -> str:
    """``25.1 %``; with few cases the counts instead, with none "not yet".

    >>> rate_of(251, 1000), rate_of(3, 9), rate_of(0, 0)
    ('25.1 %', '3 of 9', 'not yet')
    """
    if not whole:
        return "not yet"
    return f"{part} of {whole:,}" if whole < FEW else rate(Decimal(part) / whole)


def difference(change: Decimal | float) -> str:
    """A difference with its sign: ``+1.9``, ``−0.8``, ``0``."""
    return f"{change:+,}".replace("-", MINUS) if change else "0"


def days_over(count: int) -> str:
    """``24 d over``."""
    return f"{count:,} d over"


def counted(count: int, what: str, many: str = "") -> str:
    """``1 draft``, ``2 drafts``; ``many`` where an s is not enough."""
    return f"{count:,} {what if count == 1 else many or what + 's'}"


def lasting(minutes: int) -> str:
    """``25 min``, ``2 h``, ``2 h 40``: above an hour to ten minutes."""
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(round(minutes, -1), 60)
    return f"{hours} h {rest}" if rest else f"{hours} h"


def digits(currency: str) -> int:
    """Digits after the point, as fields of amounts say it."""
    return EXPONENTS[currency]


def cell(value: object, column: Column) -> str:
    """A cell of a report, which is no amount of money."""
    match value:
        case None:
            return NOTHING
        case Decimal() if column.kind is ColumnKind.PERCENT:
            return f"{value.normalize():f} %"
        case Decimal() | int():
            return f"{value:,}".replace("-", MINUS)
        case date():
            return value.isoformat()
        case str() if column.kind is ColumnKind.MONTH:
            return month_named(value)
        case _:
            return str(value)
