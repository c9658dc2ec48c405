"""Run one of PostgreSQL's own programs beside the embedded server.

``python -m duebook.project.postgres pg_dump --format=custom --file=mine.dump duebook``

The program finds the server, and acts as its superuser: a backup as anybody else would
be stopped by the walls between entities.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from duebook.domain.errors import Refusal
from duebook.project.postgres import running
from duebook.project.postgres.binaries import program
from duebook.project.postgres.place import environment
from duebook.project.postgres.preparation import SUPERUSER

if TYPE_CHECKING:
    from pathlib import Path


def main() -> None:
    """Run the program that the arguments name, and end with its exit code."""
    try:
        sys.exit(beside_the_server(*(sys.argv[1:] or ["psql", "duebook"])))
    except Refusal as refusal:
        sys.exit(f"duebook: {refusal}")


def beside_the_server(name: str, *arguments: str, home: Path | None = None) -> int:
    """Run a program while the server of a home is up, and return its exit code.

    Raises:
        Refusal: there is no server.
    """
    with running(home) as cluster:
        found = program(name, cluster.version)
        if found is None:
            sys.stderr.write(f"duebook: {name} does not come with this PostgreSQL.\n")
            return 127
        server = {
            "PGHOST": str(cluster.socket_dir),
            "PGPORT": str(cluster.port),
            "PGUSER": SUPERUSER,
        }
        return subprocess.run(  # noqa: S603 - one of PostgreSQL's
            [found, *arguments], check=False, env=environment() | server
        ).returncode


if __name__ == "__main__":
    main()
