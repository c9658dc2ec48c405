"""Entries of the journal as a page shows them: who posted them, leg by leg."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.close.queries.invariants import ROOM

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class ShownLeg:
    """A leg of an entry, debit positive, with who posted the entry."""

    entry_id: int
    effective_on: date
    cause: str
    person: str
    account: str
    name: str
    currency: str
    amount_minor: int


def legs_of(entity_id: int, entry_ids: Collection[int]) -> dict[int, list[ShownLeg]]:
    """The legs of some entries, by entry."""
    if not entry_ids:
        return {}
    rows = db.rows_of(
        ShownLeg,
        db.sql(ROOM, "entry_legs"),
        {"entity": entity_id, "entries": list(entry_ids)},
    )
    return {
        entry_id: list(legs)
        for entry_id, legs in groupby(rows, key=lambda leg: leg.entry_id)
    }
