"""Taking an act back: by the commands that do so, with all their own guards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID, uuid5

from django.db import transaction

from duebook.apps.approvals.actions import Held
from duebook.apps.audit import queries as chain
from duebook.apps.desk import models
from duebook.apps.desk.actions.undo_commands import COMMANDS, Undoing
from duebook.apps.desk.queries.days_back import days_back
from duebook.apps.desk.queries.ways_back import way_back
from duebook.apps.entities.actions import ACTIONS, REFUSED_BY
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.audit import actions as audit
    from duebook.apps.entities.actions import Act
    from duebook.apps.entities.actions.sitting import Sitting

REFUSED_BY["act_is_undone_once"] = "somebody undid this at the same moment."


@dataclass(eq=False)
class NotUndone(Refusal):
    """An act that is not taken back; ``words`` name what to do instead."""

    code: ClassVar[str] = "not_undone"
    template: ClassVar[str] = "This cannot be undone. {words}"

    words: str


@dataclass(eq=False)
class UndoneBefore(Refusal):
    """An act that was taken back before."""

    code: ClassVar[str] = "undone_before"
    template: ClassVar[str] = "{person} has undone this already."

    person: str


def undo(sitting: Sitting, event_id: int, reason: str, key: UUID) -> list[Held]:
    """Take an act back by the commands that do so, all of them or none.

    Each asks for its own right and refuses for its own reasons: a payment whose
    credit was refunded says so.  The same sending twice undoes once.

    Returns:
        What waits for a second person; the act is not undone before it is answered.

    Raises:
        NoSuchEvent: there is no such act.
        UndoneBefore: it was taken back before.
        NotUndone: nothing takes it back; the sentence says what to do instead.
    """
    sends = sitting.sends(key)
    with sitting.reading():
        event = chain.event(sitting.entity_id, event_id)
        undone = models.Undone.objects.filter(
            entity_id=sitting.entity_id, undone_event_id=event_id
        ).first()
        if undone is not None:
            before = chain.event(sitting.entity_id, undone.event_id)
            if before.key == _step(key, 0):
                return []
            raise UndoneBefore(before.actor)
        way = way_back(event)
        if not way.can_be_undone:
            raise NotUndone(way.words)
        commands = COMMANDS[event.command](
            Undoing(
                event=event,
                entity_id=sitting.entity_id,
                days=tuple(days_back(sitting.entity_id, event, sitting.today)),
                reason=reason,
            )
        )
    results: list[Any] = []
    with transaction.atomic():
        for place, command in enumerate(commands):
            made = ACTIONS[type(command).__name__]
            is_last = place == len(commands) - 1
            results.append(
                made(
                    command,
                    actor=sends["actor"],
                    key=_step(key, place),
                    at=sends["at"],
                    instead=_marking(made.body, event_id) if is_last else None,
                )
            )
    return [result for result in results if isinstance(result, Held)]


def _step(key: UUID, place: int) -> UUID:
    return uuid5(key, f"undo {place}")


def _marking(body: Callable[[Any, Act], Any], undone_id: int) -> Callable[..., Any]:
    """The action, which notes in its own event what it has undone."""

    def marked(command: audit.Command, act: Act) -> Any:
        result = body(command, act)
        if not isinstance(result, Held):
            models.Undone.objects.create(
                entity_id=act.entity_id, undone_event_id=undone_id
            )
        return result

    return marked
