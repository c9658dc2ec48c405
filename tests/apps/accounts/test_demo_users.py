"""Users with a password that everybody knows are made in the demo alone."""

from __future__ import annotations

import pytest
from django.db import connection

from duebook.apps.accounts.queries import user_called
from duebook.apps.entities.queries import seats
from duebook.demo import users
from duebook.demo.users import NotTheDemo, demo_users
from tests.office import CLERK, NOON, an_entity

pytestmark = pytest.mark.django_db


def test_somebodys_office_gets_none() -> None:
    with pytest.raises(NotTheDemo):
        demo_users([an_entity()], at=NOON)


def test_everybody_of_the_demo_sits_in_each_entity(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(users, "ENDING", connection.settings_dict["NAME"])
    entities = [an_entity("HP"), an_entity("NG")]

    made = demo_users(entities, at=NOON)

    assert {CLERK, "Auditor"} <= made.keys()
    clerk = user_called(CLERK)
    assert clerk is not None
    assert clerk.check_password(users.PASSWORD)
    assert [seat.code for seat in seats(clerk.pk)] == ["HP", "NG"]
    assert demo_users(entities, at=NOON) == made
