"""The words of the glossary are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
IN_CODE = re.compile(r"\| ([^|]*`[^|]*) \|$", re.MULTILINE)


def test_each_word_is_used_in_the_code() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    names = {
        name.strip("….")
        for cell in IN_CODE.findall(page)
        for name in re.findall(r"`(?:\w+[.])?([\w…]+)(?:/…)?`", cell)
    }
    code = " ".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py")
    )

    assert len(names) > 50
    assert sorted(name for name in names if name not in code) == []
