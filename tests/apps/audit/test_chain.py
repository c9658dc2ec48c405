"""The chain of events: complete, linked, and true of the facts."""

from __future__ import annotations

import pytest

from duebook.apps.audit.actions import KeySpentOtherwise
from duebook.apps.entities.actions import AppointPerson, appoint_person
from tests.office import an_entity, by, chain_holds

pytestmark = pytest.mark.django_db


def test_a_new_office_has_a_chain_that_holds() -> None:
    entity_id = an_entity()

    assert chain_holds(entity_id)


def test_the_same_key_twice_acts_once() -> None:
    entity_id = an_entity()
    said = by()
    command = AppointPerson(entity_id=entity_id, name="Ana", role="coordinator")

    first = appoint_person(command, **said)
    second = appoint_person(command, **said)

    assert first == second


def test_a_key_spent_on_something_else_is_refused() -> None:
    entity_id = an_entity()
    said = by()
    appoint_person(
        AppointPerson(entity_id=entity_id, name="Ana", role="coordinator"), **said
    )

    with pytest.raises(KeySpentOtherwise):
        appoint_person(
            AppointPerson(entity_id=entity_id, name="Ben", role="manager"), **said
        )
