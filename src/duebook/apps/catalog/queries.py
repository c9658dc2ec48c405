"""Reading the price book: items, prices, taxes, shipping."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg.types.range import DateRange

from duebook import db
from duebook.apps.catalog import models
from duebook.apps.parties import queries as parties
from duebook.domain.catalog import ItemEntry, ItemKind, PriceEntry, TariffEntry
from duebook.domain.checks.facts import ItemFacts
from duebook.domain.pricing import Price, PriceBook, ShippingRate, Tier
from duebook.domain.spans import ALWAYS, Span
from duebook.domain.tax import TaxRate, TaxTable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

_ANYBODY: Final = range(2**62)


def items(entity_id: int, ids: Collection[int] | None = None) -> dict[int, models.Item]:
    """The items by their id, all of the entity if none are named."""
    found = models.Item.objects.filter(entity_id=entity_id)
    if ids is not None:
        found = found.filter(id__any_of=ids)
    return {item.id: item for item in found.order_by("code")}


def items_by_code(entity_id: int, codes: Iterable[str]) -> dict[str, models.Item]:
    """The items by their code; codes that none has are left out."""
    found = models.Item.objects.filter(entity_id=entity_id, code__in=set(codes))
    return {item.code: item for item in found}


def item_entry(item: models.Item) -> ItemEntry:
    """An item as a record to change and keep again."""
    return ItemEntry(
        code=item.code,
        description=item.description,
        revenue_account_id=item.revenue_account_id,
        unit=item.unit,
        kind=ItemKind(item.kind),
        tax_category=item.tax_category,
        weight_kg=item.weight_kg,
        is_countable=item.is_countable,
        needs_attachment=item.needs_attachment,
        is_active=item.is_active,
    )


def item_facts(
    entity_id: int, ids: Collection[int] | None = None
) -> dict[int, ItemFacts]:
    """Items as the checks read them; ``history`` is for a higher room to fill in."""
    return {
        item.id: ItemFacts(
            id=item.id,
            code=item.code,
            unit=item.unit,
            tax_category=item.tax_category,
            is_countable=item.is_countable,
            is_retired=not item.is_active,
            needs_paper=item.needs_attachment,
            is_deposit=item.kind == ItemKind.DEPOSIT,
        )
        for item in items(entity_id, ids).values()
    }


def tariffs(entity_id: int) -> list[models.Tariff]:
    """The tariffs of the entity, the price book's before the contracts, by code."""
    found = models.Tariff.objects.filter(entity_id=entity_id).select_related("party")
    return sorted(found, key=lambda one: (one.party_id is not None, one.code))


def tariff_entry(tariff: models.Tariff) -> TariffEntry:
    """A tariff as a record to change and keep again."""
    return TariffEntry(
        code=tariff.code,
        name=tariff.name,
        currency=tariff.currency,
        tax_inclusive=tariff.tax_inclusive,
        party=tariff.party.code if tariff.party else "",
        valid=span_of(tariff.valid),
    )


def prices(
    entity_id: int,
    *,
    party_ids: Collection[int] | None = None,
    item_ids: Collection[int] | None = None,
    between: Span = ALWAYS,
) -> list[Price]:
    """The prices of the book and of contracts, in one statement.

    A price holds on the days that both it and its tariff name.

    Args:
        entity_id: whose prices.
        party_ids: whose contracts besides the book; a ``range`` (of step 1) of ids
            will do, ``None`` is everybody's.
        item_ids: of which items, ``None`` for all.
        between: only those that hold on one of these days.
    """
    rows = db.tuples_of(
        db.sql("duebook.apps.catalog", "prices"),
        {
            "entity": entity_id,
            **parties.among(_ANYBODY if party_ids is None else party_ids),
            "items": None if item_ids is None else list(item_ids),
            "between": _daterange(between),
        },
    )
    return [
        Price(
            id=price_id,
            item_id=item_id,
            party_id=party_id,
            source=f"{'price book' if party_id is None else 'contract'} {name}",
            currency=currency,
            tax_inclusive=tax_inclusive,
            graduated=graduated,
            valid=span_of(valid),
            tiers=tuple(
                Tier(from_quantity=from_quantity, unit_price=unit_price)
                for from_quantity, unit_price in zip(
                    quantities, unit_prices, strict=True
                )
            ),
        )
        for (
            price_id,
            item_id,
            party_id,
            name,
            currency,
            tax_inclusive,
            graduated,
            valid,
            quantities,
            unit_prices,
        ) in rows
    ]


@dataclass(frozen=True, slots=True)
class FiledPrice:
    """A price as it was entered, with the id of its row."""

    id: int
    entry: PriceEntry


def filed_prices(
    entity_id: int, keys: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[FiledPrice]]:
    """The prices of items in tariffs, both by code, in the order of their days."""
    tariffs = dict(
        models.Tariff.objects.filter(
            entity_id=entity_id, code__in={tariff for tariff, _ in keys}
        ).values_list("id", "code")
    )
    items = dict(
        models.Item.objects.filter(
            entity_id=entity_id, code__in={item for _, item in keys}
        ).values_list("id", "code")
    )
    rows = db.tuples_of(
        db.sql("duebook.apps.catalog", "timelines"),
        {"entity": entity_id, "tariffs": list(tariffs), "items": list(items)},
    )
    found: dict[tuple[str, str], list[FiledPrice]] = {key: [] for key in keys}
    for tariff_id, item_id, price_id, valid, graduated, quantities, unit_prices in rows:
        key = (tariffs[tariff_id], items[item_id])
        if key not in found:
            continue
        entry = PriceEntry(
            tariff=key[0],
            item=key[1],
            tiers=tuple(
                Tier(from_quantity=from_quantity, unit_price=unit_price)
                for from_quantity, unit_price in zip(
                    quantities, unit_prices, strict=True
                )
            ),
            valid=span_of(valid),
            graduated=graduated,
        )
        found[key].append(FiledPrice(price_id, entry))
    for prices_held in found.values():
        prices_held.sort(key=lambda held: held.entry.valid.first or date.min)
    return found


def price_book(
    entity_id: int,
    *,
    party_ids: Collection[int] | None = None,
    between: Span = ALWAYS,
) -> PriceBook:
    """The price book to ask for every charge; parameters as of :func:`prices`.

    Name the parties served and those billed: the contracts of both count.
    """
    return PriceBook(prices(entity_id, party_ids=party_ids, between=between))


def tax_rates(entity_id: int) -> list[TaxRate]:
    """All tax rates of the entity, past and future ones included."""
    return [
        TaxRate(
            id=rate.id,
            place=rate.place,
            category=rate.category,
            name=rate.name,
            percent=rate.percent,
            compound=rate.compound,
            order=rate.order,
            valid=span_of(rate.valid),
            account_id=rate.account_id,
        )
        for rate in models.TaxRate.objects.filter(entity_id=entity_id).order_by("id")
    ]


def tax_table(entity_id: int) -> TaxTable:
    """The tax rates, ready to be asked for every line."""
    return TaxTable(tax_rates(entity_id))


def tax_places(entity_id: int) -> frozenset[str]:
    """The places of which rates are on file; one without tax has a rate of 0."""
    return frozenset(
        models.TaxRate.objects.filter(entity_id=entity_id).values_list(
            "place", flat=True
        )
    )


def shipping_rates(
    entity_id: int, *, between: Span = ALWAYS
) -> tuple[ShippingRate, ...]:
    """What parcels cost, by zone and weight."""
    found = models.ShippingRate.objects.filter(
        entity_id=entity_id, valid__overlap=_daterange(between)
    )
    return tuple(
        ShippingRate(
            id=rate.id,
            zone=rate.zone,
            up_to_kg=rate.up_to_kg,
            currency=rate.currency,
            amount_minor=rate.amount_minor,
            valid=span_of(rate.valid),
        )
        for rate in found.order_by("zone", "currency", "up_to_kg", "valid")
    )


def span_of(valid: DateRange) -> Span:
    """The database's range of days as a span."""
    return Span(valid.lower, valid.upper)


def _daterange(span: Span) -> DateRange:
    return DateRange(span.first, span.until)
