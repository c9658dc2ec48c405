"""The bank workspace: lines in groups, what one shows, and how its payer pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Max

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.queries.lines import ROOM

MOST: Final = 500
"""Lines of a group that a page holds; more are reached by placing these."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line in the list; amounts in minor units.

    ``ways`` counts what is proposed; ``short_minor`` and ``over_minor`` are of the
    first proposal.  ``rule`` says who explained it last.
    """

    id: int
    booked_on: date
    amount_minor: int
    currency: str
    movement: str
    other_name: str
    text: str
    payer_references: list[str]
    return_code: str
    state: str
    held: str
    ways: int
    short_minor: int
    over_minor: int
    rule: str

    @property
    def is_proposed(self) -> bool:
        """Whether one key is enough: a single way that settles all to the unit."""
        is_whole = not self.short_minor and not self.over_minor
        is_looked_at = self.state in {"new", "held", "apart"}
        return self.ways == 1 and is_whole and is_looked_at


def waiting_rows(entity_id: int, account_id: int) -> list[Row]:
    """The lines of an account that wait, the last days first."""
    return _rows(entity_id, account_id, None)


def placed_rows(entity_id: int, account_id: int, on: date) -> list[Row]:
    """The lines of a day that wait no longer."""
    return _rows(entity_id, account_id, on)


def _rows(entity_id: int, account_id: int, on: date | None) -> list[Row]:
    return db.rows_of(
        Row,
        db.sql(ROOM, "workspace"),
        {"entity": entity_id, "account": account_id, "on": on, "size": MOST},
    )


def last_day(entity_id: int, account_id: int) -> date | None:
    """The last day of which lines were taken in."""
    rows = models.BankLine.objects.filter(
        entity_id=entity_id, bank_account_id=account_id
    )
    found: date | None = rows.aggregate(last=Max("booked_on"))["last"]
    return found


def days_after_due(entity_id: int, party_id: int, since: date) -> list[int]:
    """How late a payer's debts were paid since a day, in days; early is below zero."""
    rows = db.tuples_of(
        db.sql(ROOM, "how_it_pays"),
        {"entity": entity_id, "party": party_id, "since": since, "size": MOST},
    )
    return [days for (days,) in rows]
