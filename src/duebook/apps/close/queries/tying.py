"""Receivables against the ledger, and the checklist of a period's close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.close.queries.invariants import ROOM, offenders
from duebook.apps.ledger import queries as ledger
from duebook.apps.receivables import queries as owed
from duebook.domain.money import told

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class ChecklistFact:
    """A line of the close's checklist: proved, or to be looked at, with figures.

    Only what ``must`` hold stops a hard lock.
    """

    title: str
    holds: bool
    must: bool
    detail: str


def checklist(entity_id: int, day: date) -> list[ChecklistFact]:
    """What is known of the period that a day lies in, before it is locked."""
    period = ledger.period_of(entity_id, day)
    if period is None:
        return [ChecklistFact("the period is open", holds=False, must=True, detail="")]
    last = period.until - timedelta(days=1)
    broken = offenders(entity_id)
    ties = owed.tie_out(entity_id, last)
    differing = [tie for tie in ties if tie.difference_minor]
    earlier = [p for p in ledger.periods(entity_id) if p.until <= period.first]
    still_open = [p for p in earlier if p.state == "open"]
    facts = [
        ChecklistFact(
            "the books hold",
            holds=not broken,
            must=True,
            detail=f"{len(broken)} offenders" if broken else "every invariant proved",
        ),
        ChecklistFact(
            "receivables equal the ledger",
            holds=not differing,
            must=True,
            detail=", ".join(
                f"{tie.account} differs by {told(tie.difference_minor, tie.currency)}"
                for tie in differing
            )
            or f"{len(ties)} control accounts tie",
        ),
        ChecklistFact(
            "earlier periods are locked",
            holds=not still_open,
            must=False,
            detail=f"{len(still_open)} still open" if still_open else "all of them",
        ),
    ]
    for what, count in db.tuples_of(
        db.sql(ROOM, "unfinished"),
        {"entity": entity_id, "first": period.first, "last": last},
    ):
        facts.append(
            ChecklistFact(f"no {what}", holds=not count, must=False, detail=str(count))
        )
    return facts
