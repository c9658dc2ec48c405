"""What taking a file in would do: nothing is written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.entities.actions import acting
from duebook.apps.imports.queries.files import FileTaken, standing_file
from duebook.apps.imports.queries.planning import Plan, Planned, batch_of
from duebook.apps.imports.queries.plans import PLANNERS
from duebook.apps.imports.queries.reading import (
    NOTHING_SAID,
    Reading,
    layout_in_words,
    read_file,
)
from duebook.apps.imports.queries.ties import Tie, tie_of
from duebook.formats.imports import our_list
from duebook.formats.tables import BadRow, TableWarning, bad_rows_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from duebook.apps.imports.queries.planning import Outcome
    from duebook.apps.imports.queries.reading import Said
    from duebook.domain.rights import Person
    from duebook.formats.tables import ColumnMapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A file as it was understood, and what each of its rows would do.

    Attributes:
        reading: its table with the layout found, and the mapping of its columns.
        planned: the rows that can be taken in, in the order of the file.
        bad: the rows that cannot, with every reason.
        warnings: what a person should know before.
        taken_before: the import that took in these very bytes, if one stands.
        tie: of open documents that came with a total.
    """

    reading: Reading
    planned: tuple[Planned[Any], ...]
    bad: tuple[BadRow, ...]
    warnings: tuple[TableWarning, ...]
    taken_before: FileTaken | None
    tie: Tie | None = None

    @property
    def mapping(self) -> ColumnMapping:
        return self.reading.mapping

    def layout_in_words(self) -> str:
        return layout_in_words(self.reading)

    def counts(self) -> Counter[Outcome]:
        """How many rows end in each way; bad ones are not among them."""
        return Counter(one.outcome for one in self.planned)

    def bad_rows_file(self) -> bytes:
        """The bad rows as a file to fix and send again."""
        return bad_rows_file(self.reading.table, self.bad)


def preview(
    entity_id: int,
    kind: str,
    data: bytes,
    name: str,
    *,
    actor: str,
    today: date,
    said: Said = NOTHING_SAID,
    source: str = "",
    bridge: str = "",
    papers: Mapping[str, bytes] | None = None,
    counts_on: date | None = None,
    total: Decimal | None = None,
) -> Preview:
    """Read a file and say what would become of every row.

    Args:
        entity_id: the entity, whose rows the transaction may read.
        kind: one of ``IMPORT_KINDS``.
        data: the whole file.
        name: of the file, for what is said about it.
        actor: who will take it in; a soft lock stops some and not others.
        today: the day of the entity.
        said: what a person said about layout and columns.
        source: where the file comes from, for its remembered mapping.
        bridge: the program that wrote the file, if it is one there is a bridge from.
        papers: supporting documents by file name.
        counts_on: the day of opening balances, today if none is named.
        total: of the open documents, where a person says it instead of the file.

    Raises:
        NoSuchKind, NoSuchColumn, NoSuchField: what was said does not fit.
        ColumnMissing: no column gives what every row needs.
        Refusal: the file is no table.
    """
    reading = read_file(
        entity_id, kind, data, name, said=said, source=source, bridge=bridge
    )
    return judged(
        reading,
        entity_id,
        person=acting(entity_id, actor),
        today=today,
        papers=papers or {},
        counts_on=counts_on,
        total=total,
    )


def judged(
    reading: Reading,
    entity_id: int,
    *,
    person: Person,
    today: date,
    papers: Mapping[str, bytes],
    counts_on: date | None,
    total: Decimal | None = None,
) -> Preview:
    """What would become of the rows of a file that was read (see :func:`preview`)."""
    batch, unreadable = batch_of(
        reading,
        entity_id,
        today=today,
        person=person,
        papers=papers,
        counts_on=counts_on,
    )
    plan: Plan[Any] = Plan(batch)
    PLANNERS[reading.kind](plan)
    total = reading.printed if total is None else total
    return Preview(
        reading=reading,
        planned=tuple(sorted(plan.planned, key=lambda one: one.row.number)),
        bad=tuple(_bad_rows(reading, unreadable, plan)),
        warnings=(*reading.table.warnings, *plan.warnings, *_ours_again(plan, reading)),
        taken_before=standing_file(entity_id, reading.kind, reading.sha256),
        tie=(
            tie_of(total, (one.row for one in plan.planned))
            if total is not None and reading.kind == "open_items"
            else None
        ),
    )


def _ours_again(plan: Plan[Any], reading: Reading) -> list[TableWarning]:
    """That charges of our own list are new ones where nothing tells them apart."""
    keyless = sum("external_key" not in one.row.values for one in plan.planned)
    if reading.kind != "charges" or not keyless:
        return []
    if our_list(reading.kind, reading.table) is None:
        return []
    text = (
        f"This is our own list of charges, with {keyless:,} of its rows without a key: "
        "nothing tells these from charges on file, so they would be charged again."
    )
    return [TableWarning("ours_again", text)]


def _bad_rows(
    reading: Reading, unreadable: Sequence[BadRow], plan: Plan[Any]
) -> list[BadRow]:
    """The rows that cannot be read, and those that the office refuses."""
    refused = [
        BadRow(row.number, row.cells, tuple(plan.problems[row.number]))
        for row in reading.table.rows
        if row.number in plan.problems
    ]
    return sorted([*unreadable, *refused], key=lambda row: row.number)
