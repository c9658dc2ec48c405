"""Every problem that a text format can tell is on the page about bank files."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TOLD = re.compile(r"\.problem\(\s*\"([a-z_]+)\"")
LISTED = re.compile(r"^\| `([a-z_]+)`", re.MULTILINE)
FORMATS = ("mt940", "bai2", "ofx", "qif", "qif_days")


def test_the_page_lists_the_problems_that_the_code_tells() -> None:
    page = (ROOT / "docs" / "reference" / "bank-files.md").read_text(encoding="utf-8")
    folder = ROOT / "src" / "duebook" / "formats" / "bank"
    code = "".join(
        (folder / f"{name}.py").read_text(encoding="utf-8") for name in FORMATS
    )

    assert sorted(LISTED.findall(page)) == sorted(set(TOLD.findall(code)))
