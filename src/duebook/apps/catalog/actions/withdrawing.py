"""Entries of the price book taken back to what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.catalog import models
from duebook.apps.catalog.queries import filed_prices

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from duebook.apps.catalog.queries import FiledPrice
    from duebook.apps.entities.actions import Act


def uses_of_items(
    entity_id: int, item_ids: Sequence[int]
) -> list[tuple[str, int, int]]:
    """What names items: table, item, how many rows."""
    return db.references_to("catalog_item", entity_id, item_ids)


def withdraw_items(act: Act, item_ids: Sequence[int]) -> None:
    """Remove items; the foreign keys refuse it where something names one."""
    db.remove("catalog_item", act.entity_id, item_ids)


def withdraw_empty_tariffs(act: Act, codes: Collection[str]) -> None:
    """Remove tariffs in which no price is left."""
    models.Tariff.objects.filter(
        entity_id=act.entity_id, code__in=codes, price__isnull=True
    ).delete()


def restore_prices(
    act: Act, timelines: Mapping[tuple[str, str], Sequence[FiledPrice]]
) -> None:
    """Make the prices of items in tariffs what they were; each keeps its id.

    Args:
        act: the act under way.
        timelines: all prices there shall be, by tariff and item.
    """
    now = filed_prices(act.entity_id, timelines.keys())
    wanted = {price.id: price for prices in timelines.values() for price in prices}
    changed = {
        price.id
        for prices in now.values()
        for price in prices
        if wanted.get(price.id) != price
    }
    stay = {price.id for prices in now.values() for price in prices} - changed
    models.Price.objects.filter(entity_id=act.entity_id, id__any_of=changed).delete()
    _write(act, [price for price in wanted.values() if price.id not in stay])


def _write(act: Act, prices: Sequence[FiledPrice]) -> None:
    tariffs = dict(
        models.Tariff.objects.filter(entity_id=act.entity_id).values_list("code", "id")
    )
    items = dict(
        models.Item.objects.filter(
            entity_id=act.entity_id, code__in={price.entry.item for price in prices}
        ).values_list("code", "id")
    )
    db.write(
        "catalog_price",
        ["entity_id", "id", "tariff_id", "item_id", "graduated", "valid"],
        [
            (
                act.entity_id,
                price.id,
                tariffs[price.entry.tariff],
                items[price.entry.item],
                price.entry.graduated,
                DateRange(price.entry.valid.first, price.entry.valid.until),
            )
            for price in prices
        ],
    )
    db.write(
        "catalog_tier",
        ["entity_id", "price_id", "from_quantity", "unit_price"],
        [
            (act.entity_id, price.id, tier.from_quantity, tier.unit_price)
            for price in prices
            for tier in price.entry.tiers
        ],
    )
