"""How fast what we bill becomes money: the rates of credit departments, by month.

The formulas are those of the Credit Research Foundation, as its *National Summary of
Domestic Trade Receivables* defines them (https://www.crfonline.org), with one month as
the period.  docs/algorithms/collection.md works through them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from typing import Final

from duebook.domain.calendars import add_months, month_end

FEW_DOCUMENTS: Final = 5
"""Days outstanding are not told of a month in which fewer documents were issued."""
MONTHS: Final = 13
"""As many months stand beside each other: this one, and the same of the year before."""
_TENTH: Final = Decimal("0.1")


class NoRate(StrEnum):
    """Why a month has no rate."""

    NOTHING_BILLED = "nothing was billed"
    FEW_BILLED = f"fewer than {FEW_DOCUMENTS} documents"
    NOTHING_TO_COLLECT = "nothing could be collected"
    MORE_CAME_BACK = "more came back than was collected"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionMonth:
    """What was billed in a month and owed around it, in minor units of one currency.

    Args:
        first, last: its days; the last month ends with the day that is asked about.
        opening_minor: debts that were open at the end of the month before.
        taken_over_minor: debts that came from another program in the month.
        billed_minor: invoices and debit notes of the month with tax, less its credit
            notes and voids.
        documents: how many documents these are.
        owed_minor: debts open at the end of the month; credits are not taken off.
        not_due_minor: what of them was not past due.
    """

    first: date
    last: date
    currency: str
    opening_minor: int
    taken_over_minor: int
    billed_minor: int
    documents: int
    owed_minor: int
    not_due_minor: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def collected_minor(self) -> int:
        """What of all that was owed is owed no more."""
        return self._all_minor - self.owed_minor

    @property
    def collectable_minor(self) -> int:
        """What would be owed no more if everybody had paid on the day it was due."""
        return self._all_minor - self.not_due_minor

    @property
    def _all_minor(self) -> int:
        return self.opening_minor + self.taken_over_minor + self.billed_minor


@dataclass(frozen=True, slots=True)
class DaysOutstanding:
    """Days of billing that are owed, and those of them that nobody owes yet.

    In days with one digit.  ``total`` is known as DSO, ``best_possible`` as BPDSO.
    """

    total: Decimal
    best_possible: Decimal

    @property
    def delinquent(self) -> Decimal:
        """Average days delinquent (ADD): what is due too long, on the average."""
        return self.total - self.best_possible


def days_outstanding(month: CollectionMonth) -> DaysOutstanding | NoRate:
    """Days sales outstanding of a month, and the least there could be.

    DSO = owed * days / billed; best possible = owed but not due * days / billed.
    """
    if month.billed_minor <= 0:
        return NoRate.NOTHING_BILLED
    if month.documents < FEW_DOCUMENTS:
        return NoRate.FEW_BILLED
    total, best_possible = (
        _to_tenths(Decimal(minor * month.days) / month.billed_minor)
        for minor in (month.owed_minor, month.not_due_minor)
    )
    return DaysOutstanding(total, best_possible)


def collection_effectiveness(month: CollectionMonth) -> Decimal | NoRate:
    """The collection effectiveness index (CEI), in per cent with one digit.

    Collected / collectable * 100: 100 where nothing is past due at the end.
    """
    if month.collectable_minor <= 0:
        return NoRate.NOTHING_TO_COLLECT
    if month.collected_minor < 0:
        return NoRate.MORE_CAME_BACK
    return _to_tenths(Decimal(month.collected_minor * 100) / month.collectable_minor)


def _to_tenths(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, rounding=ROUND_HALF_EVEN)


def months_until(on: date, count: int = MONTHS) -> list[tuple[date, date]]:
    """First and last day of the last months; the day that is asked about ends them."""
    firsts = [add_months(on.replace(day=1), back) for back in range(1 - count, 1)]
    return [(first, min(month_end(first), on)) for first in firsts]
