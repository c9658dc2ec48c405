"""Applications that stand no more: what was settled once, and why no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
