"""An empty database for the demo, and none but a demo's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from django.core.management import call_command
from django.db import connections

from duebook.apps.entities import queries as entities
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ENDING: Final = "_demo"
"""How the name of a database must end that a demo may empty."""


@dataclass(eq=False)
class NotADemoDatabase(Refusal):
    """The database may be somebody's office."""

    code: ClassVar[str] = "not_a_demo_database"
    template: ClassVar[str] = (
        "The demo empties its database first, so it works only in one whose name "
        "ends in “{ending}”. DATABASE_URL names “{database}”."
    )

    database: str
    ending: str


def start_afresh() -> bool:
    """Empty the demo's database of an earlier demo, and say whether there was one.

    Everything that the owner has made in it is dropped and made again by the
    migrations.  Both connections are asked for the name of their database, which no
    address can disguise.

    Raises:
        NotADemoDatabase: its name does not end as a demo's.
    """
    for alias in ("default", "owner"):
        _refuse_an_office(connections[alias])
    if not entities.all_ids():
        return False
    connections["default"].close()
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP OWNED BY CURRENT_USER")
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    return True


def _refuse_an_office(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        [database] = cursor.fetchone()
    if not database.endswith(ENDING):
        raise NotADemoDatabase(database, ENDING)
