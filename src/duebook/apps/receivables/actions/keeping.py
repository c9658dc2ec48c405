"""Debts that are kept, whatever their age: for a while nobody gives them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.receivables import queries
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDebts:
    """Leave debts out of what may be given up ``until`` a day, for a reason.

    The newest word on a debt counts: with a day that has come it is a candidate again.
    """

    entity_id: int
    item_ids: tuple[int, ...]
    until: date
    reason: str


@action(Right.WRITE_OFF)
def keep_debts(command: KeepDebts, act: Act) -> int:
    """Keep debts, and return how many.

    Raises:
        NoSuchItem: an id is no item of the entity.
    """
    kept = queries.lock_items(act.entity_id, command.item_ids)
    db.write(
        "receivables_kept_debt",
        ("entity_id", "item_id", "until", "reason"),
        [(act.entity_id, item_id, command.until, command.reason) for item_id in kept],
    )
    return len(kept)
