"""The rows of a report: its data, the groups they stand in, the totals it prints.

A report by customer has a row with the customer's name alone, the documents below it,
and “Total for …”.  Sub-customers have groups of their own inside.  A report that
prints no totals of groups has no groups within groups, so a name closes the last one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.formats.tables.records import TableRow, TableWarning, is_blank, text_of
from duebook.formats.tables.sniff import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duebook.formats.tables.records import Cell

_DEEPEST = 8
"""Groups within groups that are followed; QuickBooks has five levels of customers."""

_TOTAL = re.compile(r"(?:grand )?totals?(?: (?:for|of) (?P<group>.+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A row of data; ``group`` is the name it stands under, parents before a colon."""

    row: TableRow
    group: str = ""


@dataclass(frozen=True)
class Body:
    """The rows below the headings.

    Attributes:
        printed: the total of all, if the report prints one that can be read.
    """

    lines: tuple[Line, ...]
    printed: Decimal | None = None
    warnings: tuple[TableWarning, ...] = ()


@dataclass(slots=True)
class _Group:
    name: str
    sum: Decimal = field(default=Decimal(0))


def body_of(
    rows: Sequence[TableRow],
    footer: str,
    amount: Callable[[TableRow], Decimal | None] | None,
) -> Body:
    """Sort the rows below the headings into data, groups, totals and remarks.

    Args:
        rows: without blank ones.
        footer: a pattern of remarks to leave out.
        amount: reads the column that is totalled; None for a plain list, in which
            every row is data.
    """
    kept = [row for row in rows if not _is_footer(row, footer)]
    if amount is None:
        return Body(tuple(map(Line, kept)))
    nests = any(_total_of(row) for row in kept)
    lines: list[Line] = []
    open_groups: list[_Group] = []
    warnings: list[TableWarning] = []
    for row in kept:
        total = _total_of(row)
        if total is not None:
            printed = amount(row)
            if not total:
                return Body(tuple(lines), printed, tuple(warnings))
            warnings += _close(open_groups, total, printed, row.number)
        elif filled(row.cells) == 1 and not is_blank(row.cells[0]):
            if not nests:
                open_groups.clear()
            open_groups.append(_Group(text_of(row.cells[0]).strip()))
            del open_groups[:-_DEEPEST]
        else:
            lines.append(Line(row, ":".join(group.name for group in open_groups)))
            for group in open_groups:
                group.sum += amount(row) or 0
    return Body(tuple(lines), None, tuple(warnings))


def _is_footer(row: TableRow, footer: str) -> bool:
    text = _first(row.cells)
    return filled(row.cells) == 1 and bool(re.fullmatch(footer, text, re.IGNORECASE))


def _total_of(row: TableRow) -> str | None:
    """The group whose total the row is, empty for that of all; None for other rows."""
    told = _TOTAL.fullmatch(_first(row.cells))
    if told is None or filled(row.cells) == 1:
        return None
    return (told["group"] or "").strip()


def _first(cells: Sequence[Cell]) -> str:
    return next((text_of(cell).strip() for cell in cells if not is_blank(cell)), "")


def _close(
    open_groups: list[_Group], name: str, printed: Decimal | None, number: int
) -> list[TableWarning]:
    """Close a group and those left open inside it; a differing total is told."""
    place = next(
        (
            place
            for place in range(len(open_groups) - 1, -1, -1)
            if open_groups[place].name == name
        ),
        None,
    )
    if place is None:
        return []
    group = open_groups[place]
    del open_groups[place:]
    if printed is None or printed == group.sum:
        return []
    text = (
        f"Row {number} prints {printed:,} for {name}; the rows above are {group.sum:,}."
    )
    return [TableWarning("group_total_differs", text, number)]
