"""Reading charges: what waits, what comes again, what was built on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from duebook import db
from duebook.apps.catalog import queries as catalog
from duebook.apps.invoicing import models
from duebook.apps.parties import queries as parties

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbilled:
    """A charge that waits to be billed; ``unit_price`` as of a domain charge."""

    id: int
    service_on: date
    item: str
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    currency: str
    draft_id: int | None


def unbilled_of(entity_id: int, party_id: int) -> list[Unbilled]:
    """The charges of a party that no document bears, in drafts or not, by day."""
    billed = models.Line.objects.filter(entity_id=entity_id, charge_id=OuterRef("id"))
    rows = list(
        models.Charge.objects.filter(
            ~Exists(billed), entity_id=entity_id, party_id=party_id, is_billable=True
        ).order_by("service_on", "id")
    )
    items = catalog.items(entity_id, {row.item_id for row in rows})
    return [
        Unbilled(
            id=row.id,
            service_on=row.service_on,
            item=items[row.item_id].code,
            description=row.description,
            quantity=row.quantity,
            unit=row.unit,
            unit_price=row.unit_price,
            currency=row.currency,
            draft_id=row.draft_id,
        )
        for row in rows
    ]


def is_charge(entity_id: int, charge_id: int) -> bool:
    """Whether there is a charge of this id."""
    return models.Charge.objects.filter(entity_id=entity_id, id=charge_id).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A recurring charge on file; ``ends_on`` is the first day without it."""

    code: str
    party: str
    item: str
    description: str
    quantity: Decimal
    unit_price: Decimal | None
    currency: str
    every: int
    unit: str
    starts_on: date
    ends_on: date | None
    times: int | None
    is_prorated: bool


def recurring(entity_id: int) -> list[Scheduled]:
    """The recurring charges of the entity, ended ones included, by code."""
    rows = list(models.Recurring.objects.filter(entity_id=entity_id).order_by("code"))
    served = parties.parties(entity_id, {row.party_id for row in rows})
    items = catalog.items(entity_id, {row.item_id for row in rows})
    return [
        Scheduled(
            code=row.code,
            party=served[row.party_id].code,
            item=items[row.item_id].code,
            description=row.description,
            quantity=row.quantity,
            unit_price=row.unit_price,
            currency=row.currency,
            every=row.every,
            unit=row.unit,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            times=row.times,
            is_prorated=row.is_prorated,
        )
        for row in rows
    ]


def known_keys(entity_id: int, external_keys: Collection[str]) -> set[str]:
    """Those of the keys under which there is a charge."""
    return set(
        models.Charge.objects.filter(
            entity_id=entity_id, external_key__in=external_keys
        )
        .exclude(external_key="")
        .values_list("external_key", flat=True)
    )


def bound_charges(entity_id: int, charge_ids: Collection[int]) -> dict[int, str]:
    """What bears each charge that is not free, in words: a document or a draft."""
    charges = models.Charge.objects.filter(entity_id=entity_id)
    bound = {
        charge_id: f"draft {draft_id}"
        for charge_id, draft_id in charges.filter(
            id__any_of=charge_ids, draft__isnull=False
        ).values_list("id", "draft_id")
    }
    lines = models.Line.objects.filter(
        entity_id=entity_id, charge_id__any_of=charge_ids, document__entity_id=entity_id
    )
    for charge_id, kind, number in lines.values_list(
        "charge_id", "document__kind", "document__number"
    ):
        bound[charge_id] = f"{kind.replace('_', ' ')} {number}"
    return bound


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """How many of some charges wait, and in how many drafts and documents others are.

    ``waiting`` are in no draft and on no document.
    """

    waiting: int
    drafts: int
    documents: int


def whereabouts(entity_id: int, charge_ids: Collection[int]) -> Whereabouts:
    """What became of charges."""
    [row] = db.tuples_of(
        "SELECT count(*) FILTER (WHERE line.id IS NULL AND charge.draft_id IS NULL),"
        " count(DISTINCT charge.draft_id) FILTER (WHERE line.id IS NULL),"
        " count(DISTINCT line.document_id) FROM invoicing_charge AS charge"
        " LEFT JOIN invoicing_line AS line ON line.entity_id = %(entity)s"
        " AND line.charge_id = charge.id AND line.part = 1"
        " WHERE charge.entity_id = %(entity)s AND charge.id = ANY(%(ids)s::bigint[])",
        {"entity": entity_id, "ids": db.array(charge_ids)},
    )
    return Whereabouts(*row)


def priced_since(
    entity_id: int, price_ids: Collection[int], *, event_id: int
) -> dict[int, str]:
    """A document issued after an event that each price was used for, by price."""
    lines = (
        models.Line.objects.filter(
            entity_id=entity_id,
            price_id__any_of=price_ids,
            document__entity_id=entity_id,
            document__event_id__gt=event_id,
        )
        .order_by("id")
        .values_list("price_id", "document__number")
    )
    return {price_id: number for price_id, number in lines if price_id is not None}
