"""Files of money: each is kept once, by the hash of what is in it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.banking import models
from duebook.apps.banking.queries.taken import file_of_hash
from duebook.apps.entities.actions import REFUSED_BY
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duebook.apps.entities.actions import Act
    from duebook.domain.banking import Problem

REFUSED_BY["bank_file_is_taken_in_once"] = (
    "this bank file is being taken in by somebody else."
)


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


def came_before(entity_id: int, content: bytes) -> str | None:
    """The format of the file with this content, if it was taken in before."""
    return file_of_hash(entity_id, _sha256(content))


def keep_file(
    act: Act,
    name: str,
    content: bytes,
    *,
    format_name: str,
    problems: Iterable[Problem],
) -> int:
    """Keep that a file came, with what it did not agree with, and return its id."""
    return models.BankFile.objects.create(
        entity_id=act.entity_id,
        name=name,
        sha256=_sha256(content),
        format=format_name,
        problems=[asdict(problem) for problem in problems],
    ).id


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
