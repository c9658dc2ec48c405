"""Reading notes: what was written about a thing, what waits, what one has seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.notes import models
from duebook.domain.notes import NoSuchHandOver, Subject, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A note as people read it."""

    id: int
    subject: Subject
    text: str
    author: str
    at: datetime


def notes_of(entity_id: int, kind: SubjectKind, ids: Collection[int]) -> list[Written]:
    """The notes about things of a kind, newest first."""
    return _notes(
        entity_id,
        "note.subject_kind = %(kind)s AND note.subject_id = ANY(%(ids)s)",
        kind,
        ids,
    )


def notes_on_party(entity_id: int, party_ids: Collection[int]) -> list[Written]:
    """The notes about parties and all that is theirs, newest first."""
    return _notes(entity_id, "note.party_id = ANY(%(ids)s)", None, party_ids)


def _notes(
    entity_id: int, where: str, kind: SubjectKind | None, ids: Collection[int]
) -> list[Written]:
    rows = db.tuples_of(
        db.sql("duebook.apps.notes", "notes").replace("{where}", where),
        {"entity": entity_id, "kind": kind, "ids": list(ids)},
    )
    return [
        Written(
            id=note_id,
            subject=_subject(of_kind, subject_id, called, party_id),
            text=text,
            author=author,
            at=at,
        )
        for note_id, of_kind, subject_id, called, party_id, text, author, at in rows
    ]


def _subject(kind: str, subject_id: int, called: str, party_id: int | None) -> Subject:
    return Subject(
        kind=SubjectKind(kind), id=subject_id, called=called, party_id=party_id
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A hand-over as people read it; ``ending`` is empty while it waits."""

    id: int
    subject: Subject
    question: str
    asked_by: str
    asked_of: str
    due_on: date
    at: datetime
    ending: str
    words: str
    ended_by: str
    ended_at: datetime | None


def hand_over(entity_id: int, hand_over_id: int) -> Asked:
    """One hand-over.

    Raises:
        NoSuchHandOver: there is none of this id.
    """
    found = _hand_overs(entity_id, "asked.id = %(id)s", {"id": hand_over_id})
    if not found:
        raise NoSuchHandOver(hand_over_id)
    return found[0]


def hand_overs_of(
    entity_id: int, kind: SubjectKind, ids: Collection[int]
) -> list[Asked]:
    """The hand-overs of things of a kind, newest first."""
    return _hand_overs(
        entity_id,
        "asked.subject_kind = %(kind)s AND asked.subject_id = ANY(%(ids)s)",
        {"kind": kind, "ids": list(ids)},
    )


def waiting_for(entity_id: int, person: str) -> list[Asked]:
    """What a person is asked and has not answered, due first."""
    waiting = _hand_overs(
        entity_id,
        "asked.asked_of = %(person)s AND answer.id IS NULL",
        {"person": person},
    )
    return sorted(waiting, key=lambda one: (one.due_on, one.id))


def asked_by(entity_id: int, person: str) -> list[Asked]:
    """What a person asks of others and waits for, due first."""
    waiting = _hand_overs(
        entity_id,
        "asked.asked_by = %(person)s AND answer.id IS NULL",
        {"person": person},
    )
    return sorted(waiting, key=lambda one: (one.due_on, one.id))


def _hand_overs(entity_id: int, where: str, of: dict[str, object]) -> list[Asked]:
    rows = db.tuples_of(
        db.sql("duebook.apps.notes", "hand_overs").replace("{where}", where),
        {"entity": entity_id, **of},
    )
    return [
        Asked(
            id=asked_id,
            subject=_subject(*subject),
            question=question,
            asked_by=by,
            asked_of=of_whom,
            due_on=due_on,
            at=at,
            ending=ending,
            words=words,
            ended_by=ended_by,
            ended_at=ended_at,
        )
        for (
            asked_id,
            *subject,
            question,
            by,
            of_whom,
            due_on,
            at,
            ending,
            words,
            ended_by,
            ended_at,
        ) in rows
    ]


@dataclass(frozen=True, slots=True)
class Thread:
    """All that people wrote and asked about a thing, newest first."""

    subject: Subject
    entries: tuple[Written | Asked, ...]


def thread_of(entity_id: int, subject: Subject) -> Thread:
    """The notes and hand-overs of one thing."""
    entries: list[Written | Asked] = [
        *notes_of(entity_id, subject.kind, [subject.id]),
        *hand_overs_of(entity_id, subject.kind, [subject.id]),
    ]
    entries.sort(key=lambda one: one.at, reverse=True)
    return Thread(subject, tuple(entries))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line of the bell: what happened to somebody's work, and where to look.

    ``kind`` tells what happened: ``mention``, ``asked``, ``answered`` …;
    ``subject_kind`` and ``subject_id`` name what it happened to.
    """

    kind: str
    id: int
    at: datetime
    who: str
    called: str
    words: str
    subject_kind: str
    subject_id: int


def seen_to(entity_id: int, person: str) -> datetime | None:
    """Up to which instant a person has seen what the bell told; never: none."""
    return (
        models.Seen.objects.filter(entity_id=entity_id, person=person)
        .values_list("seen_to", flat=True)
        .first()
    )


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody said of a row of their Today."""

    stamp: str
    until: date | None
    reason: str
    marked_on: date

    @property
    def is_done(self) -> bool:
        """Whether the row is done, and not put off."""
        return self.until is None

    def hides(self, stamp: str, today: date) -> bool:
        """Whether the row stays away: it says what it said, and is not due again."""
        return stamp == self.stamp and (self.until is None or today < self.until)


def marks(entity_id: int, person: str) -> dict[str, Mark]:
    """What a person said of the rows of their Today, by the row."""
    rows = models.RowMark.objects.filter(entity_id=entity_id, person=person)
    return {
        row: Mark(stamp, until, reason, marked_on)
        for row, stamp, until, reason, marked_on in rows.values_list(
            "row", "stamp", "until", "reason", "marked_on"
        )
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A kept view; ``person`` is who keeps it."""

    person: str
    name: str
    line: str
    is_shared: bool


def views(entity_id: int, person: str, list_name: str) -> list[View]:
    """The views of a list that a person sees: their own, then what others share."""
    rows = models.SavedView.objects.filter(entity_id=entity_id, list=list_name)
    seen = [
        View(person=keeper, name=name, line=line, is_shared=is_shared)
        for keeper, name, line, is_shared in rows.order_by(
            "name", "person"
        ).values_list("person", "name", "line", "is_shared")
        if keeper == person or is_shared
    ]
    return sorted(seen, key=lambda view: view.person != person)
