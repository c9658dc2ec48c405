"""What an import would do, row by row: the common part of all kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from duebook.domain.money import AmountTooLarge, FinerThanCurrency, exact_minor
from duebook.domain.rights import Person
from duebook.formats.tables import CellProblem, Row, TableWarning, text_of
from duebook.formats.tables.rows import read_records

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from duebook.apps.imports.queries.reading import Reading
    from duebook.domain.errors import Refusal
    from duebook.formats.tables import BadRow

E = TypeVar("E")


class Outcome(StrEnum):
    """How a row ends."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Planned(Generic[E]):
    """A row that can be taken in, and what it would do.

    Attributes:
        row: as it was read.
        outcome: what taking it in does.
        label: of what it makes, for a person.
        entry: what is written; ``None`` for what is known.
        target: the code or number of what it makes, where it has one.
        key: what tells the same row in another file; empty for records.
        before: what an update replaces, as a record.
        changes: of an update, in words.
    """

    row: Row
    outcome: Outcome
    label: str
    entry: E | None
    target: str = ""
    key: str = ""
    before: E | None = None
    changes: tuple[str, ...] = ()

    @property
    def written(self) -> E:
        """The entry of a row that is not known already."""
        assert self.entry is not None, "a known row writes nothing"
        return self.entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The rows of a file before the office has judged them.

    Attributes:
        unreadable: numbers of the rows that could not be read.
        columns: heading by field, of the fields that the file has.
        cells: text of each row's cells by heading, for what is said about them.
        papers: supporting documents that came along, by the name of their file.
        counts_on: the day on which opening balances count.
    """

    kind: str
    entity_id: int
    today: date
    person: Person
    rows: Sequence[Row]
    unreadable: Sequence[int]
    columns: Mapping[str, str]
    cells: Mapping[int, Mapping[str, str]]
    papers: Mapping[str, bytes]
    counts_on: date

    def cell(self, number: int, name: str) -> str:
        """What a row of the file has in the column of a field, as text."""
        return self.cells.get(number, {}).get(self.columns.get(name, ""), "")

    def has(self, name: str) -> bool:
        """Whether the file has a column for a field."""
        return name in self.columns


@dataclass(slots=True)
class Plan(Generic[E]):
    """What the rows of a file would do, gathered kind by kind."""

    batch: Batch
    planned: list[Planned[E]] = field(default_factory=list)
    problems: dict[int, list[CellProblem]] = field(default_factory=dict)
    warnings: list[TableWarning] = field(default_factory=list)

    def object_to(self, row: Row, name: str, reason: str) -> None:
        """Note why a row cannot be taken in, at the column of a field."""
        heading = self.batch.columns.get(name, name.replace("_", " ").capitalize())
        value = self.batch.cell(row.number, name)
        problem = CellProblem(heading, value, reason)
        self.problems.setdefault(row.number, []).append(problem)

    def warn(self, code: str, text: str, row: int | None = None) -> None:
        self.warnings.append(TableWarning(code, text, row))

    def is_good(self, row: Row) -> bool:
        return row.number not in self.problems

    def minor(self, row: Row, name: str, currency: str) -> int | None:
        """An amount of the row in minor units; ``None`` if absent or not exact."""
        value: Decimal | None = row.values.get(name)  # type: ignore[assignment]
        if value is None:
            return None
        try:
            return exact_minor(value, currency)
        except FinerThanCurrency:
            self.object_to(row, name, f"has more decimals than {currency} has")
        except AmountTooLarge:
            self.object_to(row, name, "is larger than any amount that can be kept")
        return None

    def basis_points(self, row: Row, name: str) -> int | None:
        """A percentage of the row in basis points; ``None`` if absent or not exact."""
        value: Decimal | None = row.values.get(name)  # type: ignore[assignment]
        if value is None:
            return None
        points = value * 100
        if points != int(points) or not 0 <= points <= 10_000:
            self.object_to(row, name, "is not a percentage of at most two decimals")
            return None
        return int(points)


def batch_of(
    reading: Reading,
    entity_id: int,
    *,
    today: date,
    person: Person,
    papers: Mapping[str, bytes],
    counts_on: date | None,
) -> tuple[Batch, list[BadRow]]:
    """The rows of a file that can be read, and those that cannot."""
    rows, bad = read_records(reading.table, reading.mapping, reading.specs)
    headings = reading.table.headings
    batch = Batch(
        kind=reading.kind,
        entity_id=entity_id,
        today=today,
        person=person,
        rows=rows,
        unreadable=[row.number for row in bad],
        columns={
            choice.field: choice.heading
            for choice in reading.mapping.choices
            if choice.field is not None
        },
        cells={
            row.number: dict(zip(headings, map(text_of, row.cells), strict=False))
            for row in reading.table.rows
        },
        papers=papers,
        counts_on=counts_on or today,
    )
    return batch, bad


def sift(
    plan: Plan[Any],
    entries: Sequence[tuple[Row, E]],
    judge: Callable[[Sequence[E]], Sequence[tuple[int, Refusal]]],
    field_of: Callable[[Refusal], str],
) -> list[tuple[Row, E]]:
    """The entries that nothing speaks against; the others become problems.

    Entries may lean on each other, so the rest is judged again without those that
    fell out, until nothing more falls.
    """
    left = list(entries)
    while True:
        faults = judge([entry for _, entry in left])
        if not faults:
            return left
        for place, fault in faults:
            plan.object_to(left[place][0], field_of(fault), f"is refused: {fault}")
        fallen = {place for place, _ in faults}
        left = [pair for place, pair in enumerate(left) if place not in fallen]
