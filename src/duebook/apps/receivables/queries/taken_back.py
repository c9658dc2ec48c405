"""Applications that stand no more: what was settled once, and why no longer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from duebook import db

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """An application that was taken back, with both its sides, in minor units."""

    id: int
    credit_id: int
    debt_id: int
    credit_kind: str
    credit_number: str
    debt_kind: str
    debt_number: str
    amount_minor: int
    rule: str
    reason: str
    actor: str
    at: datetime


def taken_back_of(
    entity_id: int, item_ids: Collection[int], *, size: int = 50
) -> list[TakenBack]:
    """What was taken back of these items, on either side, the newest first."""
    return db.rows_of(
        TakenBack,
        db.sql("duebook.apps.receivables", "taken_back"),
        {"entity": entity_id, "items": db.array(item_ids), "size": size},
    )


@dataclass(frozen=True, slots=True)
class Moved:
    """What an item comes to, and how much of it was settled or freed on which day."""

    total_minor: int
    by_day: Counter[date]


def moved_of(entity_id: int, item_ids: Collection[int]) -> dict[int, Moved]:
    """How items were settled, day by day; only those of which some was taken back."""
    found: dict[int, Moved] = {}
    for item_id, total_minor, day, moved_minor in db.tuples_of(
        db.sql("duebook.apps.receivables", "moved"),
        {"entity": entity_id, "items": db.array(item_ids)},
    ):
        moved = found.setdefault(item_id, Moved(total_minor, Counter()))
        moved.by_day[day] = moved_minor
    return found
