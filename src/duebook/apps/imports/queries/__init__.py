"""Reading imports: what a file would do, what was taken in, what is remembered."""

from __future__ import annotations

from duebook.apps.imports.queries.files import (
    FileTaken,
    NoBadRows,
    NoSuchImport,
    bad_rows,
    import_by_id,
    imports,
    rows_of_file,
)
from duebook.apps.imports.queries.planning import Outcome, Planned
from duebook.apps.imports.queries.preview import Preview, preview
from duebook.apps.imports.queries.reading import (
    NOTHING_SAID,
    ColumnMissing,
    NoSuchColumn,
    NoSuchField,
    NoSuchKind,
    Said,
    as_said,
    usual_order,
)
from duebook.apps.imports.queries.sources import remembered, sources
from duebook.apps.imports.queries.ties import (
    Tie,
    TotalDiffers,
    TotalOfSeveralCurrencies,
)

__all__ = [
    "NOTHING_SAID",
    "ColumnMissing",
    "FileTaken",
    "NoBadRows",
    "NoSuchColumn",
    "NoSuchField",
    "NoSuchImport",
    "NoSuchKind",
    "Outcome",
    "Planned",
    "Preview",
    "Said",
    "Tie",
    "TotalDiffers",
    "TotalOfSeveralCurrencies",
    "as_said",
    "bad_rows",
    "import_by_id",
    "imports",
    "preview",
    "remembered",
    "rows_of_file",
    "sources",
    "usual_order",
]
