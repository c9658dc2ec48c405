"""Reading the chain: what happened, and whether it still says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.db import connection

from duebook import db
from duebook.apps.audit import models
from duebook.domain.errors import Absent

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class BrokenEvent:
    """A place where the chain does not hold: the event's seq and what is wrong."""

    seq: int
    what: str


def broken_events(entity_id: int) -> list[BrokenEvent]:
    """Events that were changed, removed, re-ordered or added behind our back."""
    query = db.sql("duebook.apps.audit", "broken_events")
    return db.rows_of(BrokenEvent, query, {"entity": entity_id})


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event of a chain; whoever keeps this can tell a rewritten chain."""

    seq: int
    sha256: str


def head(entity_id: int) -> Head:
    """The head of the entity's chain; event 0 before the first."""
    rows = db.tuples_of(
        "SELECT seq, encode(hash, 'hex') FROM audit_head WHERE entity_id = %(entity)s",
        {"entity": entity_id},
    )
    return Head(*rows[0]) if rows else Head(0, "")


@dataclass(frozen=True, slots=True)
class BrokenFacts:
    """Facts that are not what their event wrote."""

    table_name: str
    event_id: int
    what: str


def broken_facts(entity_id: int) -> list[BrokenFacts]:
    """Facts changed, removed or added since their event, by table and event."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute("SET LOCAL datestyle = 'ISO'")
        cursor.execute("SELECT table_name, columns FROM audit_fact_table ORDER BY 1")
        tables = cursor.fetchall()
    template = db.sql("duebook.apps.audit", "broken_facts")
    broken: list[BrokenFacts] = []
    for table, columns in tables:  # one query a table: their columns differ
        named = ", ".join(f"fact.{column}" for column in columns.split(", "))
        query = template.replace("{table}", table).replace("{columns}", named)
        broken += db.rows_of(BrokenFacts, query, {"entity": entity_id, "table": table})
    return broken


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as people ask about it: its place, when, who, by which command."""

    seq: int
    at: datetime
    actor: str
    command: str


def event_of(entity_id: int, event_id: int) -> Recorded:
    """The event that wrote a fact."""
    row = models.Event.objects.values_list("seq", "at", "actor", "command").get(
        entity_id=entity_id, id=event_id
    )
    return Recorded(*row)


def events_of(entity_id: int, event_ids: Collection[int]) -> dict[int, Recorded]:
    """The events that wrote some facts, by id."""
    rows = models.Event.objects.filter(entity_id=entity_id, id__any_of=event_ids)
    found = rows.values_list("id", "seq", "at", "actor", "command")
    return {
        event_id: Recorded(seq, at, actor, command)
        for event_id, seq, at, actor, command in found
    }


def is_spent(entity_id: int, key: UUID) -> bool:
    """Whether a sending with this key was acted on before."""
    return models.Key.objects.filter(entity_id=entity_id, key=key).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event with all that was asked and came of it, as JSON.

    ``is_sound`` says whether its hash is that of its content and of the event before.
    """

    id: int
    seq: int
    at: datetime
    actor: str
    command: str
    key: UUID
    input: Mapping[str, Any]
    result: Any
    hash: str
    is_sound: bool


@dataclass(eq=False)
class NoSuchEvent(Absent):
    """No event of the entity has this id."""

    code: ClassVar[str] = "no_such_event"
    template: ClassVar[str] = "There is no act {event_id} here."

    event_id: int


def events(
    entity_id: int,
    *,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    passing_over: Collection[str] = (),
    commands: Collection[str] = (),
    limit: int = 50,
) -> list[Told]:
    """Events, newest first.

    Args:
        entity_id: whose chain.
        actor: of one person alone.
        since: at this instant or later.
        until: before this instant.
        before: the seq of the last event seen; the page continues after it.
        passing_over: commands that are left out.
        commands: of these commands alone.
        limit: how many at most.
    """
    return _told(
        entity_id,
        {
            "event.actor = %(actor)s": ("actor", actor),
            "event.at >= %(since)s": ("since", since),
            "event.at < %(until)s": ("until", until),
            "event.seq < %(before)s": ("before", before),
            "NOT event.command = ANY(%(passed)s)": ("passed", list(passing_over)),
            "event.command = ANY(%(commands)s)": ("commands", list(commands)),
        },
        limit,
    )


def event(entity_id: int, event_id: int) -> Told:
    """One event.

    Raises:
        NoSuchEvent: there is none of this id.
    """
    found = _told(entity_id, {"event.id = %(id)s": ("id", event_id)}, 1)
    if not found:
        raise NoSuchEvent(event_id)
    return found[0]


def _told(
    entity_id: int, wanted: Mapping[str, tuple[str, object]], limit: int
) -> list[Told]:
    """The events of the conditions whose parameter is given."""
    given = {where: pair for where, pair in wanted.items() if pair[1] not in (None, [])}
    query = db.sql("duebook.apps.audit", "events").replace(
        "{where}", " AND ".join(["true", *given])
    )
    rows = db.tuples_of(
        query, {"entity": entity_id, "limit": limit, **dict(given.values())}
    )
    return [
        Told(
            id=event_id,
            seq=seq,
            at=at,
            actor=actor,
            command=command,
            key=key,
            input=json.loads(said),
            result=json.loads(came or "null"),
            hash=digest,
            is_sound=is_sound,
        )
        for event_id, seq, at, actor, command, key, said, came, digest, is_sound in rows
    ]
