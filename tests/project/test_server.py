"""A named server instead of the embedded one: ``DATABASE_URL`` and its owner's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

from duebook.project import postgres


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Cluster]:
    """A server that somebody else runs: for the command it is only an address."""
    with tempfile.TemporaryDirectory(prefix="duebook-server-") as folder:
        Path(folder).chmod(0o711)
        with postgres.running(Path(folder), durable=False) as cluster:
            postgres.ensure_database(cluster, "office")
            yield cluster


def duebook(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "DATABASE_OWNER_URL"}
    }
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "duebook.project.cli", *arguments],
        env={**kept, "PYTHONPATH": "src", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_without_the_owner_an_empty_database_is_refused(
    server: postgres.Cluster,
) -> None:
    done = duebook("check", DATABASE_URL=server.url("office", postgres.APP))

    assert done.returncode == 1
    assert "migrations behind" in done.stderr


def test_a_database_that_is_not_there_is_told(server: postgres.Cluster) -> None:
    done = duebook("check", DATABASE_URL=server.url("nowhere", postgres.APP))

    assert done.returncode == 1
    assert done.stderr.startswith("duebook: The database cannot be reached: ")
    assert 'database "nowhere" does not exist' in done.stderr


def test_the_owner_migrates_and_the_app_works(server: postgres.Cluster) -> None:
    app = server.url("office", postgres.APP)

    first = duebook(
        "check",
        DATABASE_URL=app,
        DATABASE_OWNER_URL=server.url("office", postgres.OWNER),
    )
    second = duebook("check", DATABASE_URL=app)

    assert first.returncode == 0, first.stderr
    assert second.returncode == 0, second.stderr
    assert "The books hold" in second.stdout


def test_the_owner_is_refused_as_the_app(server: postgres.Cluster) -> None:
    owner = server.url("office", postgres.OWNER)

    done = duebook("check", DATABASE_URL=owner, DATABASE_OWNER_URL=owner)

    assert done.returncode == 1
    assert "owns the tables" in done.stderr
