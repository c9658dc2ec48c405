"""Reading what is contested, of any day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook import db

if TYPE_CHECKING:
    from datetime import date, datetime


def contested_by_party(
    entity_id: int, on: date, *, known_at: datetime | None = None
) -> dict[tuple[int, str], int]:
    """What of the open debts of a day was contested, by party and currency.

    In minor units; parties who contested nothing are left out.
    """
    rows = db.tuples_of(
        db.sql("duebook.apps.receivables", "contested_by_party"),
        {"entity": entity_id, "on": on, "known_at": known_at},
    )
    return {
        (party_id, currency): amount_minor for party_id, currency, amount_minor in rows
    }
