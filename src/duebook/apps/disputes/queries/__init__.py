"""Reading disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.domain.disputes import NoSuchDispute

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A dispute with the debt it is about; ``outcome`` is empty while it is open.

    Owner and day are those of now; ``stage`` is empty before anybody moved it, and
    ``credit_note`` is the number of the one that accepting it issued.
    """

    id: int
    number: str
    item_id: int
    item_number: str
    party: str
    party_name: str
    currency: str
    amount_minor: int
    category: str
    reason: str
    owner: str
    opened_on: date
    due_on: date | None
    stage: str
    stage_reason: str
    outcome: str
    outcome_reason: str
    closed_on: date | None
    credit_note: str

    def state(self, today: date) -> str:
        """``open``, ``late`` where its day has passed, or how it ended."""
        if self.outcome:
            return self.outcome
        return "late" if self.due_on and self.due_on < today else "open"


def disputes(
    entity_id: int,
    *,
    numbers: Sequence[str] | None = None,
    item_ids: Sequence[int] | None = None,
    only_open: bool = False,
    before: int | None = None,
    size: int | None = None,
) -> list[Dispute]:
    """A page of disputes, the newest first.

    Args:
        entity_id: whose.
        numbers: only these.
        item_ids: only those about these items.
        only_open: only those that nobody closed.
        before: the id of the last dispute of the page before.
        size: how many at most.
    """
    return db.rows_of(
        Dispute,
        db.sql("duebook.apps.disputes", "disputes"),
        {
            "entity": entity_id,
            "numbers": None if numbers is None else list(numbers),
            "items": None if item_ids is None else list(item_ids),
            "only_open": only_open,
            "before": before,
            "size": size,
        },
    )


def dispute_by_number(entity_id: int, number: str) -> Dispute:
    """The dispute of this number.

    Raises:
        NoSuchDispute: there is none.
    """
    for found in disputes(entity_id, numbers=[number]):
        return found
    raise NoSuchDispute(number)
