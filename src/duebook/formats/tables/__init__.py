"""Tables as people keep them, CSV and spreadsheets: read, mapped, written."""

from __future__ import annotations

from duebook.formats.tables.cells import CellProblem, FieldKind
from duebook.formats.tables.columns import Column, ColumnKind, Value, decimal_of
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
from duebook.formats.tables.write_csv import write_csv
from duebook.formats.tables.write_xlsx import Sheet, SheetFull, write_xlsx

__all__ = [
    "Cell",
    "CellError",
    "CellProblem",
    "Column",
    "ColumnKind",
    "ColumnLayout",
    "Content",
    "DateOrder",
    "FieldKind",
    "FileKind",
    "Layout",
    "Sheet",
    "SheetFull",
    "Table",
    "TableRow",
    "TableWarning",
    "Value",
    "decimal_of",
    "read_table",
    "text_of",
    "write_csv",
    "write_xlsx",
]
