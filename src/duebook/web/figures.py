"""Amounts and days as pages write them: filters of templates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django import template

from duebook.formats.tables import ColumnKind
from duebook.web import terminal

if TYPE_CHECKING:
    from duebook.formats.tables import Column, Value

register = template.Library()


@register.filter
def money(amount_minor: int, currency: str) -> str:
    """``1,250.00``, with a true minus; the currency stands in its own column."""
    return terminal.money(amount_minor, currency)


@register.filter
def cell(value: object, column: Column) -> str:
    """A cell of a report, which is no amount of money."""
    match value:
        case None:
            return "–"
        case Decimal() if column.kind is ColumnKind.PERCENT:
            return f"{value.normalize():f} %"
        case Decimal() | int():
            return f"{value:,}".replace("-", "−")
        case date():
            return value.isoformat()
        case _:
            return str(value)


@register.filter
def beside(
    cells: tuple[Value, ...], columns: tuple[Column, ...]
) -> list[tuple[Column, Value]]:
    """The cells of a row, each with its column."""
    return list(zip(columns, cells, strict=True))
