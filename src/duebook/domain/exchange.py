"""Exchange rates, and the gain or loss when foreign debts and credits meet.

Every item is valued at one rate: that of its own day, or the one it was made with.
The difference belongs to the application that brings two rates together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.errors import Refusal
from duebook.domain.money import (
    EXACT,
    Rounding,
    exponent,
    from_minor,
    round_decimal,
    round_ratio,
    round_to_total,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RATE_DIGITS: Final = 12
"""Digits after the point that a rate is kept with."""

_LARGEST: Final = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a foreign currency was worth on a day, in the own currency.

    In major units: 1.085 is 1.085 USD for one EUR.
    """

    on: date
    per_unit: Decimal


@dataclass(eq=False)
class NoSuchRate(Refusal):
    """A rate that nothing can be worth."""

    code: ClassVar[str] = "no_such_rate"
    template: ClassVar[str] = (
        "{rate} cannot be the rate of {currency}: it is a positive number of at most "
        "12 decimals."
    )

    currency: str
    rate: Decimal


@dataclass(eq=False)
class RateOfOwnCurrency(Refusal):
    """The entity's own currency has no rate."""

    code: ClassVar[str] = "rate_of_own_currency"
    template: ClassVar[str] = "The books are kept in {currency}; it has no rate."

    currency: str


@dataclass(eq=False)
class RateMissing(Refusal):
    """A currency has rates, but none that is good for this day."""

    code: ClassVar[str] = "rate_missing"
    template: ClassVar[str] = (
        "There is no rate of {currency} for {day}: {known}. Set one "
        "(duebook rates --set {currency} RATE --on {day}), then try again."
    )

    currency: str
    day: date
    known: str


def judged_rate(currency: str, per_unit: Decimal) -> Decimal:
    """A rate as somebody gave it, if it can be one.

    Raises:
        UnknownCurrency: the code is not in ISO 4217.
        NoSuchRate: not positive, not finite, or too fine to be kept.
    """
    exponent(currency)
    fits = per_unit.is_finite() and 0 < per_unit < _LARGEST
    if not fits or round_decimal(per_unit, RATE_DIGITS, Rounding.DOWN) != per_unit:
        raise NoSuchRate(currency, per_unit)
    return per_unit


def rate_for(
    currency: str, day: date, latest: Rate | None, *, oldest_days: int
) -> Rate:
    """The rate to reckon a day with: the latest at or before it, unless it is stale.

    Args:
        currency: the foreign currency.
        day: the day that is valued.
        latest: the latest rate at or before the day, if there is any.
        oldest_days: how old it may be.

    Raises:
        RateMissing: there is none, or it is older.
    """
    if latest is None:
        raise RateMissing(currency, day, "all that are known are of later days")
    if (day - latest.on).days > oldest_days:
        known = f"the one before is of {latest.on}, more than {oldest_days} days older"
        raise RateMissing(currency, day, known)
    return latest


def worth(amount_minor: int, per_unit: Decimal, *, of: str, to: str) -> Decimal:
    """What an amount is worth at a rate, in minor units of ``to``, not rounded."""
    shift = exponent(to) - exponent(of)
    return EXACT.multiply(Decimal(amount_minor), per_unit).scaleb(shift, context=EXACT)


def rate_between(
    own_minor: Decimal, foreign_minor: int, *, of: str, to: str
) -> Decimal:
    """The rate at which an amount of ``of`` was changed into one of ``to``.

    To ``RATE_DIGITS``, which is finer than any bank tells.
    """
    exact = EXACT.divide(own_minor, Decimal(foreign_minor))
    shift = exponent(of) - exponent(to)
    return round_decimal(
        exact.scaleb(shift, context=EXACT), RATE_DIGITS, Rounding.HALF_UP
    )


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the standing applications of a debt came to: exactly, and as booked.

    In minor units of the entity's currency; a gain is positive.
    """

    exact: Decimal = Decimal(0)
    booked_minor: int = 0


@dataclass(frozen=True, slots=True)
class Settling:
    """An amount put against a debt, with the rates that both sides are valued at.

    ``amount_minor`` is in minor units of ``currency`` and positive.
    """

    debt_id: int
    amount_minor: int
    currency: str
    debt_rate: Decimal
    credit_rate: Decimal


def differences(
    settling: Iterable[Settling], before: Mapping[int, Reckoned], own: str
) -> list[int]:
    """The gain (positive) or loss of each application, in minor units of ``own``.

    Rounded half up, once for each; but what rounding took from or gave to those
    before it on the same debt is carried along.  So the applications of a debt
    always come to the rounded sum of their exact differences, in whatever order
    they came, and however many they are.

    Args:
        settling: the applications in the order they are written.
        before: what stands already of each debt; nothing where it is not named.
        own: the entity's currency.
    """
    reckoned = dict(before)
    found: list[int] = []
    for one in settling:
        so_far = reckoned.get(one.debt_id, Reckoned())
        exact = EXACT.add(
            so_far.exact,
            worth(
                one.amount_minor,
                one.credit_rate - one.debt_rate,
                of=one.currency,
                to=own,
            ),
        )
        booked_minor = int(round_decimal(exact, 0, Rounding.HALF_UP))
        found.append(booked_minor - so_far.booked_minor)
        reckoned[one.debt_id] = Reckoned(exact, booked_minor)
    return found


@dataclass(frozen=True, slots=True)
class OpenForeign:
    """What is open of an item in a foreign currency, with the rate it is valued at.

    Debts are positive, credits negative, in minor units of ``currency``.
    """

    item_id: int
    currency: str
    open_minor: int
    per_unit: Decimal


@dataclass(frozen=True, slots=True)
class Revalued:
    """An open item at its own rate and at a day's, in minor units of the own currency.

    ``difference_minor`` is the gain (positive) or loss that is not realised yet.
    """

    item_id: int
    carried_minor: int
    valued_minor: int

    @property
    def difference_minor(self) -> int:
        """What it is worth more than it is carried at."""
        return self.valued_minor - self.carried_minor


def revalued(
    items: Iterable[OpenForeign], rates: Mapping[str, Decimal], own: str
) -> list[Revalued]:
    """Open items at the rates of a day, each rounded half up.

    Args:
        items: the open items.
        rates: the day's rate by currency.
        own: the entity's currency.
    """
    return [
        Revalued(
            item.item_id,
            *(
                int(
                    round_decimal(
                        worth(item.open_minor, rate, of=item.currency, to=own),
                        0,
                        Rounding.HALF_UP,
                    )
                )
                for rate in (item.per_unit, rates[item.currency])
            ),
        )
        for item in items
    ]


def rounded_balances(balances: Sequence[Decimal]) -> list[int]:
    """Exact balances of accounts as whole minor units that still add up.

    Each is rounded towards its neighbours so that the total is the rounded total of
    all: a trial balance of zero stays one (largest remainder).
    """
    if not balances:
        return []
    exact = [Fraction(balance) for balance in balances]
    total = sum(exact, Fraction(0))
    scale = lcm(*(share.denominator for share in exact))
    return round_to_total(
        [int(share * scale) for share in exact],
        scale,
        round_ratio(total.numerator, total.denominator, Rounding.HALF_UP),
    )


@dataclass(frozen=True, slots=True)
class Met:
    """A credit put against a debt in a foreign currency, and what their rates made.

    ``applied_minor`` is in ``currency``, negative where it was taken back;
    ``amount_minor`` in the entity's, a gain positive.
    """

    number: str
    currency: str
    applied_minor: int
    effective_on: date
    amount_minor: int
    from_on: date
    from_rate: Decimal
    to_on: date
    to_rate: Decimal

    def in_words(self, own: str) -> str:
        """The difference with its rates and days, in a sentence."""
        applied = from_minor(abs(self.applied_minor), self.currency)
        made = from_minor(abs(self.amount_minor), own)
        is_back = self.applied_minor < 0
        is_gain = (self.amount_minor > 0) != is_back
        kind = "gain" if is_gain else "loss"
        what = f"a {kind} of {made} {own}" if self.amount_minor else "no difference"
        return (
            f"{self.effective_on}: {applied} {self.currency} of {self.number}"
            f"{' taken back' if is_back else ''}, "
            f"from {self.from_rate.normalize():f} ({self.from_on}) "
            f"to {self.to_rate.normalize():f} ({self.to_on}): "
            f"{what}{' taken back' if is_back and self.amount_minor else ''}"
        )
