"""Reading entities, people, rights and number series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.entities import models
from duebook.documents.records import (
    BankDetails,
    Fact,
    Letterhead,
    Logo,
    NumberKind,
)
from duebook.domain import rights
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(eq=False)
class UnknownEntity(Refusal):
    """No entity has this code."""

    code: ClassVar[str] = "unknown_entity"
    template: ClassVar[str] = "There is no entity {entity}."

    entity: str


def all_ids() -> list[int]:
    """The ids of all entities of the installation, whoever may read them."""
    return [
        row[0] for row in db.tuples_of("SELECT id FROM entities_known ORDER BY id", {})
    ]


def is_code_taken(code: str) -> bool:
    """Whether an entity of the installation has this code."""
    asked = "SELECT FROM entities_known WHERE code = %(code)s"
    return bool(db.tuples_of(asked, {"code": code}))


def entity(entity_id: int) -> models.Entity:
    """The entity entered, as a row."""
    return models.Entity.objects.get(id=entity_id)


def entities() -> Sequence[models.Entity]:
    """All entities that this transaction may read, by code."""
    return list(models.Entity.objects.order_by("code"))


def entity_by_code(code: str) -> models.Entity:
    """The entity that people call by ``code``, among all of the installation.

    Raises:
        UnknownEntity: none has it.
    """
    with db.reading(*all_ids()):
        found = models.Entity.objects.filter(code=code).first()
    if found is None:
        raise UnknownEntity(code)
    return found


def person(entity_id: int, name: str) -> rights.Person:
    """A person of the entity with its rights; a stranger has none."""
    grants = models.Grant.objects.filter(
        entity_id=entity_id, person__entity_id=entity_id, person__name=name
    ).values_list("right", "limit_minor")
    return rights.Person(
        name, {rights.Right(right): limit_minor for right, limit_minor in grants}
    )


def place_and_person(entity_id: int, name: str) -> tuple[str, str, rights.Person]:
    """An entity's time zone and currency, and somebody of it; one statement.

    Raises:
        UnknownEntity: there is none, or this transaction may not read it.
    """
    rows = db.tuples_of(
        "SELECT entity.time_zone, entity.currency, held.right, held.limit_minor"
        " FROM entities_entity AS entity"
        " LEFT JOIN entities_person AS person"
        " ON person.entity_id = entity.id AND person.name = %(name)s"
        " LEFT JOIN entities_grant AS held"
        " ON held.entity_id = entity.id AND held.person_id = person.id"
        " WHERE entity.id = %(entity)s",
        {"entity": entity_id, "name": name},
    )
    if not rows:
        raise UnknownEntity(str(entity_id))
    limits = {
        rights.Right(right): limit_minor for _, _, right, limit_minor in rows if right
    }
    time_zone, currency, *_ = rows[0]
    return time_zone, currency, rights.Person(name, limits)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """Somebody's place in an entity: who they are there, and what they may do.

    ``limits_json`` is how the database tells the limits by right.
    """

    entity_id: int
    code: str
    name: str
    currency: str
    time_zone: str
    language: str
    is_practice: bool
    person: str
    role: str
    limits_json: str

    @cached_property
    def limits(self) -> Mapping[rights.Right, int | None]:
        """The rights held here, each with its limit in minor units."""
        told: dict[str, int | None] = json.loads(self.limits_json)
        return {rights.Right(right): limit_minor for right, limit_minor in told.items()}


def seats(user_id: int) -> list[Seat]:
    """The places of a user, by the entities' names."""
    mine = models.Seat.objects.filter(user_id=user_id)
    held = list(mine.values_list("entity_id", flat=True))
    if not held:
        return []
    with db.reading(*held):
        return db.rows_of(
            Seat,
            "SELECT entity.id AS entity_id, entity.code, entity.name, entity.currency,"
            " entity.time_zone, entity.language, entity.is_practice, seat.person,"
            " person.role,"
            " coalesce((SELECT jsonb_object_agg(held.right, held.limit_minor)"
            " FROM entities_grant AS held WHERE held.entity_id = entity.id"
            " AND held.person_id = person.id), '{}')::text AS limits_json"
            " FROM entities_seat AS seat"
            " JOIN entities_entity AS entity ON entity.id = seat.entity_id"
            " JOIN entities_person AS person ON person.entity_id = seat.entity_id"
            " AND person.name = seat.person"
            " WHERE seat.user_id = %(user)s AND person.role <> %(retired)s"
            " ORDER BY entity.name, entity.id",
            {"user": user_id, "retired": RETIRED},
        )


def users_seated(entity_id: int) -> dict[str, int]:
    """The users of the installation who sit in an entity, by person."""
    return dict(
        models.Seat.objects.filter(entity_id=entity_id).values_list("person", "user_id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Somebody known to the entity, with what they may do."""

    id: int
    name: str
    role: str
    email: str
    limits: Mapping[rights.Right, int | None]


RETIRED = "retired"
"""The role of those who have left: it holds no right."""


def people(entity_id: int) -> list[Known]:
    """Everybody of the entity by name, those who have left included."""
    limits: dict[int, dict[rights.Right, int | None]] = {}
    for person_id, right, limit_minor in (
        models.Grant.objects.filter(entity_id=entity_id)
        .order_by("right")
        .values_list("person_id", "right", "limit_minor")
    ):
        limits.setdefault(person_id, {})[rights.Right(right)] = limit_minor
    return [
        Known(
            id=one.id,
            name=one.name,
            role=one.role,
            email=one.email,
            limits=limits.get(one.id, {}),
        )
        for one in models.Person.objects.filter(entity_id=entity_id).order_by("name")
    ]


def letterhead(entity_id: int) -> Letterhead:
    """The entity as it prints itself on documents today."""
    row = entity(entity_id)
    return letterhead_of({name: getattr(row, name) for name in PRINTED})


PRINTED = (
    *("name", "address", "country", "tax_id", "registration", "email", "phone"),
    *("website", "bank_name", "iban", "bic", "remit_to", "logo", "footer", "paper"),
)
"""The columns of an entity that stand on its documents."""


def letterhead_of(issuer: Mapping[str, str]) -> Letterhead:
    """The issuer of ``PRINTED`` columns, of today or kept, as it prints itself."""
    scheme = "US-EIN" if issuer["country"] == "US" else ""
    numbers = (
        Fact(label=number_kind(issuer["tax_id"], scheme), text=issuer["tax_id"]),
        Fact(label=NumberKind.REGISTRATION, text=issuer["registration"]),
    )
    bank = BankDetails(
        holder=issuer["name"],
        bank=issuer["bank_name"],
        iban=issuer["iban"],
        bic=issuer["bic"],
    )
    return Letterhead(
        name=issuer["name"],
        address_lines=tuple(issuer["address"].splitlines()),
        tax_ids=tuple(number for number in numbers if number.text),
        phone=issuer["phone"],
        email=issuer["email"],
        website=issuer["website"],
        bank=bank if issuer["iban"] or issuer["bank_name"] else None,
        remit_to=tuple(issuer["remit_to"].splitlines()),
        logo=Logo(svg=issuer["logo"], alt=issuer["name"]) if issuer["logo"] else None,
        footer=issuer["footer"],
    )


def number_kind(number: str, scheme: str = "") -> NumberKind:
    """What kind of tax number this is; a VAT number begins with its country."""
    if scheme.endswith("-VAT") or (not scheme and number[:2].isalpha()):
        return NumberKind.VAT_ID
    return NumberKind.EIN if scheme == "US-EIN" else NumberKind.TAX_ID


@dataclass(frozen=True, slots=True)
class Series:
    """A number series of a year; ``next`` is the number that is given out next."""

    kind: str
    year: int
    pattern: str
    next: int


def number_series(entity_id: int) -> list[Series]:
    """The number series of the entity, the newest year first."""
    rows = models.NumberSeries.objects.filter(entity_id=entity_id)
    found = rows.order_by("-year", "kind").values_list(
        "kind", "year", "pattern", "next"
    )
    return [Series(*row) for row in found]
