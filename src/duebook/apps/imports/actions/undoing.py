"""Undoing an import whole, while nothing that it brought was built on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from duebook.apps.entities.actions import Act, action
from duebook.apps.imports import models
from duebook.apps.imports.actions.taking import one_at_a_time
from duebook.apps.imports.actions.taking_back import TAKERS_BACK, TakenFile
from duebook.apps.imports.actions.writing import WRITERS
from duebook.apps.imports.queries.files import import_by_id, rows_of_file
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


@dataclass(eq=False)
class ImportIsUndone(Refusal):
    """The import was undone before."""

    code: ClassVar[str] = "import_is_undone"
    template: ClassVar[str] = "Import {file_id} was undone before: {reason}"

    file_id: int
    reason: str


@dataclass(eq=False)
class BuiltOn(Refusal):
    """Something was built on what the import brought, so it cannot go."""

    code: ClassVar[str] = "import_is_built_on"
    template: ClassVar[str] = (
        "Import {file_id} stays, because {things} was built on it: {listed}."
    )

    file_id: int
    things: int
    listed: str


_LISTED = 10  # of what was built on an import; the rest is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoImport:
    """Take back all that a file brought, with the reason."""

    entity_id: int
    file_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ImportUndone:
    """The import, and how many of its rows were taken back."""

    file_id: int
    rows: int


@action(Right.PREPARE)
def undo_import(command: UndoImport, act: Act) -> ImportUndone:
    """Make the office what it was before a file was taken in.

    Charges, parties, items and prices that it added are withdrawn, what it changed
    is as it was.  Opening balances and payments are facts and stay on record; each
    is reversed by a fact of its own, so nothing of them is open or counted any more.

    Raises:
        NoSuchImport: there is none of this number.
        ImportIsUndone: it was undone before.
        BuiltOn: something was built on it; it is listed.
    """
    file = import_by_id(act.entity_id, command.file_id)
    right, _ = WRITERS[file.kind]
    act.require(right)
    one_at_a_time(act, file.kind)
    file = import_by_id(act.entity_id, command.file_id)
    if file.state != "taken":
        raise ImportIsUndone(file.id, file.undo_reason)
    rows = rows_of_file(act.entity_id, file.id)
    taken = TakenFile(act=act, file=file, rows=rows, reason=command.reason.strip())
    built = TAKERS_BACK[file.kind](taken)
    if built:
        raise BuiltOn(file.id, len(built), _in_words(built))
    models.ImportRow.objects.filter(entity_id=act.entity_id, file_id=file.id).update(
        is_undone=True
    )
    models.ImportFile.objects.filter(entity_id=act.entity_id, id=file.id).update(
        state="undone", undo_reason=taken.reason
    )
    return ImportUndone(file.id, len(rows))


def _in_words(built: list[str]) -> str:
    more = len(built) - _LISTED
    rest = [f"and {more} more"] if more > 0 else []
    return "; ".join([*built[:_LISTED], *rest])
