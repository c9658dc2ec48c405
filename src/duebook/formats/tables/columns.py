"""What the columns of a report are, for CSV and XLSX alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | dt.date | None
"""What a cell is written from; None is an empty cell."""


class ColumnKind(StrEnum):
    """How a column is written and aligned.

    TEXT takes str; MONEY int minor units; INTEGER int; NUMBER Decimal; PERCENT
    Decimal per cent (7.5 is 7.5 %); DATE date; MONTH str, ``2026-05``.
    """

    TEXT = "text"
    MONEY = "money"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"


@dataclass(frozen=True)
class Column:
    """One column of a report.

    Attributes:
        digits: of MONEY, the currency's digits (USD 2, JPY 0, KWD 3).
        total: whether a totals row adds it up (MONEY, INTEGER, NUMBER).
    """

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    digits: int = 2
    total: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is read from the left; figures and days stand on the right."""
        return self.kind in {ColumnKind.TEXT, ColumnKind.MONTH}


def decimal_of(minor: int, digits: int) -> Decimal:
    """Minor units as an exact number: 1050 with two digits is 10.50."""
    return Decimal(minor).scaleb(-digits)
