"""A report as CSV, as a workbook, on paper, as a drawing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.documents.records import (
    ColumnKind as PrintedColumnKind,
)
from duebook.documents.records import (
    CurrencyAmount,
    PrintedReport,
    ReportColumn,
)
from duebook.documents.render import render_chart_svg
from duebook.domain.errors import Refusal
from duebook.domain.money import exponent, from_minor
from duebook.formats.tables import ColumnKind, Sheet, write_csv, write_xlsx
from duebook.web.figures import month_named

if TYPE_CHECKING:
    from duebook.apps.reports.queries.records import Report, Row
    from duebook.documents.records import (
        Cell,
        Paper,
    )
    from duebook.formats.tables import Column, Value

_PRINTED_KINDS: Final = {
    ColumnKind.TEXT: PrintedColumnKind.TEXT,
    ColumnKind.MONEY: PrintedColumnKind.MONEY,
    ColumnKind.INTEGER: PrintedColumnKind.NUMBER,
    ColumnKind.NUMBER: PrintedColumnKind.NUMBER,
    ColumnKind.PERCENT: PrintedColumnKind.PERCENT,
    ColumnKind.DATE: PrintedColumnKind.DATE,
    ColumnKind.MONTH: PrintedColumnKind.TEXT,
}
_WIDE: Final = 7
"""Tables of more columns are printed across the sheet, and fold on a page."""
LONG_TEXTS: Final = frozenset(
    {"Name", "Their PO", "Reason", "Numbers", "Reference", "Exemption"}
)
"""Columns whose texts may be as long as somebody wrote them."""
_CODES: Final = frozenset({"Number", "Corrects", "Kind", "Party", "Currency"})
"""Columns whose texts are short, and are not folded on paper."""


@dataclass(eq=False)
class NothingToDraw(Refusal):
    """The report has no chart, or no figures to draw."""

    code: ClassVar[str] = "nothing_to_draw"
    template: ClassVar[str] = "The report {report} has no chart for these days."

    report: str


def as_csv(report: Report) -> bytes:
    """The rows without totals, amounts in major units with a currency beside them."""
    columns = [
        replace(column, kind=ColumnKind.NUMBER)
        if column.kind is ColumnKind.MONEY
        else column
        for column in report.columns
    ]
    return write_csv(columns, (_major(report, row) for row in report.rows))


def _major(report: Report, row: Row) -> tuple[Value, ...]:
    return tuple(
        from_minor(cell, row.currency)
        if column.kind is ColumnKind.MONEY and isinstance(cell, int)
        else cell
        for column, cell in zip(report.columns, row.cells, strict=True)
    )


def as_xlsx(report: Report) -> bytes:
    """A workbook with a sheet for each currency, so that its totals are of one kind.

    Raises:
        SheetFull: more rows than a spreadsheet can have.
    """
    currencies = sorted({row.currency for row in report.rows}) or [report.currency]
    return write_xlsx(
        [
            Sheet(
                name=f"{report.title} {currency}"
                if len(currencies) > 1
                else report.title,
                columns=[_with_digits(column, currency) for column in report.columns],
                rows=[row.cells for row in report.rows if row.currency == currency],
                title=report.title,
                notes=(report.subtitle, *report.notes),
            )
            for currency in currencies
        ]
    )


def _with_digits(column: Column, currency: str) -> Column:
    return replace(column, digits=exponent(currency))


def as_printed(report: Report, *, entity: str, paper: Paper) -> PrintedReport:
    """The report for the printer; see ``documents.render.render_report``."""
    titles = [column.title for column in report.columns]
    wide = LONG_TEXTS.intersection(titles) or titles[:1]
    return PrintedReport(
        entity=entity,
        title=report.title,
        subtitle=report.subtitle,
        printed_on=report.on,
        locale=report.locale,
        paper=paper,
        columns=tuple(
            ReportColumn(
                head=column.title,
                kind=_PRINTED_KINDS[column.kind],
                share=_share(column.title, is_long=column.title in wide),
            )
            for column in report.columns
        ),
        rows=tuple(_cells(report, row) for row in report.rows),
        totals=tuple(_cells(report, row) for row in report.totals),
        currency=report.currency,
        chart=report.chart,
        notes="\n".join(report.notes),
        landscape=is_wide(report),
    )


def _share(title: str, *, is_long: bool) -> int:
    return 2 if is_long else 0 if title in _CODES else 1


def is_wide(report: Report) -> bool:
    """Whether its columns are more than stand well beside each other."""
    return len(report.columns) > _WIDE


def _cells(report: Report, row: Row) -> tuple[Cell, ...]:
    return tuple(
        _cell(report, row.currency, column, cell)
        for column, cell in zip(report.columns, row.cells, strict=True)
    )


def _cell(report: Report, currency: str, column: Column, cell: Value) -> Cell:
    match cell:
        case int() if column.kind is ColumnKind.MONEY and currency != report.currency:
            return CurrencyAmount(minor=cell, currency=currency)
        case str() if column.kind is ColumnKind.MONTH:
            return month_named(cell)
        case _:
            return cell


def as_svg(report: Report) -> str:
    """The report's chart alone.

    Raises:
        NothingToDraw: it has none.
    """
    if report.chart is None:
        raise NothingToDraw(report.name)
    return render_chart_svg(report.chart)
