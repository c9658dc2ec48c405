"""What would mend the rows that are refused, all that are alike at once.

Nothing is mended here: a person takes a fix, the file is read with it, and what it
changed is shown until the file is taken in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from duebook.apps.catalog import queries as catalog
from duebook.apps.parties import queries as parties
from duebook.formats.tables import CellProblem, Mend, read_columns, text_of
from duebook.formats.tables.cells import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from duebook.apps.imports.queries.preview import Preview
    from duebook.apps.imports.queries.reading import Reading
    from duebook.formats.tables import Cell, ReadColumn

PARTY: Final = "party"
ITEM: Final = "item"

MOST_LIKE: Final = 2
"""So many records on file are offered for a word that names none."""

_ALIKE: Final = 75
"""Likeness, in per cent, from which a record is offered at all."""


@dataclass(frozen=True, slots=True)
class Like:
    """A record on file that a word may mean."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Rows that are refused for the same, and what would mend them all.

    Attributes:
        field: whose cells they are, under its ``heading``.
        value: the word that names nothing on file; empty where cells are unreadable.
        rows: the numbers of all rows of the file that have such a cell.
        likes: what the word may mean, the likeliest first.
        readings: unreadable cells, each with the only way in which it can be read.
    """

    field: str
    heading: str
    value: str
    rows: tuple[int, ...]
    likes: tuple[Like, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()

    @property
    def may_be_made(self) -> bool:
        """Whether a party of this name can be made of the word."""
        return self.field == PARTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """A fix that is in force; ``mend`` is none where a field is read turned."""

    field: str
    heading: str
    rows: tuple[int, ...]
    mend: Mend | None = None


def troubles(preview: Preview, entity_id: int) -> list[Trouble]:
    """The refusals that something would mend, by their first row."""
    reading = preview.reading
    columns = {
        column.heading: column
        for column in read_columns(reading.mapping, reading.specs)
        if column is not None
    }
    refused = {
        (problem.column, problem.value)
        for row in preview.bad
        for problem in row.problems
        if problem.column in columns and problem.value
    }
    alike = _rows_with(refused, reading)
    found = [*_unknown(columns, alike, entity_id), *_turnable(columns, alike)]
    return sorted(found, key=lambda one: one.rows[0])


_Alike = dict[tuple[str, str], list[int]]


def _rows_with(cells: Collection[tuple[str, str]], reading: Reading) -> _Alike:
    """The numbers of the rows that have each cell, by heading and text."""
    wanted = {heading for heading, _ in cells}
    places = [
        (place, heading)
        for place, heading in enumerate(reading.table.headings)
        if heading in wanted
    ]
    rows: _Alike = {cell: [] for cell in cells}
    for row in reading.table.rows:
        for place, heading in places[: len(row.cells)]:
            cell = (heading, text_of(row.cells[place]))
            if cell in rows:
                rows[cell].append(row.number)
    return {cell: numbers for cell, numbers in rows.items() if numbers}


def _unknown(
    columns: Mapping[str, ReadColumn], alike: _Alike, entity_id: int
) -> list[Trouble]:
    """Words that name no party, and none or a doubtful item."""
    words = {
        name: {
            value: heading
            for heading, value in alike
            if columns[heading].spec.name == name
        }
        for name in (PARTY, ITEM)
    }
    nobody = _nobody(entity_id, words[PARTY])
    nothing = words[ITEM].keys() - catalog.items_by_code(entity_id, words[ITEM]).keys()
    clients = parties.called(entity_id) if nobody else []
    sold = (
        [(one.code, one.description) for one in catalog.items(entity_id).values()]
        if nothing
        else []
    )
    return [
        Trouble(
            field=name,
            heading=words[name][word],
            value=word,
            rows=tuple(alike[words[name][word], word]),
            likes=likes,
        )
        for name, unknown, known in ((PARTY, nobody, clients), (ITEM, nothing, sold))
        for word, likes in _liked(unknown, known).items()
    ]


def _nobody(entity_id: int, words: Iterable[str]) -> set[str]:
    """Words that are neither code nor name of a party."""
    asked = set(words)
    by_code = parties.parties_by_code(entity_id, asked)
    by_name = parties.parties_by_name(entity_id, asked - by_code.keys())
    return {word for word, found in by_name.items() if not found}


def _liked(
    words: Iterable[str], known: Sequence[tuple[str, str]]
) -> dict[str, tuple[Like, ...]]:
    """For each word the records whose code or name it resembles."""
    codes = [folded(code) for code, _ in known]
    names = [folded(name) for _, name in known]
    liked = {}
    for word in words:
        best: dict[int, float] = {}
        for choices, scorer in ((codes, fuzz.ratio), (names, fuzz.token_sort_ratio)):
            for _, score, place in process.extract(
                folded(word),
                choices,
                scorer=scorer,
                score_cutoff=_ALIKE,
                limit=MOST_LIKE,
            ):
                best[place] = max(score, best.get(place, 0))
        likeliest = sorted(best, key=lambda place: (-best[place], place))[:MOST_LIKE]
        liked[word] = tuple(Like(*known[place]) for place in likeliest)
    return liked


def read_in_words(column: ReadColumn, cell: Cell) -> str:
    """What a cell is read as; empty where it cannot be read."""
    value, _ = column.read(cell)
    return "" if value is None or isinstance(value, CellProblem) else f"{value}"


def _turnable(columns: Mapping[str, ReadColumn], alike: _Alike) -> list[Trouble]:
    """Dates and figures that can be read the other way round, and only so."""
    found = []
    for heading, column in columns.items():
        if column.is_turned:
            continue
        turned = replace(column, is_turned=True)
        readings = {
            value: read_in_words(turned, value)
            for one, value in alike
            if one == heading and is_turned(turned, value)
        }
        if readings:
            rows = {row for value in readings for row in alike[heading, value]}
            found.append(
                Trouble(
                    field=column.spec.name,
                    heading=heading,
                    value="",
                    rows=tuple(sorted(rows)),
                    readings=tuple(readings.items()),
                )
            )
    return found


def mended(reading: Reading) -> list[Mended]:
    """The fixes in force and the rows that they touch, by their first row."""
    columns = read_columns(reading.mapping, reading.specs)
    rows: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for row in reading.table.rows:
        for cell, column in zip(row.cells, columns, strict=False):
            if column is None:
                continue
            if (value := text_of(cell)) in column.instead:
                rows[column.spec.name, value].append(row.number)
            elif column.is_turned and is_turned(column, cell):
                rows[column.spec.name, ""].append(row.number)
    headings = {column.spec.name: column.heading for column in columns if column}
    mends = {(mend.field, mend.was): mend for mend in reading.mapping.mends}
    found = [
        Mended(
            field=name,
            heading=headings[name],
            rows=tuple(touched),
            mend=mends.get((name, was)),
        )
        for (name, was), touched in rows.items()
    ]
    return sorted(found, key=lambda one: one.rows[0])


def is_turned(column: ReadColumn, cell: Cell) -> bool:
    """Whether a cell is readable only because its column is turned."""
    as_written, _ = replace(column, is_turned=False).read(cell)
    return isinstance(as_written, CellProblem) and bool(read_in_words(column, cell))
