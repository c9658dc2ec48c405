"""On which days one may post, and why not on others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.ledger.queries import periods
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from duebook.apps.imports.queries.planning import Batch
    from duebook.apps.ledger.queries import PeriodState
    from duebook.domain.rights import Person


def why_not_on(batch: Batch, days: Iterable[date]) -> dict[date, str]:
    """Why one may not post on each day; empty where one may."""
    spans = periods(batch.entity_id)
    passes = Right.SOFT_LOCKED in batch.person.limits
    return {day: _why_not(spans, day, passes_soft_lock=passes) for day in set(days)}


def first_open_day(
    spans: list[PeriodState], person: Person, wanted: date, today: date
) -> date:
    """The day wanted, if its period is open still, else today."""
    passes = Right.SOFT_LOCKED in person.limits
    return today if _why_not(spans, wanted, passes_soft_lock=passes) else wanted


def _why_not(spans: list[PeriodState], day: date, *, passes_soft_lock: bool) -> str:
    period = next((one for one in spans if one.first <= day < one.until), None)
    if period is None:
        return "no period is open for this day"
    if period.state == "hard":
        return "its period is closed"
    if period.state == "soft" and not passes_soft_lock:
        return "its period is under soft lock"
    return ""
