"""Reading the chain: what happened, and whether it still says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from duebook import db
from duebook.apps.audit import models


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
