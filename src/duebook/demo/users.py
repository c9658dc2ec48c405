"""Who signs in to the demo: everybody of its office, with one password for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from django.db import connection, transaction

from duebook import db
from duebook.apps.accounts.actions import add_user
from duebook.apps.accounts.queries import user_called
from duebook.apps.entities.actions import (
    SYSTEM,
    AppointPerson,
    SeatUser,
    appoint_person,
    new_key,
    seat_user,
)
from duebook.apps.entities.queries import RETIRED, people
from duebook.demo.afresh import ENDING
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PASSWORD: Final = "open the demo door"  # noqa: S105 - everybody may know it
ADMINISTRATOR: Final = "Administrator"
ALSO: Final = {
    "Senior desk": "senior coordinator",
    "Auditor": "auditor",
    ADMINISTRATOR: "administrator",
}
"""People of the demo who only look or administer; the others did its work."""


@dataclass(eq=False)
class NotTheDemo(Refusal):
    """Users whose password everybody knows, in an office that is somebody's."""

    code: ClassVar[str] = "not_the_demo"
    template: ClassVar[str] = (
        "The password of these users is in the documentation, so they are made in "
        "the demo's database alone; this is {database}."
    )

    database: str


def demo_users(entity_ids: Iterable[int], *, at: datetime) -> dict[str, str]:
    """Make and seat a user for everybody of the demo; their names, with their roles.

    Safe to call again.

    Raises:
        NotTheDemo: the database is somebody's office.
    """
    database = connection.settings_dict["NAME"]
    if not database.endswith(ENDING):
        raise NotTheDemo(database)
    roles: dict[str, str] = {}
    with transaction.atomic():
        for entity_id in entity_ids:
            roles |= _seat_all(entity_id, at)
    return roles


def _seat_all(entity_id: int, at: datetime) -> dict[str, str]:
    for name, role in ALSO.items():
        person = AppointPerson(entity_id=entity_id, name=name, role=role)
        appoint_person(person, actor=SYSTEM, key=new_key(), at=at)
    with db.reading(entity_id):
        roles = {one.name: one.role for one in people(entity_id) if one.role != RETIRED}
    for name, role in roles.items():
        plain = name.encode("ascii", "ignore").decode().lower().replace(" ", ".")
        user = user_called(name) or add_user(
            name,
            f"{plain}@demo.example",
            PASSWORD,
            morning_mail=role == "coordinator",
        )
        seat = SeatUser(entity_id=entity_id, user_id=user.pk, name=name)
        seat_user(seat, actor=SYSTEM, key=new_key(), at=at)
    return roles
