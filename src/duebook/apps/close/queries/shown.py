"""Entries of the journal as a page shows them: who posted them, leg by leg."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.close.queries.invariants import ROOM
from duebook.domain.tie_out import Difference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duebook.domain.tie_out import Tie


@dataclass(frozen=True, slots=True)
class ShownLeg:
    """A leg of an entry, debit positive, with who posted the entry."""

    entry_id: int
    effective_on: date
    cause: str
    person: str
    account: str
    name: str
    currency: str
    amount_minor: int

    @property
    def label(self) -> str:
        """The account by code and name."""
        return f"{self.account} {self.name}"


_SHOWN: Final = 8
"""Differences of a class that a page names; the evidence names all."""


@dataclass(frozen=True, slots=True)
class CauseGroup:
    """The differences of one class between two sides."""

    cause: str
    is_fault: bool
    currency: str
    differences: tuple[Difference, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.differences)

    @property
    def sum_minor(self) -> int:
        """What they come to."""
        return sum(one.amount_minor for one in self.differences)

    @property
    def shown(self) -> tuple[Difference, ...]:
        """Those that a page names."""
        return self.differences[:_SHOWN]

    @property
    def faults(self) -> tuple[Difference, ...]:
        """Those named that somebody has to mend."""
        return self.shown if self.is_fault else ()

    @property
    def left_out(self) -> int:
        """How many a page does not name."""
        return max(0, self.count - _SHOWN)


def causes(ties: Iterable[Tie]) -> list[CauseGroup]:
    """The differences by class, those to be mended first."""
    found: dict[tuple[bool, str, str], list[Difference]] = {}
    for tie in ties:
        for one in tie.differences:
            key = (not one.is_fault, one.cause.value, one.currency)
            found.setdefault(key, []).append(one)
    return [
        CauseGroup(cause, not is_timing, currency, tuple(those))
        for (is_timing, cause, currency), those in sorted(
            found.items(), key=lambda group: group[0]
        )
    ]


def legs_of(entity_id: int, entry_ids: Collection[int]) -> dict[int, list[ShownLeg]]:
    """The legs of some entries, by entry."""
    if not entry_ids:
        return {}
    rows = db.rows_of(
        ShownLeg,
        db.sql(ROOM, "entry_legs"),
        {"entity": entity_id, "entries": list(entry_ids)},
    )
    return {
        entry_id: list(legs)
        for entry_id, legs in groupby(rows, key=lambda leg: leg.entry_id)
    }
