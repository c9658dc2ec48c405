"""Starting, stopping and carrying on: a work and its job in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from procrastinate.contrib.django import app

from duebook import db
from duebook.apps.audit import actions as audit
from duebook.apps.entities.actions import (
    Act,  # noqa: TC001 - an action's annotations are read when it runs
    Action,
)
from duebook.apps.work import models
from duebook.apps.work.actions.kinds import kind_of
from duebook.apps.work.queries import NoSuchWork
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from datetime import datetime


JOB: Final = "duebook.work"
"""The name of the one job there is: carry out a work, by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWork:
    """Do a command as long work of a kind; ``command`` is the record as JSON.

    ``title`` is how people are told of it.
    """

    entity_id: int
    kind: str
    title: str
    command: dict[str, Any]


def start(
    kind: str, command: audit.Command, *, actor: str, key: UUID, at: datetime
) -> int:
    """Ask for long work, and return its number; the same key asks once.

    The work and its job are rows of this transaction: both are there when it
    commits, and neither when it does not.

    Args:
        kind: the name under which a room made it known.
        command: what is to be done.  It goes to JSON and back, so it holds no bytes.
        actor: who asks, and in whose name the work is done.
        key: of this sending.
        at: the instant.

    Raises:
        NoSuchKind: there is no such kind.
        NotPermitted: the actor lacks the right of the kind.
    """
    known = kind_of(kind)
    assert isinstance(command, known.command_kind), "the kind has a command of its own"

    def body(command: StartWork, act: Act) -> int:
        work = models.Work.objects.create(
            entity_id=act.entity_id,
            kind=kind,
            title=title,
            unit=known.unit,
            command=command.command,
            key=key,
            actor=act.person.name,
            asked_at=act.at,
        )
        _defer(work)
        return work.id

    title = known.title_of(command)
    asked = StartWork(
        entity_id=command.entity_id,
        kind=kind,
        title=title,
        command=audit.adapter(known.command_kind).dump_python(command, mode="json"),
    )
    return Action(body, known.right)(asked, actor=actor, key=key, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class StopWork:
    """Let a work end after the piece that it is at."""

    entity_id: int
    work_id: int


@dataclass(eq=False)
class WorkHasEnded(Refusal):
    """There is nothing left to be stopped."""

    code: ClassVar[str] = "work_has_ended"
    template: ClassVar[str] = "“{title}” has ended already."

    title: str


@dataclass(eq=False)
class WorkGoesOn(Refusal):
    """There is nothing to be carried on: it is done, or somebody is at it."""

    code: ClassVar[str] = "work_goes_on"
    template: ClassVar[str] = "“{title}” is {state}; there is nothing to carry on."

    title: str
    state: str


def stop(command: StopWork, *, actor: str, key: UUID, at: datetime) -> str:
    """Ask a work to stop, and return its state: what waits has stopped by that.

    Raises:
        NoSuchWork: it is none of the entity's.
        WorkHasEnded: it ended before.
        NotPermitted: the actor lacks the right of the kind.
    """

    def body(command: StopWork, act: Act) -> str:
        work = _locked(act.entity_id, command.work_id)
        match work.state:
            case "waiting":
                work.state, work.ended_at = "stopped", act.at
                work.sentence = f"{act.person.name} stopped it before it began."
            case "running" | "stopping":
                work.state = "stopping"
            case _:
                raise WorkHasEnded(work.title)
        work.save(update_fields=["state", "ended_at", "sentence"])
        return work.state

    right = _right_of(command.entity_id, command.work_id, actor)
    return Action(body, right)(command, actor=actor, key=key, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOnWork:
    """Go on with a work that was stopped or failed, where it left off."""

    entity_id: int
    work_id: int


def carry_on(command: CarryOnWork, *, actor: str, key: UUID, at: datetime) -> None:
    """Ask for the rest of a work; what it did before is not done again.

    Raises:
        NoSuchWork: it is none of the entity's.
        WorkGoesOn: it was neither stopped nor did it fail.
        NotPermitted: the actor lacks the right of the kind.
    """

    def body(command: CarryOnWork, act: Act) -> None:
        work = _locked(act.entity_id, command.work_id)
        if work.state not in {"stopped", "failed"}:
            raise WorkGoesOn(work.title, work.state)
        work.state, work.ended_at, work.attempt = "waiting", None, 0
        work.sentence = work.link = work.reference = ""
        work.save()
        _defer(work)

    right = _right_of(command.entity_id, command.work_id, actor)
    Action(body, right)(command, actor=actor, key=key, at=at)


def _right_of(entity_id: int, work_id: int, actor: str) -> Right | None:
    """The right of its kind; who asked for what only reads needs none."""
    with db.reading(entity_id):
        work = models.Work.objects.filter(entity_id=entity_id, id=work_id).first()
    if work is None:
        raise NoSuchWork(work_id)
    right = kind_of(work.kind).right
    return Right.NOTE if right is None and work.actor != actor else right


def _locked(entity_id: int, work_id: int) -> models.Work:
    return models.Work.objects.select_for_update().get(entity_id=entity_id, id=work_id)


def _defer(work: models.Work) -> None:
    """Make the job: it knows a number, and nothing of what lies behind the walls.

    Two works of one kind follow each other: the second would wait for the locks of
    the first in any case.
    """
    app.configure_task(JOB, lock=f"{work.entity_id}/{work.kind}").defer(
        entity_id=work.entity_id, work_id=work.id
    )
