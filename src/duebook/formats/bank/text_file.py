"""What every bank file of plain text needs: its letters, places, days and amounts."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Problem
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor, exponent, from_minor
from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

LARGEST_BYTES: Final = 64 * 1024 * 1024
"""A year of a busy account is a tenth of it."""

UNTOLD_CURRENCY: Final = "USD"
"""Stands for a currency that the file does not tell: two decimals."""

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_DECIMAL: Final = re.compile(r"[0-9]{1,20}(?:[.,][0-9]{0,10})?|[.,][0-9]{1,10}")
_CENTURY_TURNS: Final = 80
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a reader stands in a file: its format, a place and a field."""

    format: str
    place: str
    field: str = ""

    def at(self, field: str) -> Spot:
        return replace(self, field=field)

    def refuse(self, reason: str) -> NoReturn:
        """Give the file up for what stands here.

        Raises:
            UnreadableBankFile: always.
        """
        raise UnreadableBankFile(self.format, self.place, self.field, reason)

    def problem(self, code: str, sentence: str) -> Problem:
        return Problem(code=code, place=self.place, field=self.field, sentence=sentence)


def line_spot(format_name: str, number: int, field: str = "") -> Spot:
    """The line of a file, counted from 1."""
    return Spot(format_name, f"line {number}", field)


def decode(data: bytes, spot: Spot, *, fallback: str = "cp1252") -> str:
    """The letters of a file: UTF-8 where it is UTF-8, else the older encoding.

    Whatever a header says, bytes that read as UTF-8 are UTF-8: text in an older
    encoding with letters beyond ASCII practically never does.

    Raises:
        UnreadableBankFile: it is too large, or no text.
    """
    if len(data) > LARGEST_BYTES:
        spot.refuse(f"The file is larger than {LARGEST_BYTES // 2**20} MiB.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        text = _first_that_reads(data, ("utf-8-sig", fallback, "cp1252"))
    if "\0" in text:
        spot.refuse("The file is no text: it holds zero bytes.")
    return text


def _first_that_reads(data: bytes, encodings: Iterable[str]) -> str:
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def lines_of(text: str) -> list[str]:
    """The lines, whichever of the three ways they end; form feeds end none."""
    return _LINE_END.split(text)


def one_blank(text: str) -> str:
    """The text with one blank between words, as the records want it."""
    return " ".join(text.split())


def unspaced(text: str) -> str:
    return "".join(text.split())


def flowing(pieces: Iterable[str], width: int) -> str:
    """The pieces with a blank between them, but behind those that fill their width."""
    return "".join(piece if len(piece) >= width else f"{piece} " for piece in pieces)


def distinct(references: Iterable[str]) -> tuple[str, ...]:
    """The references that say something, each once, in their order."""
    cleaned = (one_blank(reference) for reference in references)
    return tuple(dict.fromkeys(reference for reference in cleaned if reference))


def shown(text: str) -> str:
    """The text as a sentence can quote it."""
    cut = one_blank(text)
    return f"“{cut}”" if len(cut) <= _SHOWN else f"“{cut[:_SHOWN]}…”"


def calendar_day(year: str, month: str, day: str, spot: Spot) -> date:
    """The day of three numbers; of two digits, 80 and more are the last century.

    Raises:
        UnreadableBankFile: there is no such day.
    """
    number = int(year)
    if len(year) == 2:
        number += 1900 if number >= _CENTURY_TURNS else 2000
    try:
        return date(number, int(month), int(day))
    except ValueError:
        spot.refuse(f"There is no day {number:04}-{month}-{day}.")


def currency_of(text: str, spot: Spot) -> str:
    """A currency code in capitals.

    Raises:
        UnreadableBankFile: it is none that we know.
    """
    code = text.strip().upper()
    try:
        exponent(code)
    except Refusal as refusal:
        spot.refuse(str(refusal))
    return code


def unsigned_decimal(text: str, spot: Spot) -> Decimal:
    """An amount without groups, a comma or a point before the fraction.

    Raises:
        UnreadableBankFile: it is anything else; it never becomes zero.
    """
    if not _DECIMAL.fullmatch(text):
        spot.refuse(f"{shown(text)} is not an amount.")
    whole, _, fraction = text.replace(",", ".").partition(".")
    return Decimal(f"{whole or 0}.{fraction or 0}")


def signed_decimal(text: str, spot: Spot) -> Decimal:
    """As ``unsigned_decimal``, with one sign before it or none."""
    if text.startswith("-"):
        return -unsigned_decimal(text[1:], spot)
    return unsigned_decimal(text.removeprefix("+"), spot)


def minor_of(amount: Decimal, currency: str, spot: Spot) -> int:
    """The amount in minor units; ``currency`` may be empty where none is told.

    Raises:
        UnreadableBankFile: the currency has no such coin, or it is too large.
    """
    try:
        return exact_minor(amount, currency or UNTOLD_CURRENCY)
    except Refusal as refusal:
        spot.refuse(str(refusal))


def counted(number: int, noun: str) -> str:
    """The number with its noun: ``1 line``, ``2 lines``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def in_words(amount_minor: int, currency: str) -> str:
    """An amount as a problem names it: ``12.50 EUR``."""
    return f"{from_minor(amount_minor, currency or UNTOLD_CURRENCY)} {currency}".strip()
