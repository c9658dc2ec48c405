"""Every command that a page shows is one that the terminal understands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from duebook.apps.entities.management.office import OfficeCommand

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = re.compile(r"^\s*(?:\$ )?(?:\.venv/bin/)?duebook ([^#\n]+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(?:console|sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?:\]\(|src=\"|srcset=\")(?!https?:)([^)#\"]+)")


def commands_in(page: Path) -> list[list[str]]:
    """The words of each command in a page's blocks, without “duebook”."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    lines = [
        line
        for block in blocks
        for line in SHOWN.findall(block.replace("\\\n", ""))
        if "…" not in line
    ]
    return [shlex.split(line) for line in lines]


SAID = [(page, words) for page in PAGES for words in commands_in(page)]


@pytest.mark.parametrize(
    ("page", "words"), SAID, ids=[f"{page.stem}: {' '.join(w)}" for page, w in SAID]
)
def test_the_terminal_understands(page: Path, words: list[str]) -> None:
    assert page.exists()
    name = words[0].replace("-", "_")
    assert name in get_commands(), f"no command {words[0]}"

    command = load_command_class(get_commands()[name], name)
    left_out = isinstance(command, OfficeCommand) and "--entity" not in words
    command.create_parser("duebook", name).parse_args(
        [*words[1:], *(["--entity", "PB"] if left_out else [])]
    )


def test_pages_show_commands() -> None:
    assert len(SAID) > 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
