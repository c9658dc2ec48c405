"""Reading long work: its card, a person's list, and what ended for the bell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db.models import Q

from duebook.apps.work import models
from duebook.domain.errors import Absent

if TYPE_CHECKING:
    from django.db.models import QuerySet

UNDER_WAY: Final = ("waiting", "running", "stopping")
_LOOK_CLOSELY: Final = timedelta(seconds=30)
_SILENT: Final = timedelta(minutes=2)


@dataclass(eq=False)
class NoSuchWork(Absent):
    """No work of the entity has this number."""

    code: ClassVar[str] = "no_such_work"
    template: ClassVar[str] = "There is no long work {work_id}."

    work_id: int


@dataclass(frozen=True, slots=True)
class Card:
    """A work as its card shows it, at the instant of reading ``now``.

    ``done`` of ``total`` are counted in ``unit``; ``total`` is 0 where nobody can
    know it.  ``file`` is the name of the file that it made, or empty.
    It stays until ``file_until``, where it does not stay for good, and is for nobody
    but ``file_for``, where that is not empty.
    ``newest_exceptions`` are the last few, as sentence and link; in lists, none.
    """

    id: int
    entity_id: int
    kind: str
    title: str
    unit: str
    actor: str
    state: str
    done: int
    total: int
    figures: dict[str, int]
    amounts_minor: dict[str, int]
    exceptions: int
    sentence: str
    link: str
    reference: str
    asked_at: datetime
    started_at: datetime | None
    begun_at: datetime | None
    begun_done: int
    heard_at: datetime | None
    ended_at: datetime | None
    file: str
    now: datetime
    file_for: str = ""
    file_until: datetime | None = None
    newest_exceptions: tuple[tuple[str, str], ...] = ()

    @property
    def is_under_way(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in UNDER_WAY

    @property
    def poll(self) -> str:
        """How often to look again: closely at first; empty when it has ended."""
        if not self.is_under_way:
            return ""
        return "1s" if self.now - self.asked_at < _LOOK_CLOSELY else "5s"

    @property
    def per_second(self) -> float | None:
        """How much is done in a second by the worker that has it; unknown at first."""
        if self.state != "running" or self.begun_at is None or self.heard_at is None:
            return None
        seconds = (self.heard_at - self.begun_at).total_seconds()
        done = self.done - self.begun_done
        return done / seconds if seconds > 0 and done > 0 else None

    @property
    def left(self) -> timedelta | None:
        """How long it will take yet, as fast as it was."""
        speed = self.per_second
        if speed is None or not self.total:
            return None
        return timedelta(seconds=(self.total - self.done) / speed)

    @property
    def left_in_words(self) -> str:
        """``about 2 minutes left``, or nothing."""
        if self.left is None:
            return ""
        seconds = self.left.total_seconds()
        if seconds < 5:
            return "nearly there"
        if seconds < 90:
            return f"about {round(seconds / 5) * 5:.0f} seconds left"
        if seconds < 5400:
            return f"about {seconds / 60:.0f} minutes left"
        return f"about {seconds / 3600:.0f} hours left"

    @property
    def pace(self) -> str:
        """``31 a second, about 2 minutes left``, as far as it is known."""
        if self.per_second is None:
            return ""
        speed = f"{self.per_second:,.{0 if self.per_second >= 3 else 1}f} a second"
        return ", ".join(filter(None, (speed, self.left_in_words)))

    @property
    def is_silent(self) -> bool:
        """Whether it should have told something by now, or been taken up."""
        last = self.heard_at or self.asked_at
        return self.is_under_way and self.now - last > _SILENT


def card(entity_id: int, work_id: int, *, now: datetime) -> Card:
    """A work, for its card.

    Raises:
        NoSuchWork: it is none of the entity's.
    """
    found = _cards(models.Work.objects.filter(entity_id=entity_id, id=work_id), now)
    if not found:
        raise NoSuchWork(work_id)
    return _with_exceptions(found[0])


def works_of(
    entity_id: int, person: str, *, now: datetime, newest: int = 50
) -> list[Card]:
    """The newest works that a person asked for, newest first."""
    rows = models.Work.objects.filter(entity_id=entity_id, actor=person)
    return _cards(rows.order_by("-id")[:newest], now)


def under_way(entity_id: int, kind: str, *, now: datetime) -> Card | None:
    """The work of a kind that is waiting or running, to show it where it starts."""
    rows = models.Work.objects.filter(
        entity_id=entity_id, kind=kind, state__in=UNDER_WAY
    )
    found = _cards(rows.order_by("id")[:1], now)
    return _with_exceptions(found[0]) if found else None


def last_ended(entity_id: int, kind: str, *, now: datetime) -> Card | None:
    """The newest work of a kind that came to its end, for what it found."""
    rows = models.Work.objects.filter(entity_id=entity_id, kind=kind, state="done")
    found = _cards(rows.order_by("-id")[:1], now)
    return found[0] if found else None


def exceptions_of(
    entity_id: int, work_id: int, *, first: int = 0, size: int = 50
) -> list[tuple[str, str]]:
    """What a work left out so far: sentences with their links, oldest first."""
    return list(
        models.WorkException.objects.filter(entity_id=entity_id, work_id=work_id)
        .order_by("id")
        .values_list("sentence", "link")[first : first + size]
    )


@dataclass(frozen=True, slots=True)
class MadeFile:
    """The file that a work made."""

    name: str
    media_type: str
    content: bytes


def file_of(entity_id: int, work_id: int, person: str, *, now: datetime) -> MadeFile:
    """The file of a work, for a person.

    Raises:
        NoSuchWork: there is no work of this number with a file, or not any more, or
            it is somebody else's own.
    """
    row = (
        _files({entity_id}, now)
        .filter(work_id=work_id, only_for__in=["", person])
        .first()
    )
    if row is None:
        raise NoSuchWork(work_id)
    return MadeFile(row.name, row.media_type, bytes(row.content))


_OF_WORK: Final = tuple(
    name
    for name in Card.__dataclass_fields__
    if name not in {"file", "file_for", "file_until", "now", "newest_exceptions"}
)
_ON_THE_CARD: Final = 5


def _with_exceptions(card: Card) -> Card:
    """The card with the last few exceptions, newest first."""
    newest = (
        models.WorkException.objects.filter(entity_id=card.entity_id, work_id=card.id)
        .order_by("-id")
        .values_list("sentence", "link")[:_ON_THE_CARD]
    )
    return replace(card, newest_exceptions=tuple(newest)) if card.exceptions else card


def _cards(rows: QuerySet[models.Work], now: datetime) -> list[Card]:
    works: list[dict[str, Any]] = list(rows.values(*_OF_WORK))
    files: dict[int, tuple[str, str, datetime | None]] = {
        work_id: (name, only_for, expires_at)
        for work_id, name, only_for, expires_at in _files(
            {work["entity_id"] for work in works}, now
        )
        .filter(work_id__any_of=[work["id"] for work in works])
        .values_list("work_id", "name", "only_for", "expires_at")
    }
    return [
        Card(**work, file=name, file_for=only_for, file_until=until, now=now)
        for work in works
        for name, only_for, until in (files.get(work["id"], ("", "", None)),)
    ]


def _files(entity_ids: set[int], now: datetime) -> QuerySet[models.WorkFile]:
    """The files of some entities that have not expired."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=now)
    return models.WorkFile.objects.filter(lasting, entity_id__in=entity_ids)
