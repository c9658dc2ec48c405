"""What every command goes through: rights, one transaction, one event."""

from __future__ import annotations

import uuid
from dataclasses import MISSING, dataclass
from datetime import UTC, date, datetime
from functools import cached_property, update_wrapper
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from duebook import db
from duebook.apps.audit import actions as audit
from duebook.apps.entities import queries
from duebook.domain import rights
from duebook.domain.errors import Refusal
from duebook.domain.rights import Person, Right

if TYPE_CHECKING:
    from collections.abc import Callable

C = TypeVar("C", bound=audit.Command)
R = TypeVar("R")

SYSTEM = "duebook"
"""The actor of jobs and of set-up: it holds every right, and signs for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an action knows of its command's carrying out: who, when, as which event.

    ``currency`` is the one that the entity keeps its books in.
    """

    entity_id: int
    event_id: int
    person: Person
    at: datetime
    today: date
    currency: str
    approval_id: int | None = None

    def require(self, right: Right) -> None:
        """Refuse a person without a right (see :func:`rights.require`)."""
        rights.require(self.person, right)


@dataclass(eq=False)
class BooksSayNo(Refusal):
    """A constraint of the database refused the command."""

    code: ClassVar[str] = "books_say_no"
    template: ClassVar[str] = "The books refuse this ({constraint}): {detail}"

    constraint: str
    detail: str


@dataclass(eq=False)
class ReasonNeeded(Refusal):
    """An act that must say why."""

    code: ClassVar[str] = "reason_needed"
    template: ClassVar[str] = "Say why, so that the next person understands."


REFUSED_BY: dict[str, str] = {
    "item_open_within_amount": "an application may not exceed what is open.",
    "entry_in_open_period": "the day lies in a closed period, or in none.",
    "journal_entry_balances": "a journal entry must balance.",
    "line_bills_charge_once": "a charge was billed already.",
}


class Action(Generic[C, R]):
    """A command's function in its frame: rights, one transaction, one event.

    Call it with the command and, by keyword, who asks, the key of this sending and
    the instant; the wrapped function gets the command and an :class:`Act`.  Without a
    right, whoever sits in the entity may: it changes nothing but what it makes.
    Actions are found again by the name of their command in ``ACTIONS``.
    """

    def __init__(self, body: Callable[[C, Act], R], right: Right | None) -> None:
        update_wrapper(self, body)
        self.body = body
        self.right = right

    @cached_property
    def _kinds(self) -> dict[str, Any]:
        return get_type_hints(self.body)

    def command_kind(self) -> type[C]:
        """The record that the action takes, to read a held command back."""
        kind: type[C] = self._kinds["command"]
        return kind

    def __call__(
        self,
        command: C,
        *,
        actor: str,
        key: uuid.UUID,
        at: datetime,
        approval_id: int | None = None,
        instead: Callable[[C, Act], R] | None = None,
    ) -> R:
        """Carry a command out.

        ``instead`` takes the place of the function, to the same end, for a caller
        that has part of the work done already.
        """
        body = instead or self.body
        result_kind = self._kinds["return"]

        def run(event_id: int) -> R:
            act = _act(command.entity_id, event_id, actor, at, approval_id)
            if self.right is not None:
                act.require(self.right)
            _require_reason(command)
            return body(command, act)

        try:
            with transaction.atomic():
                result: R = audit.carry_out(
                    command, result_kind, run, actor=actor, key=key, at=at
                )
                return result
        except IntegrityError as error:
            raise _refusal(error) from error


ACTIONS: dict[str, Action[Any, Any]] = {}


def action(right: Right | None) -> Callable[[Callable[[C, Act], R]], Action[C, R]]:
    """Make a function an action that needs a right, or a seat alone."""

    def framed(body: Callable[[C, Act], R]) -> Action[C, R]:
        made = Action(body, right)
        ACTIONS[str(body.__annotations__["command"])] = made
        return made

    return framed


_SYSTEM = Person(SYSTEM, dict.fromkeys(Right))


def acting(entity_id: int, actor: str) -> Person:
    """Who acts under a name: a person of the entity, or the office itself."""
    return _SYSTEM if actor == SYSTEM else queries.person(entity_id, actor)


def _require_reason(command: audit.Command) -> None:
    """Refuse a command that asks for a reason and got none."""
    asked = getattr(type(command), "__dataclass_fields__", {}).get("reason")
    if asked is None or asked.default is not MISSING:
        return
    if not getattr(command, "reason", "").strip():
        raise ReasonNeeded


def _act(
    entity_id: int, event_id: int, actor: str, at: datetime, approval_id: int | None
) -> Act:
    zone, currency, person = queries.place_and_person(entity_id, actor)
    if actor == SYSTEM:
        person = _SYSTEM
    if Right.SOFT_LOCKED in person.limits:
        db.permit_soft_locked_periods()
    return Act(
        entity_id=entity_id,
        event_id=event_id,
        person=person,
        at=at,
        today=at.astimezone(ZoneInfo(zone)).date(),
        currency=currency,
        approval_id=approval_id,
    )


def _refusal(error: IntegrityError) -> Exception:
    """The refusal that a constraint's name stands for; a bug stays a bug."""
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = diagnosis and diagnosis.constraint_name
    if constraint not in REFUSED_BY:
        return error
    return BooksSayNo(constraint, REFUSED_BY[constraint])


def new_key() -> uuid.UUID:
    """A key for a sending that nobody will repeat."""
    return uuid.uuid4()


def now() -> datetime:
    """The instant, for the doors that read the clock."""
    return datetime.now(UTC)
