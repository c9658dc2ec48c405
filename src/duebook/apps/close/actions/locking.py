"""Closing: a period is locked on facts, softly first and then for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from duebook import db
from duebook.apps.close.queries.invariants import READ_WHOLE
from duebook.apps.close.queries.points import points, signatures, unsigned
from duebook.apps.close.queries.tying import checklist
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.actions import set_period_state
from duebook.apps.ledger.queries import period_of
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


class Lock(StrEnum):
    """How closed a period is: a soft lock lets accountants pass, a hard one nobody."""

    OPEN = "open"
    SOFT = "soft"
    HARD = "hard"


@dataclass(eq=False)
class NotReadyToClose(Refusal):
    """A fact of the checklist that must hold does not."""

    code: ClassVar[str] = "not_ready_to_close"
    template: ClassVar[str] = (
        "The period cannot be locked: {fact} does not hold ({why})."
    )

    fact: str
    why: str


@dataclass(eq=False)
class NotSigned(Refusal):
    """A point has to be signed before a period is locked for good."""

    code: ClassVar[str] = "not_signed"
    template: ClassVar[str] = (
        "The period cannot be locked for good: nobody has signed {points}, or what "
        "they signed has changed since."
    )

    points: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockPeriod:
    """Lock the period that a day lies in, or open it again after a soft lock."""

    entity_id: int
    day: date
    state: Lock
    reason: str


@dataclass(frozen=True, slots=True)
class Locked:
    """The checklist as it stood when the period was locked: what held, what did not."""

    state: Lock
    held: tuple[str, ...]
    open_points: tuple[str, ...]


@action(Right.CLOSE)
def lock_period(command: LockPeriod, act: Act) -> Locked:
    """Lock or re-open a period; a lock keeps its checklist as evidence.

    Raises:
        NotReadyToClose: the books do not hold, or receivables differ from the ledger.
        NotSigned: a hard lock without a signature that has to be there.
        NoPeriod: no period holds the day.
    """
    db.refresh_statistics(*READ_WHOLE)
    facts = [] if command.state is Lock.OPEN else checklist(act.entity_id, command.day)
    for fact in facts:
        if fact.must and not fact.holds:
            raise NotReadyToClose(fact.title, fact.detail)
    if command.state is Lock.HARD:
        _require_signatures(act, command.day)
    set_period_state(act, command.day, command.state)
    return Locked(
        state=command.state,
        held=tuple(fact.title for fact in facts if fact.holds),
        open_points=tuple(
            f"{fact.title}: {fact.detail}" for fact in facts if not fact.holds
        ),
    )


def _require_signatures(act: Act, day: date) -> None:
    period = period_of(act.entity_id, day)
    if period is None or period.state == "hard":
        return
    now = points(act.entity_id, period)
    missing = unsigned(act.entity_id, now, signatures(act.entity_id, period, now))
    if missing:
        raise NotSigned(", ".join(missing))
