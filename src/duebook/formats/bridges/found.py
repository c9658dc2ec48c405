"""What the rows of a report hold, field by field, and which of them do not count."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from duebook.formats.bridges.body import Line
from duebook.formats.bridges.records import Findings, Origin, Record
from duebook.formats.tables.cells import CellProblem, FieldKind, read_cell
from duebook.formats.tables.mapping import heading_words
from duebook.formats.tables.records import (
    ColumnLayout,
    TableWarning,
    is_blank,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.formats.bridges.layouts import Report
    from duebook.formats.tables.records import (
        Cell,
        TableRow,
    )

_SAID = ColumnLayout("")


@cache
def spellings(columns: str) -> tuple[str, ...]:
    """The headings by which a layout knows a column, as plain words."""
    return tuple(heading_words(one) for one in columns.split("|"))


class Header:
    """The columns of a file: where each is, and how its cells are written."""

    def __init__(
        self, columns: Sequence[ColumnLayout], doubts: Sequence[TableWarning] = ()
    ) -> None:
        self.columns = columns
        self.doubts = doubts
        self._places: dict[str, int] = {}
        for place, column in enumerate(columns):
            self._places.setdefault(heading_words(column.heading), place)

    def place(self, columns: str) -> int | None:
        """Where the column of one of these spellings is."""
        return next(
            (self._places[one] for one in spellings(columns) if one in self._places),
            None,
        )

    def cell(self, row: TableRow, columns: str) -> Cell:
        """The cell of a row in this column, blank where there is none."""
        place = self.place(columns)
        return "" if place is None or place >= len(row.cells) else row.cells[place]

    def amount(self, row: TableRow, place: int) -> Decimal | None:
        """The amount of a row in the column at this place, if it is one."""
        if place >= len(row.cells):
            return None
        read = read_cell(row.cells[place], FieldKind.AMOUNT, self.columns[place])
        return read if isinstance(read, Decimal) else None

    def first_filled(self, row: TableRow, alternatives: Iterable[str]) -> Cell:
        """The first cell with a value; ``A + B`` joins two with a blank."""
        for columns in alternatives:
            cells = [self.cell(row, part) for part in columns.split(" + ")]
            if len(cells) == 1 and not is_blank(cells[0]):
                return cells[0]
            joined = " ".join(" ".join(map(text_of, cells)).split())
            if joined:
                return joined
        return ""

    def origin(self, alternatives: Iterable[str]) -> Origin | None:
        """The first column that the file has of those a field may come from."""
        for columns in alternatives:
            for part in columns.split(" + "):
                place = self.place(part)
                if place is not None:
                    column = self.columns[place]
                    return Origin(f"“{column.heading}” of the other program", column)
        return None

    def doubts_about(self, origins: Iterable[Origin]) -> list[TableWarning]:
        """What is a guess about the columns that are used."""
        used = tuple(f"{origin.written.heading}:" for origin in origins)
        return [doubt for doubt in self.doubts if doubt.text.startswith(used)]


@dataclass(frozen=True)
class _Document:
    """What becomes one record: a row, or the rows of a document's lines."""

    lines: tuple[Line, ...]

    @property
    def row(self) -> TableRow:
        return self.lines[0].row

    @property
    def group(self) -> str:
        return self.lines[0].group


class Found:
    """The rows of a report that count, and why others do not."""

    def __init__(self, report: Report, header: Header, lines: Sequence[Line]) -> None:
        self.report = report
        self.header = header
        self._left_out: Counter[str] = Counter()
        self._documents = [
            document for document in self._gathered(lines) if self._counts(document)
        ]

    def findings(self) -> list[Findings]:
        """The records of each kind, with where their fields come from."""
        return [self._findings(kind) for kind in self.report.kinds]

    def notes(self) -> list[TableWarning]:
        """How many rows do not count, by the reason."""
        return [
            TableWarning("left_out", f"{count:,} left out: {why}.")
            for why, count in self._left_out.items()
        ]

    def _gathered(self, lines: Sequence[Line]) -> list[_Document]:
        if not self.report.per:
            return [_Document((line,)) for line in lines]
        by_key: dict[tuple[str, ...], list[Line]] = {}
        for line in lines:
            key = tuple(
                text_of(self.header.cell(line.row, columns)).strip()
                for columns in self.report.per
            )
            by_key.setdefault(key, []).append(line)
        return [_Document(tuple(some)) for some in by_key.values()]

    def _counts(self, document: _Document) -> bool:
        for columns, words in self.report.skip.items():
            why = words.get(self._folded(document, columns))
            if why is not None:
                self._left_out[why] += 1
                return False
        return True

    def _folded(self, document: _Document, columns: str) -> str:
        return text_of(self.header.cell(document.row, columns)).strip().casefold()

    def _findings(self, kind: str) -> Findings:
        origins = self._origins(kind)
        records = [
            Record(document.row.number, self._cells(kind, document))
            for document in self._documents
        ]
        doubts = self.header.doubts_about(origins.values())
        if kind != "prices":
            return Findings(kind, origins, tuple(records), tuple(doubts))
        priced = tuple(record for record in records if _has_price(record))
        return Findings(
            kind, origins, priced, (*doubts, *_unpriced(len(records) - len(priced)))
        )

    def _origins(self, kind: str) -> dict[str, Origin]:
        """Where each field of a kind comes from, of those that the file has."""
        origins = {
            field: origin
            for field, alternatives in self.report.kinds[kind].items()
            if (origin := self.header.origin(alternatives)) is not None
        }
        if self.report.groups and "party" not in origins:
            origins["party"] = Origin("the name above the rows", _SAID)
        for field in self.report.constants:
            origins[field] = Origin("what the file is", _SAID)
        return origins

    def _cells(self, kind: str, document: _Document) -> dict[str, Cell]:
        report = self.report
        cells: dict[str, Cell] = dict(report.constants)
        for field, alternatives in report.kinds[kind].items():
            cell = (
                self._sum(document, alternatives)
                if field in report.sums
                else self.header.first_filled(document.row, alternatives)
            )
            text = text_of(cell)
            cell = report.words.get(field, {}).get(text.strip().casefold(), cell)
            told = re.search(report.patterns.get(field, r"(?!)"), text)
            cells[field] = told[1].strip() if told else cell
        if not cells.get("party") and document.group:
            cells["party"] = document.group
        for columns, words in report.unsure.items():
            if (doubt := words.get(self._folded(document, columns))) is not None:
                cells["open_amount"] = doubt
        return cells

    def _sum(self, document: _Document, alternatives: Sequence[str]) -> Cell:
        """The sum over the lines, or the first cell that is no amount."""
        origin = self.header.origin(alternatives)
        written = _SAID if origin is None else origin.written
        total = Decimal(0)
        for line in document.lines:
            cell = self.header.first_filled(line.row, alternatives)
            read = read_cell(cell, FieldKind.AMOUNT, written)
            if isinstance(read, CellProblem):
                return cell
            total += read if isinstance(read, Decimal) else 0
        return total


def _has_price(record: Record) -> bool:
    """Whether a price is written that is not zero."""
    return bool(re.search("[1-9]", text_of(record.cells.get("unit_price", ""))))


def _unpriced(count: int) -> list[TableWarning]:
    text = f"Items that have no price there, and get none here: {count:,}."
    return [TableWarning("no_price", text)] if count else []
