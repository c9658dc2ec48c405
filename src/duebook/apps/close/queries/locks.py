"""Who locked a month last, or opened it again, as the audit has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from duebook.apps.audit.queries import events

if TYPE_CHECKING:
    from collections.abc import Collection

_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LockTold:
    """A lock or a reopening: ``state`` is what the month became."""

    state: str
    person: str
    at: datetime
    reason: str


def lock_history(entity_id: int) -> list[tuple[date, LockTold]]:
    """Every lock and reopening with the first day of its month, newest first."""
    told = []
    for one in events(entity_id, commands=("LockPeriod",), limit=_MOST):
        is_held = "state" not in (one.result or {})
        if not is_held:
            day = date.fromisoformat(one.input["day"])
            lock = LockTold(
                state=one.input["state"],
                person=one.actor,
                at=one.at,
                reason=one.input["reason"],
            )
            told.append((day.replace(day=1), lock))
    return told


def locks_of(entity_id: int, months: Collection[date]) -> dict[date, LockTold]:
    """The last lock or reopening of some months, by their first day."""
    newest: dict[date, LockTold] = {}
    for month, lock in lock_history(entity_id):
        if month in months:
            newest.setdefault(month, lock)
    return newest
