"""Numbers as people write them, and which sign a column puts before the fraction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import list_currencies

from duebook.formats.tables.unreadable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_AMOUNT = Decimal(922_337_203_685_477)
"""Beyond this, an amount with four decimals leaves PostgreSQL's bigint."""

_LONGEST = 60
"""No number is written longer, and no pattern is tried on more."""

_SPACES = " \u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'\u2019"
_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "₪": "ILS",
    "zł": "PLN",
    "US$": "USD",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "R$": "BRL",
}
_SHARED_SYMBOLS = ("$", "¥", "kr.", "kr", "Fr.", "Rs.", "Rs", "R")
"""Signs that several currencies share: they say "money" and not which."""

_ADORNMENT = "|".join(
    re.escape(sign)
    for sign in sorted((*_SYMBOLS, *_SHARED_SYMBOLS), key=len, reverse=True)
)
_MONEY = re.compile(
    rf"""(?P<open>\()?
    (?P<minus>[-+−])?[{_SPACES}]*
    (?P<before>{_ADORNMENT}|[A-Z]{{3}})?[{_SPACES}]*
    (?P<inner>[-+−])?[{_SPACES}]*
    (?P<digits>[0-9.,][0-9.,{_SPACES}{_APOSTROPHES}]*?)
    [{_SPACES}]*(?P<after>{_ADORNMENT}|[A-Z]{{3}})??
    [{_SPACES}]*(?P<trailing>[-−]|CR|DR|Cr|Dr)?
    (?P<close>\))?""",
    re.VERBOSE,
)
_GROUPED = re.compile(
    r"[0-9]{1,3}(?P<sep>[^0-9])[0-9]{3}(?:(?P=sep)[0-9]{3})*"  # 1,234,567
    r"|[0-9]{1,3}(?:,[0-9]{2})+,[0-9]{3}"  # 12,34,567 as in India
)
_EXPONENT = re.compile(r"[-+]?[0-9.,]+[eE][-+]?[0-9]+")


@dataclass(frozen=True)
class Money:
    """A number and the currency written beside it, if that is unmistakable."""

    value: Decimal
    currency: str | None = None


def parse_money(text: str, decimal: str = ".") -> Money:
    """Read a number with sign, groups and currency as a person wrote it.

    Negative is a minus before, inside or behind, parentheses, or CR.

    Args:
        text: ASCII digits; "1,234.56", "1.234,56", "(5.00)", "£ 7", "7,00-".
        decimal: "." or ",", what the column puts before the fraction.

    Raises:
        Unreadable: anything else; never is it taken for zero.
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST:
        raise Unreadable("is not a number")
    match = _MONEY.fullmatch(stripped)
    if match is None:
        raise Unreadable(_why_no_number(stripped))
    signs = [match["minus"], match["inner"], match["open"] and "-", match["trailing"]]
    given = [sign for sign in signs if sign]
    if len(given) > 1 or bool(match["open"]) != bool(match["close"]):
        raise Unreadable("has more than one sign")
    if match["before"] and match["after"]:
        raise Unreadable("has more than one currency")
    value = _digits(match["digits"], decimal)
    negative = bool(given) and given[0] not in {"+", "DR", "Dr"}
    mark = match["before"] or match["after"]
    return Money(-value if negative and value else value, _currency_of(mark))


def _currency_of(mark: str | None) -> str | None:
    if mark is None or mark in _SHARED_SYMBOLS:
        return None
    code = _SYMBOLS.get(mark, mark)
    if code not in list_currencies():
        raise Unreadable("is not a number")
    return code


def _digits(digits: str, decimal: str) -> Decimal:
    whole, separator, fraction = digits.rstrip(_SPACES).partition(decimal)
    if decimal in fraction or not (fraction.isdigit() or not fraction):
        raise Unreadable(f"is not a number with {decimal!r} before the fraction")
    if separator and not whole and not fraction:
        raise Unreadable("is not a number")
    plain = whole
    if whole and not whole.isdigit():
        if _GROUPED.fullmatch(whole) is None:
            raise Unreadable(f"is not a number with {decimal!r} before the fraction")
        plain = re.sub(r"[^0-9]", "", whole)
    value = Decimal(f"{plain or '0'}.{fraction or '0'}")
    if value > MAX_AMOUNT:
        raise Unreadable("is larger than any amount that can be kept")
    return value if fraction else value.to_integral_value()


def _why_no_number(text: str) -> str:
    if _EXPONENT.fullmatch(text):
        return "was shortened by a spreadsheet (1E+05); write all its digits"
    if text in {"-", "–", "—"}:
        return "is a dash; write 0 or leave the cell empty"
    if any(char.isdigit() and not char.isascii() for char in text):
        return "has digits other than 0 to 9"
    return "is not a number"


_SINGLE = re.compile(r"[^0-9]*([0-9]+)([.,])([0-9]+)[^0-9]*")


def decimal_evidence(texts: Iterable[str]) -> tuple[dict[str, int], bool]:
    """How many cells prove "." and "," to stand before the fraction.

    A cell proves it by having both signs (the later one), one sign twice (that one
    groups), or a fraction that is no group of three.

    Returns:
        The counts by sign, and whether any cell (1,234) proves nothing but would be
        read differently.
    """
    proofs = {".": 0, ",": 0}
    has_doubt = False
    for text in texts:
        dots, commas = text.count("."), text.count(",")
        if not dots and not commas:
            continue
        if dots and commas:
            proofs["." if text.rfind(".") > text.rfind(",") else ","] += 1
        elif dots > 1 or commas > 1:
            proofs["," if dots else "."] += 1
        elif (single := _SINGLE.fullmatch(text)) is not None:
            whole, sign, fraction = single.groups()
            if len(fraction) != 3 or len(whole) > 3 or whole[0] == "0":
                proofs[sign] += 1
            else:
                has_doubt = True
    return proofs, has_doubt
