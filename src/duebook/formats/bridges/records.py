"""What a file of another program becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.formats.bridges.refusals import NothingCounts
from duebook.formats.imports import IMPORT_KINDS
from duebook.formats.tables.mapping import (
    ColumnChoice,
    ColumnMapping,
    layout_fingerprint,
)
from duebook.formats.tables.records import (
    Cell,
    ColumnLayout,
    Table,
    TableRow,
    TableWarning,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.formats.tables.records import (
        Layout,
    )

BRIDGED_KINDS = ("parties", "items", "prices", "open_items")
"""The kinds that bridges bring, those first that others need."""


@dataclass(frozen=True)
class Record:
    """One record as the vendor's file has it: cells by field of the import.

    Attributes:
        number: of the row in the file, or of the object among those of its kind.
    """

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Origin:
    """Where the cells of a field come from, in words, and how they are written."""

    told: str
    written: ColumnLayout


@dataclass(frozen=True)
class Findings:
    """The records of one kind in one report, or in one type of object."""

    kind: str
    origins: Mapping[str, Origin]
    records: tuple[Record, ...]
    doubts: tuple[TableWarning, ...] = ()


@dataclass(frozen=True)
class Part:
    """The records of one kind, as a table under our own headings with its mapping."""

    kind: str
    table: Table
    mapping: ColumnMapping


@dataclass(frozen=True)
class Bridged:
    """A file of another program once it has been read.

    Attributes:
        what: the report or list, as the vendor calls it.
        parts: in the order in which they must be taken in.
        printed: the total of the open documents, where the file has one.
    """

    what: str
    parts: tuple[Part, ...]
    printed: Decimal | None = None

    def part(self, kind: str) -> Part | None:
        """The records of a kind, if the file holds any."""
        return next((part for part in self.parts if part.kind == kind), None)


def bridged_of(
    what: str,
    findings: Iterable[Findings],
    *,
    name: str,
    layout: Layout,
    printed: Decimal | None = None,
    warnings: Iterable[TableWarning] = (),
) -> Bridged:
    """All that was found in a file, a part for each kind.

    Raises:
        NothingCounts: no record was found.
    """
    by_kind: dict[str, list[Findings]] = {}
    for found in findings:
        if found.records:
            by_kind.setdefault(found.kind, []).append(found)
    notes = tuple(warnings)
    if not by_kind:
        raise NothingCounts(name, " ".join(note.text for note in notes))
    return Bridged(
        what=what,
        parts=tuple(
            _part(kind, by_kind[kind], name=name, layout=layout, notes=notes)
            for kind in sorted(by_kind, key=BRIDGED_KINDS.index)
        ),
        printed=printed,
    )


def _part(
    kind: str,
    findings: Sequence[Findings],
    *,
    name: str,
    layout: Layout,
    notes: tuple[TableWarning, ...],
) -> Part:
    """The records of a kind as the table of an import, and what its columns hold."""
    origins = {
        field_: origin for found in findings for field_, origin in found.origins.items()
    }
    records = sorted(
        (record for found in findings for record in found.records),
        key=lambda record: record.number,
    )
    labels = {spec.name: spec.label for spec in IMPORT_KINDS[kind]}
    columns = tuple(
        replace(origin.written, heading=labels[field_])
        for field_, origin in origins.items()
    )
    rows = tuple(
        TableRow(record.number, tuple(record.cells.get(one, "") for one in origins))
        for record in records
    )
    table = Table(
        name=name,
        layout=replace(layout, last_row=rows[-1].number, columns=columns),
        rows=rows,
        warnings=(*notes, *(doubt for found in findings for doubt in found.doubts)),
    )
    mapping = ColumnMapping(
        layout_fingerprint(table.headings),
        tuple(
            ColumnChoice(column, field_, 1.0, origin.told)
            for column, (field_, origin) in zip(columns, origins.items(), strict=True)
        ),
    )
    return Part(kind, table, mapping)
