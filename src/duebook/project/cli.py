"""The ``duebook`` command: a database that runs, up to date, and a room's command.

``duebook --demo …`` works in the demo's office instead of yours.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal
from duebook.project import postgres
from duebook.project.postgres.place import default_home
from duebook.project.secret import kept_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

OFFICE = "duebook"
DEMO = "duebook_demo"
LIST = "list_commands"


@dataclass(eq=False)
class NoSuchCommand(Refusal):
    """A word that is no command of ours."""

    code: ClassVar[str] = "no_such_command"
    template: ClassVar[str] = (
        "There is no command “{name}”; duebook alone lists them all."
    )

    name: str


def main() -> None:
    """Run one command; a refusal is told in a sentence, with exit code 1."""
    name = OFFICE
    if sys.argv[1:2] == ["--demo"]:
        name = DEMO
        del sys.argv[1]
    if sys.argv[1:2] in ([], ["help"], ["-h"], ["--help"]):
        sys.argv[1:] = [LIST]
    sys.argv[1] = sys.argv[1].replace("-", "_")  # commands are modules: open_entity
    if sys.argv[1] == "demo":
        name = DEMO
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duebook.project.settings")
    try:
        if sys.argv[1] == LIST or {"-h", "--help"} & set(sys.argv):
            _tell()
        else:
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


def _tell() -> None:
    """Say what there is to ask for, or what a command takes: no database is needed."""
    import django  # noqa: PLC0415 - settings are read from the environment

    django.setup()
    if sys.argv[1] == LIST:
        list_commands()
    else:
        _execute()


def _execute() -> None:
    from django.core.management import (  # noqa: PLC0415
        execute_from_command_line,
        get_commands,
    )

    if not get_commands().get(sys.argv[1], "").startswith("duebook."):
        raise NoSuchCommand(sys.argv[1].replace("_", "-"))
    execute_from_command_line(sys.argv)


def _carry_out() -> None:
    import django  # noqa: PLC0415 - settings are read from the environment just set
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from duebook.project import readiness  # noqa: PLC0415

    django.setup()
    try:
        readiness.bring_up_to_date()
        readiness.refuse_unsafe_role()
        if "DUEBOOK_SECRET_KEY" not in os.environ:
            settings.SECRET_KEY = kept_key(default_home(lambda _: None))
        _execute()
    finally:
        connections.close_all()


def list_commands() -> None:
    """What an office can ask for, room by room, with a sentence each."""
    from django.core.management import get_commands, load_command_class  # noqa: PLC0415

    from duebook.web.terminal import console, table  # noqa: PLC0415

    ours = sorted(
        (app.rpartition(".")[2], name)
        for name, app in get_commands().items()
        if app.startswith("duebook.")
    )
    rows = [
        (room, name.replace("_", "-"), load_command_class(f"duebook.apps.{room}", name))
        for room, name in ours
        if room != "demo"
    ]
    console.print(
        table(
            "duebook COMMAND --help says more; duebook --demo COMMAND tries it out",
            ("Room", "Command", "What it does"),
            ((room, name, command.help) for room, name, command in rows),
        )
    )


if __name__ == "__main__":
    main()
