"""Files that were taken in: which, by whom, how their rows ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.imports import models
from duebook.apps.papers import queries as papers
from duebook.domain.errors import Absent, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

BAD_ROWS = "bad_rows"
"""The role under which the rows that were refused are kept with their file."""


@dataclass(eq=False)
class NoSuchImport(Absent):
    """No import of the entity has this number."""

    code: ClassVar[str] = "no_such_import"
    template: ClassVar[str] = "There is no import {file_id}."

    file_id: int


@dataclass(eq=False)
class NoBadRows(Refusal):
    """The import took in every row."""

    code: ClassVar[str] = "no_bad_rows"
    template: ClassVar[str] = "Import {file_id} left no row behind."

    file_id: int


@dataclass(frozen=True, slots=True)
class FileTaken:
    """A file that was taken in, and how many of its rows ended in which way."""

    id: int
    kind: str
    source: str
    name: str
    sha256: str
    state: str
    actor: str
    created: int
    updated: int
    unchanged: int
    known: int
    bad: int
    undo_reason: str
    at: datetime
    event_id: int


_COLUMNS = tuple(FileTaken.__dataclass_fields__)


def standing_file(entity_id: int, kind: str, sha256: str) -> FileTaken | None:
    """The import of exactly these bytes, unless it was undone."""
    row = (
        models.ImportFile.objects.filter(
            entity_id=entity_id, kind=kind, sha256=sha256, state="taken"
        )
        .values_list(*_COLUMNS)
        .first()
    )
    return None if row is None else FileTaken(*row)


def imports(entity_id: int) -> list[FileTaken]:
    """All files that were taken in, the last one first."""
    rows = models.ImportFile.objects.filter(entity_id=entity_id).order_by("-id")
    return [FileTaken(*row) for row in rows.values_list(*_COLUMNS)]


def import_by_id(entity_id: int, file_id: int) -> FileTaken:
    """One file that was taken in.

    Raises:
        NoSuchImport: there is none of this number.
    """
    row = (
        models.ImportFile.objects.filter(entity_id=entity_id, id=file_id)
        .values_list(*_COLUMNS)
        .first()
    )
    if row is None:
        raise NoSuchImport(file_id)
    return FileTaken(*row)


def rows_of_file(entity_id: int, file_id: int) -> Sequence[models.ImportRow]:
    """What the rows of a file made, in its order."""
    return list(
        models.ImportRow.objects.filter(entity_id=entity_id, file_id=file_id).order_by(
            "number"
        )
    )


def bad_rows(entity_id: int, file_id: int) -> tuple[str, bytes]:
    """The rows that an import left behind, to be fixed and sent: file name and bytes.

    Raises:
        NoBadRows: there are none.
    """
    kept = papers.attachments_of(entity_id, "import", [file_id], role=BAD_ROWS)
    if file_id not in kept:
        raise NoBadRows(file_id)
    attached = kept[file_id][0]
    return attached.name, papers.paper(entity_id, attached.paper_id)
