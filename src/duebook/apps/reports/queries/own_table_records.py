"""A table of the reader's own, as it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from duebook.apps.reports.queries.measures import Dimension, Measure


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: a figure for each column, ``None`` where there is nothing, and the sum."""

    name: str
    figures: tuple[int | None, ...]
    sum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTable:
    """The table: its largest rows, and the totals of all ``count`` rows.

    ``sides`` are the names of the columns, one that has none where the table is not
    ``across`` anything.  Figures are minor units of ``currency``, or counts.
    """

    measure: Measure
    by: Dimension
    across: Dimension | None
    currency: str
    sides: tuple[str, ...]
    rows: tuple[TableRow, ...]
    totals: TableRow
    count: int

    @property
    def title(self) -> str:
        """``Billed by item and month``."""
        ways = [self.by.title, *([self.across.title] if self.across else [])]
        return f"{self.measure.title} by {' and '.join(ways).lower()}"

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands above the columns that the table is across; else nothing."""
        return tuple(map(self.across.told, self.sides)) if self.across else ()

    @property
    def most(self) -> int:
        """The largest figure of a cell."""
        figures = (figure or 0 for row in self.rows for figure in row.figures)
        return max(figures, default=0)

    @property
    def listed_in_part(self) -> str:
        """A sentence where not all rows are listed."""
        if len(self.rows) >= self.count:
            return ""
        which = "last" if self.by.is_in_time else "largest"
        return (
            f"Listed: the {which} {len(self.rows):,} of {self.count:,} rows; "
            "the totals are of all."
        )
