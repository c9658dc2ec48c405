"""A table of the reader's own: one measure by what stands in its rows and columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from duebook import db
from duebook.apps.receivables.queries.by_line import LineNotRead
from duebook.apps.reports.queries.behind import SHOWN, Behind
from duebook.apps.reports.queries.heads import headed
from duebook.apps.reports.queries.measures import (
    DIMENSIONS,
    MEASURES,
    Dimension,
    Measure,
)
from duebook.apps.reports.queries.own_chart import drawn
from duebook.apps.reports.queries.own_table_records import OwnTable, TableRow
from duebook.apps.reports.queries.records import (
    COUNT,
    CURRENCY,
    MONEY,
    NotGroupedBy,
    Row,
    answer,
)
from duebook.apps.reports.queries.registers import span
from duebook.domain.errors import Refusal
from duebook.domain.money import exponent
from duebook.formats.tables import Column
from duebook.web.listing import Asked, Asking, Where, filled, understood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.reports.queries.records import Report, Wanted

OWN_TABLE: Final = "own-table"
MOST_COLUMNS: Final = 24
MOST_ROWS: Final = 100_000
"""Of a table, in a file, too: the largest; the totals are of all."""
_LARGEST_FIRST: Final = "abs(whole) DESC, name"


@dataclass(eq=False)
class UnknownMeasure(Refusal):
    """Nothing of this name is counted."""

    code: ClassVar[str] = "unknown_measure"
    template: ClassVar[str] = "A table counts {known}, not “{measure}”."

    measure: str
    known: str = ", ".join(MEASURES)


@dataclass(eq=False)
class BothGoBy(Refusal):
    """Rows and columns go by the same."""

    code: ClassVar[str] = "both_go_by"
    template: ClassVar[str] = (
        "Rows and columns both go by {by}: choose something else for one of them."
    )

    by: str


@dataclass(eq=False)
class TooManyColumns(Refusal):
    """The columns are more than a table has."""

    code: ClassVar[str] = "too_many_columns"
    template: ClassVar[str] = (
        "{across} would make {count:,} columns; a table has at most {most}. Put it in "
        "the rows, or ask for fewer days."
    )

    across: str
    count: int
    most: int = MOST_COLUMNS


@dataclass(frozen=True, slots=True)
class _Choice:
    """What is chosen, looked up by its names."""

    measure: Measure
    by: Dimension
    across: Dimension | None
    currency: str
    asked: Asked

    def query(self, name: str, amount: str, **texts: str) -> str:
        source = self.measure.source
        return headed(
            name,
            facts=f"{{{source.head}}}",
            joins=source.joins,
            amount=amount,
            counts=self.measure.counts,
            by=self.by.text,
            across=self.across.text if self.across else "''::text",
            **texts,
        )

    def parameters(self, wanted: Wanted) -> dict[str, object]:
        return {
            **self.measure.source.asked,
            "entity": wanted.entity_id,
            "first": wanted.first,
            "on": wanted.on,
            "last": wanted.on,
            "known_at": wanted.known_at,
            "currency": self.currency,
        }


def _chosen(wanted: Wanted) -> _Choice:
    """What is chosen; ``party`` is in the rows of who chose nothing for them.

    Raises:
        UnknownMeasure: it counts nothing that is known.
        NotGroupedBy: what it counts does not go by that.
        BothGoBy: rows and columns are the same.
        UnknownCurrency: it is of no currency.
        LineNotRead: a part of the search line cannot be read.
    """
    choice = wanted.choice
    by = wanted.by or "party"
    measure = MEASURES.get(choice.measure or next(iter(MEASURES)))
    if measure is None:
        raise UnknownMeasure(choice.measure)
    known = measure.source.dimensions
    for one in (by, choice.across):
        if one and one not in known:
            raise NotGroupedBy(measure.title, one, ", ".join(known))
    if by == choice.across:
        raise BothGoBy(by)
    currency = choice.currency or wanted.currency
    exponent(currency)
    asked = understood(
        measure.source,
        choice.line,
        Asking(wanted.on, currency, "", wanted.entity_id),
    )
    if asked.puzzles:
        raise LineNotRead(" ".join(asked.puzzles))
    across = DIMENSIONS.get(choice.across)
    return _Choice(measure, DIMENSIONS[by], across, currency, asked)


def own_table(wanted: Wanted) -> OwnTable:
    """The table that was chosen, added up by the database in one statement.

    Raises:
        Refusal: as :func:`_chosen`.
        TooManyColumns: more than can stand side by side.
    """
    choice = _chosen(wanted)
    query, parameters = filled(
        choice.query(
            "own_table",
            choice.measure.amount,
            order="name DESC" if choice.by.is_in_time else _LARGEST_FIRST,
        ),
        choice.asked.wheres,
        {
            **choice.parameters(wanted),
            "size": min(wanted.size or MOST_ROWS, MOST_ROWS),
            "most": MOST_COLUMNS,
        },
    )
    return _laid_out(choice, db.tuples_of(query, parameters))


def _laid_out(
    choice: _Choice, found: Sequence[tuple[int, str, str, int, int]]
) -> OwnTable:
    """Cells side by side, in the order of time or the largest column first."""
    sums = {side: amount for place, _, side, amount, _ in found if not place}
    columns = max((count for place, *_, count in found if not place), default=0)
    if columns > MOST_COLUMNS and choice.across:
        raise TooManyColumns(choice.across.title, columns)
    sides = sorted(sums)
    if choice.across and not choice.across.is_in_time:
        sides.sort(key=lambda side: -abs(sums[side]))
    rows: dict[str, dict[str, int]] = {}
    for place, name, side, amount, _ in found:
        if place:
            rows.setdefault(name, {})[side] = amount
    names = sorted(rows) if choice.by.is_in_time else list(rows)
    return OwnTable(
        measure=choice.measure,
        by=choice.by,
        across=choice.across,
        currency=choice.currency,
        sides=tuple(sides),
        rows=tuple(
            TableRow(name, tuple(map(rows[name].get, sides)), sum(rows[name].values()))
            for name in names
        ),
        totals=TableRow(
            "Total", tuple(sums[side] for side in sides), sum(sums.values())
        ),
        count=max((count for place, *_, count in found if place), default=0),
    )


def currencies(entity_id: int) -> list[str]:
    """The currencies that parties are billed in."""
    return [
        code
        for (code,) in db.tuples_of(
            "SELECT DISTINCT currency FROM parties_party WHERE entity_id = %(entity)s",
            {"entity": entity_id},
        )
    ]


def own_report(wanted: Wanted) -> Report:
    """The table as a report: for files, for paper and for the terminal.

    Raises:
        Refusal: as :func:`own_table`.
    """
    table = own_table(wanted)
    kind = COUNT if table.measure.is_count else MONEY
    columns = (
        table.by.column,
        CURRENCY,
        *(Column(head, kind, total=True) for head in table.heads),
        Column("Total" if table.across else table.measure.title, kind, total=True),
    )

    def row(one: TableRow) -> Row:
        figures = one.figures if table.across else ()
        return Row(table.currency, (one.name, table.currency, *figures, one.sum))

    line = f", {wanted.choice.line}" if wanted.choice.line else ""
    return answer(
        replace(wanted, currency=table.currency),
        name=OWN_TABLE,
        title=table.title,
        subtitle=span(wanted) + line,
        columns=columns,
        rows=tuple(map(row, table.rows)),
        totals=(row(table.totals),) if table.rows else (),
        notes=notes_of(table),
        chart=drawn(table, wanted.locale),
    )


def notes_of(table: OwnTable) -> tuple[str, ...]:
    """The rule of the figures, and what a reader should know of the table."""
    ways = [way for way in (table.by, table.across) if way and way.is_of_today]
    names = " and ".join(way.title.lower() for way in ways)
    notes = (
        table.measure.rule,
        f"By {names} as it is now, not as it was printed." if ways else "",
        table.listed_in_part,
    )
    return tuple(note for note in notes if note)


def behind_own_table(
    wanted: Wanted, row: str | None, side: str | None
) -> tuple[list[Behind], Measure]:
    """The documents of a figure, the largest first, and the measure that it is of.

    Args:
        wanted: the table; ``size`` is how many documents at most.
        row: the name of the figure's row; ``None`` for all rows.
        side: the name of its column; ``None`` for all columns.

    Raises:
        Refusal: as :func:`own_table`, but for its columns.
    """
    choice = _chosen(wanted)
    wheres = [
        Where(f"{dimension.text} = %s", (name,))
        for dimension, name in ((choice.by, row), (choice.across, side))
        if dimension and name is not None
    ]
    query, parameters = filled(
        choice.query("behind_own_table", choice.measure.worth or choice.measure.amount),
        [*choice.asked.wheres, *wheres],
        {**choice.parameters(wanted), "size": wanted.size or SHOWN},
    )
    return db.rows_of(Behind, query, parameters), choice.measure
