"""Prices: books, contracts, quantity tiers, shipping."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From this quantity on, each unit costs ``unit_price`` (major units)."""

    from_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of an item in a tariff: for all (``party_id`` None) or by contract.

    ``source`` names the tariff for people: ``price book Retail 2026``.  ``tiers``
    rise by quantity.  The tier that the quantity reaches prices all units; where
    the price is ``graduated``, each tier prices only the units above its
    ``from_quantity`` and up to the next.
    """

    id: int
    item_id: int
    party_id: int | None
    source: str
    currency: str
    tax_inclusive: bool
    valid: Span
    tiers: tuple[Tier, ...]
    graduated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRate:
    """What a parcel costs to a zone up to a weight, in minor units."""

    id: int
    zone: str
    up_to_kg: Decimal
    currency: str
    amount_minor: int
    valid: Span


@dataclass(frozen=True, slots=True)
class Priced:
    """The price found, and the tier of it that the quantity reaches."""

    price: Price
    tier: Tier

    def parts(self, quantity: Decimal) -> Iterator[tuple[Decimal, Tier]]:
        """The quantity as priced: whole at one tier, or cut along graduated tiers.

        The quantities add up to the whole; the first tier of a graduated price
        begins at nothing, whatever its ``from_quantity`` says.
        """
        if not self.price.graduated:
            yield quantity, self.tier
            return
        sign = -1 if quantity < 0 else 1
        left = abs(quantity)
        tiers = self.price.tiers
        for tier, following in zip(tiers, (*tiers[1:], None), strict=True):
            start = tier.from_quantity if tier is not tiers[0] else Decimal(0)
            room = left if following is None else following.from_quantity - start
            part = min(left, room)
            if part or tier is tiers[0]:
                yield sign * part, tier
            left -= part


@dataclass(eq=False)
class NoPrice(Refusal):
    """No tariff prices this item for this party, day, currency and quantity."""

    code: ClassVar[str] = "no_price"
    template: ClassVar[str] = (
        "There is no price for a quantity of {quantity} in {currency} on {on}: {why}."
    )

    item_id: int
    quantity: Decimal
    currency: str
    on: date
    why: str


@dataclass(eq=False)
class NoShippingRate(Refusal):
    """No rate covers the zone, weight, currency and day."""

    code: ClassVar[str] = "no_shipping_rate"
    template: ClassVar[str] = (
        "There is no shipping rate to zone “{zone}” for {weight_kg} kg in {currency} "
        "on {on}."
    )

    zone: str
    weight_kg: Decimal
    currency: str
    on: date


class PriceBook:
    """All prices of an entity, indexed once and then asked for every charge.

    The index holds, for each item, currency and party (``None``: for all), the
    prices with the latest start first.
    """

    def __init__(self, prices: Iterable[Price]) -> None:
        self._listed: dict[tuple[int, str, int | None], list[Price]] = defaultdict(list)
        self._of_item: dict[int, list[Price]] = defaultdict(list)
        for price in prices:
            key = (price.item_id, price.currency, price.party_id)
            self._listed[key].append(price)
            self._of_item[price.item_id].append(price)
        self._listed.default_factory = None
        for listed in self._listed.values():
            listed.sort(key=_latest_first)
        self._at_one_tier = {
            price.id: Priced(price, price.tiers[0])
            for listed in self._listed.values()
            for price in listed
            if len(price.tiers) == 1
        }

    def price_of(
        self,
        *,
        item_id: int,
        party_id: int,
        quantity: Decimal,
        on: date,
        currency: str,
        bill_to_id: int | None = None,
    ) -> Priced | NoPrice:
        """The price that holds for a party on a day, or why there is none.

        The contract of the party served beats that of its bill-to, and both beat
        the book; of two valid prices the one that started later holds.  A price
        without a tier for the quantity is passed over.

        Args:
            item_id: what is priced.
            party_id: the party served.
            quantity: a negative one (goods returned) reaches the tiers of its size.
            on: day of the service or delivery.
            currency: that of the charge; nothing is converted.
            bill_to_id: the party billed, where that may be another one.
        """
        listed = self._listed
        for holder_id in (party_id, bill_to_id, None):
            for price in listed.get((item_id, currency, holder_id), ()):
                if not price.valid.holds(on):
                    continue
                tier = price.tiers[0]
                if tier.from_quantity <= abs(quantity):
                    return self._at_one_tier.get(price.id) or Priced(
                        price, _tier_reached(price, quantity)
                    )
        return NoPrice(
            item_id=item_id,
            quantity=quantity,
            currency=currency,
            on=on,
            why=self._why_none(item_id, currency, {party_id, bill_to_id, None}, on),
        )

    def _why_none(
        self, item_id: int, currency: str, holders: set[int | None], on: date
    ) -> str:
        prices = [
            price for price in self._of_item[item_id] if price.party_id in holders
        ]
        in_currency = [price for price in prices if price.currency == currency]
        valid = [price for price in in_currency if price.valid.holds(on)]
        if not prices:
            return "no tariff names the item"
        if not in_currency:
            others = ", ".join(sorted({price.currency for price in prices}))
            return f"it is priced in {others} only"
        if not valid:
            return "no price is valid on that day"
        least = min(price.tiers[0].from_quantity for price in valid)
        return f"prices begin at a quantity of {least}"


def price_of(
    prices: Iterable[Price],
    *,
    item_id: int,
    party_id: int,
    quantity: Decimal,
    on: date,
    currency: str,
    bill_to_id: int | None = None,
) -> Priced | NoPrice:
    """The price for one charge; see ``PriceBook.price_of``, which serves many."""
    return PriceBook(prices).price_of(
        item_id=item_id,
        party_id=party_id,
        quantity=quantity,
        on=on,
        currency=currency,
        bill_to_id=bill_to_id,
    )


def shipping_rate(
    rates: Iterable[ShippingRate],
    *,
    zone: str,
    weight_kg: Decimal,
    currency: str,
    on: date,
) -> ShippingRate | NoShippingRate:
    """The lightest rate of the zone that carries the weight, or why there is none."""
    carrying = (
        rate
        for rate in rates
        if rate.zone == zone
        and rate.currency == currency
        and rate.up_to_kg >= weight_kg
        and rate.valid.holds(on)
    )
    lightest = min(carrying, key=attrgetter("up_to_kg", "id"), default=None)
    if lightest is None:
        return NoShippingRate(zone=zone, weight_kg=weight_kg, currency=currency, on=on)
    return lightest


def _latest_first(price: Price) -> tuple[int, int]:
    first = price.valid.first
    return (-first.toordinal() if first else 0, price.id)


def _tier_reached(price: Price, quantity: Decimal) -> Tier:
    size = abs(quantity)
    return next(tier for tier in reversed(price.tiers) if tier.from_quantity <= size)
