"""Payments that wait to be taken to the bank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook import db
from duebook.apps.banking.queries.lines import ROOM
from duebook.apps.payments.queries.lying import TAKEN_ON


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


@dataclass(frozen=True, slots=True)
class Slip:
    """A deposit; ``line_id`` is the bank line that shows it, once one does.

    ``account_id`` is the ledger account of the bank, ``entry_id`` what was posted.  One
    that came as a lockbox can be taken back, with the payments on it.
    """

    id: int
    number: str
    bank_account: str
    account_id: int
    deposited_on: date
    currency: str
    amount_minor: int
    payments: int
    line_id: int | None
    is_lockbox: bool
    entry_id: int
    is_taken_back: bool


def deposits(entity_id: int, *, number: str = "", size: int = 50) -> list[Slip]:
    """Deposit slips, the last first; the one of a number, or all."""
    return db.rows_of(
        Slip,
        db.sql(ROOM, "deposits"),
        {"entity": entity_id, "number": number, "size": size},
    )


def deposited_into(entity_id: int, payment_id: int) -> int | None:
    """The ledger account of the bank that a payment was taken to, if it was."""
    rows = db.tuples_of(
        db.sql(ROOM, "deposited_into"), {"entity": entity_id, "payment": payment_id}
    )
    return rows[0][0] if rows else None


TAKEN_ON.append(deposited_into)


def payments_on(entity_id: int, deposit_id: int) -> list[Undeposited]:
    """What lies on a slip, in the order it came."""
    return db.rows_of(
        Undeposited,
        db.sql(ROOM, "slip"),
        {"entity": entity_id, "deposit": deposit_id},
    )
