"""Cells to values: a value of the kind the field wants, or the reason why not.

Each reader takes a cell that is not blank and raises ``Unreadable``; ``read_cell``
turns that into a ``CellProblem``.  Nothing that cannot be read becomes zero or empty.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import list_currencies
from typing_extensions import override

from duebook.formats.tables.days import from_serial, parse_day
from duebook.formats.tables.numbers import MAX_AMOUNT, Money, parse_money
from duebook.formats.tables.records import (
    CellError,
    DateOrder,
    is_blank,
    text_of,
)
from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.formats.tables.records import (
        Cell,
        ColumnLayout,
    )

_LANGUAGES = ("en", "es", "fr", "de")
"""The languages in which names of countries and languages are understood."""

GUARDED = re.compile(r"'*[=+\-@\t\r\n\x00＝＋－＠]")
"""Text that a spreadsheet might run; on the way out it has an apostrophe in front."""

_LONGEST_WORD = 100
_LONGEST_ADDRESSES = 1000
_FRACTION_DIGITS = 6
_PERCENT_DIGITS = 4
_SHOWN = 60


class FieldKind(StrEnum):
    """What the cells of a field become."""

    TEXT = "text"
    CODE = "code"
    LIST = "list"
    EMAILS = "emails"
    AMOUNT = "amount"
    QUANTITY = "quantity"
    INTEGER = "integer"
    PERCENT = "percent"
    DAY = "day"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CURRENCY = "currency"
    COUNTRY = "country"
    LANGUAGE = "language"


@dataclass(frozen=True)
class CellProblem:
    """Why one cell cannot be used.

    Attributes:
        column: its heading.
        value: the cell as text.
        reason: completes "The value …", as in "is not a number".
    """

    column: str
    value: str
    reason: str

    @override
    def __str__(self) -> str:
        shown = self.value if len(self.value) <= _SHOWN else self.value[:_SHOWN] + "..."
        return (
            f"{self.column}: {shown!r} {self.reason}"
            if shown
            else f"{self.column} {self.reason}"
        )


Choices = Mapping[str, tuple[str, ...]]
"""The allowed values of a field, each with the other words for it."""


def read_cell(
    cell: Cell, kind: FieldKind, column: ColumnLayout, choices: Choices | None = None
) -> object:
    """The value of one cell: None if blank, a ``CellProblem`` if it cannot be read."""
    if is_blank(cell):
        return None
    if isinstance(cell, CellError):
        reason = "is an error of the spreadsheet, not a value"
        return CellProblem(column.heading, cell.code, reason)
    try:
        if kind is FieldKind.CHOICE:
            return choice(cell, choices or {})
        return _READERS[kind](cell, column)
    except Unreadable as unreadable:
        return CellProblem(column.heading, text_of(cell), unreadable.reason)


def text(cell: Cell) -> str:
    """Text with its outer blanks and the export guard removed, in Unicode form NFC.

    A number of a spreadsheet becomes its digits (4011, not 4011.0).
    """
    read = text_of(cell).strip()
    if read.startswith("'") and GUARDED.match(read):
        read = read[1:].strip()
    if any(
        unicodedata.category(char) == "Cc" and char not in "\t\r\n" for char in read
    ):
        raise Unreadable("has control characters")
    if any("\ud800" <= char <= "\udfff" or char in "\ufffe\uffff" for char in read):
        raise Unreadable("has broken characters")
    return unicodedata.normalize("NFC", read.replace("\r\n", "\n").replace("\r", "\n"))


def code(cell: Cell) -> str:
    """A key or number of a document: text on one line with single blanks."""
    return " ".join(text(cell).split())


def texts(cell: Cell) -> tuple[str, ...]:
    """Several texts in one cell, between semicolons, commas, bars or line ends."""
    parts = (" ".join(part.split()) for part in re.split(r"[;,|\n]", text(cell)))
    return tuple(dict.fromkeys(part for part in parts if part))


_EMAIL = re.compile(
    r"[^@\s<>\"(),:;\[\]]+@[^@\s<>\"(),:;\[\]]+\.[^@\s<>\"(),:;\[\].]{2,}"
)


def emails(cell: Cell) -> tuple[str, ...]:
    """One or more mail addresses; "Ann <ann@example.org>" gives the address alone."""
    written = text(cell)
    if len(written) > _LONGEST_ADDRESSES:
        raise Unreadable("is not a mail address")
    found = []
    for part in re.split(r"[;,|\s]+", re.sub(r"[^;,|<>]*<([^<>]*)>", r"\1", written)):
        if not part:
            continue
        if _EMAIL.fullmatch(part) is None or len(part) > 254:
            raise Unreadable("is not a mail address")
        found.append(part)
    if not found:
        raise Unreadable("is not a mail address")
    return tuple(dict.fromkeys(found))


def money(cell: Cell, decimal: str = ".") -> Money:
    """An amount with the currency that stands beside it, if one does."""
    match cell:
        case bool():
            raise Unreadable("is not a number")
        case Decimal():
            if abs(cell) > MAX_AMOUNT:
                raise Unreadable("is larger than any amount that can be kept")
            return Money(cell)
        case str():
            return parse_money(cell, decimal)
        case _:
            raise Unreadable("is not a number")


def amount(cell: Cell, decimal: str = ".") -> Decimal:
    """An amount of money; at most six digits after the decimal sign."""
    return _with_digits(money(cell, decimal).value, _FRACTION_DIGITS)


def quantity(cell: Cell, decimal: str = ".") -> Decimal:
    """A number without currency."""
    read = money(cell, decimal)
    if read.currency is not None:
        raise Unreadable("is an amount of money, not a quantity")
    return _with_digits(read.value, _FRACTION_DIGITS)


def integer(cell: Cell, decimal: str = ".") -> int:
    value = quantity(cell, decimal)
    if value != value.to_integral_value():
        raise Unreadable("is not a whole number")
    return int(value)


def percent(cell: Cell, decimal: str = ".") -> Decimal:
    """Per cent: 7.5 and "7.5 %" are both seven and a half per cent."""
    if isinstance(cell, str):
        cell = cell.strip().removesuffix("%").strip()
    value = _with_digits(quantity(cell, decimal), _PERCENT_DIGITS)
    if not -100 <= value <= 1000:
        raise Unreadable("is not a likely percentage")
    return value


def _with_digits(value: Decimal, digits: int) -> Decimal:
    if value != round(value, digits):
        raise Unreadable(f"has more than {digits} digits after the decimal sign")
    return value


def day(cell: Cell, column: ColumnLayout) -> dt.date:
    """A day; of a moment, its day; of a number, 20260331 or the spreadsheet's day."""
    match cell:
        case dt.datetime():
            return cell.date()
        case dt.date():
            return cell
        case bool() | dt.time() | CellError():
            raise Unreadable("is not a date")
        case Decimal() if len(digits := f"{cell.normalize():f}") == 8:
            return parse_day(digits, DateOrder.YMD)
        case Decimal():
            return from_serial(cell)
        case str():
            return parse_day(cell, column.date_order)


_TRUE = frozenset(
    {"true", "yes", "y", "1", "x", "on", "t", "ja", "j", "oui", "o", "vrai"}
    | {"wahr", "si", "sí", "s", "verdadero", "✓"}
)
_FALSE = frozenset(
    {"false", "no", "n", "0", "off", "f", "nein", "non", "faux", "falsch", "falso"}
)


def boolean(cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    word = text(cell).casefold()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Unreadable("is neither yes nor no")


def choice(cell: Cell, choices: Choices) -> str:
    """One of the allowed values, by its name or one of the words for it."""
    word = _word(cell)
    for value, words in choices.items():
        if word in {folded(value), *(folded(other) for other in words)}:
            return value
    allowed = ", ".join(choices)
    raise Unreadable(f"is not one of {allowed}")


def currency(cell: Cell) -> str:
    """A currency by its three letters (ISO 4217) or an unmistakable sign."""
    word = text(cell).upper()
    if word in list_currencies():
        return word
    read = _currency_beside_one(word)
    if read is None:
        raise Unreadable("is not a currency code such as USD")
    return read


def _currency_beside_one(sign: str) -> str | None:
    try:
        return parse_money(f"{sign}1").currency
    except Unreadable:
        return None


def country(cell: Cell) -> str:
    """A country as two letters (ISO 3166), from the letters or the name."""
    word = _word(cell)
    found = _countries().get(word)
    if found is None:
        raise Unreadable("is not a country that is known by this name")
    return found


def language(cell: Cell) -> str:
    """A language as two letters, from "de", "de-AT", "German" or "allemand"."""
    word = _word(cell)
    found = _languages().get(word) or _languages().get(word.split(" ")[0])
    if found is None:
        raise Unreadable("is not a language that is known by this name")
    return found


def _word(cell: Cell) -> str:
    word = text(cell)
    if len(word) > _LONGEST_WORD:
        raise Unreadable("is too long for one of the words that are known")
    return folded(word)


_MORE_COUNTRIES = {
    "usa": "US", "u s a": "US", "u s": "US", "united states of america": "US",
    "america": "US", "ee uu": "US", "eeuu": "US", "uk": "GB", "great britain": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "eire": "IE", "holland": "NL", "the netherlands": "NL", "czech republic": "CZ",
    "korea": "KR", "south korea": "KR", "russia": "RU", "uae": "AE",
}  # fmt: skip


@cache
def _countries() -> Mapping[str, str]:
    names = dict(_MORE_COUNTRIES)
    for locale in _LANGUAGES:
        for territory, name in Locale(locale).territories.items():
            if len(territory) == 2 and territory.isalpha():
                names.setdefault(folded(name), territory)
                names.setdefault(territory.casefold(), territory)
    return names


@cache
def _languages() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for known in _LANGUAGES:
        for tag, name in Locale(known).languages.items():
            if len(tag) == 2:
                names.setdefault(folded(name), tag)
                names.setdefault(tag, tag)
    for tag in [*names.values()]:
        own = Locale(tag).display_name if tag in _LANGUAGES else None
        if own:
            names.setdefault(folded(own), tag)
    return names


@lru_cache(maxsize=4096)
def folded(words: str) -> str:
    """Letters and digits without case and accents, words one blank apart."""
    decomposed = unicodedata.normalize("NFKD", words.casefold().replace("ß", "ss"))
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", plain))


_READERS: Mapping[FieldKind, Callable[[Cell, ColumnLayout], object]] = {
    FieldKind.TEXT: lambda cell, _: text(cell),
    FieldKind.CODE: lambda cell, _: code(cell),
    FieldKind.LIST: lambda cell, _: texts(cell),
    FieldKind.EMAILS: lambda cell, _: emails(cell),
    FieldKind.AMOUNT: lambda cell, column: amount(cell, column.decimal),
    FieldKind.QUANTITY: lambda cell, column: quantity(cell, column.decimal),
    FieldKind.INTEGER: lambda cell, column: integer(cell, column.decimal),
    FieldKind.PERCENT: lambda cell, column: percent(cell, column.decimal),
    FieldKind.DAY: day,
    FieldKind.BOOLEAN: lambda cell, _: boolean(cell),
    FieldKind.CURRENCY: lambda cell, _: currency(cell),
    FieldKind.COUNTRY: lambda cell, _: country(cell),
    FieldKind.LANGUAGE: lambda cell, _: language(cell),
}
