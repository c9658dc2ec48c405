"""Amounts, quantities, rates and days as a reader of a locale expects them.

Nothing is rounded here: a currency's digits are always all shown, and quantities
and prices keep theirs.  A negative figure has the minus sign U+2212 before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale
from babel.dates import format_date, format_interval
from babel.numbers import format_decimal, get_currency_symbol

from duebook.domain.money import exponent, from_minor

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

MINUS: Final = "\u2212"
NO_BREAK_SPACE: Final = "\u00a0"
DASH: Final = "–"
_NUMBER_IN_PATTERN: Final = re.compile(r"[#0,.]+")


@dataclass(frozen=True, slots=True)
class Figures:
    """The formats of one locale."""

    locale: Locale

    def number(self, value: Decimal, *, digits: int) -> str:
        """The value with so many digits after the point, or more if it has more."""
        shown = max(digits, _digits_after_point(value))
        pattern = "#,##0" + ("." + "0" * shown if shown else "")
        text: str = format_decimal(abs(value), format=pattern, locale=self.locale)
        return _signed(text, negative=value < 0)

    def money(self, minor: int, currency: str) -> str:
        """The amount without symbol, for a column: ``1,234.50``."""
        return self.number(from_minor(minor, currency), digits=exponent(currency))

    def money_with_symbol(self, minor: int, currency: str) -> str:
        """The amount as said in a sentence or a total: ``$1,234.50``."""
        amount = self.money(abs(minor), currency)
        text = _currency_pattern(self.locale, currency).format(amount=amount)
        return _signed(text, negative=minor < 0)

    def price(self, value: Decimal, currency: str) -> str:
        """A price per unit: the currency's digits at least, all it has at most."""
        return self.number(value, digits=exponent(currency))

    def quantity(self, value: Decimal) -> str:
        """A quantity without needless zeros: 40, 1.5, 0.25."""
        return self.number(value, digits=0)

    def percent(self, value: Decimal) -> str:
        """A rate: 8.25 is ``8.25%`` in the United States, ``8,25 %`` in Germany."""
        pattern = self.locale.percent_formats[None].pattern
        return _NUMBER_IN_PATTERN.sub(self.quantity(value), pattern)

    def day(self, day: date) -> str:
        """A day in a table: ``3 Nov 2026``."""
        return format_date(day, "medium", self.locale)

    def long_day(self, day: date) -> str:
        """A day in a sentence: ``3 November 2026``."""
        return format_date(day, "long", self.locale)

    def days(self, first: date, last: date) -> str:
        """A span of days, what they share said once: ``28 – 30 Oct 2026``."""
        if first == last:
            return self.day(first)
        return format_interval(first, last, "yMMMd", locale=self.locale)

    def point(self) -> str:
        """The sign between whole units and the digits after them."""
        sign: str = self.locale.number_symbols["latn"]["decimal"]
        return sign


@cache
def figures_in(locale: str) -> Figures:
    """The formats of a locale such as ``en-US``."""
    return Figures(Locale.parse(locale, sep="-"))


def _digits_after_point(value: Decimal) -> int:
    """Digits after the point that matter: 1.50 has one, 40 none."""
    _, digits, places = value.as_tuple()
    assert isinstance(places, int), "a printed figure is finite"
    trailing_zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return max(0, -places - trailing_zeros) if any(digits) else 0


def _signed(text: str, *, negative: bool) -> str:
    return MINUS + text if negative else text


@cache
def _currency_pattern(locale: Locale, currency: str) -> str:
    """Where symbol and amount stand; a symbol of letters keeps its distance."""
    pattern = locale.currency_formats["standard"].pattern.partition(";")[0]
    symbol = get_currency_symbol(currency, locale)
    if symbol[-1].isalpha() and pattern.startswith("¤#"):
        symbol += NO_BREAK_SPACE
    return _NUMBER_IN_PATTERN.sub("{amount}", pattern, count=1).replace("¤", symbol)
