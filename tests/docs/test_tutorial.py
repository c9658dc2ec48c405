"""The tutorial is run as it stands: every command, every line it says is printed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duebook.project import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorial"
MONDAY_MORNING = "2026-11-02T17:00"  # UTC: nine o'clock in Portland
WIDTH = 84  # columns of the terminal that the page was copied from


@dataclass(frozen=True)
class Typed:
    """A command of the page, and the lines below it; “…” stands for any."""

    line: str
    printed: tuple[str, ...]


def typed_in(page: str) -> list[Typed]:
    """The commands in a page's ``console`` blocks, with what each prints."""
    commands: list[Typed] = []
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        for part in block.replace("\\\n", "").split("$ ")[1:]:
            line, *printed = part.rstrip().splitlines()
            commands.append(Typed(line, tuple(printed)))
    return commands


@pytest.fixture
def office(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an office that nobody has used before."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o711)
    with postgres.running(tmp_path, durable=False) as cluster:
        postgres.ensure_database(cluster, "office")
        yield {
            "DATABASE_URL": cluster.url("office", postgres.APP),
            "DATABASE_OWNER_URL": cluster.url("office", postgres.OWNER),
        }


def test_the_first_month_goes_as_the_tutorial_says(
    office: dict[str, str], tmp_path: Path
) -> None:
    commands = typed_in((TUTORIAL / "first-month.md").read_text())
    folder = tmp_path / "first-month"
    shutil.copytree(TUTORIAL / "files", folder)

    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", "tests.docs.at_the_terminal", MONDAY_MORNING],
        input="".join(f"{command.line}\n" for command in commands),
        env={
            **os.environ,
            **office,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
            "COLUMNS": str(WIDTH),
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert len(commands) == len(answers) > 30
    for command, (code, printed) in zip(commands, answers, strict=True):
        is_refused = command.printed[:1] and command.printed[0].startswith("duebook: ")
        assert bool(code) is bool(is_refused), (command.line, printed)
        _assert_in_order(command, [line.rstrip() for line in printed.splitlines()])
    assert (folder / "october" / "INV-2026-00002.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "october" / "quickbooks.iif").stat().st_size > 1000


def _assert_in_order(command: Typed, printed: list[str]) -> None:
    """Each line of the page is printed, none before the one above it."""
    rest = iter(printed)
    for line in command.printed:
        assert line == "…" or line in rest, (command.line, line, printed)
