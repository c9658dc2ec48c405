"""The ``duebook`` command, before it needs a database."""

from __future__ import annotations

import subprocess
import sys

import pytest

NOWHERE = {
    "DATABASE_URL": "postgresql:///nowhere?host=/nonexistent",
    "PYTHONPATH": "src",
}


def duebook(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "duebook.project.cli", *arguments],
        env=NOWHERE,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("asked", [(), ("help",), ("--help",), ("--demo",)])
def test_it_lists_its_commands(asked: tuple[str, ...]) -> None:
    done = duebook(*asked)

    assert done.returncode == 0, done.stderr
    assert "open-entity" in done.stdout
    assert "runserver" not in done.stdout


def test_a_command_says_what_it_takes() -> None:
    done = duebook("open-entity", "--help")

    assert done.returncode == 0, done.stderr
    assert " open-entity [-h] --name NAME" in done.stdout


def test_an_unknown_command_is_told() -> None:
    assert "no command “favours”" in duebook("favours", "--help").stderr


def test_a_command_needs_the_database() -> None:
    done = duebook("check")

    assert done.returncode == 1
    assert done.stderr.startswith("duebook: The database cannot be reached: ")
