"""Every problem that a file of money can have is on the page about bank files."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "duebook"
FOLDERS = (
    *("formats/bank", "formats/tables"),
    *("apps/banking/actions", "apps/banking/queries"),
)
TELLING = {"told", "tell", "problem", "Problem", "differs", "TableWarning"}
CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
COMPARED = re.compile(r"_compare\(reading, line, .*?\"([a-z ]+)\"")
OPENED = re.compile(r"\(\"([a-z ]+)\", (?:batch|closed)\.")
LISTED = re.compile(r"^\| `([a-z0-9_]+)` *\|", re.MULTILINE)


def told() -> Iterator[str]:
    """The codes that stand in the code, and those that it puts together."""
    for folder in FOLDERS:
        for file in (SOURCE / folder).glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _codes(node)
    nacha = (SOURCE / "formats/bank/nacha.py").read_text(encoding="utf-8")
    for about in (*COMPARED.findall(nacha), *OPENED.findall(nacha)):
        yield f"{about.replace(' ', '_')}_differs"
    for level, what in product(
        ("se", "ge", "iea"), ("missing", "count_differs", "control_differs")
    ):
        yield f"x12_{level}_{what}"


def _codes(call: ast.Call) -> Iterator[str]:
    name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    if name.strip("_") not in TELLING:
        return
    said = [word.value for word in call.keywords if word.arg == "code"]
    for argument in (*call.args, *said):
        value = argument.value if isinstance(argument, ast.Constant) else None
        if isinstance(value, str) and CODE.fullmatch(value):
            yield value


def test_the_page_lists_the_problems_that_the_code_tells() -> None:
    page = (ROOT / "docs" / "reference" / "bank-files.md").read_text(encoding="utf-8")

    assert sorted(LISTED.findall(page)) == sorted(set(told()))
