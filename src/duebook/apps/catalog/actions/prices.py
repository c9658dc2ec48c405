"""Setting prices: dated, without overlap, the history kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.catalog import models, queries
from duebook.apps.entities.actions import Act, action
from duebook.domain.catalog import PriceEntry, Unusable, faults_of_price
from duebook.domain.pricing import Tier
from duebook.domain.rights import Right
from duebook.domain.timelines import Dated, Settled, Wanted, settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from duebook.domain.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPrices:
    """Set prices of items in tariffs, each for a span of days."""

    entity_id: int
    prices: tuple[PriceEntry, ...]


@dataclass(frozen=True, slots=True)
class PricesSet:
    """How many rows were added, and how many now end, begin or cost otherwise."""

    added: int
    changed: int


@action(Right.PREPARE)
def set_prices(command: SetPrices, act: Act) -> PricesSet:
    """Write prices in a fixed number of statements.

    A price from a day on ends the one before it; one with an end interrupts it; one
    for the same days, or from the same day on, corrects it.

    Raises:
        Refusal: the first of :func:`price_faults`.
    """
    settled, faults = _settled(act.entity_id, command.prices)
    for _, fault in faults:
        raise fault
    _change(act.entity_id, settled)
    _add(act.entity_id, settled)
    return PricesSet(added=len(settled.added), changed=len(settled.changed))


def price_faults(
    entity_id: int, prices: Sequence[PriceEntry]
) -> list[tuple[int, Refusal]]:
    """All that speaks against prices, each with its place in the sequence."""
    return _settled(entity_id, prices)[1]


@dataclass(frozen=True, slots=True)
class _Content:
    """What a price says, whenever it holds; the tiers rise by quantity."""

    tiers: tuple[Tier, ...]
    graduated: bool


_Key = tuple[int, int]
"""Tariff and item."""

_Settled = Settled[_Key, _Content]


def _settled(
    entity_id: int, prices: Sequence[PriceEntry]
) -> tuple[_Settled, list[tuple[int, Refusal]]]:
    tariffs = dict(
        models.Tariff.objects.filter(
            entity_id=entity_id, code__in={entry.tariff for entry in prices}
        ).values_list("code", "id")
    )
    items = {
        code: item.id
        for code, item in queries.items_by_code(
            entity_id, (entry.item for entry in prices)
        ).items()
    }
    faults = list(_faults(prices, tariffs, items))
    wrong = {place for place, _ in faults}
    places = [place for place in range(len(prices)) if place not in wrong]
    settled = settle(
        _on_file(entity_id, tariffs.values(), items.values()),
        [_wanted(prices[place], tariffs, items) for place in places],
    )
    faults += [(places[place], fault) for place, fault in settled.faults]
    return settled, sorted(faults, key=lambda fault: fault[0])


def _wanted(
    entry: PriceEntry, tariffs: Mapping[str, int], items: Mapping[str, int]
) -> Wanted[_Key, _Content]:
    tiers = sorted(entry.tiers, key=lambda tier: tier.from_quantity)
    return Wanted(
        key=(tariffs[entry.tariff], items[entry.item]),
        subject=entry.subject,
        span=entry.valid,
        content=_Content(tuple(tiers), entry.graduated),
    )


def _faults(
    prices: Sequence[PriceEntry], tariffs: Mapping[str, int], items: Mapping[str, int]
) -> Iterator[tuple[int, Refusal]]:
    for place, entry in enumerate(prices):
        for fault in faults_of_price(entry):
            yield place, fault
        if entry.tariff not in tariffs:
            yield place, Unusable(entry.subject, f"there is no tariff {entry.tariff}")
        if entry.item not in items:
            yield place, Unusable(entry.subject, f"there is no item {entry.item}")


def _on_file(
    entity_id: int, tariff_ids: Iterable[int], item_ids: Iterable[int]
) -> dict[_Key, list[Dated[_Content]]]:
    timelines: dict[_Key, list[Dated[_Content]]] = {}
    rows = db.tuples_of(
        db.sql("duebook.apps.catalog", "timelines"),
        {"entity": entity_id, "tariffs": list(tariff_ids), "items": list(item_ids)},
    )
    for tariff_id, item_id, price_id, valid, graduated, quantities, unit_prices in rows:
        tiers = tuple(
            Tier(from_quantity=from_quantity, unit_price=unit_price)
            for from_quantity, unit_price in zip(quantities, unit_prices, strict=True)
        )
        timelines.setdefault((tariff_id, item_id), []).append(
            Dated(queries.span_of(valid), _Content(tiers, graduated), price_id)
        )
    return timelines


def _change(entity_id: int, settled: _Settled) -> None:
    rows = [
        models.Price(
            entity_id=entity_id,
            id=entry.id,
            tariff_id=tariff_id,
            item_id=item_id,
            graduated=entry.content.graduated,
            valid=DateRange(entry.span.first, entry.span.until),
        )
        for (tariff_id, item_id), entry in settled.changed
    ]
    models.Price.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["entity_id", "id"],
        update_fields=["graduated", "valid"],
    )
    models.Tier.objects.filter(entity_id=entity_id, price__in=rows).delete()
    _write_tiers(
        entity_id,
        [
            (row.id, entry)
            for row, (_, entry) in zip(rows, settled.changed, strict=True)
        ],
    )


def _add(entity_id: int, settled: _Settled) -> None:
    ids = db.take_ids("catalog_price", len(settled.added))
    db.write(
        "catalog_price",
        ["entity_id", "id", "tariff_id", "item_id", "graduated", "valid"],
        [
            (
                entity_id,
                price_id,
                *key,
                entry.content.graduated,
                DateRange(entry.span.first, entry.span.until),
            )
            for price_id, (key, entry) in zip(ids, settled.added, strict=True)
        ],
    )
    _write_tiers(
        entity_id,
        [
            (price_id, entry)
            for price_id, (_, entry) in zip(ids, settled.added, strict=True)
        ],
    )


def _write_tiers(entity_id: int, prices: Sequence[tuple[int, Dated[_Content]]]) -> None:
    db.write(
        "catalog_tier",
        ["entity_id", "price_id", "from_quantity", "unit_price"],
        [
            (entity_id, price_id, tier.from_quantity, tier.unit_price)
            for price_id, entry in prices
            for tier in entry.content.tiers
        ],
    )
