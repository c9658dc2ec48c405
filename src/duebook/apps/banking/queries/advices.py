"""Remittance advice: what waits for its money, and what was used for a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.queries.lines import REMITTANCE, ROOM
from duebook.domain.advices import Advice

if TYPE_CHECKING:
    from collections.abc import Collection

    from duebook.domain.banking import RemittanceLine


@dataclass(frozen=True, slots=True)
class OpenAdvice:
    """An advice that no money was found for yet; amounts in minor units."""

    id: int
    reference: str
    on: date
    currency: str
    total_minor: int | None
    lines_json: str

    @property
    def lines(self) -> tuple[RemittanceLine, ...]:
        """What it says the money is for."""
        return REMITTANCE.validate_json(self.lines_json)

    def as_advice(self) -> Advice:
        """The advice as the rule sees it; without a sum, that of its lines counts."""
        paid = [line.paid_minor for line in self.lines]
        told = [minor for minor in paid if minor is not None]
        added = sum(told) if len(told) == len(paid) else None
        return Advice(
            id=self.id,
            reference=self.reference,
            on=self.on,
            currency=self.currency,
            total_minor=added if self.total_minor is None else self.total_minor,
        )


def open_advices(entity_id: int, *, since: date) -> list[OpenAdvice]:
    """Advices of payments since a day that wait for their money, in id order."""
    return db.rows_of(
        OpenAdvice,
        db.sql(ROOM, "open_advices"),
        {"entity": entity_id, "since": since},
    )


def used_advices(
    entity_id: int, line_ids: Collection[int]
) -> dict[tuple[int, int], tuple[RemittanceLine, ...]]:
    """What was used for lines, by line and part (0: the line itself)."""
    rows = db.tuples_of(
        db.sql(ROOM, "used_advices"), {"entity": entity_id, "lines": list(line_ids)}
    )
    return {
        (line_id, part): REMITTANCE.validate_json(lines_json)
        for line_id, part, lines_json in rows
    }
