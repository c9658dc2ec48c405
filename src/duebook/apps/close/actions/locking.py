"""Closing: a period is locked on facts, softly first and then for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.approvals.actions import Held, held
from duebook.apps.close.queries.evidence import ROLE, SUBJECT, Closing, evidence
from duebook.apps.close.queries.invariants import READ_WHOLE
from duebook.apps.close.queries.points import points, signatures, unsigned
from duebook.apps.close.queries.steps import BEFORE_SOFT, sides_in_the_way
from duebook.apps.close.queries.tying import checklist
from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.ledger.actions import set_period_state
from duebook.apps.ledger.queries import period_of
from duebook.apps.papers.actions import NewAttachment, attach, keep_papers
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.apps.close.queries.steps import Step
    from duebook.apps.close.queries.tying import ChecklistFact


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
class StandsInTheWay(Refusal):
    """A lock that was asked for while a step is not done."""

    code: ClassVar[str] = "stands_in_the_way"
    template: ClassVar[str] = "The month cannot be locked yet: {steps}."

    steps: str


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
def lock_period(command: LockPeriod, act: Act) -> Locked | Held:
    """Lock or re-open a period; a lock keeps its checklist as evidence.

    A hard lock keeps the whole evidence as papers, so that it is the same bytes
    whenever somebody asks for it, and never opens again.  To open a soft lock takes
    two people: it waits for the second one.

    Raises:
        NotReadyToClose: the books do not hold, or receivables differ from the ledger.
        StandsInTheWay: two sides differ, a bank line is not placed, or what recurs is
            missing; a soft lock asks only whether the receivables are right.
        NotSigned: a hard lock without a signature that has to be there.
        NoPeriod: no period holds the day.
    """
    if command.state is Lock.OPEN and (waits := _reopening(act, command)):
        return waits
    db.refresh_statistics(*READ_WHOLE)
    facts = [] if command.state is Lock.OPEN else checklist(act.entity_id, command.day)
    for fact in facts:
        if fact.must and not fact.holds:
            raise NotReadyToClose(fact.title, fact.detail)
    if command.state is not Lock.OPEN:
        _require_sides(act, command)
    if command.state is Lock.HARD:
        _require_signatures(act, command.day)
        _keep_evidence(act, command, facts)
    set_period_state(act, command.day, command.state)
    return Locked(
        state=command.state,
        held=tuple(fact.title for fact in facts if fact.holds),
        open_points=tuple(
            f"{fact.title}: {fact.detail}" for fact in facts if not fact.holds
        ),
    )


def _reopening(act: Act, command: LockPeriod) -> Held | None:
    """Let a second person decide whether a soft lock is opened again."""
    period = period_of(act.entity_id, command.day)
    if period is None or period.state != "soft":
        return None
    return held(
        act,
        command,
        right=Right.CLOSE,
        amount_minor=0,
        currency=entity(act.entity_id).currency,
        sentence=f"open {command.day:%B %Y} again: {command.reason}",
        always=True,
    )


def _require_sides(act: Act, command: LockPeriod) -> None:
    period = period_of(act.entity_id, command.day)
    if period is None or period.state == "hard":
        return
    refuse_in_the_way(
        step
        for step in sides_in_the_way(act.entity_id, period)
        if command.state is Lock.HARD or step.code in BEFORE_SOFT
    )


def refuse_in_the_way(steps: Iterable[Step]) -> None:
    """Refuse a lock while steps are not done; none stand in its way where none are.

    Raises:
        StandsInTheWay: there is a step, which it names.
    """
    told = [f"{step.title}, {step.says}" for step in steps]
    if told:
        raise StandsInTheWay("; ".join(told))


def _require_signatures(act: Act, day: date) -> None:
    period = period_of(act.entity_id, day)
    if period is None or period.state == "hard":
        return
    now = points(act.entity_id, period)
    missing = unsigned(act.entity_id, now, signatures(act.entity_id, period, now))
    if missing:
        raise NotSigned(", ".join(missing))


_MEDIA = {".pdf": "application/pdf", ".csv": "text/csv", ".sha256": "text/plain"}


def _keep_evidence(
    act: Act, command: LockPeriod, facts: Sequence[ChecklistFact]
) -> None:
    period = period_of(act.entity_id, command.day)
    if period is None or period.state == "hard":
        return
    closing = Closing(person=act.person.name, at=act.at, reason=command.reason)
    files = evidence(act.entity_id, period, facts, closing=closing)
    paper_ids = keep_papers(
        act,
        [(content, _MEDIA[PurePath(name).suffix]) for name, content in files.items()],
    )
    attach(
        act,
        [
            NewAttachment(
                paper_id=paper_id,
                subject_kind=SUBJECT,
                subject_id=period.id,
                name=name,
                role=ROLE,
            )
            for name, paper_id in zip(files, paper_ids, strict=True)
        ],
    )
