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

_DEMO: Final = 0x64656D6F
"""The advisory lock of a demo at work."""


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


@dataclass(eq=False)
class DemoAtWork(Refusal):
    """Two demos cannot build the same office."""

    code: ClassVar[str] = "demo_at_work"
    template: ClassVar[str] = (
        "Another demo is at work in “{database}”; wait until it is done."
    )

    database: str


def start_afresh() -> bool:
    """Empty the demo's database of an earlier demo, and say whether there was one.

    Everything that the owner has made in it is dropped and made again by the
    migrations.  Both connections are asked for the name of their database, which no
    address can disguise.  The lock lasts as long as our connection.

    Raises:
        NotADemoDatabase: its name does not end as a demo's.
        DemoAtWork: another process is building its demo there.
    """
    for alias in ("default", "owner"):
        _refuse_an_office(connections[alias])
    _be_alone(connections["default"])
    if not entities.all_ids():
        return False
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP OWNED BY CURRENT_USER")
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    return True


def _refuse_an_office(connection: BaseDatabaseWrapper) -> None:
    database = _name_of(connection)
    if not database.endswith(ENDING):
        raise NotADemoDatabase(database, ENDING)


def _be_alone(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_DEMO])
        [is_ours] = cursor.fetchone()
    if not is_ours:
        raise DemoAtWork(_name_of(connection))


def _name_of(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        [database] = cursor.fetchone()
    return str(database)
