"""A backup of the embedded database, taken back into an empty one."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from duebook.project import postgres
from duebook.project.postgres.__main__ import beside_the_server

if TYPE_CHECKING:
    from pathlib import Path

OPEN = (
    *("open-entity", "PB", "--name", "Pine & Bell", "--address", "40 Pine Street"),
    *("--country", "US", "--currency", "USD", "--time-zone", "America/Los_Angeles"),
    *("--first", "2026-10-01", "--owner", "Dana"),
)


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders that the server's account can pass through."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    return tmp_path / "first", tmp_path / "second"


def duebook(home: Path, *arguments: str) -> str:
    with postgres.running(home, durable=False) as cluster:
        postgres.ensure_database(cluster, "duebook")
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "duebook.project.cli", *arguments],
            env={
                **os.environ,
                "PYTHONPATH": "src",
                "DATABASE_URL": cluster.url("duebook", postgres.APP),
                "DATABASE_OWNER_URL": cluster.url("duebook", postgres.OWNER),
            },
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout


def test_a_backup_is_restored_whole(homes: tuple[Path, Path], tmp_path: Path) -> None:
    first, second = homes
    backup = str(tmp_path / "office.dump")
    duebook(first, *OPEN)

    dumped = beside_the_server(
        *("pg_dump", "--format=custom", f"--file={backup}", "duebook"), home=first
    )
    restored = beside_the_server(
        *("pg_restore", "--create", "--exit-on-error", "--dbname=postgres", backup),
        home=second,
    )

    assert (dumped, restored) == (0, 0)
    assert "in 1 entity" in duebook(second, "check")
    assert duebook(second, "appoint", "Kim", *KIM) == "Kim is coordinator now.\n"


KIM = ("--entity", "PB", "--as", "Dana", "--role", "coordinator")


def test_an_unknown_program_is_told(
    homes: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert beside_the_server("pg_gossip", home=homes[0]) == 127
    assert "pg_gossip does not come" in capsys.readouterr().err
