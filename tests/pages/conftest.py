"""Somebody who is signed in and sits in an entity of a test's own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Protocol

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from duebook.apps.accounts.actions import add_user
from duebook.apps.entities.actions import (
    AppointPerson,
    SeatUser,
    appoint_person,
    seat_user,
)
from tests.office import an_entity, by

if TYPE_CHECKING:
    from duebook.apps.accounts.models import User

NAMES = {
    "coordinator": "Dana Whitfield",
    "senior coordinator": "Priya Raman",
    "manager": "Marta Ilić",
    "accountant": "Ines Duarte",
    "auditor": "Noor Haddad",
    "administrator": "Ada Brandt",
}
"""Who plays each role in the tests of pages."""

_numbers = itertools.count(1)


class Seating(Protocol):
    """``seated("auditor", "hp")``: a client, the entity as addresses name it, its id.

    The entity is made, with chart and periods, where there is none of this code.
    """

    def __call__(
        self, role: str = "manager", code: str = "hp"
    ) -> tuple[Client, str, int]: ...


@pytest.fixture
def seated(db: None) -> Seating:  # noqa: ARG001 - the rows are taken back afterwards
    """Sit somebody down; the person is the one whom ``NAMES`` gives for the role."""
    opened: dict[str, int] = {}

    def sit(role: str = "manager", code: str = "hp") -> tuple[Client, str, int]:
        if code not in opened:
            opened[code] = an_entity(code.upper())
        entity_id = opened[code]
        name = NAMES[role]
        appoint_person(AppointPerson(entity_id=entity_id, name=name, role=role), **by())
        user = _user_of(name)
        seat = SeatUser(entity_id=entity_id, user_id=user.pk, name=name)
        seat_user(seat, **by())
        client = Client()
        client.force_login(user)
        return client, code, entity_id

    return sit


def _user_of(name: str) -> User:
    known = get_user_model().objects.filter(username=name).first()
    return known or add_user(name, f"user{next(_numbers)}@example.com")
