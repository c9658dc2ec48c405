"""Payments that wait to be taken to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook import db
from duebook.apps.banking.queries.lines import ROOM


@dataclass(frozen=True, slots=True)
class Undeposited:
    """A cheque or cash that lies in the drawer; amount in minor units."""

    payment_id: int
    number: str
    party: str
    received_on: date
    method: str
    reference: str
    amount_minor: int


def undeposited(entity_id: int, currency: str) -> list[Undeposited]:
    """Payments in a currency that are on no slip, in the order they came."""
    return db.rows_of(
        Undeposited,
        db.sql(ROOM, "undeposited"),
        {"entity": entity_id, "currency": currency},
    )
