"""Reading charges: which keys are taken, and what was built on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.invoicing import models

if TYPE_CHECKING:
    from collections.abc import Collection


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
            id__in=charge_ids, draft__isnull=False
        ).values_list("id", "draft_id")
    }
    lines = models.Line.objects.filter(
        entity_id=entity_id, charge_id__in=charge_ids, document__entity_id=entity_id
    )
    for charge_id, kind, number in lines.values_list(
        "charge_id", "document__kind", "document__number"
    ):
        bound[charge_id] = f"{kind.replace('_', ' ')} {number}"
    return bound


def priced_since(
    entity_id: int, price_ids: Collection[int], *, event_id: int
) -> dict[int, str]:
    """A document issued after an event that each price was used for, by price."""
    lines = (
        models.Line.objects.filter(
            entity_id=entity_id,
            price_id__in=price_ids,
            document__entity_id=entity_id,
            document__event_id__gt=event_id,
        )
        .order_by("id")
        .values_list("price_id", "document__number")
    )
    return {price_id: number for price_id, number in lines if price_id is not None}
