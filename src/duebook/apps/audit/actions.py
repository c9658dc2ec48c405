"""The frame of every command: one transaction, one event, at most once per key."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from django.db import connection
from pydantic import TypeAdapter

from duebook import db
from duebook.apps.audit import models
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


class Command(Protocol):
    """A request to change the books of one entity, as a frozen record."""

    @property
    def entity_id(self) -> int: ...


Result = TypeVar("Result")


@dataclass(eq=False)
class KeySpentOtherwise(Refusal):
    """The key was used before, for something else."""

    code: ClassVar[str] = "key_spent_otherwise"
    template: ClassVar[str] = (
        "The key {key} was used for another {command}; send this one with a new key."
    )

    key: UUID
    command: str


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def adapter(kind: Any) -> TypeAdapter[Any]:
    """How a kind of record becomes JSON and is read back."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def input_hash(command: Command) -> bytes:
    """SHA-256 of a command's name and content.

    The keys of a mapping are sorted: the database, which keeps the content, orders
    them its own way.
    """
    content = adapter(type(command)).dump_python(command, mode="json")
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(f"{type(command).__name__}\n{text}".encode()).digest()


def carry_out(
    command: Command,
    result_kind: type[Result],
    body: Callable[[int], Result],
    *,
    actor: str,
    key: UUID,
    at: datetime,
) -> Result:
    """Run ``body`` for a command, inside the caller's transaction.

    The key is spent first, so that the same key sent twice at once waits, and the
    second is answered with the first result.  The event is recorded last, because
    its place in the chain is a lock that all writers of the entity share.

    Args:
        command: what was asked.
        result_kind: the type that ``body`` returns, read back for a replay.
        body: does the work, given the id of the event.
        actor: the name of the person, or of the job.
        key: the sender's name for one sending.
        at: the instant, of the entity's clock.

    Raises:
        KeySpentOtherwise: the key was used for another input.
    """
    event_id = db.enter(command.entity_id, at=at)
    hashed = input_hash(command)
    name = type(command).__name__
    if not _spend(command.entity_id, key, name, hashed, event_id):
        return _earlier(command.entity_id, key, name, hashed, result_kind)
    result = body(event_id)
    event = {  # the database gives it its place in the chain
        "id": event_id,
        "entity_id": command.entity_id,
        "seq": 0,
        "at": at,
        "actor": actor,
        "command": name,
        "key": key,
        "input": adapter(type(command)).dump_json(command).decode(),
        "result": adapter(result_kind).dump_json(result).decode(),
        "facts_digest": b"",
        "prev_hash": b"",
        "hash": b"",
    }
    db.write("audit_event", tuple(event), [tuple(event.values())])
    return result


def _spend(entity_id: int, key: UUID, name: str, hashed: bytes, event_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_key (entity_id, key, command, input_hash, event_id)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (entity_id, key) DO NOTHING",
            [entity_id, key, name, hashed, event_id],
        )
        spent: int = cursor.rowcount
        return spent == 1


def _earlier(
    entity_id: int, key: UUID, name: str, hashed: bytes, result_kind: type[Result]
) -> Result:
    spent = models.Key.objects.get(entity_id=entity_id, key=key)
    if bytes(spent.input_hash) != hashed:
        raise KeySpentOtherwise(key, name)
    event = models.Event.objects.get(entity_id=entity_id, id=spent.event_id)
    result: Result = adapter(result_kind).validate_python(event.result)
    return result
