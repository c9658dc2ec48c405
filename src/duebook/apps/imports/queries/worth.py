"""What the charges of a file come to, before they are taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.catalog import queries as catalog
from duebook.apps.imports.queries.planning import Outcome
from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.parties import queries as parties
from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.money import Rounding, round_ratio, to_minor
from duebook.domain.pricing import NoPrice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.apps.imports.queries.planning import Planned


@dataclass(frozen=True, slots=True)
class Worth:
    """Minor units by currency, net and before tax; ``unpriced`` are left out of it."""

    amounts_minor: Mapping[str, int]
    unpriced: int


def worth_of(entity_id: int, planned: Iterable[Planned[Any]]) -> Worth:
    """What the new charges of a file come to, at their own price or the book's.

    An invoice may come to a cent more or less: it adds discounts of the document,
    freight, and the tax that a price includes.
    """
    charges = [
        one.entry
        for one in planned
        if one.outcome is Outcome.CREATED and isinstance(one.entry, NewCharge)
    ]
    served = parties.parties_by_code(entity_id, {one.party for one in charges})
    sold = catalog.items_by_code(entity_id, {one.item for one in charges})
    payers = parties.bill_tos(entity_id, {party.id for party in served.values()})
    book = catalog.price_book(
        entity_id, party_ids={*payers, *(payer.id for payer in payers.values())}
    )
    amounts_minor: Counter[str] = Counter()
    unpriced = 0
    for one in charges:
        party_id = served[one.party].id
        if one.unit_price is not None:
            parts = [(one.quantity, one.unit_price)]
        else:
            priced = book.price_of(
                item_id=sold[one.item].id,
                party_id=party_id,
                bill_to_id=payers[party_id].id if party_id in payers else None,
                quantity=one.quantity,
                on=one.service_on,
                currency=one.currency,
            )
            if isinstance(priced, NoPrice):
                unpriced += 1
                continue
            parts = [
                (quantity, tier.unit_price)
                for quantity, tier in priced.parts(one.quantity)
            ]
        gross_minor = sum(
            to_minor(quantity * price, one.currency, rounding=Rounding.HALF_UP)
            for quantity, price in parts
        )
        off_minor = round_ratio(
            gross_minor * one.discount_bp, BASIS_POINTS, Rounding.HALF_UP
        )
        amounts_minor[one.currency] += gross_minor - off_minor - one.discount_minor
    return Worth(dict(amounts_minor), unpriced)
