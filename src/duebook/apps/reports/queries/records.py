"""What a report is: figures in rows, with what they are and where they come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from duebook.documents.records import Chart
from duebook.domain.errors import Refusal
from duebook.formats.tables import Column, ColumnKind, Value

if TYPE_CHECKING:
    from collections.abc import Iterable


TEXT, MONEY, COUNT = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.INTEGER
DAY, PERCENT, NUMBER = ColumnKind.DATE, ColumnKind.PERCENT, ColumnKind.NUMBER


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a table of the reader's own shows; its rows go by ``Wanted.by``.

    Args:
        measure: what it counts; empty is the first that is known.
        across: what its columns go by; empty: it has one.
        line: the search line of the facts that count.
        currency: that counts; empty is the entity's.
    """

    measure: str = ""
    across: str = ""
    line: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks a report.

    Args:
        entity_id: whose books.
        currency: of the entity; its figures are drawn and come first.
        locale: how numbers and days are written on paper.
        on: the last day that counts.
        first: the first day, for reports of a span.
        known_at: leave out what was recorded later; ``None`` knows all.
        by: what it is grouped or aged by; empty is the report's own choice.
        size: how many rows at most, where a report has a row for each party.
        choice: what a table of the reader's own shows.
    """

    entity_id: int
    currency: str
    locale: str
    on: date
    first: date
    known_at: datetime | None = None
    by: str = ""
    size: int | None = None
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True)
class Row:
    """Cells under the columns of a report; money is minor units of ``currency``.

    ``kind`` is of the document that the row is, where no cell says so.
    """

    currency: str
    cells: tuple[Value, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A table of figures that explains itself.

    Of the days ``first`` to ``on``.  ``totals`` has a row for each currency.  ``notes``
    say what the figures mean and where they come from.
    """

    name: str
    title: str
    subtitle: str
    first: date
    on: date
    locale: str
    currency: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    chart: Chart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A report that can be asked for: the question it answers, and its groupings.

    The first of ``bys`` holds where none is asked for.  ``has_first`` tells that it is
    of a span whose first day can be asked for.
    """

    name: str
    question: str
    answer: Callable[[Wanted], Report]
    bys: tuple[str, ...] = ()
    has_first: bool = True


@dataclass(eq=False)
class NotGroupedBy(Refusal):
    """The report cannot be grouped by that."""

    code: ClassVar[str] = "not_grouped_by"
    template: ClassVar[str] = "The report {report} goes by {known}, not by {by}."

    report: str
    by: str
    known: str


def sums(columns: tuple[Column, ...], rows: Iterable[Row]) -> tuple[Row, ...]:
    """A total for each currency of the columns that are added up."""
    added: dict[str, list[int]] = {}
    for row in rows:
        total = added.setdefault(row.currency, [0] * len(columns))
        for index, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
            if column.total and isinstance(cell, int):
                total[index] += cell
    return tuple(
        Row(currency, _total_cells(columns, total, currency))
        for currency, total in sorted(added.items())
    )


def _total_cells(
    columns: tuple[Column, ...], total: list[int], currency: str
) -> tuple[Value, ...]:
    """``Total`` in the first cell, the currency in its column, the sums."""
    cells: list[Value] = [
        total[index] if column.total else "" for index, column in enumerate(columns)
    ]
    cells[0] = "Total"
    for index, column in enumerate(columns):
        if column.title == CURRENCY.title:
            cells[index] = currency
    return tuple(cells)


def answer(
    wanted: Wanted,
    *,
    name: str,
    title: str,
    subtitle: str,
    columns: tuple[Column, ...],
    rows: tuple[Row, ...],
    notes: tuple[str, ...],
    totals: tuple[Row, ...] | None = None,
    chart: Chart | None = None,
) -> Report:
    """The report that was wanted; its totals are the sums of its rows, unless given."""
    return Report(
        name=name,
        title=title,
        subtitle=subtitle,
        first=wanted.first,
        on=wanted.on,
        locale=wanted.locale,
        currency=wanted.currency,
        columns=columns,
        rows=rows,
        totals=sums(columns, rows) if totals is None else totals,
        notes=notes,
        chart=chart,
    )


CURRENCY = Column("Currency")
"""The column that every report of money has."""
MONTH = Column("Month", ColumnKind.MONTH)


def money(title: str) -> Column:
    """A column of minor units that is added up."""
    return Column(title, MONEY, total=True)
