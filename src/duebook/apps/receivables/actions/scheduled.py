"""What schedules of statements make: each day once, sent or kept to be looked at."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction

from duebook import db
from duebook.apps.entities.actions import REFUSED_BY, SYSTEM, Act, action
from duebook.apps.receivables import models
from duebook.apps.receivables.actions.scheduling import (
    ScheduleChanged,
    asking_of,
    clock_of,
    locked_schedule,
    note_passed,
)
from duebook.apps.receivables.actions.statements import (
    IssueStatements,
    issue,
)
from duebook.apps.receivables.queries.by_line import NobodyMeant, codes_of_line
from duebook.apps.receivables.queries.schedules import (
    NoSuchBatch,
    due,
    first_day,
    terms_of,
    unmade,
)
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.statement_schedules import lateness

if TYPE_CHECKING:
    from datetime import datetime

    from duebook.apps.receivables.actions.statements import StatementsIssued
    from duebook.domain.statement_schedules import StatementTerms

REFUSED_BY["schedule_makes_a_day_once"] = "the statements of this day were made."

NOBODY = "Nobody of those meant owes enough."


@dataclass(eq=False)
class DayNotDue(Refusal):
    """The day is none of the schedule's, has not ended, or was made."""

    code: ClassVar[str] = "statement_day_not_due"
    template: ClassVar[str] = "“{name}” has nothing to make of {as_of}."

    name: str
    as_of: date


@dataclass(eq=False)
class BatchSettled(Refusal):
    """Somebody issued or discarded what waited; ``clock`` is the entity's."""

    code: ClassVar[str] = "statement_batch_settled"
    template: ClassVar[str] = (
        "{person} settled these statements at {clock}; they are {state}."
    )

    person: str
    clock: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeScheduledStatements:
    """Make the statements of a day, by the schedule of a version."""

    entity_id: int
    schedule_id: int
    version: int
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchMade:
    """What came of a day: its state and why, and how many statements were issued."""

    batch_id: int
    name: str
    state: str
    why: str
    issued: int


def make_due(entity_id: int, at: datetime) -> list[BatchMade]:
    """Make what the schedules of an entity have due by an instant.

    The key of each day follows from it, so that whoever is at it makes it once; one
    that was changed at the same moment is left to the next look.
    """
    with db.reading(entity_id):
        found = due(entity_id, at)
    made: list[BatchMade] = []
    for one in found:
        command = MakeScheduledStatements(
            entity_id=entity_id,
            schedule_id=one.schedule_id,
            version=one.version,
            as_of=one.as_of,
        )
        key = uuid5(NAMESPACE_OID, f"duebook/{command}")
        with suppress(DayNotDue, ScheduleChanged):
            made.append(
                make_scheduled_statements(command, actor=SYSTEM, key=key, at=at)
            )
    return made


@action(Right.ISSUE)
def make_scheduled_statements(command: MakeScheduledStatements, act: Act) -> BatchMade:
    """Make a day's statements as a person would, or keep them to be looked at.

    What cannot be issued waits for a person, with the reason.  Earlier days that
    nobody made are passed over: one statement tells of them all.

    Raises:
        DayNotDue: there is nothing to make.
        ScheduleChanged: the schedule is of another version by now.
    """
    row = locked_schedule(act, command.schedule_id, command.version)
    [days] = unmade(act.entity_id, [row], act.at) if row.state == "on" else [[]]
    if command.as_of not in days:
        raise DayNotDue(row.name, command.as_of)
    earlier = [day for day in days if day < command.as_of]
    told = f"Passed over: nothing ran. Those of {command.as_of:%-d %b %Y} tell of it."
    note_passed(act, row.id, earlier, told)
    late = lateness(command.as_of, act.today)
    made = _made(act, row, command.as_of)
    why = " ".join(filter(None, (late, made.why)))
    batch = models.StatementBatch.objects.create(
        entity_id=act.entity_id,
        schedule_id=row.id,
        as_of=command.as_of,
        state=made.state,
        why=why,
        run_id=made.run_id,
        made_at=act.at,
    )
    return BatchMade(
        batch_id=batch.id,
        name=row.name,
        state=made.state,
        why=why,
        issued=made.issued,
    )


@dataclass(frozen=True, slots=True)
class _Made:
    state: str
    why: str = ""
    run_id: int | None = None
    issued: int = 0


def _made(act: Act, row: models.StatementSchedule, as_of: date) -> _Made:
    terms = terms_of(row)
    if not terms.is_sent:
        return _Made("waiting")
    try:
        with transaction.atomic():
            issued = _issue(act, row.id, terms, as_of)
    except NobodyMeant as nobody:
        return _Made("nobody", str(nobody))
    except Refusal as refusal:
        return _Made("waiting", f"Not sent by itself: {refusal}")
    if issued.run_id is None:
        return _Made("nobody", NOBODY)
    return _Made("issued", run_id=issued.run_id, issued=len(issued.numbers))


def _issue(
    act: Act, schedule_id: int, terms: StatementTerms, as_of: date
) -> StatementsIssued:
    command = IssueStatements(
        entity_id=act.entity_id,
        kind=terms.kind,
        as_of=as_of,
        from_on=first_day(act.entity_id, terms, as_of, schedule_id),
        codes=codes_of_line(asking_of(act, as_of), terms.line),
        least_minor=terms.least_minor,
    )
    return issue(command, act)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueBatch:
    """Issue scheduled statements that wait for somebody to look at."""

    entity_id: int
    batch_id: int


@dataclass(frozen=True, slots=True)
class BatchIssued:
    """The name of the schedule, the run, and the numbers of the statements."""

    name: str
    run_id: int
    numbers: tuple[str, ...]


@action(Right.ISSUE)
def issue_batch(command: IssueBatch, act: Act) -> BatchIssued:
    """Issue what waits, as its schedule says now, and send it as each party wants.

    Raises:
        NoSuchBatch: there is none of this id.
        BatchSettled: somebody issued or discarded it before.
        NobodyMeant: nobody owes enough any more; discard it.
    """
    batch = _locked(act, command.batch_id, "waiting")
    terms = terms_of(batch.schedule)
    issued = _issue(act, batch.schedule_id, terms, batch.as_of)
    if issued.run_id is None:
        raise NobodyMeant(NOBODY)
    _settle(act, batch.id, state="issued", run_id=issued.run_id)
    return BatchIssued(batch.schedule.name, issued.run_id, issued.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardBatch:
    """Issue none of the scheduled statements that wait."""

    entity_id: int
    batch_id: int


@action(Right.ISSUE)
def discard_batch(command: DiscardBatch, act: Act) -> str:
    """Let what waits go, and return the name of its schedule.

    Raises:
        NoSuchBatch: there is none of this id.
        BatchSettled: somebody issued or discarded it before.
    """
    batch = _locked(act, command.batch_id, "waiting")
    _settle(act, batch.id, state="discarded")
    return batch.schedule.name


@dataclass(frozen=True, slots=True, kw_only=True)
class LetBatchWait:
    """Let scheduled statements that were discarded wait again."""

    entity_id: int
    batch_id: int


@action(Right.ISSUE)
def let_batch_wait(command: LetBatchWait, act: Act) -> str:
    """Take a discarding back, and return the name of the schedule.

    Raises:
        NoSuchBatch: there is none of this id.
        BatchSettled: it is not discarded.
    """
    batch = _locked(act, command.batch_id, "discarded")
    _settle(act, batch.id, state="waiting")
    return batch.schedule.name


def _locked(act: Act, batch_id: int, state: str) -> models.StatementBatch:
    rows = models.StatementBatch.objects.select_for_update(of=("self",))
    batch = (
        rows.filter(
            entity_id=act.entity_id, schedule__entity_id=act.entity_id, id=batch_id
        )
        .select_related("schedule")
        .first()
    )
    if batch is None:
        raise NoSuchBatch(batch_id)
    if batch.state != state:
        at = batch.settled_at or batch.made_at
        raise BatchSettled(
            batch.settled_by or "The schedule", clock_of(act, at), batch.state
        )
    return batch


def _settle(act: Act, batch_id: int, **columns: object) -> None:
    models.StatementBatch.objects.filter(entity_id=act.entity_id, id=batch_id).update(
        settled_by=act.person.name, settled_at=act.at, **columns
    )
