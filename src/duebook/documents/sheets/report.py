"""A report as a sheet: title, chart, table, totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.documents.figures import figures_in
from duebook.documents.sheets.cells import cells_of, columns_of
from duebook.documents.sheets.chart import chart_sheet
from duebook.documents.sheets.frame import frame, lines
from duebook.documents.sheets.tables import Row, RowGroup, table
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from duebook.documents.records import Cell, PrintedReport
    from duebook.documents.sheets.frame import Sheet
    from duebook.documents.sheets.tables import AnyCell


def report_sheet(report: PrintedReport) -> Sheet:
    """What ``report.typ`` prints."""
    figures = figures_in(report.locale)
    rows = tuple(Row(cells=_cells(report, row)) for row in report.rows)
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
        "table": table(
            columns_of(report.columns),
            [RowGroup(rows=rows)],
            summary=report.title,
            totals=[_cells(report, total) for total in report.totals],
        ),
        "notes": lines(report.notes),
    }


def _cells(report: PrintedReport, row: tuple[Cell, ...]) -> tuple[AnyCell, ...]:
    return cells_of(report.columns, row, locale=report.locale, currency=report.currency)
