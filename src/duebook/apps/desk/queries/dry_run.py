"""What an act would write: it is carried out and taken back before anybody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from duebook.apps.ledger.queries import Leg, last_entry, legs_after
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Effect:
    """The entries that an act would post, or why it would be refused by now."""

    legs: tuple[Leg, ...]
    refusal: str = ""


def effect_of(entity_id: int, act: Callable[[], object]) -> Effect:
    """Carry an act out within a savepoint, look at what it posted, and take it back."""
    with transaction.atomic():
        before = last_entry(entity_id)
        try:
            with transaction.atomic():
                act()
        except Refusal as refusal:
            effect = Effect((), str(refusal))
        else:
            effect = Effect(tuple(legs_after(entity_id, before)))
        transaction.set_rollback(True)
    return effect
