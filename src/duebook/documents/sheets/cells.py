"""Cells of reports as they are read, figures in the format of the reader."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.documents.figures import DASH, figures_in
from duebook.documents.records import ColumnKind, CurrencyAmount
from duebook.documents.sheets.tables import Column, FigureCell, TextCell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.documents.records import Cell, ReportColumn
    from duebook.documents.sheets.tables import AnyCell

FIGURES = (ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.PERCENT)


def columns_of(columns: Sequence[ReportColumn]) -> list[Column]:
    """The columns of a report as a table has them: figures on the right."""
    return [
        Column(
            head=column.head,
            is_figure=column.kind in FIGURES,
            share=column.share if column.kind is ColumnKind.TEXT else 0,
        )
        for column in columns
    ]


def cells_of(
    columns: Sequence[ReportColumn], row: Sequence[Cell], *, locale: str, currency: str
) -> tuple[AnyCell, ...]:
    """A row as printed; money without a currency of its own is in ``currency``."""
    return tuple(
        _cell(column, cell, locale=locale, currency=currency)
        for column, cell in zip(columns, row, strict=True)
    )


def _cell(column: ReportColumn, cell: Cell, *, locale: str, currency: str) -> AnyCell:
    text = _text(column.kind, cell, locale=locale, currency=currency)
    if column.kind in FIGURES:
        return FigureCell(text=text)
    return TextCell(text=text)


def _text(kind: ColumnKind, cell: Cell, *, locale: str, currency: str) -> str:
    """The cell as read; where there is nothing, a dash and never a blank."""
    figures = figures_in(locale)
    match cell:
        case None:
            return DASH
        case str():
            return cell
        case date():
            return figures.day(cell)
        case CurrencyAmount(minor=minor, currency=own):
            return figures.money(minor, own)
        case _:
            return _number(kind, cell, locale=locale, currency=currency)


def _number(
    kind: ColumnKind, number: int | Decimal, *, locale: str, currency: str
) -> str:
    figures = figures_in(locale)
    if kind is ColumnKind.MONEY:
        assert isinstance(number, int), "money is minor units"
        return figures.money(number, currency)
    if kind is ColumnKind.PERCENT:
        return figures.percent(Decimal(number))
    return figures.quantity(Decimal(number))
