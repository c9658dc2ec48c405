"""A number that explains itself: the four parts of every "why"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """A row that the number is made of; the rows add up to it."""

    label: str
    amount_minor: int
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An amount, its rows, its rule, and what is not in it.

    ``more`` counts rows beyond those shown, which ``more_address`` lists;
    ``rest_minor`` is what they come to, so that rows and rest add up to the amount.
    ``left_out`` are sentences.
    """

    label: str
    amount_minor: int
    currency: str
    as_of: date
    made_of: tuple[Ingredient, ...]
    rule: str
    rule_name: str = ""
    version: str = ""
    left_out: tuple[str, ...] = ()
    more: int = 0
    more_address: str = ""
    rest_minor: int = 0
