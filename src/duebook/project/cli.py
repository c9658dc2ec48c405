"""The ``duebook`` command: a database that runs, up to date, and a room's command.

``duebook --demo …`` works in the demo's office instead of yours.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from duebook.domain.errors import Refusal
from duebook.project import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

OFFICE = "duebook"
DEMO = "duebook_demo"


def main() -> None:
    """Run one command; a refusal is told in a sentence, with exit code 1."""
    arguments = sys.argv[1:]
    name = DEMO if arguments[:1] in (["--demo"], ["demo"]) else OFFICE
    if arguments[:1] == ["--demo"]:
        del sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duebook.project.settings")
    try:
        with database(name):
            _carry_out()
    except Refusal as refusal:
        sys.exit(f"duebook: {refusal}")


def database(name: str) -> AbstractContextManager[None]:
    """The server named by ``DATABASE_URL``, else the embedded one, for this process."""
    if "DATABASE_URL" in os.environ:
        return nullcontext()
    return _embedded(name)


@contextmanager
def _embedded(name: str) -> Iterator[None]:
    with postgres.running() as cluster:
        postgres.ensure_database(cluster, name)
        os.environ["DATABASE_URL"] = cluster.url(name, postgres.APP)
        os.environ["DATABASE_OWNER_URL"] = cluster.url(name, postgres.OWNER)
        yield


def _carry_out() -> None:
    import django  # noqa: PLC0415 - settings are read from the environment just set
    from django.core.management import execute_from_command_line  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    django.setup()
    try:
        bring_up_to_date()
        execute_from_command_line(sys.argv)
    finally:
        connections.close_all()


def bring_up_to_date() -> None:
    """Run the migrations that the database has not seen, as its owner."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database="owner", verbosity=0)
    owner.close()


if __name__ == "__main__":
    main()
