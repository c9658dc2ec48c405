"""Rows to CSV, safe to open in a spreadsheet.

Text that could be taken for a formula has an apostrophe in front, which
``cells.text`` takes off again.  Numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.formats.tables.cells import GUARDED
from duebook.formats.tables.columns import ColumnKind, decimal_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.formats.tables.columns import Column, Value


def guarded(text: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if GUARDED.match(text) else text


def write_csv(columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as CSV: UTF-8 with mark (spreadsheets need it), commas, CR LF, point.

    Days are ISO, money has all digits of the currency, per cent is a bare number.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([guarded(column.title) for column in columns])
    writer.writerows(
        [_csv_cell(column, value) for column, value in zip(columns, row, strict=True)]
        for row in rows
    )
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(column: Column, value: Value) -> str:
    match value:
        case None:
            return ""
        case dt.date():
            return value.isoformat()
        case int() if column.kind is ColumnKind.MONEY:
            return f"{decimal_of(value, column.digits):f}"
        case int() | Decimal():
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case str():
            return guarded(value)
