"""Builders of the price book for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.catalog import queries
from duebook.apps.catalog.actions import (
    KeepItems,
    KeepTariffs,
    SetPrices,
    keep_items,
    keep_tariffs,
    set_prices,
)
from duebook.apps.ledger import queries as ledger
from duebook.domain.catalog import ItemEntry, PriceEntry, TariffEntry
from duebook.domain.ledger import AccountRole
from duebook.domain.pricing import Priced, Tier
from duebook.domain.spans import Span
from tests.office import an_entity, by

if TYPE_CHECKING:
    from duebook.apps.catalog.actions import (
        PricesSet,
    )
    from duebook.domain.pricing import NoPrice

NEW_YEAR = date(2026, 1, 1)
JULY = date(2026, 7, 1)
DECEMBER = date(2026, 12, 1)
SINCE_NEW_YEAR = Span(NEW_YEAR)


def an_account(entity_id: int, role: AccountRole = AccountRole.REVENUE) -> int:
    with db.reading(entity_id):
        return ledger.accounts_by_role(entity_id)[role]


def an_item(entity_id: int, code: str = "VISIT", **fields: Any) -> ItemEntry:
    """An item's record with nothing special about it."""
    plain = {
        "code": code,
        "description": f"{code} of any kind",
        "revenue_account_id": an_account(entity_id),
    }
    return ItemEntry(**{**plain, **fields})


def a_tariff(code: str = "RETAIL", **fields: Any) -> TariffEntry:
    return TariffEntry(**{"code": code, "name": code, "currency": "USD", **fields})


def tiers(price: str, **from_quantities: str) -> tuple[Tier, ...]:
    """``tiers("85", from_10="80")``: 85 each, 80 from ten on."""
    return tuple(
        Tier(
            from_quantity=Decimal(name.removeprefix("from_")), unit_price=Decimal(price)
        )
        for name, price in {"from_0": price, **from_quantities}.items()
    )


def a_price(
    price: str = "85.00",
    valid: Span = SINCE_NEW_YEAR,
    *,
    tariff: str = "RETAIL",
    item: str = "VISIT",
) -> PriceEntry:
    return PriceEntry(tariff=tariff, item=item, tiers=tiers(price), valid=valid)


def a_catalog(code: str = "HP") -> int:
    """An entity with an item VISIT and a price book RETAIL without prices."""
    entity_id = an_entity(code)
    keep_items(KeepItems(entity_id=entity_id, items=(an_item(entity_id),)), **by())
    keep_tariffs(KeepTariffs(entity_id=entity_id, tariffs=(a_tariff(),)), **by())
    return entity_id


def price(entity_id: int, *prices: PriceEntry) -> PricesSet:
    return set_prices(SetPrices(entity_id=entity_id, prices=prices), **by())


def price_of(
    entity_id: int, on: date, *, party_id: int = 0, quantity: str = "1"
) -> Priced | NoPrice:
    """What VISIT costs somebody on a day."""
    with db.reading(entity_id):
        [item] = queries.items_by_code(entity_id, ["VISIT"]).values()
        book = queries.price_book(entity_id, party_ids=[party_id])
    return book.price_of(
        item_id=item.id,
        party_id=party_id,
        quantity=Decimal(quantity),
        on=on,
        currency="USD",
    )


def paid(entity_id: int, on: date, *, party_id: int = 0) -> Decimal:
    """The unit price of one VISIT, which there must be."""
    priced = price_of(entity_id, on, party_id=party_id)
    assert isinstance(priced, Priced), priced
    return priced.tier.unit_price
