"""At which rate foreign items are valued, and what applications made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger import queries as ledger
from duebook.apps.receivables import models
from duebook.domain.exchange import Met, Rate, Reckoned, worth

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROOM = "duebook.apps.receivables"


@dataclass(frozen=True, slots=True)
class ValuedAs:
    """The day whose rate an item is valued at, or the rate where it has its own."""

    item_id: int
    currency: str
    valued_on: date
    per_unit: Decimal | None


def valued_as(entity_id: int, item_ids: Collection[int]) -> dict[int, ValuedAs]:
    """How items are valued, by item."""
    rows = db.rows_of(
        ValuedAs,
        db.sql(ROOM, "valuations"),
        {"entity": entity_id, "items": list(item_ids)},
    )
    return {row.item_id: row for row in rows}


def item_rates(entity_id: int, item_ids: Collection[int]) -> dict[int, Rate]:
    """The rates of items, by item; those whose currency has no rates are left out.

    Raises:
        RateMissing: a currency has rates, but none that is good for an item's day.
    """
    valued = valued_as(entity_id, item_ids).values()
    days = {(one.currency, one.valued_on) for one in valued if one.per_unit is None}
    of_table = ledger.rates_for(entity_id, days) if days else {}
    known = {one.currency for one in valued if one.per_unit is not None}
    if known:
        known &= ledger.valued_currencies(entity_id)
    found: dict[int, Rate] = {}
    for one in valued:
        rate = of_table.get((one.currency, one.valued_on))
        if one.per_unit is not None and one.currency in known:
            rate = Rate(one.valued_on, one.per_unit)
        if rate is not None:
            found[one.item_id] = rate
    return found


def reckoned_of(
    entity_id: int, currencies: Mapping[int, str], own: str
) -> dict[int, Reckoned]:
    """What stands of the exchange differences of debts, by debt.

    Args:
        entity_id: the entity.
        currencies: of the debts, by debt.
        own: the entity's currency.
    """
    rows = db.tuples_of(
        db.sql(ROOM, "exchange_of_debts"),
        {"entity": entity_id, "debts": list(currencies)},
    )
    return {
        debt_id: Reckoned(worth(1, exact, of=currencies[debt_id], to=own), booked_minor)
        for debt_id, exact, booked_minor in rows
    }


@dataclass(frozen=True, slots=True)
class Exchanged:
    """The exchange difference of an application, and the rates it comes from.

    ``amount_minor`` is in the entity's currency, a gain positive; ``from_rate`` is
    the debt's and ``to_rate`` the credit's.
    """

    application_id: int
    amount_minor: int
    from_on: date
    from_rate: Decimal
    to_on: date
    to_rate: Decimal
    entry_id: int | None


def exchanges_of(
    entity_id: int, application_ids: Collection[int]
) -> dict[int, Exchanged]:
    """The exchange differences of applications, by application."""
    rows = models.Exchange.objects.filter(
        entity_id=entity_id, application_id__any_of=application_ids
    ).values_list(
        *("application_id", "amount_minor", "from_on", "from_rate", "to_on"),
        *("to_rate", "entry_id"),
    )
    return {row[0]: Exchanged(*row) for row in rows}


def exchange_of_document(entity_id: int, document_id: int) -> list[Met]:
    """What the rates of a document and of its credits made, as they came."""
    return db.rows_of(
        Met,
        db.sql(ROOM, "exchange_of_document"),
        {"entity": entity_id, "document": document_id},
    )
