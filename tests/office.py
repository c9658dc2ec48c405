"""Builders of an office for tests: an entity with its chart, periods and people."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from duebook import db
from duebook.apps.audit import queries as audit
from duebook.apps.entities.actions import (
    SYSTEM,
    AppointPerson,
    OpenEntity,
    appoint_person,
    open_entity,
)
from duebook.apps.ledger.actions import (
    KeepAccounts,
    OpenPeriods,
    keep_accounts,
    open_periods,
)

CLERK = "Dana Whitfield"
MANAGER = "Marta Ilić"
NOON = datetime(2026, 11, 3, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """Who says a command, when, under which key: the keywords of every action."""

    actor: str
    key: uuid.UUID
    at: datetime

    def keys(self) -> list[str]:
        return ["actor", "key", "at"]

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)


def by(actor: str = SYSTEM, *, at: datetime = NOON) -> Said:
    """``**by(CLERK)``: a new sending by somebody."""
    return Said(actor, uuid.uuid4(), at)


def an_entity(
    code: str = "HP",
    *,
    currency: str = "USD",
    first: date = date(2026, 1, 1),
    months: int = 24,
    time_zone: str = "America/Chicago",
    **settings: str | int,
) -> int:
    """An entity with the usual chart, open periods, a clerk and a manager."""
    entity_id = open_entity(
        OpenEntity(
            code=code,
            name=f"{code} Ltd",
            address="1 Harbor Street\nPort Alder",
            country="US",
            currency=currency,
            time_zone=time_zone,
            settings=settings,
        ),
        key=uuid.uuid4(),
        at=NOON,
    )
    keep_accounts(KeepAccounts(entity_id=entity_id), **by())
    open_periods(OpenPeriods(entity_id=entity_id, first=first, months=months), **by())
    for name, role in ((CLERK, "coordinator"), (MANAGER, "manager")):
        appoint_person(AppointPerson(entity_id=entity_id, name=name, role=role), **by())
    return entity_id


def chain_holds(entity_id: int) -> bool:
    """Whether the audit chain and the facts under it are as they were written."""
    with db.reading(entity_id):
        broken = [*audit.broken_events(entity_id), *audit.broken_facts(entity_id)]
    assert broken == []
    return True


def a_party(entity_id: int, name: str = "Tidewell Hotels") -> int:
    """A party to bill, with nothing special about it."""
    from duebook.apps.parties import models  # noqa: PLC0415 - replaced by its action

    with db.reading(entity_id):
        db_code = f"P{models.Party.objects.filter(entity_id=entity_id).count() + 1}"
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.entity', %s, true)", [str(entity_id)])
        cursor.execute("SELECT set_config('app.entities', %s, true)", [str(entity_id)])
    return models.Party.objects.create(
        entity_id=entity_id,
        code=db_code,
        name=name,
        sort_name=name.lower(),
        currency="USD",
    ).id
