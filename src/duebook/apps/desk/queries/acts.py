"""What people did, in sentences, with what it touched and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from duebook import db
from duebook.apps.audit import queries as audit
from duebook.apps.banking.queries.lines import lines_by_id
from duebook.apps.desk import models
from duebook.apps.desk.queries.days_back import days_back
from duebook.apps.desk.queries.telling import Names, Telling, tell
from duebook.apps.desk.queries.ways_back import WayBack, way_back
from duebook.apps.entities.queries import entity
from duebook.apps.parties.queries.finding import parties
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.notes import Subject, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

QUIET: Final = (
    *("BillParties", "BringRowBack", "KeepFile", "KeepPrints", "OpenPaper"),
    *("SeeNotices", "StartSending"),
)
"""Commands that are nobody's act: they look, prepare, or are a piece of a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An act: who did what when and why, what it touched, and the way back.

    ``undone_by`` is the event that took it back; ``is_sound`` says whether its place
    in the audit chain proves it.
    """

    event_id: int
    seq: int
    at: datetime
    person: str
    command: str
    sentence: str
    reason: str
    touched: tuple[Subject, ...]
    way_back: WayBack
    undone_by: int | None
    hash: str
    is_sound: bool

    @property
    def can_be_undone(self) -> bool:
        """Whether its way back is open: whether it is free, its action says."""
        return self.way_back.can_be_undone and self.undone_by is None


def acts(
    entity_id: int,
    person: str | None = None,
    *,
    day: date | None = None,
    before: int | None = None,
    limit: int = 50,
    is_whole: bool = False,
) -> list[Done]:
    """The acts of a person or of everybody, newest first.

    Args:
        entity_id: whose books.
        person: of this one alone.
        day: of this day, where the entity is.
        before: the seq of the last act seen; the page continues after it.
        limit: how many at most.
        is_whole: with what is nobody's act, as the audit shows it.
    """
    since, until = _span(entity_id, day)
    events = audit.events(
        entity_id,
        actor=person,
        since=since,
        until=until,
        before=before,
        passing_over=() if is_whole else QUIET,
        limit=limit,
    )
    return _done(entity_id, events)


def last_act(entity_id: int, person: str) -> Done | None:
    """What somebody did last, or nothing yet."""
    return next(iter(acts(entity_id, person, limit=1)), None)


def act_of(entity_id: int, event_id: int) -> Done:
    """One act.

    Raises:
        NoSuchEvent: there is none of this id.
    """
    [done] = _done(entity_id, [audit.event(entity_id, event_id)])
    return done


def days_of_undoing(entity_id: int, event_id: int, today: date) -> list[date]:
    """The days that the taking back of an act counts from, each once, in order."""
    return sorted(set(days_back(entity_id, audit.event(entity_id, event_id), today)))


def applied_by(entity_id: int, event_id: int) -> list[int]:
    """The standing applications that an event wrote."""
    rows = db.tuples_of(
        db.sql("duebook.apps.desk", "applied_by"),
        {"entity": entity_id, "event": event_id},
    )
    return [row[0] for row in rows]


def _span(
    entity_id: int, day: date | None
) -> tuple[datetime, datetime] | tuple[None, None]:
    if day is None:
        return None, None
    zone = ZoneInfo(entity(entity_id).time_zone)
    last = date.max - timedelta(days=1)  # of which there is a next one
    begins = min(day, last)
    ends = begins + timedelta(days=1)
    return datetime.combine(begins, time(), zone), datetime.combine(ends, time(), zone)


def _done(entity_id: int, events: Sequence[audit.Told]) -> list[Done]:
    names = _names(entity_id, events)
    undone = dict(
        models.Undone.objects.filter(
            entity_id=entity_id, undone_event_id__any_of=[one.id for one in events]
        ).values_list("undone_event_id", "event_id")
    )
    return [
        Done(
            event_id=one.id,
            seq=one.seq,
            at=one.at,
            person=one.actor,
            command=one.command,
            sentence=tell(Telling(one, names)),
            reason=str(one.input.get("reason") or ""),
            touched=tuple(_touched(one, names)),
            way_back=way_back(one),
            undone_by=undone.get(one.id),
            hash=one.hash,
            is_sound=one.is_sound,
        )
        for one in events
    ]


_PARTIES = ("party_id", "double_id", "kept_id", "to_party_id", "bill_to_id")
_ITEMS = ("item_id", "credit_id", "converted_id")


def _names(entity_id: int, events: Sequence[audit.Told]) -> Names:
    """What the events' rows are called, in one query for each kind."""
    said = [fields for one in events for fields in _records(one)]
    return Names(
        currency=entity(entity_id).currency,
        parties={
            party.id: party.name
            for party in parties(entity_id, _ids(said, _PARTIES)).values()
        },
        items={
            item.id: (item.number, item.currency)
            for item in items_by_id(entity_id, _ids(said, _ITEMS)).values()
        },
        lines={
            line.id: (line.amount_minor, line.currency)
            for line in lines_by_id(entity_id, _ids(said, ("line_id",)))
        },
    )


def _records(event: audit.Told) -> Iterator[Mapping[str, Any]]:
    """The parts of an event that name rows: the command, the payment in it, the end."""
    yield event.input
    if isinstance(event.input.get("payment"), dict):
        yield event.input["payment"]
    if isinstance(event.result, dict):
        yield event.result


def _ids(said: Sequence[Mapping[str, Any]], names: Sequence[str]) -> set[int]:
    found = {fields.get(name) for fields in said for name in names}
    return {value for value in found if isinstance(value, int)}


def _touched(event: audit.Told, names: Names) -> Iterator[Subject]:
    """The things that an act names, each once, to be looked at."""
    seen: set[tuple[SubjectKind, int]] = set()
    for fields in _records(event):
        for subject in _named(event, fields, names):
            if (subject.kind, subject.id) not in seen:
                seen.add((subject.kind, subject.id))
                yield subject


def _named(
    event: audit.Told, fields: Mapping[str, Any], names: Names
) -> Iterator[Subject]:
    for field in _PARTIES:
        if (called := names.parties.get(fields.get(field) or 0)) is not None:
            yield Subject(kind=SubjectKind.PARTY, id=fields[field], called=called)
    if event.command in _MAKE_DOCUMENTS and "number" in fields:
        document_id = fields.get("id") or 0
        yield Subject(
            kind=SubjectKind.DOCUMENT, id=document_id, called=fields["number"]
        )
    for field in _ITEMS:
        if (item := names.items.get(fields.get(field) or 0)) is not None:
            yield Subject(kind=SubjectKind.ITEM, id=fields[field], called=item[0])
    if isinstance(fields.get("payment_id"), int) and "number" in fields:
        yield Subject(
            kind=SubjectKind.PAYMENT, id=fields["payment_id"], called=fields["number"]
        )
    if isinstance(fields.get("file_id"), int):
        called = str(event.input.get("name") or f"import {fields['file_id']}")
        yield Subject(kind=SubjectKind.IMPORT, id=fields["file_id"], called=called)
    if isinstance(fields.get("line_id"), int):
        called = f"bank line {fields['line_id']}"
        yield Subject(kind=SubjectKind.BANK_LINE, id=fields["line_id"], called=called)


_MAKE_DOCUMENTS = {
    *("IssueInvoice", "IssueCreditNote", "IssueDebitNote", "VoidInvoice"),
    *("CorrectAndRebill", "AcceptQuote"),
}
