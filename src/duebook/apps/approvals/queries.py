"""Reading held acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from duebook.apps.approvals import models
from duebook.apps.entities.queries import people
from duebook.domain.errors import Refusal
from duebook.domain.rights import Person, Right, within_limit


@dataclass(frozen=True, slots=True)
class Request:
    """A held act as people see it."""

    id: int
    sentence: str
    amount_minor: int
    currency: str
    requested_by: str
    expires_on: date
    state: str
    answered_by: str
    answer: str
    right: str
    requested_at: datetime
    command: str


_COLUMNS = tuple(Request.__dataclass_fields__)


@dataclass(eq=False)
class NoSuchRequest(Refusal):
    """No request of the entity has this number."""

    code: ClassVar[str] = "no_such_request"
    template: ClassVar[str] = "There is no request {request_id}."

    request_id: int


def request(entity_id: int, request_id: int) -> Request:
    """One held act.

    Raises:
        NoSuchRequest: there is none of this number.
    """
    rows = models.HeldAct.objects.filter(entity_id=entity_id, id=request_id)
    found = rows.values_list(*_COLUMNS).first()
    if found is None:
        raise NoSuchRequest(request_id)
    return Request(*found)


def requests(entity_id: int, state: str = "waiting") -> list[Request]:
    """The held acts of the entity in a state, oldest first."""
    rows = models.HeldAct.objects.filter(entity_id=entity_id, state=state)
    return [Request(*row) for row in rows.order_by("id").values_list(*_COLUMNS)]


def answered(entity_id: int, size: int = 50) -> list[Request]:
    """The held acts that nobody has to answer any more, the newest first."""
    rows = models.HeldAct.objects.filter(entity_id=entity_id).exclude(state="waiting")
    newest = rows.order_by("-id").values_list(*_COLUMNS)[:size]
    return [Request(*row) for row in newest]


def asked_before(
    entity_id: int, person: str, but: int, size: int = 10
) -> list[Request]:
    """What a person asked for besides one request, the newest first."""
    rows = models.HeldAct.objects.filter(entity_id=entity_id, requested_by=person)
    newest = rows.exclude(id=but).order_by("-id").values_list(*_COLUMNS)[:size]
    return [Request(*row) for row in newest]


def is_within(
    person: Person, right: Right, amount_minor: int, currency: str, *, own: str
) -> bool:
    """Whether a person may do or approve an act of this size alone.

    A limit is in the books' ``own`` currency: money of another one is within no
    limit, because a rate that somebody typed would decide on it.
    """
    if right not in person.limits:
        return False
    if currency != own:
        return person.limits[right] is None
    return within_limit(person, right, amount_minor)


def deciders(
    entity_id: int,
    right: Right,
    amount_minor: int,
    currency: str,
    *,
    own: str,
    asked_by: str,
) -> list[str]:
    """Who could say yes to an act, the lowest limit that is enough first."""
    able = [
        one
        for one in people(entity_id)
        if one.name != asked_by
        and Right.APPROVE in one.limits
        and is_within(
            Person(one.name, one.limits), right, amount_minor, currency, own=own
        )
    ]
    able.sort(key=lambda one: _rank(one.limits[right]))
    return [one.name for one in able]


def _rank(limit_minor: int | None) -> tuple[bool, int]:
    return limit_minor is None, limit_minor or 0
