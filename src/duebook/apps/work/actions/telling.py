"""Writing how far a work is, in short transactions between its pieces.

These are no acts: nothing of them is in the audit.  The pieces are.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from duebook import db
from duebook.apps.entities.actions import now
from duebook.apps.work import models

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ATTEMPTS: Final = 20
"""So many workers may end over one work; then it is the work's fault."""

_NO_EVENT: Final = 0


class Superseded(Exception):
    """Another worker took the work up, because this one seemed to be dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A work as a worker takes it up; ``at`` is the instant of that."""

    entity_id: int
    work_id: int
    attempt: int
    kind: str
    command: Any
    key: UUID
    actor: str
    at: datetime
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a work came out.

    Attributes:
        sentence: what came of it; read in the bell, too.
        link: where to go on, as an address below the entity's: ``runs/12``.
        figures: counts by what was counted: ``{"invoices": 312}``.
        amounts_minor: sums by currency.
        reference: of what went wrong, for whoever reads the log.
    """

    sentence: str
    link: str = ""
    figures: Mapping[str, int] = field(default_factory=dict)
    amounts_minor: Mapping[str, int] = field(default_factory=dict)
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How far a work is; ``exceptions`` are new ones, as sentence and link."""

    done: int
    total: int
    figures: Mapping[str, int]
    amounts_minor: Mapping[str, int]
    exceptions: tuple[tuple[str, str], ...]


def begin(entity_id: int, work_id: int) -> Begun | None:
    """Take a work up; ``None`` where it has ended, or ends by this."""
    at = now()
    with _writing(entity_id, at):
        work = (
            models.Work.objects.select_for_update()
            .filter(
                entity_id=entity_id,
                id=work_id,
                state__in=["waiting", "running", "stopping"],
            )
            .first()
        )
        if work is None:
            return None
        if work.state == "stopping":
            _end(work, "stopped", at, "Stopped; what was done stands.")
            return None
        if work.attempt >= MOST_ATTEMPTS:
            _end(
                work,
                "failed",
                at,
                f"This was begun {work.attempt} times and never came to its end. "
                "What was done stands.",
            )
            return None
        work.state = "running"
        work.attempt += 1
        work.started_at = work.started_at or at
        work.begun_at = work.heard_at = at
        work.begun_done = work.done
        work.save()
    return Begun(
        entity_id=entity_id,
        work_id=work_id,
        attempt=work.attempt,
        kind=work.kind,
        command=work.command,
        key=work.key,
        actor=work.actor,
        at=at,
        done=work.done,
        total=work.total,
    )


def tell(begun: Begun, told: Told) -> bool:
    """Write how far the work is, and return whether somebody wants it to stop.

    Raises:
        Superseded: another worker has it.
    """
    at = now()
    with _writing(begun.entity_id, at):
        work = _mine(begun)
        work.done, work.total = told.done, told.total
        work.figures = dict(told.figures)
        work.amounts_minor = dict(told.amounts_minor)
        work.heard_at = at
        _note(work, told.exceptions)
        work.save()
        return work.state == "stopping"


def end(
    begun: Begun, state: str, ended: Ended, exceptions: tuple[tuple[str, str], ...]
) -> None:
    """Write how the work came out, and the exceptions that were not told yet.

    Raises:
        Superseded: another worker has it.
    """
    at = now()
    with _writing(begun.entity_id, at):
        work = _mine(begun)
        work.figures = dict(ended.figures) or work.figures
        work.amounts_minor = dict(ended.amounts_minor) or work.amounts_minor
        work.link, work.reference = ended.link, ended.reference
        _note(work, exceptions)
        _end(work, state, at, ended.sentence)


def hand_back(begun: Begun) -> None:
    """Let the work wait for another worker, unless one has it already."""
    with _writing(begun.entity_id, now()):
        models.Work.objects.filter(
            entity_id=begun.entity_id,
            id=begun.work_id,
            attempt=begun.attempt,
            state="running",
        ).update(state="waiting")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """A file of a work; ``keep_for`` is how long, ``is_own`` whether for its asker."""

    name: str
    media_type: str
    content: bytes
    keep_for: timedelta | None = None
    is_own: bool = False


def keep_file(begun: Begun, file: Keeping) -> None:
    """Keep the file of a work; made again, it takes the place of the first.

    What has expired of others goes away with it.
    """
    at = now()
    with _writing(begun.entity_id, at):
        _mine(begun)
        models.WorkFile.objects.filter(
            Q(work_id=begun.work_id) | Q(expires_at__lt=at), entity_id=begun.entity_id
        ).delete()
        models.WorkFile.objects.create(
            entity_id=begun.entity_id,
            work_id=begun.work_id,
            name=file.name,
            media_type=file.media_type,
            content=file.content,
            only_for=begun.actor if file.is_own else "",
            expires_at=at + file.keep_for if file.keep_for else None,
        )


def _mine(begun: Begun) -> models.Work:
    """The work, locked, if it is still this worker's."""
    work = (
        models.Work.objects.select_for_update()
        .filter(
            entity_id=begun.entity_id,
            id=begun.work_id,
            attempt=begun.attempt,
            state__in=["running", "stopping"],
        )
        .first()
    )
    if work is None:
        raise Superseded
    return work


def _note(work: models.Work, exceptions: tuple[tuple[str, str], ...]) -> None:
    if not exceptions:
        return
    models.WorkException.objects.bulk_create(
        (
            models.WorkException(
                entity_id=work.entity_id, work=work, sentence=sentence, link=link
            )
            for sentence, link in exceptions
        ),
        ignore_conflicts=True,
    )
    work.exceptions = models.WorkException.objects.filter(
        entity_id=work.entity_id, work=work
    ).count()


def _end(work: models.Work, state: str, at: datetime, sentence: str) -> None:
    work.state, work.ended_at, work.sentence = state, at, sentence
    work.heard_at = at
    work.save()


@contextmanager
def _writing(entity_id: int, at: datetime) -> Iterator[None]:
    with transaction.atomic():
        db.enter(entity_id, event_id=_NO_EVENT, at=at)
        yield
