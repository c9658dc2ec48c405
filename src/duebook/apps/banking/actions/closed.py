"""Days that nothing may be posted on any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.apps.ledger.queries import periods
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from duebook.apps.entities.actions import Act


def closed_days(act: Act, days: Iterable[date]) -> set[date]:
    """Those of the days that lie in a period closed to the person, or in none."""
    postable = {"open", "soft"} if Right.SOFT_LOCKED in act.person.limits else {"open"}
    spans = [
        (period.first, period.until)
        for period in periods(act.entity_id)
        if period.state in postable
    ]
    return {
        day
        for day in set(days)
        if not any(first <= day < until for first, until in spans)
    }
