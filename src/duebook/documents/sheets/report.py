"""A report as a sheet: title, chart, table, totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.documents.figures import DASH, figures_in
from duebook.documents.records import ColumnKind, CurrencyAmount
from duebook.documents.sheets.chart import chart_sheet
from duebook.documents.sheets.frame import frame, lines
from duebook.documents.sheets.tables import (
    Column,
    FigureCell,
    Row,
    RowGroup,
    TextCell,
    table,
)
from duebook.documents.words import words_in

if TYPE_CHECKING:
    from duebook.documents.records import Cell, PrintedReport, ReportColumn
    from duebook.documents.sheets.frame import Sheet
    from duebook.documents.sheets.tables import AnyCell

_FIGURES = (ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.PERCENT)


def report_sheet(report: PrintedReport) -> Sheet:
    """What ``report.typ`` prints."""
    figures = figures_in(report.locale)
    columns = [
        Column(
            head=column.head,
            is_figure=column.kind in _FIGURES,
            share=column.share if column.kind is ColumnKind.TEXT else 0,
        )
        for column in report.columns
    ]
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
        "entity": report.entity,
        "subtitle": report.subtitle,
        "figures_of": words_in(report.locale)["figures_of"].format(
            date=figures.day(report.printed_on)
        ),
        "chart": chart_sheet(report.chart) if report.chart else None,
        "table": table(
            columns,
            [RowGroup(rows=rows)],
            summary=report.title,
            totals=[_cells(report, total) for total in report.totals],
        ),
        "notes": lines(report.notes),
    }


def _cells(report: PrintedReport, row: tuple[Cell, ...]) -> tuple[AnyCell, ...]:
    return tuple(
        _cell(report, column, cell)
        for column, cell in zip(report.columns, row, strict=True)
    )


def _cell(report: PrintedReport, column: ReportColumn, cell: Cell) -> AnyCell:
    text = _text(report, column.kind, cell)
    if column.kind in _FIGURES:
        return FigureCell(text=text)
    return TextCell(text=text)


def _text(report: PrintedReport, kind: ColumnKind, cell: Cell) -> str:
    """The cell as read; where there is nothing, a dash and never a blank."""
    figures = figures_in(report.locale)
    match cell:
        case None:
            return DASH
        case str():
            return cell
        case date():
            return figures.day(cell)
        case CurrencyAmount(minor=minor, currency=currency):
            return figures.money(minor, currency)
        case _:
            return _number(report, kind, cell)


def _number(report: PrintedReport, kind: ColumnKind, number: int | Decimal) -> str:
    figures = figures_in(report.locale)
    if kind is ColumnKind.MONEY:
        assert isinstance(number, int), "money is minor units"
        return figures.money(number, report.currency)
    if kind is ColumnKind.PERCENT:
        return figures.percent(Decimal(number))
    return figures.quantity(Decimal(number))
