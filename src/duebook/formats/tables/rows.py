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
from duebook.formats.tables.mapping import FieldSpec
from duebook.formats.tables.read import OUR_HEADINGS
from duebook.formats.tables.records import (
    Cell,
    ColumnLayout,
    Content,
    FileKind,
    is_blank,
    text_of,
)
from duebook.formats.tables.sniff import column_letter, content_of
from duebook.formats.tables.xlsx_out import Sheet, write_xlsx

if TYPE_CHECKING:
    from duebook.formats.tables.columns import Value
    from duebook.formats.tables.mapping import ColumnMapping
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
    """Read every row: each ends in one of the two lists, none is lost.

    No cell means anything but what it says, unless the mapping has a person's word.
    """
    columns = read_columns(mapping, specs)
    good: list[Row] = []
    bad: list[BadRow] = []
    for row in table.rows:
        values, problems = _read_row(row, columns, mapping, specs)
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


@dataclass(frozen=True)
class ReadColumn:
    """How the cells of a column are read, once people said what they mean.

    Attributes:
        written: sign and order by which they are read first.
        instead: what stands for cells that mean something else.
        is_turned: a cell that cannot be read so is tried the other way round.
    """

    spec: FieldSpec
    written: ColumnLayout
    instead: Mapping[str, str]
    is_turned: bool

    @property
    def heading(self) -> str:
        return self.written.heading

    def read(self, cell: Cell) -> tuple[object, str | None]:
        """The value of a cell, or its problem, and the currency that stands beside."""
        if self.instead:
            cell = self.instead.get(text_of(cell), cell)
        written = self.written
        value = self._value(cell, written)
        if self.is_turned and isinstance(value, CellProblem):
            turned = written.turned()
            other = self._value(cell, turned)
            if not isinstance(other, CellProblem):
                value, written = other, turned
        has_sign = (
            self.spec.kind is FieldKind.AMOUNT
            and value is not None
            and not isinstance(value, CellProblem)
        )
        return value, money(cell, written.decimal).currency if has_sign else None

    def _value(self, cell: Cell, written: ColumnLayout) -> object:
        return read_cell(cell, self.spec.kind, written, self.spec.choices)


def read_columns(
    mapping: ColumnMapping, specs: Sequence[FieldSpec]
) -> list[ReadColumn | None]:
    """How each column is read; nothing for one that is left out."""
    by_name = {spec.name: spec for spec in specs}
    return [
        None
        if choice.field is None
        else ReadColumn(
            spec=by_name[choice.field],
            written=choice.written,
            instead={
                mend.was: mend.now
                for mend in mapping.mends
                if mend.field == choice.field
            },
            is_turned=choice.field in mapping.turned,
        )
        for choice in mapping.choices
    ]


def _read_row(
    row: TableRow,
    columns: Sequence[ReadColumn | None],
    mapping: ColumnMapping,
    specs: Sequence[FieldSpec],
) -> tuple[dict[str, object], list[CellProblem]]:
    values: dict[str, object] = {}
    problems = _beyond(row, len(mapping.choices))
    signs: list[tuple[str, CellProblem]] = []
    for cell, column in zip(row.cells, columns, strict=False):
        if column is None:
            continue
        value, sign = column.read(cell)
        if isinstance(value, CellProblem):
            problems.append(value)
        elif value is not None:
            values[column.spec.name] = value
            if sign is not None:
                raw = text_of(cell)
                signs.append((sign, CellProblem(column.heading, raw, f"is in {sign}")))
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
