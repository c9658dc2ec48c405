"""Currencies, rounding and the splitting of amounts without loss."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MINOR: Final = 2**63 - 1
"""The largest amount the books can hold (PostgreSQL's ``bigint``)."""

EXACT: Final = Context(prec=200)
"""Wide enough that a product of a price and a quantity is never rounded twice."""

_CURRENCIES_BY_EXPONENT: Final = {
    0: """BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF""",
    2: """
       AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD
       BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD
       EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR
       IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP
       MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
       QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
       TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR
       ZMW ZWG
       """,
    3: """BHD IQD JOD KWD LYD OMR TND""",
    4: """CLF UYW""",
}
"""ISO 4217 list one, and codes lately retired (ANG, BGN, CUC): old papers stay.

Metals, bond units and test codes have no minor unit and are left out.
"""

EXPONENTS: Final = {
    currency: digits
    for digits, currencies in _CURRENCIES_BY_EXPONENT.items()
    for currency in currencies.split()
}
"""Digits after the point of each currency; the Malagasy fifths count as 2."""

_AMOUNT: Final = re.compile(r"-?[0-9]{1,38}(?:\.[0-9]{1,38})?")


class Rounding(StrEnum):
    """How a half, or any rest, is rounded; named as the laws name it."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"


DECIMAL_ROUNDING: Final = {mode: f"ROUND_{mode.name}" for mode in Rounding}
"""The names that ``decimal`` gives to the same modes."""


@dataclass(eq=False)
class UnknownCurrency(Refusal):
    """A code that is no currency with a minor unit in ISO 4217."""

    code: ClassVar[str] = "unknown_currency"
    template: ClassVar[str] = "“{currency}” is not a currency we know (ISO 4217)."

    currency: str


@dataclass(eq=False)
class UnreadableAmount(Refusal):
    """Text that is no plain amount; it never becomes zero."""

    code: ClassVar[str] = "unreadable_amount"
    template: ClassVar[str] = (
        "“{text}” is not an amount: digits, and a point before the decimals."
    )

    text: str


@dataclass(eq=False)
class AmountTooLarge(Refusal):
    """An amount beyond what the books can hold, or no number at all."""

    code: ClassVar[str] = "amount_too_large"
    template: ClassVar[str] = "{amount} is more than the books can hold."

    amount: Decimal


@dataclass(eq=False)
class FinerThanCurrency(Refusal):
    """An amount with more decimals than its currency has coins for."""

    code: ClassVar[str] = "finer_than_currency"
    template: ClassVar[str] = "There is no such amount as {amount} {currency}."

    amount: Decimal
    currency: str


@dataclass(eq=False)
class NothingToAllocateBy(Refusal):
    """An amount to split, and weights that come to nothing."""

    code: ClassVar[str] = "nothing_to_allocate_by"
    template: ClassVar[str] = (
        "Nothing can be split over {parts} parts whose weights sum to zero."
    )

    parts: int


def exponent(currency: str) -> int:
    """Digits after the point: 2 for USD, 0 for JPY, 3 for KWD.

    Raises:
        UnknownCurrency: the code is not in ISO 4217.
    """
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise UnknownCurrency(currency) from None


def to_minor(amount: Decimal, currency: str, *, rounding: Rounding) -> int:
    """Minor units of an amount in major units: 12.345 USD is 1235, half up.

    There is no default rounding: the caller says how, because the law says how.

    Raises:
        UnknownCurrency: the code is not in ISO 4217.
        AmountTooLarge: not finite, or beyond ``MAX_MINOR``.
    """
    digits = exponent(currency)
    if not amount.is_finite():
        raise AmountTooLarge(amount)
    scaled = amount.scaleb(digits, context=EXACT)
    minor = int(scaled.to_integral_value(rounding=DECIMAL_ROUNDING[rounding]))
    if not -MAX_MINOR <= minor <= MAX_MINOR:
        raise AmountTooLarge(amount)
    return minor


def exact_minor(amount: Decimal, currency: str) -> int:
    """Minor units of an amount that somebody counted: 12.345 USD is refused.

    Raises:
        UnknownCurrency: the code is not in ISO 4217.
        FinerThanCurrency: the currency has no such coin.
        AmountTooLarge: not finite, or beyond ``MAX_MINOR``.
    """
    amount_minor = to_minor(amount, currency, rounding=Rounding.DOWN)
    if from_minor(amount_minor, currency) != amount:
        raise FinerThanCurrency(amount, currency)
    return amount_minor


def from_minor(amount_minor: int, currency: str) -> Decimal:
    """The amount in major units, with the currency's digits: 5 USD cents are 0.05."""
    return Decimal(amount_minor).scaleb(-exponent(currency), context=EXACT)


def told(amount_minor: int, currency: str) -> str:
    """The amount as sentences say it: 154000 USD cents are ``1,540.00 USD``."""
    return f"{from_minor(amount_minor, currency):,} {currency}"


def round_decimal(value: Decimal, digits: int, rounding: Rounding) -> Decimal:
    """The value to so many digits after the point; negative digits are tens."""
    quantum = Decimal(1).scaleb(-digits)
    return value.quantize(quantum, DECIMAL_ROUNDING[rounding], EXACT)


def round_ratio(numerator: int, denominator: int, rounding: Rounding) -> int:
    """``numerator / denominator`` as a whole number, without leaving the integers.

    Args:
        numerator: any integer.
        denominator: positive.
        rounding: what becomes of the rest.
    """
    floor, rest = divmod(numerator, denominator)
    if not rest:
        return floor
    twice = 2 * rest
    up = False
    match rounding:
        case Rounding.HALF_UP:
            up = twice > denominator or (twice == denominator and numerator > 0)
        case Rounding.HALF_EVEN:
            up = twice > denominator or (twice == denominator and floor % 2 == 1)
        case Rounding.HALF_DOWN:
            up = twice > denominator or (twice == denominator and numerator < 0)
        case Rounding.UP:
            up = numerator > 0
        case Rounding.DOWN:
            up = numerator < 0
        case Rounding.CEILING:
            up = True
        case Rounding.FLOOR:
            pass
    return floor + up


def round_to_unit(amount_minor: int, unit_minor: int, rounding: Rounding) -> int:
    """The amount in whole coins of ``unit_minor``: 12.33 CHF in 5 rappen is 12.35."""
    return round_ratio(amount_minor, unit_minor, rounding) * unit_minor


def allocate(amount_minor: int, weights: Sequence[int]) -> list[int]:
    """Split an amount by weights; the parts add up to it, to the last unit.

    Each part is rounded towards zero; the units left go one each to the largest
    remainders, the earlier of two equal ones first.  A weight of zero takes
    nothing, and the parts of ``-a`` are those of ``a`` negated, so that a credit
    note splits as its invoice did.  Weights of both signs are allowed as long as
    they do not sum to zero: a line that lowers the invoice takes its share, too.

    Returns:
        One part per weight, in order, each less than one unit from its exact share.

    Raises:
        NothingToAllocateBy: weights sum to zero and the amount does not.
    """
    total = sum(weights)
    if not amount_minor:
        return [0] * len(weights)
    if not total:
        raise NothingToAllocateBy(len(weights))
    sign = 1 if total > 0 else -1
    return round_to_total(
        [sign * amount_minor * weight for weight in weights], sign * total, amount_minor
    )


def round_to_total(
    numerators: Sequence[int], denominator: int, total: int
) -> list[int]:
    """Exact shares as whole numbers that add up to a total: largest remainder.

    Each share ``numerator / denominator`` is rounded down, and the units missing
    from the total go one each to the largest remainders, the earlier of two equal
    ones first.  A total that is off by more than the remainders can carry moves
    every share alike.  Negating shares and total negates the parts.

    Args:
        numerators: one share or more, of either sign.
        denominator: positive.
        total: near the sum of the shares.
    """
    leading = total or sum(numerators) or next(filter(None, numerators), 0)
    sign = -1 if leading < 0 else 1
    if sign < 0:
        numerators = [-numerator for numerator in numerators]
    parts = [numerator // denominator for numerator in numerators]
    every, some = divmod(sign * total - sum(parts), len(parts))
    if every:
        parts = [part + every for part in parts]
    if some:
        rests = [numerator % denominator for numerator in numerators]
        by_rest = sorted(range(len(parts)), key=rests.__getitem__, reverse=True)
        for index in by_rest[:some]:
            parts[index] += 1
    return parts if sign > 0 else [-part for part in parts]


def parse_amount(text: str) -> Decimal:
    """An amount as programs write it: ``-12.50``; ASCII digits and a point only.

    Files of people (decimal commas, groups of thousands) are read by the imports,
    which hand over this form.

    Raises:
        UnreadableAmount: anything else, the empty text and ``99.`` included.
        AmountTooLarge: beyond ``MAX_MINOR`` even in whole units.
    """
    if not _AMOUNT.fullmatch(text):
        raise UnreadableAmount(text)
    amount = Decimal(text)
    if abs(amount) > MAX_MINOR:
        raise AmountTooLarge(amount)
    return amount
