"""Tables as people keep them, CSV and spreadsheets: read, mapped, written."""

from __future__ import annotations

from duebook.formats.tables.cells import CellProblem, FieldKind
from duebook.formats.tables.columns import Column, ColumnKind, Value, decimal_of
from duebook.formats.tables.csv_out import write_csv
from duebook.formats.tables.mapping import (
    ColumnChoice,
    ColumnMapping,
    FieldSpec,
    Mend,
    guess_mapping,
    layout_fingerprint,
)
from duebook.formats.tables.read import read_table
from duebook.formats.tables.records import (
    Cell,
    CellError,
    ColumnLayout,
    Content,
    DateOrder,
    FileKind,
    Layout,
    Table,
    TableRow,
    TableWarning,
    text_of,
)
from duebook.formats.tables.rows import (
    BadRow,
    ReadColumn,
    Row,
    bad_rows_file,
    read_columns,
    read_records,
)
from duebook.formats.tables.xlsx_out import Sheet, SheetFull, write_xlsx

__all__ = [
    "BadRow",
    "Cell",
    "CellError",
    "CellProblem",
    "Column",
    "ColumnChoice",
    "ColumnKind",
    "ColumnLayout",
    "ColumnMapping",
    "Content",
    "DateOrder",
    "FieldKind",
    "FieldSpec",
    "FileKind",
    "Layout",
    "Mend",
    "ReadColumn",
    "Row",
    "Sheet",
    "SheetFull",
    "Table",
    "TableRow",
    "TableWarning",
    "Value",
    "bad_rows_file",
    "decimal_of",
    "guess_mapping",
    "layout_fingerprint",
    "read_columns",
    "read_records",
    "read_table",
    "text_of",
    "write_csv",
    "write_xlsx",
]
