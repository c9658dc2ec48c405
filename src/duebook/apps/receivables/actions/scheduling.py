"""Schedules of statements: kept, changed, paused, ended and deleted by people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal
from zoneinfo import ZoneInfo

from django.db.models import F

from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.receivables import models
from duebook.apps.receivables.queries.by_line import require_readable
from duebook.apps.receivables.queries.schedules import (
    NoSuchSchedule,
    terms_of,
    unmade,
)
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.statement_schedules import StatementTerms, require_usable
from duebook.web.listing import Asking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

ScheduleState = Literal["on", "paused", "ended", "deleted"]

REFUSED_BY["statement_schedule_name_is_unique"] = (
    "another schedule of statements has this name."
)


@dataclass(eq=False)
class ScheduleChanged(Refusal):
    """Somebody changed the schedule after it was shown; ``clock`` is the entity's."""

    code: ClassVar[str] = "statement_schedule_changed"
    template: ClassVar[str] = (
        "{person} changed this schedule at {clock}. Here is how it is now."
    )

    person: str
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepStatementSchedule:
    """Let statements go out by themselves, or change the schedule of an id.

    ``seen`` is the version that was on screen.
    """

    entity_id: int
    terms: StatementTerms
    schedule_id: int | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleKept:
    """The id of a schedule, and what it said before; nothing where it is new."""

    schedule_id: int
    before: StatementTerms | None


@action(Right.ISSUE)
def keep_statement_schedule(command: KeepStatementSchedule, act: Act) -> ScheduleKept:
    """Keep a schedule; the days that end from now on are its own.

    Raises:
        ScheduleNotKept: nobody can mean it.
        LineNotRead: who is meant cannot be said.
        NoSuchSchedule: the one to be changed does not exist.
        ScheduleChanged: it is no longer the version seen.
    """
    terms = command.terms
    require_usable(terms)
    require_readable(asking_of(act), terms.line)
    if command.schedule_id is None:
        row = models.StatementSchedule.objects.create(
            entity_id=act.entity_id,
            since=act.at,
            changed_by=act.person.name,
            changed_at=act.at,
            **_columns(terms),
        )
        return ScheduleKept(row.id, None)
    row = locked_schedule(act, command.schedule_id, command.seen)
    pass_over(act, row, "changed")
    _change(act, row.id, since=act.at, **_columns(terms))
    return ScheduleKept(row.id, terms_of(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStatementSchedule:
    """Pause a schedule, let it go on, end it, or delete it; ``seen`` as above.

    What it made stays, and what waits for somebody waits on.
    """

    entity_id: int
    schedule_id: int
    state: ScheduleState
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduleTurned:
    """The name of a schedule, and what it was before."""

    name: str
    before: ScheduleState


@action(Right.ISSUE)
def turn_statement_schedule(command: TurnStatementSchedule, act: Act) -> ScheduleTurned:
    """Say whether a schedule makes statements; days that end meanwhile are not made.

    Raises:
        NoSuchSchedule: there is none of this id.
        ScheduleChanged: it is no longer the version seen.
    """
    row = locked_schedule(act, command.schedule_id, command.seen)
    before: ScheduleState = row.state  # type: ignore[assignment]  # checked by the table
    if command.state != before:
        pass_over(act, row, command.state)
        _change(act, row.id, since=act.at, state=command.state)
    return ScheduleTurned(row.name, before)


def locked_schedule(
    act: Act, schedule_id: int, seen: int | None = None
) -> models.StatementSchedule:
    """A schedule, kept from others until the transaction ends.

    Raises:
        NoSuchSchedule: there is none of this id.
        ScheduleChanged: it is no longer the version ``seen``.
    """
    rows = models.StatementSchedule.objects.select_for_update()
    row = rows.filter(entity_id=act.entity_id, id=schedule_id).first()
    if row is None:
        raise NoSuchSchedule(str(schedule_id))
    if seen is not None and seen != row.version:
        raise ScheduleChanged(row.changed_by, clock_of(act, row.changed_at))
    return row


def clock_of(act: Act, at: datetime) -> str:
    """An instant by the entity's clock: ``09:44``."""
    zone = ZoneInfo(entity(act.entity_id).time_zone)
    return f"{at.astimezone(zone):%H:%M}"


def pass_over(act: Act, row: models.StatementSchedule, what: str) -> None:
    """Note the days that ended and were not made before the schedule was changed."""
    if row.state == "on":
        [days] = unmade(act.entity_id, [row], act.at)
        note_passed(act, row.id, days, f"Not made before the schedule was {what}.")


def note_passed(act: Act, schedule_id: int, days: Sequence[date], why: str) -> None:
    """Note why nothing comes of days."""
    models.StatementBatch.objects.bulk_create(
        models.StatementBatch(
            entity_id=act.entity_id,
            schedule_id=schedule_id,
            as_of=day,
            state="passed",
            why=why,
            made_at=act.at,
        )
        for day in days
    )


def asking_of(act: Act, on: date | None = None) -> Asking:
    """What a search line means to an act, on a day or today."""
    return Asking(on or act.today, act.currency, act.person.name, act.entity_id)


def _change(act: Act, schedule_id: int, **columns: object) -> None:
    models.StatementSchedule.objects.filter(
        entity_id=act.entity_id, id=schedule_id
    ).update(
        version=F("version") + 1,
        changed_by=act.person.name,
        changed_at=act.at,
        **columns,
    )


def _columns(terms: StatementTerms) -> dict[str, object]:
    days = terms.days
    return {
        "name": terms.name,
        "kind": terms.kind,
        "line": terms.line,
        "least_minor": terms.least_minor,
        "is_sent": terms.is_sent,
        "rhythm": days.rhythm,
        "every": days.every,
        "day_of_month": days.day_of_month,
        "first_on": days.first_on,
    }
