"""Rows of a table to records of an import, and the rows that must be mended."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.formats.tables.cells import CellProblem, FieldKind, money, read_cell
from duebook.formats.tables.columns import Column, ColumnKind
from duebook.formats.tables.csv_out import guarded
from duebook.formats.tables.read import OUR_HEADINGS
from duebook.formats.tables.records import (
    Cell,
    Content,
    FileKind,
    is_blank,
    text_of,
)
from duebook.formats.tables.sniff import column_letter, content_of
from duebook.formats.tables.xlsx_out import Sheet, write_xlsx

if TYPE_CHECKING:
    from duebook.formats.tables.columns import Value
    from duebook.formats.tables.mapping import ColumnMapping, FieldSpec
    from duebook.formats.tables.records import (
        Table,
        TableRow,
    )


@dataclass(frozen=True)
class Row:
    """A row that can be used.

    Attributes:
        number: of the row in the file.
        fingerprint: SHA-256 of the values; equal rows have equal ones.
        values: by field; only fields with a value.
    """

    number: int
    fingerprint: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used, as it stands in the file, and every reason why."""

    number: int
    cells: tuple[Cell, ...]
    problems: tuple[CellProblem, ...]


def read_records(
    table: Table, mapping: ColumnMapping, specs: Sequence[FieldSpec]
) -> tuple[list[Row], list[BadRow]]:
    """Read every row: each ends in one of the two lists, none is lost or mended."""
    good: list[Row] = []
    bad: list[BadRow] = []
    for row in table.rows:
        values, problems = _read_row(row, mapping, specs)
        if problems:
            bad.append(BadRow(row.number, row.cells, tuple(problems)))
        else:
            good.append(Row(row.number, fingerprint(values), values))
    return good, bad


def fingerprint(values: Mapping[str, object]) -> str:
    """SHA-256 of the values, whatever the order of the columns; 5 and 5.00 are one."""
    plain = {name: _plain(value) for name, value in sorted(values.items())}
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def _plain(value: object) -> object:
    match value:
        case Decimal():
            return f"{value.normalize() + 0:f}"
        case tuple():
            return [_plain(part) for part in value]
        case _:
            return str(value)


def _read_row(
    row: TableRow, mapping: ColumnMapping, specs: Sequence[FieldSpec]
) -> tuple[dict[str, object], list[CellProblem]]:
    by_name = {spec.name: spec for spec in specs}
    values: dict[str, object] = {}
    problems = _beyond(row, len(mapping.choices))
    signs: list[tuple[str, CellProblem]] = []
    for cell, choice in zip(row.cells, mapping.choices, strict=False):
        if choice.field is None:
            continue
        spec = by_name[choice.field]
        value = read_cell(cell, spec.kind, choice.written, spec.choices)
        if isinstance(value, CellProblem):
            problems.append(value)
        elif value is not None:
            values[spec.name] = value
            sign = _currency_beside(cell, spec, choice.written.decimal)
            if sign is not None:
                raw = text_of(cell)
                signs.append((sign, CellProblem(choice.heading, raw, f"is in {sign}")))
    problems.extend(_lacking(values, problems, mapping, specs))
    problems.extend(_settle_currency(values, signs, specs))
    return values, problems


def _beyond(row: TableRow, columns: int) -> list[CellProblem]:
    """The first filled cell beyond the headings, if there is one."""
    for index, cell in enumerate(row.cells[columns:], columns):
        if not is_blank(cell):
            why = (
                "stands beyond the last heading; a cell before may have been cut in two"
            )
            return [CellProblem(f"Column {column_letter(index)}", text_of(cell), why)]
    return []


def _lacking(
    values: Mapping[str, object],
    problems: Sequence[CellProblem],
    mapping: ColumnMapping,
    specs: Sequence[FieldSpec],
) -> list[CellProblem]:
    headings = {choice.field: choice.heading for choice in mapping.choices}
    unread = {problem.column for problem in problems}
    lacking = []
    for spec in specs:
        needed = spec.required or (
            spec.required_unless and spec.required_unless not in values
        )
        heading = headings.get(spec.name, spec.label)
        if needed and spec.name not in values and heading not in unread:
            lacking.append(CellProblem(heading, "", "is missing"))
    return lacking


def _currency_beside(cell: Cell, spec: FieldSpec, decimal: str) -> str | None:
    return money(cell, decimal).currency if spec.kind is FieldKind.AMOUNT else None


def _settle_currency(
    values: dict[str, object],
    signs: Sequence[tuple[str, CellProblem]],
    specs: Sequence[FieldSpec],
) -> list[CellProblem]:
    """The row's currency from the sign beside its amounts, or the contradiction."""
    name = next((spec.name for spec in specs if spec.kind is FieldKind.CURRENCY), None)
    if name is None or not signs:
        return []
    currency = values.setdefault(name, signs[0][0])
    return [
        CellProblem(
            problem.column, problem.value, f"{problem.reason}, the row in {currency}"
        )
        for sign, problem in signs
        if sign != currency
    ]


def bad_rows_file(table: Table, bad: Sequence[BadRow]) -> bytes:
    """The bad rows under their headings, with row number and reasons in front.

    Delimited text keeps its delimiter and encoding; any workbook becomes XLSX.  The
    two columns in front are left out when the file comes back, so its headings, and
    with them the remembered mapping, are those of the first file.
    """
    rows = [
        (str(row.number), "; ".join(map(str, row.problems)), row.cells) for row in bad
    ]
    if table.layout.kind is FileKind.DELIMITED:
        return _bad_text(table, rows)
    return _bad_workbook(table, rows)


_BadRows = Sequence[tuple[str, str, tuple[Cell, ...]]]


def _bad_text(table: Table, rows: _BadRows) -> bytes:
    layout = table.layout
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=layout.delimiter or ",",
        quotechar=layout.quote or '"',
        lineterminator="\r\n",
    )
    writer.writerow([*OUR_HEADINGS, *table.headings])
    writer.writerows(
        [number, guarded(reasons), *(_as_it_was(cell) for cell in cells)]
        for number, reasons, cells in rows
    )
    # The words of our reasons may not exist in the encoding; the cells do.
    return text.getvalue().encode(layout.encoding or "utf-8", errors="replace")


def _as_it_was(cell: Cell) -> str:
    """The cell, guarded unless it is a number or has the apostrophe already."""
    raw = text_of(cell)
    is_safe = raw.startswith("'") or content_of(raw) is Content.NUMBER
    return raw if is_safe else guarded(raw)


def _bad_workbook(table: Table, rows: _BadRows) -> bytes:
    extra = max((len(cells) for _, _, cells in rows), default=0) - len(table.headings)
    kinds = [
        ColumnKind.DATE if column.content is Content.DAY else ColumnKind.NUMBER
        for column in table.layout.columns
    ]
    columns = [
        *(Column(title) for title in OUR_HEADINGS),
        *map(Column, table.headings, kinds),
        *(Column("") for _ in range(extra)),
    ]
    sheet = Sheet(
        table.layout.sheet or "Rows",
        columns,
        [
            [number, reasons, *_padded(cells, kinds, len(columns) - len(OUR_HEADINGS))]
            for number, reasons, cells in rows
        ],
    )
    return write_xlsx([sheet])


def _padded(
    cells: Sequence[Cell], kinds: Sequence[ColumnKind], size: int
) -> list[Value]:
    written: list[Value] = []
    for index in range(size):
        cell = cells[index] if index < len(cells) else ""
        is_date_column = index < len(kinds) and kinds[index] is ColumnKind.DATE
        written.append(_as_value(cell, is_date_column=is_date_column))
    return written


def _as_value(cell: Cell, *, is_date_column: bool) -> Value:
    """A day outside a column of days is written out: a bare number would be no day."""
    match cell:
        case Decimal():
            return cell
        case dt.datetime():
            return text_of(cell)
        case dt.date() if is_date_column:
            return cell
        case _:
            return text_of(cell)
