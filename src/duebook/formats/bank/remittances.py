"""What every remittance is checked for, in whatever form it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook.domain.banking import Problem
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from duebook.domain.banking import Remittance

NO_CURRENCY: Final = "USD"
"""Read with two decimals where nothing tells the currency."""


def told(code: str, place: str, field: str, sentence: str) -> Problem:
    return Problem(code=code, place=place, field=field, sentence=sentence)


def about_total(read: Remittance) -> list[Problem]:
    """The problem, if every line says what it pays and the sum is not the total."""
    paid = [line.paid_minor for line in read.lines if line.paid_minor is not None]
    total = read.total_minor
    if not paid or len(paid) < len(read.lines) or total in {None, sum(paid)}:
        return []
    currency = read.currency or NO_CURRENCY
    said = f"{from_minor(total or 0, currency)} {read.currency}".strip()
    found = from_minor(sum(paid), currency)
    sentence = f"The payment is {said}; its lines add up to {found}."
    return [told("remittance_total_differs", read.place, "total", sentence)]
