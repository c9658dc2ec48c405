"""Prices: books, contracts, quantity tiers, discounts, shipping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from duebook.domain.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From this quantity on, each unit costs ``unit_price`` (major units)."""

    from_quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of an item in a tariff: for all (``party_id`` None) or by contract.

    ``source`` names the tariff for people: ``price book Retail 2026``.
    """

    id: int
    item_id: int
    party_id: int | None
    source: str
    currency: str
    tax_inclusive: bool
    valid: Span
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingRate:
    """What a parcel costs to a zone up to a weight, in minor units."""

    id: int
    zone: str
    up_to_kg: Decimal
    currency: str
    amount_minor: int
    valid: Span
