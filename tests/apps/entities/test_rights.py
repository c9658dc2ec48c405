"""Nobody decides on their own rights."""

from __future__ import annotations

import pytest

from duebook.apps.accounts.actions import add_user
from duebook.apps.entities.actions import (
    AppointPerson,
    OwnRights,
    SeatUser,
    appoint_person,
    seat_user,
)
from duebook.domain.rights import Right
from tests.office import MANAGER, an_entity, by

pytestmark = pytest.mark.django_db

ADA = "Ada Brandt"


@pytest.fixture
def office() -> int:
    entity_id = an_entity()
    administers = {Right.ADMINISTER: None}
    ada = AppointPerson(
        entity_id=entity_id, name=ADA, role="auditor", limits=administers
    )
    appoint_person(ada, **by())
    return entity_id


def test_nobody_raises_their_own_limit(office: int) -> None:
    raised = AppointPerson(
        entity_id=office, name=ADA, role="manager", limits={Right.REFUND: 10_000_00}
    )
    with pytest.raises(OwnRights, match="Another administrator"):
        appoint_person(raised, **by(ADA))


def test_nobody_takes_a_seat_that_may_do_more(office: int) -> None:
    user = add_user(ADA, "ada@example.com")
    seat_user(SeatUser(entity_id=office, user_id=user.pk, name=ADA), **by())

    with pytest.raises(OwnRights):
        seat_user(SeatUser(entity_id=office, user_id=user.pk, name=MANAGER), **by(ADA))
