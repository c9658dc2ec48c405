"""The price book as an office enters it: items, tariffs, prices, rates, by code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.errors import Refusal
from duebook.domain.money import UnknownCurrency, exponent
from duebook.domain.pricing import Tier
from duebook.domain.spans import ALWAYS, Span
from duebook.domain.tax import EXEMPT, OUT_OF_SCOPE

if TYPE_CHECKING:
    from collections.abc import Iterator

MUCH: Final = Decimal(10**9)
"""Quantities, weights and prices stay below."""


class ItemKind(StrEnum):
    SERVICE = "service"
    GOODS = "goods"
    DEPOSIT = "deposit"
    FEE = "fee"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEntry:
    """Something we sell, known by ``code``; ``weight_kg`` is that of one unit."""

    code: str
    description: str
    revenue_account_id: int
    unit: str = ""
    kind: ItemKind = ItemKind.SERVICE
    tax_category: str = "standard"
    weight_kg: Decimal = Decimal(0)
    is_countable: bool = False
    needs_attachment: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffEntry:
    """A set of prices, known by ``code``: for all, or a contract of one ``party``."""

    code: str
    name: str
    currency: str
    tax_inclusive: bool = False
    party: str = ""
    valid: Span = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceEntry:
    """What an item costs in a tariff, both by code, for a span of days."""

    tariff: str
    item: str
    tiers: tuple[Tier, ...]
    valid: Span
    graduated: bool = False

    @property
    def subject(self) -> str:
        return f"Price of {self.item} in {self.tariff}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRateEntry:
    """One tax of a place on a category; see :class:`duebook.domain.tax.TaxRate`."""

    place: str
    category: str
    name: str
    percent: Decimal
    account_id: int
    valid: Span
    compound: bool = False
    order: int = 0

    @property
    def subject(self) -> str:
        return f"{self.name} of {self.place} on {self.category}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRateEntry:
    """What a parcel of up to so many kilograms costs to a zone."""

    zone: str
    up_to_kg: Decimal
    currency: str
    amount_minor: int
    valid: Span

    @property
    def subject(self) -> str:
        return f"Shipping to zone {self.zone} up to {self.up_to_kg.normalize():f} kg"


@dataclass(eq=False)
class Unusable(Refusal):
    """An entry of the price book that cannot stand as it is."""

    code: ClassVar[str] = "catalog_entry_unusable"
    template: ClassVar[str] = "{subject}: {what}."

    subject: str
    what: str


def faults_of_item(entry: ItemEntry) -> Iterator[Refusal]:
    """All that is wrong with an item by itself."""
    subject = f"Item {entry.code}"
    if not entry.code.strip():
        yield Unusable(f"Item “{entry.description}”", "it needs a code")
    if not entry.description.strip():
        yield Unusable(subject, "it needs a description")
    if not _is_measure(entry.weight_kg, digits=4):
        yield Unusable(subject, f"{entry.weight_kg} kg is no weight of one unit")


def faults_of_tariff(entry: TariffEntry) -> Iterator[Refusal]:
    """All that is wrong with a tariff by itself."""
    subject = f"Tariff {entry.code}"
    if not entry.code.strip():
        yield Unusable(f"Tariff “{entry.name}”", "it needs a code")
    if not entry.name.strip():
        yield Unusable(subject, "it needs a name, which invoices are explained with")
    yield from _faults_of_currency(subject, entry.currency)
    if entry.valid.first and entry.valid.until and not entry.valid.days():
        yield Unusable(subject, "it ends before it begins")


def faults_of_price(entry: PriceEntry) -> Iterator[Refusal]:
    """All that is wrong with a price by itself."""
    if not entry.tiers:
        yield Unusable(entry.subject, "a price is missing")
    starts = [tier.from_quantity for tier in entry.tiers]
    if len(set(starts)) < len(starts):
        yield Unusable(entry.subject, "two tiers start at the same quantity")
    for tier in entry.tiers:
        if not _is_measure(tier.from_quantity, digits=6):
            yield Unusable(entry.subject, f"{tier.from_quantity} is no quantity")
        if not _is_number(tier.unit_price, digits=6):
            yield Unusable(
                entry.subject, f"{tier.unit_price} is no price (of up to six decimals)"
            )


def faults_of_tax_rate(entry: TaxRateEntry) -> Iterator[Refusal]:
    """All that is wrong with a tax rate by itself."""
    if not (entry.place.strip() and entry.category.strip() and entry.name.strip()):
        yield Unusable("Tax rate", "it needs a place, a category and a name")
    if entry.category in {EXEMPT, OUT_OF_SCOPE}:
        yield Unusable(entry.subject, "this category bears no tax, so it has no rate")
    if not _is_measure(entry.percent, digits=5) or entry.percent >= 1000:
        yield Unusable(entry.subject, f"{entry.percent} is no percentage")


def faults_of_shipping_rate(entry: ShippingRateEntry) -> Iterator[Refusal]:
    """All that is wrong with a shipping rate by itself."""
    if not _is_measure(entry.up_to_kg, digits=4):
        yield Unusable(
            f"Shipping to zone {entry.zone}", f"{entry.up_to_kg} is no weight"
        )
        return
    yield from _faults_of_currency(entry.subject, entry.currency)
    if entry.amount_minor < 0:
        yield Unusable(entry.subject, "it costs something, or nothing")


def _faults_of_currency(subject: str, currency: str) -> Iterator[Refusal]:
    try:
        exponent(currency)
    except UnknownCurrency:
        yield Unusable(subject, f"“{currency}” is no currency of ISO 4217")


def _is_number(value: Decimal, *, digits: int) -> bool:
    """Whether a table keeps the number as it is: nothing is rounded on the way."""
    if not value.is_finite() or abs(value) >= MUCH:
        return False
    return value == value.quantize(Decimal(1).scaleb(-digits))


def _is_measure(value: Decimal, *, digits: int) -> bool:
    return _is_number(value, digits=digits) and value >= 0
