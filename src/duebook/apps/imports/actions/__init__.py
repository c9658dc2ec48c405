"""Writing imports: files taken in and undone, mappings remembered."""

from __future__ import annotations

from duebook.apps.imports.actions.keeping import KeepFile, TakeInKept, keep_file
from duebook.apps.imports.actions.remembering import (
    RememberMapping,
    keep_mapping,
    remember_mapping,
)
from duebook.apps.imports.actions.taking import (
    FileKnown,
    RowsBad,
    SentPaper,
    TakeIn,
    TakenIn,
    take_in,
)
from duebook.apps.imports.actions.undoing import (
    BuiltOn,
    ImportIsUndone,
    ImportUndone,
    UndoImport,
    undo_import,
)

__all__ = [
    "BuiltOn",
    "FileKnown",
    "ImportIsUndone",
    "ImportUndone",
    "KeepFile",
    "RememberMapping",
    "RowsBad",
    "SentPaper",
    "TakeIn",
    "TakeInKept",
    "TakenIn",
    "UndoImport",
    "keep_file",
    "keep_mapping",
    "remember_mapping",
    "take_in",
    "undo_import",
]
