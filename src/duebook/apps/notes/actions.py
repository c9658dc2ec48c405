"""Writing notes, handing things over, and each person's own marks and views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.entities.actions import REFUSED_BY, Act, UnknownPerson, action
from duebook.apps.entities.queries import RETIRED, people
from duebook.apps.notes import models, queries
from duebook.domain.notes import (
    CannotAnswer,
    DayIsPast,
    HandOverEnded,
    NoSuchNote,
    NoSuchView,
    NothingSaid,
    NotTheirs,
    Subject,
    mentioned,
)
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.entities.queries import Known

REFUSED_BY["hand_over_ends_once"] = "somebody answered this at the same moment."
REFUSED_BY["note_is_taken_back_once"] = "the note was taken back at the same moment."


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """Write about a thing; ``@Dana Whitfield`` tells her of it."""

    entity_id: int
    subject: Subject
    text: str


@dataclass(frozen=True, slots=True)
class NoteWritten:
    """The id of a note, and who was told of it."""

    note_id: int
    told: tuple[str, ...]


@action(Right.NOTE)
def write_note(command: WriteNote, act: Act) -> NoteWritten:
    """Keep a note, and tell those whom it mentions.

    Raises:
        NothingSaid: it holds no word.
    """
    text = _said(command.text)
    told = mentioned(text, [one.name for one in _here(act)])
    [note_id] = db.take_ids("notes_note", 1)
    models.Note.objects.create(
        id=note_id,
        entity_id=act.entity_id,
        **_columns(command.subject),
        text=text,
        author=act.person.name,
    )
    models.Mention.objects.bulk_create(
        models.Mention(entity_id=act.entity_id, note_id=note_id, person=name)
        for name in told
    )
    return NoteWritten(note_id, tuple(told))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeNoteBack:
    """Take back a note of one's own."""

    entity_id: int
    note_id: int


@action(Right.NOTE)
def take_note_back(command: TakeNoteBack, act: Act) -> None:
    """Show a note no longer; that it was written stays in the audit.

    Raises:
        NoSuchNote: there is none, or it was taken back.
        NotTheirs: another person wrote it.
    """
    found = models.Note.objects.filter(
        entity_id=act.entity_id, id=command.note_id
    ).first()
    back = models.NoteTakenBack.objects.filter(
        entity_id=act.entity_id, note_id=command.note_id
    )
    if found is None or back.exists():
        raise NoSuchNote(command.note_id)
    if found.author != act.person.name:
        raise NotTheirs(found.author)
    models.NoteTakenBack.objects.create(entity_id=act.entity_id, note_id=found.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give a thing to a colleague with a question, to be answered by a day."""

    entity_id: int
    subject: Subject
    asked_of: str
    question: str
    due_on: date


@action(Right.NOTE)
def hand_over(command: HandOver, act: Act) -> int:
    """Ask a colleague, and return the id of the hand-over; it waits in their Today.

    Raises:
        NothingSaid: nothing is asked.
        UnknownPerson: nobody is known by this name, or they have left.
        CannotAnswer: they write nothing here.
        DayIsPast: the day has gone by.
    """
    question = _said(command.question)
    asked = next((one for one in _here(act) if one.name == command.asked_of), None)
    if asked is None:
        raise UnknownPerson(command.asked_of)
    if Right.NOTE not in asked.limits:
        raise CannotAnswer(asked.name)
    if command.due_on < act.today:
        raise DayIsPast(command.due_on)
    [hand_over_id] = db.take_ids("notes_hand_over", 1)
    models.HandOver.objects.create(
        id=hand_over_id,
        entity_id=act.entity_id,
        **_columns(command.subject),
        question=question,
        asked_by=act.person.name,
        asked_of=asked.name,
        due_on=command.due_on,
    )
    return hand_over_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHandOver:
    """Answer what was asked, oneself or in a colleague's place."""

    entity_id: int
    hand_over_id: int
    answer: str


@action(Right.NOTE)
def answer_hand_over(command: AnswerHandOver, act: Act) -> None:
    """Keep the answer, which stands on the timeline of the thing from then on.

    Raises:
        NothingSaid: the answer holds no word.
        NoSuchHandOver: there is none of this id.
        HandOverEnded: it was answered or taken back before.
    """
    _end(act, command.hand_over_id, "answered", _said(command.answer))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeHandOverBack:
    """Take back a question of one's own that nobody has answered, for a reason."""

    entity_id: int
    hand_over_id: int
    reason: str


@action(Right.NOTE)
def take_hand_over_back(command: TakeHandOverBack, act: Act) -> None:
    """Ask no longer; question and reason stay on the timeline.

    Raises:
        NoSuchHandOver: there is none of this id.
        NotTheirs: another person asked.
        HandOverEnded: it was answered or taken back before.
    """
    asked = queries.hand_over(act.entity_id, command.hand_over_id)
    if asked.asked_by != act.person.name:
        raise NotTheirs(asked.asked_by)
    _end(act, command.hand_over_id, "taken back", command.reason)


def _end(act: Act, hand_over_id: int, ending: str, words: str) -> None:
    asked = queries.hand_over(act.entity_id, hand_over_id)
    if asked.ending:
        raise HandOverEnded(asked.ended_by, asked.ending, asked.words)
    models.HandOverEnd.objects.create(
        entity_id=act.entity_id,
        hand_over_id=hand_over_id,
        ending=ending,
        words=words,
        author=act.person.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeNotices:
    """Note that one has seen what the bell told up to an instant."""

    entity_id: int
    seen_to: datetime


@action(Right.NOTE)
def see_notices(command: SeeNotices, act: Act) -> None:
    """Count no notice up to an instant as new; an earlier instant changes nothing."""
    mine = models.Seen.objects.filter(entity_id=act.entity_id, person=act.person.name)
    if mine.filter(seen_to__gte=command.seen_to).exists():
        return
    models.Seen.objects.update_or_create(
        entity_id=act.entity_id,
        person=act.person.name,
        defaults={"seen_to": command.seen_to},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishRow:
    """Say that a row of one's Today is done; ``stamp`` is what the row says now."""

    entity_id: int
    row: str
    stamp: str = ""


@action(Right.NOTE)
def finish_row(command: FinishRow, act: Act) -> None:
    """Leave a row out of one's own Today for as long as it says the same."""
    _mark(act, command.row, command.stamp, until=None, reason="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SnoozeRow:
    """Put a row of one's Today off until a day, for a reason."""

    entity_id: int
    row: str
    until: date
    reason: str
    stamp: str = ""


@action(Right.NOTE)
def snooze_row(command: SnoozeRow, act: Act) -> None:
    """Leave a row out of one's own Today until a day, unless it says more before.

    Raises:
        DayIsPast: the day is not after today.
    """
    if command.until <= act.today:
        raise DayIsPast(command.until)
    _mark(act, command.row, command.stamp, until=command.until, reason=command.reason)


def _mark(act: Act, row: str, stamp: str, *, until: date | None, reason: str) -> None:
    models.RowMark.objects.update_or_create(
        entity_id=act.entity_id,
        person=act.person.name,
        row=row,
        defaults={
            "stamp": stamp,
            "until": until,
            "reason": reason,
            "marked_on": act.today,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BringRowBack:
    """Show a row again that was done or put off."""

    entity_id: int
    row: str


@action(Right.NOTE)
def bring_row_back(command: BringRowBack, act: Act) -> bool:
    """Bring a row of one's own Today back; whether it had been away."""
    gone, _ = models.RowMark.objects.filter(
        entity_id=act.entity_id, person=act.person.name, row=command.row
    ).delete()
    return bool(gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveView:
    """Keep a search line of a list under a name; the same name keeps it anew."""

    entity_id: int
    list: str
    name: str
    line: str
    is_shared: bool = False


@action(Right.NOTE)
def save_view(command: SaveView, act: Act) -> None:
    """Keep a view of one's own, and let everybody see it where it is shared.

    Raises:
        NothingSaid: it has no name.
    """
    models.SavedView.objects.update_or_create(
        entity_id=act.entity_id,
        person=act.person.name,
        list=command.list,
        name=_said(command.name),
        defaults={"line": command.line, "is_shared": command.is_shared},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DropView:
    """Keep a view of one's own no longer."""

    entity_id: int
    list: str
    name: str


@dataclass(frozen=True, slots=True)
class ViewDropped:
    """What a view was that is kept no longer."""

    line: str
    is_shared: bool


@action(Right.NOTE)
def drop_view(command: DropView, act: Act) -> ViewDropped:
    """Drop a view, and return what it was, so that it can be kept again.

    Raises:
        NoSuchView: the person keeps none of this name.
    """
    found = models.SavedView.objects.filter(
        entity_id=act.entity_id,
        person=act.person.name,
        list=command.list,
        name=command.name,
    ).first()
    if found is None:
        raise NoSuchView(command.name)
    found.delete()
    return ViewDropped(found.line, found.is_shared)


def _here(act: Act) -> list[Known]:
    return [one for one in people(act.entity_id) if one.role != RETIRED]


def _said(text: str) -> str:
    if not text.strip():
        raise NothingSaid
    return text.strip()


def _columns(subject: Subject) -> dict[str, str | int | None]:
    return {
        "subject_kind": subject.kind.value,
        "subject_id": subject.id,
        "called": subject.called,
        "party_id": subject.party_id,
    }
