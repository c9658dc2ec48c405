"""Keeping items."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from duebook.apps.catalog import models, queries
from duebook.apps.entities.actions import Act, action
from duebook.domain.catalog import ItemEntry, Unusable, faults_of_item
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepItems:
    """Add items, or change those of known codes into what the records say."""

    entity_id: int
    items: tuple[ItemEntry, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The codes that are new, and those that were known."""

    added: tuple[str, ...]
    known: tuple[str, ...]


_CHANGED: Final = [field for field in ItemEntry.__dataclass_fields__ if field != "code"]


@action(Right.PREPARE)
def keep_items(command: KeepItems, act: Act) -> Kept:
    """Write items in one statement.

    Raises:
        Refusal: the first of :func:`item_faults`.
        BooksSayNo: a revenue account is not the entity's.
    """
    for _, fault in item_faults(command.items):
        raise fault
    codes = [entry.code for entry in command.items]
    known = queries.items_by_code(act.entity_id, codes)
    models.Item.objects.bulk_create(
        [
            models.Item(entity_id=act.entity_id, **asdict(entry))
            for entry in command.items
        ],
        update_conflicts=True,
        unique_fields=["entity_id", "code"],
        update_fields=_CHANGED,
    )
    return Kept(
        added=tuple(code for code in codes if code not in known),
        known=tuple(code for code in codes if code in known),
    )


def item_faults(items: Sequence[ItemEntry]) -> list[tuple[int, Refusal]]:
    """All that speaks against items, each with its place in the sequence."""
    return list(_faults(items))


def _faults(items: Sequence[ItemEntry]) -> Iterator[tuple[int, Refusal]]:
    codes: set[str] = set()
    for place, entry in enumerate(items):
        for fault in faults_of_item(entry):
            yield place, fault
        if entry.code in codes:
            yield place, Unusable(f"Item {entry.code}", "it is listed twice")
        codes.add(entry.code)
