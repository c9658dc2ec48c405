"""Why a bank file, or a part of it, was not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duebook.domain.banking import Problem


@dataclass(eq=False)
class UnreadableBankFile(Refusal):
    """A file of a bank that cannot be read as it stands; nothing of it is taken in.

    ``place`` is a line or an element as people count, ``field`` what stands there.
    """

    code: ClassVar[str] = "unreadable_bank_file"
    template: ClassVar[str] = "{format}, {place}, {field}: {reason}"

    format: str
    place: str
    field: str
    reason: str


@dataclass(eq=False)
class FileNotWhole(Refusal):
    """A file that does not agree with itself, where money would move by its word."""

    code: ClassVar[str] = "file_not_whole"
    template: ClassVar[str] = (
        "{name}, {place}, {field}: {sentence} Nothing of the file was posted."
    )

    name: str
    place: str
    field: str
    sentence: str


def require_whole(
    name: str, problems: Iterable[Problem], spoiling: Collection[str]
) -> None:
    """Refuse a file with a problem whose code is one of those that spoil it.

    Raises:
        FileNotWhole: naming the first such problem.
    """
    for problem in problems:
        if problem.code in spoiling:
            raise FileNotWhole(name, problem.place, problem.field, problem.sentence)
