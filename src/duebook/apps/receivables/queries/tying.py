"""Open items against the control accounts of the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger import queries as ledger

if TYPE_CHECKING:
    from datetime import date, datetime

ROOM = "duebook.apps.receivables"


@dataclass(frozen=True, slots=True)
class Tie:
    """A control account at the end of a day: the ledger's word and its items'.

    Amounts are in minor units, debit positive; ``items`` is how many are open.
    """

    account: str
    name: str
    currency: str
    ledger_minor: int
    items_minor: int
    items: int

    @property
    def difference_minor(self) -> int:
        """What the two sides differ by; zero is a tie."""
        return self.ledger_minor - self.items_minor


def open_parts() -> str:
    """The head of queries about what was open on a day (see ``open_parts.sql``)."""
    return db.sql(ROOM, "open_parts")


def tie_out(entity_id: int, on: date, *, known_at: datetime | None = None) -> list[Tie]:
    """Each control account against its items at the end of a day, by account.

    The two sides are read from different tables, so that their agreement proves
    something.

    Args:
        entity_id: whose books.
        on: the day.
        known_at: leave out what was recorded after this instant.
    """
    booked = {
        (balance.code, balance.name, balance.currency): balance.amount_minor
        for balance in ledger.trial_balance(
            entity_id, on, known_at=known_at, only_control=True
        )
    }
    owed = {
        (code, name, currency): (amount_minor, items)
        for code, name, currency, amount_minor, items in db.tuples_of(
            db.sql(ROOM, "items_by_account").replace("{open_parts}", open_parts()),
            {"entity": entity_id, "on": on, "known_at": known_at},
        )
    }
    ties = []
    for place in sorted(booked.keys() | owed.keys()):
        items_minor, items = owed.get(place, (0, 0))
        code, name, currency = place
        booked_minor = booked.get(place, 0)
        ties.append(Tie(code, name, currency, booked_minor, items_minor, items))
    return ties
