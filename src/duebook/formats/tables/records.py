"""What a file of rows is once it has been read: cells, layout, table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum


class FileKind(StrEnum):
    """The kinds of file that rows are read from, told by content, not by name."""

    DELIMITED = "delimited"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


class DateOrder(StrEnum):
    """In which order a column writes day, month and year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Content(StrEnum):
    """What the cells of a column look like, by majority."""

    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    BOOLEAN = "boolean"
    EMAIL = "email"
    CURRENCY = "currency"


@dataclass(frozen=True)
class CellError:
    """A spreadsheet cell that holds no value: ``#REF!``, or never computed."""

    code: str


Cell = str | Decimal | bool | dt.date | dt.datetime | dt.time | CellError
"""A cell as it was kept: text in CSV, typed in a spreadsheet; empty is ``""``.

Numbers of a spreadsheet have the fifteen digits that spreadsheets show.
"""


@dataclass(frozen=True)
class ColumnLayout:
    """How one column is written.

    Attributes:
        heading: as in the file; "Column C" where it has none.
        content: what its cells look like.
        decimal: "." or ",", the sign before the fraction.
        date_order: of days written in digits.
        is_guess: nothing in the file decides decimal or order (1,234; 03/04/26);
            a person should look.
    """

    heading: str
    content: Content = Content.TEXT
    decimal: str = "."
    date_order: DateOrder = DateOrder.YMD
    is_guess: bool = False

    def turned(self) -> ColumnLayout:
        """The same with day and month, and point and comma, changed over."""
        return replace(
            self,
            decimal="." if self.decimal == "," else ",",
            date_order=DateOrder.DMY
            if self.date_order is DateOrder.MDY
            else DateOrder.MDY,
        )


@dataclass(frozen=True)
class Layout:
    """How a file is laid out: what was found, or what a person said instead.

    Given to ``read_table``, everything that is not None (or empty) overrides what
    would be found; columns override those with the same heading.

    Attributes:
        encoding, delimiter, quote: of a delimited text; None for a spreadsheet.
        sheet: of a spreadsheet.
        header_row: row number of the headings, from 1; 0 says there are none.
        last_row: row number of the last row of data.
    """

    kind: FileKind | None = None
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    last_row: int | None = None
    columns: tuple[ColumnLayout, ...] = ()


@dataclass(frozen=True)
class TableRow:
    """One row of data, with the number that a spreadsheet program shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class TableWarning:
    """Something a person should know before the rows are used.

    Attributes:
        code: stable, for a program.
        text: a sentence, for a person.
        row: where, if it is one row.
    """

    code: str
    text: str
    row: int | None = None


@dataclass(frozen=True)
class Table:
    """Rows under headings, how they were found, and what is doubtful about them.

    Attributes:
        name: of the file.
        layout: complete; ``layout.columns`` are in the order of the cells.
        rows: in the order of the file, without blank rows; each has as many cells as
            there are columns, or more where the file has cells beyond the headings.
        warnings: in the order of the file.
    """

    name: str
    layout: Layout
    rows: tuple[TableRow, ...]
    warnings: tuple[TableWarning, ...] = field(default=())

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.layout.columns)


Grid = Sequence[Sequence[Cell]]
"""All rows of a sheet, blank ones too; row *i* is number *i* + 1."""


def text_of(cell: Cell) -> str:
    """The cell as text, as a person would type it; numbers without exponent."""
    match cell:
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case Decimal():
            return f"{cell.normalize():f}"
        case CellError():
            return cell.code
        case dt.datetime():
            return cell.isoformat(sep=" ")
        case _:
            return cell.isoformat()


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def width(cells: Sequence[Cell]) -> int:
    """How many cells there are up to the last that is filled."""
    for index in range(len(cells), 0, -1):
        if not is_blank(cells[index - 1]):
            return index
    return 0
