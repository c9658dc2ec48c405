"""A file as its page shows it: columns with samples, rows with what they would do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.apps.imports.forms import LEFT_OUT
from duebook.apps.imports.queries import Outcome
from duebook.apps.imports.queries.mending import is_turned, read_in_words
from duebook.formats.tables import read_columns, text_of
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.imports.queries import Preview
    from duebook.apps.imports.queries.reading import Reading
    from duebook.formats.tables import BadRow, ReadColumn, TableRow

MOST_ROWS: Final = 200
"""Rows that are shown at once; the others are counted."""

MOST_COLUMNS: Final = 7
"""Columns of the file that a row shows."""

WAYS: Final = ("problems", "in already", "new", "changed")
"""How rows end, as the filter calls it."""

_ENDS: Final = {
    Outcome.CREATED: "new",
    Outcome.UPDATED: "changed",
    Outcome.UNCHANGED: "in already",
    Outcome.KNOWN: "in already",
}


@dataclass(frozen=True, slots=True)
class ColumnCard:
    """A column of the file: head, the first value, and what it is taken for."""

    heading: str
    sample: str
    field: str
    note: str
    is_guess: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the file, and what would become of it."""

    number: int
    cells: tuple[str, ...]
    way: str
    standing: Standing
    problems: tuple[str, ...] = ()


def column_cards(reading: Reading) -> list[ColumnCard]:
    """The columns in the order of the file."""
    first: Sequence[TableRow] = reading.table.rows[:1]
    return [
        ColumnCard(
            heading=choice.heading,
            sample=_cell(first[0], place) if first else "",
            field=choice.field or LEFT_OUT,
            note=choice.reason if choice.field else "left out",
            is_guess=bool(choice.field) and choice.written.is_guess,
        )
        for place, choice in enumerate(reading.mapping.choices)
    ]


def shown_columns(reading: Reading) -> list[tuple[int, str]]:
    """Place and heading of the columns that rows show: those that are used."""
    used = [
        (place, choice.heading)
        for place, choice in enumerate(reading.mapping.choices)
        if choice.field
    ]
    return used[:MOST_COLUMNS]


def shown_rows(preview: Preview) -> list[ShownRow]:
    """Every row of the file with what it would do, in its order."""
    reading = preview.reading
    columns = shown_columns(reading)
    readers = read_columns(reading.mapping, reading.specs)
    planned = {one.row.number: one for one in preview.planned}
    bad = {row.number: row for row in preview.bad}
    rows = []
    for row in reading.table.rows:
        cells = tuple(_read(row, place, readers[place]) for place, _ in columns)
        if row.number in bad:
            rows.append(_bad(row, cells, bad[row.number]))
        elif row.number in planned:
            one = planned[row.number]
            way = _ENDS[one.outcome]
            said = "; ".join(one.changes) or way
            word = "duplicate" if way == "in already" else "ready"
            rows.append(ShownRow(row.number, cells, way, Standing(word, said)))
    return rows


def _bad(row: TableRow, cells: tuple[str, ...], bad: BadRow) -> ShownRow:
    problems = tuple(f"{one.column}: {_said(one)}" for one in bad.problems)
    standing = Standing("rejected", problems[0])
    return ShownRow(row.number, cells, "problems", standing, problems)


def _said(problem: object) -> str:
    value = getattr(problem, "value", "")
    reason = getattr(problem, "reason", "")
    return f"“{value}” {reason}" if value else reason


def counts_of(rows: Sequence[ShownRow]) -> Mapping[str, int]:
    """How many rows end in each way; together they are the rows of the file."""
    return Counter(row.way for row in rows)


def _cell(row: TableRow, place: int) -> str:
    return text_of(row.cells[place]) if place < len(row.cells) else ""


def _read(row: TableRow, place: int, column: ReadColumn | None) -> str:
    """A cell, and what it is read as where somebody said that it means another."""
    cell = _cell(row, place)
    if column is None:
        return cell
    if cell in column.instead:
        return f"{cell} → {column.instead[cell]}"
    if column.is_turned and place < len(row.cells):
        is_other = is_turned(column, row.cells[place])
        return (
            f"{cell} → {read_in_words(column, row.cells[place])}" if is_other else cell
        )
    return cell
