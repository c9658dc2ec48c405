"""The matcher's sentences: what it found and why it holds back, for a clerk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.checks.sentences import MONTHS
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def money(amount_minor: int, currency: str) -> str:
    """An amount with the digits of its currency: ``1,234.56 USD``, ``500 JPY``."""
    return f"{from_minor(amount_minor, currency):,f} {currency}"


def listed(words: Iterable[str], most: int = 6, last: str = "and") -> str:
    """``A``, ``A and B``, ``A, B and C``; of many the first and how many more."""
    every = list(words)
    if len(every) > most:
        every = [*every[: most - 1], f"{len(every) - most + 1} more"]
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def in_words(day: date) -> str:
    """A day as a clerk writes it: ``21 November 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
