"""Files of money: each is kept once, by the hash of what is in it."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import TYPE_CHECKING

from duebook.apps.banking import models
from duebook.apps.banking.queries.taken import file_of_hash
from duebook.apps.entities.actions import REFUSED_BY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duebook.apps.entities.actions import Act
    from duebook.domain.banking import Problem

REFUSED_BY["bank_file_is_taken_in_once"] = (
    "this bank file is being taken in by somebody else."
)


def came_before(entity_id: int, content: bytes) -> str | None:
    """The format of the file with this content, if it was taken in before."""
    return file_of_hash(entity_id, sha256_of(content))


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
        sha256=sha256_of(content),
        format=format_name,
        problems=[asdict(problem) for problem in problems],
    ).id


def sha256_of(content: bytes) -> str:
    """The name under which a file is known."""
    return hashlib.sha256(content).hexdigest()
