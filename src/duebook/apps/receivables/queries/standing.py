"""How an entity stands today: what is open, overdue and unapplied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook import db

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Open items of one currency, in minor units; credits count without their sign."""

    currency: str
    open_minor: int
    overdue_minor: int
    unapplied_minor: int
    credits: int


def standing(entity_id: int, today: date) -> list[Standing]:
    """What is open in each currency; it reads the open items alone."""
    query = db.sql("duebook.apps.receivables", "standing")
    return db.rows_of(Standing, query, {"entity": entity_id, "today": today})
