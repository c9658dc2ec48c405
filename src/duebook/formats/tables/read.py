"""Bytes to a table: the one way in for rows that people keep in files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from duebook.formats.tables.delimited import read_delimited
from duebook.formats.tables.kinds import kind_of
from duebook.formats.tables.records import (
    DateOrder,
    FileKind,
    Grid,
    Layout,
    Table,
    TableRow,
    TableWarning,
    width,
)
from duebook.formats.tables.refusals import EmptyTable, TooLarge
from duebook.formats.tables.sniff import (
    filled,
    find_footer,
    find_header,
    headings_of,
    lay_out_columns,
    table_width,
)
from duebook.formats.tables.workbook import read_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.formats.tables.records import (
        Cell,
    )

MAX_COLUMNS = 512
OUR_HEADINGS = ("Duebook: row", "Duebook: problem")
"""Columns that a file of bad rows has in front; left out when it comes back."""


def read_table(
    data: bytes,
    name: str,
    *,
    sheet: str | None = None,
    layout: Layout | None = None,
    assumed_order: DateOrder = DateOrder.MDY,
) -> Table:
    """Read the table of a CSV text (any delimiter), XLSX, XLSB, XLS or ODS file.

    Kind, encoding, delimiter, headings, decimal sign and date order are found in the
    content; what was found is in ``Table.layout``, to be shown and, changed, given
    back as ``layout``.  Whatever is a guess has a warning.

    Args:
        data: the whole file, at most ``kinds.MAX_BYTES``.
        name: of the file, for what is said about it; it decides nothing.
        sheet: of a workbook; without it, the first visible one that has cells.
        layout: what a person said, or what was found in last month's file.
        assumed_order: of day and month where nothing in the file decides.

    Raises:
        NotATable, EmptyTable, EncryptedFile, DamagedFile, SuspiciousArchive,
        TooLarge, NoSuchSheet, UnknownEncoding
    """
    said = layout or Layout()
    if sheet is not None:
        said = replace(said, sheet=sheet)
    source = _cells(data, name, said)
    grid = source.grid
    header_row = find_header(grid) if said.header_row is None else said.header_row
    header: Sequence[Cell] = grid[header_row - 1] if header_row else ()
    rows, left_out = _data_rows(grid, header_row, said.last_row)
    if not rows:
        raise EmptyTable(name)
    columns = table_width(header, rows, has_header=bool(header_row))
    if columns > MAX_COLUMNS:
        raise TooLarge(name, "columns", columns, MAX_COLUMNS)
    headings = headings_of(header, columns)
    kept = [index for index, text in enumerate(headings) if text not in OUR_HEADINGS]
    headings = [headings[index] for index in kept]
    rows = [TableRow(row.number, _pick(row.cells, kept, columns)) for row in rows]
    laid_out, doubts = lay_out_columns(
        headings,
        rows,
        delimiter=source.layout.delimiter,
        assumed=assumed_order,
        said=said.columns,
    )
    return Table(
        name=name,
        layout=replace(
            source.layout,
            header_row=header_row,
            last_row=rows[-1].number,
            columns=tuple(laid_out),
        ),
        rows=tuple(rows),
        warnings=(
            *source.warnings,
            *_about_header(grid, header_row),
            *left_out,
            *doubts,
            *_about_width(rows, len(headings)),
        ),
    )


@dataclass(frozen=True)
class _Source:
    grid: Grid
    layout: Layout
    warnings: tuple[TableWarning, ...]


def _cells(data: bytes, name: str, said: Layout) -> _Source:
    kind = kind_of(data, name)
    if kind is FileKind.DELIMITED:
        text = read_delimited(data, name, said)
        found = Layout(
            kind, encoding=text.encoding, delimiter=text.delimiter, quote=text.quote
        )
        return _Source(text.grid, found, text.warnings)
    workbook = read_sheet(data, name, kind, said.sheet)
    return _Source(workbook.grid, Layout(kind, sheet=workbook.name), workbook.warnings)


def _data_rows(
    grid: Grid, header_row: int, last_row: int | None
) -> tuple[list[TableRow], list[TableWarning]]:
    rows = [
        TableRow(number, tuple(cells))
        for number, cells in enumerate(grid, 1)
        if number > header_row and filled(cells)
    ]
    if last_row is not None:
        return [row for row in rows if row.number <= last_row], []
    stop = find_footer(rows)
    left_out = [
        TableWarning(
            "footer_left_out",
            f"Row {row.number} looks like a total or a remark below the table "
            "and was left out.",
            row.number,
        )
        for row in rows[stop:]
    ]
    return rows[:stop], left_out


def _pick(cells: Sequence[Cell], kept: Sequence[int], columns: int) -> tuple[Cell, ...]:
    """The kept cells, made up to the width of the table; filled ones beyond stay."""
    beyond = cells[columns : max(columns, width(cells))]
    return (
        *(cells[index] if index < len(cells) else "" for index in kept),
        *beyond,
    )


def _about_header(grid: Grid, header_row: int) -> list[TableWarning]:
    if header_row == 0:
        return [
            TableWarning(
                "no_headings",
                "No row of headings was found; the columns are called by letter.",
            )
        ]
    skipped = sum(1 for cells in grid[: header_row - 1] if filled(cells))
    if not skipped:
        return []
    rows = "1 row" if skipped == 1 else f"{skipped} rows"
    return [
        TableWarning(
            "preamble_left_out",
            f"The headings are in row {header_row}; {rows} above were left out.",
            header_row,
        )
    ]


def _about_width(rows: Sequence[TableRow], columns: int) -> list[TableWarning]:
    return [
        TableWarning(
            "cells_beyond_headings",
            f"Row {row.number} has {len(row.cells)} cells under {columns} headings.",
            row.number,
        )
        for row in rows
        if len(row.cells) > columns
    ]
