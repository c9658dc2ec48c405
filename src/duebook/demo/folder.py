"""The folder in which the demo puts all that it makes."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGN: Final = "READ ME.txt"
_WORDS: Final = (
    "Made by “duebook demo”: imaginary parties, imaginary amounts, real documents.\n"
    "The next demo empties this folder first.\n"
)


@dataclass(eq=False)
class NotOurFolder(Refusal):
    """A folder of this name holds something that no demo has made."""

    code: ClassVar[str] = "not_our_folder"
    template: ClassVar[str] = (
        "{folder} is not empty and was not made by a demo. Name another with --out."
    )

    folder: str


def empty_folder(path: Path) -> Path:
    """An empty folder, in which nothing but an earlier demo's files is lost.

    Raises:
        NotOurFolder: there is something else in it.
    """
    if path.exists() and any(path.iterdir()):
        if not (path / _SIGN).is_file():
            raise NotOurFolder(str(path))
        shutil.rmtree(path)
    path.mkdir(parents=True, exist_ok=True)
    (path / _SIGN).write_text(_WORDS, encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the things of one entity lie, by what they are."""

    path: Path

    def __getitem__(self, what: str) -> Path:
        place = self.path / what
        place.mkdir(parents=True, exist_ok=True)
        return place

    def counts(self) -> Iterator[tuple[Path, int]]:
        """Each part of the shelf that holds files, and how many."""
        for place in sorted(self.path.iterdir()):
            files = sum(1 for one in place.iterdir() if one.is_file())
            if files:
                yield place, files
