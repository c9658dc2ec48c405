"""Who acts for an entity: appointed, retired."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.db.models import Q

from duebook.apps.entities import models, queries
from duebook.apps.entities.actions.frame import Act, action
from duebook.domain import rights
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointPerson:
    """Give a person a role, and its own limits where they differ from the role's."""

    entity_id: int
    name: str
    role: str
    email: str = ""
    limits: dict[Right, int | None] = field(default_factory=dict)


@dataclass(eq=False)
class OwnRights(Refusal):
    """Somebody would change what they themselves may do."""

    code: ClassVar[str] = "own_rights"
    template: ClassVar[str] = (
        "Nobody changes what they themselves may do. Another administrator of this "
        "entity can do it for {person}."
    )

    person: str


@action(Right.ADMINISTER)
def appoint_person(command: AppointPerson, act: Act) -> int:
    """Make a person known with the rights of a role, and return its id.

    Raises:
        OwnRights: it is the person who asks.
    """
    if command.name == act.person.name:
        raise OwnRights(command.name)
    person, _ = models.Person.objects.update_or_create(
        entity_id=act.entity_id,
        name=command.name,
        defaults={"role": command.role, "email": command.email},
    )
    models.Grant.objects.filter(entity_id=act.entity_id, person=person).delete()
    models.Grant.objects.bulk_create(
        models.Grant(
            entity_id=act.entity_id, person=person, right=right, limit_minor=limit_minor
        )
        for right, limit_minor in {
            **rights.ROLES[command.role],
            **command.limits,
        }.items()
    )
    return person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirePerson:
    """Take all rights from a person who has left, for a reason."""

    entity_id: int
    name: str
    reason: str


@dataclass(eq=False)
class UnknownPerson(Refusal):
    """Nobody of the entity has this name."""

    code: ClassVar[str] = "unknown_person"
    template: ClassVar[str] = "Nobody is known here as {name}."

    name: str


@dataclass(eq=False)
class LastAdministrator(Refusal):
    """Nobody would be left who can appoint people."""

    code: ClassVar[str] = "last_administrator"
    template: ClassVar[str] = (
        "{name} alone can appoint people; appoint another administrator first."
    )

    name: str


@action(Right.ADMINISTER)
def retire_person(command: RetirePerson, act: Act) -> None:
    """Leave a person known, so that what they did keeps its name, without rights.

    Raises:
        UnknownPerson: there is nobody of this name.
        LastAdministrator: nobody else could appoint anybody.
    """
    grants = models.Grant.objects.filter(entity_id=act.entity_id)
    people = models.Person.objects.filter(entity_id=act.entity_id, name=command.name)
    person = people.first()
    if person is None:
        raise UnknownPerson(command.name)
    administrators = grants.filter(right=Right.ADMINISTER).select_for_update()
    if {grant.person_id for grant in administrators} == {person.id}:
        raise LastAdministrator(command.name)
    grants.filter(person=person).delete()
    people.update(role=queries.RETIRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatUser:
    """Let a user of the installation act here as a person who is known."""

    entity_id: int
    user_id: int
    name: str


@action(Right.ADMINISTER)
def seat_user(command: SeatUser, act: Act) -> None:
    """Give a user the seat of a person, instead of any they had here.

    Raises:
        OwnRights: it is the user who asks, on the seat of somebody else.
        UnknownPerson: there is nobody of this name.
    """
    seats = models.Seat.objects.filter(entity_id=act.entity_id)
    own = seats.filter(user_id=command.user_id, person=act.person.name)
    if own.exists() and command.name != act.person.name:
        raise OwnRights(act.person.name)
    of_entity = models.Person.objects.filter(entity_id=act.entity_id)
    if not of_entity.filter(name=command.name).exists():
        raise UnknownPerson(command.name)
    seats.filter(Q(user_id=command.user_id) | Q(person=command.name)).delete()
    models.Seat.objects.create(
        entity_id=act.entity_id, user_id=command.user_id, person=command.name
    )
