"""Texts of templates as a folder, which is what a press takes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def folder_of(texts: Sequence[tuple[str, str]]) -> Path:
    """A folder that holds templates by name; the same texts are in the same folder.

    It is this process's own, and goes with it.
    """
    return Path(_made(tuple(texts)).name)


@lru_cache(maxsize=64)
def _made(texts: tuple[tuple[str, str], ...]) -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="duebook-kept-")
    for name, text in texts:
        (Path(made.name) / name).write_text(text, encoding="utf-8")
    return made
