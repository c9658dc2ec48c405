"""The chart of a table of the reader's own, where one helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.apps.reports.queries.measures import Dimension
from duebook.documents.records import Chart, ChartKind, Series
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from duebook.apps.reports.queries.own_table_records import OwnTable

_MOST_BARS: Final = 13
"""Bars side by side: a year, and the month that it is compared with."""
_MOST_PARTS: Final = 5
"""Parts of a bar that are told apart: what is more is one of them."""
_MOST_LETTERS: Final = 12
_OTHERS: Final = "all others"


@dataclass(frozen=True, slots=True)
class _Bars:
    """Named bars with their heights, and the parts that they are divided into."""

    by: Dimension
    names: Sequence[str]
    heights: Sequence[int]
    parts: Sequence[tuple[str, Sequence[int | None]]]
    are_all_parts: bool


def drawn(table: OwnTable, locale: str) -> Chart | None:
    """Bars in the order of time, or the largest; nothing where there is but one.

    They stand for columns that are in time, else for rows; the other side divides them.
    """
    whole = _bars(table)
    shown = _shown(whole)
    if len(shown.names) < 2:
        return None
    series = _series(shown, table.measure.title)
    return Chart(
        kind=ChartKind.STACKED_BARS if len(series) > 1 else ChartKind.BARS,
        title=table.title + _in_part(len(shown.names), whole),
        unit="documents" if table.measure.is_count else table.currency,
        labels=tuple(_label(name, whole.by) for name in shown.names),
        series=series,
        sentence=_sentence(table, shown),
        locale=locale,
        currency="" if table.measure.is_count else table.currency,
    )


def _bars(table: OwnTable) -> _Bars:
    if table.across and table.across.is_in_time and not table.by.is_in_time:
        return _Bars(
            by=table.across,
            names=table.heads,
            heights=[figure or 0 for figure in table.totals.figures],
            parts=[(table.by.told(row.name), row.figures) for row in table.rows],
            are_all_parts=len(table.rows) == table.count,
        )
    return _Bars(
        by=table.by,
        names=[table.by.told(row.name) for row in table.rows],
        heights=[row.sum for row in table.rows],
        parts=[
            (head, [row.figures[at] for row in table.rows])
            for at, head in enumerate(table.heads)
        ],
        are_all_parts=True,
    )


def _shown(bars: _Bars) -> _Bars:
    """The last bars in time, or the first, which are the largest."""
    piece = slice(-_MOST_BARS, None) if bars.by.is_in_time else slice(_MOST_BARS)
    return _Bars(
        by=bars.by,
        names=bars.names[piece],
        heights=bars.heights[piece],
        parts=[(name, figures[piece]) for name, figures in bars.parts],
        are_all_parts=bars.are_all_parts,
    )


def _series(bars: _Bars, title: str) -> tuple[Series, ...]:
    """The first parts, and all others as one; undivided bars are of the ``title``."""
    is_whole = bars.are_all_parts and len(bars.parts) <= _MOST_PARTS
    told = bars.parts if is_whole else bars.parts[: _MOST_PARTS - 1]
    if len(told) < 2:
        return (Series(name=title, values=tuple(bars.heights)),)
    series = [Series(name=name, values=tuple(figures)) for name, figures in told]
    if not is_whole:
        rest = (
            height - sum(figures[at] or 0 for _, figures in told)
            for at, height in enumerate(bars.heights)
        )
        series.append(Series(name=_OTHERS, values=tuple(rest)))
    return tuple(series)


def _in_part(count: int, whole: _Bars) -> str:
    if count == len(whole.names):
        return ""
    return f", the {'last' if whole.by.is_in_time else 'largest'} {count}"


def _label(name: str, by: Dimension) -> str:
    """Names under bars are short: a code, or how they begin."""
    short = name.partition(" ")[0] if by.is_coded else name
    return short if len(short) <= _MOST_LETTERS else f"{short[: _MOST_LETTERS - 1]}…"


def _sentence(table: OwnTable, bars: _Bars) -> str:
    """The bars as they are read out."""
    heights = [
        height if table.measure.is_count else from_minor(height, table.currency)
        for height in bars.heights
    ]
    told = "; ".join(
        f"{name}: {height:,}" for name, height in zip(bars.names, heights, strict=True)
    )
    unit = "" if table.measure.is_count else f" in {table.currency}"
    return f"{table.title}{unit}: {told}."
