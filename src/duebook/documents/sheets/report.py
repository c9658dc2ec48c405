"""A report as a sheet: title, chart, table, totals."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from duebook.documents.figures import figures_in
from duebook.documents.sheets.cells import FIGURES, cells_of, columns_of
from duebook.documents.sheets.chart import chart_sheet
from duebook.documents.sheets.frame import frame, lines
from duebook.documents.sheets.tables import Row, RowGroup, table
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.documents.records import Cell, PrintedReport, ReportColumn
    from duebook.documents.sheets.frame import Sheet
    from duebook.documents.sheets.tables import AnyCell


_MOST_FIGURES: Final = 9
"""Columns of figures side by side on a sheet; those that are more stand below."""


def report_sheet(report: PrintedReport) -> Sheet:
    """What ``report.typ`` prints."""
    figures = figures_in(report.locale)
    return {
        **frame(
            locale=report.locale,
            paper=report.paper,
            title=report.title,
            running=f"{report.entity} · {report.title} · {report.subtitle}",
            watermark=report.watermark,
        ),
        "template": "report",
        "landscape": report.landscape,
        "clear_foot": report.has_clear_foot,
        "entity": report.entity,
        "subtitle": report.subtitle,
        "figures_of": words_in(report.locale)["figures_of"].format(
            date=figures.day(report.printed_on)
        ),
        "chart": chart_sheet(report.chart) if report.chart else None,
        "tables": [_table(report, places) for places in _side_by_side(report.columns)],
        "notes": lines(report.notes),
    }


def _side_by_side(columns: Sequence[ReportColumn]) -> list[list[int]]:
    """The places of the columns of each table: texts in all, figures in turn."""
    figures = [at for at, one in enumerate(columns) if one.kind in FIGURES]
    if len(figures) <= _MOST_FIGURES:
        return [list(range(len(columns)))]
    texts = [at for at in range(len(columns)) if at not in figures]
    size = ceil(len(figures) / ceil(len(figures) / _MOST_FIGURES))
    return [texts + figures[at : at + size] for at in range(0, len(figures), size)]


def _table(report: PrintedReport, places: Sequence[int]) -> Sheet:
    """A table of some of the columns."""
    columns = [report.columns[at] for at in places]

    def cells(row: tuple[Cell, ...]) -> tuple[AnyCell, ...]:
        shown = [row[at] for at in places]
        return cells_of(columns, shown, locale=report.locale, currency=report.currency)

    return table(
        columns_of(columns),
        [RowGroup(rows=tuple(Row(cells=cells(row)) for row in report.rows))],
        summary=report.title,
        totals=[cells(total) for total in report.totals],
    )
