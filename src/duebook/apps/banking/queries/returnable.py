"""Payments that a bank may take back, with the account that they came into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.queries.lines import ROOM
from duebook.domain.taken_back import Received

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class ReturnablePayment:
    """A payment; ``account_id`` is the ledger account that took the money in."""

    id: int
    number: str
    party_id: int
    received_on: date
    amount_minor: int
    external_key: str
    reference: str
    account_id: int
    is_returned: bool

    def as_received(self) -> Received:
        """The payment as the rule sees it."""
        return Received(
            payment_id=self.id,
            received_on=self.received_on,
            amount_minor=self.amount_minor,
            names=(self.external_key, self.reference),
        )


def returnable_payments(
    entity_id: int, currency: str, amounts_minor: Collection[int], since: date
) -> list[ReturnablePayment]:
    """Payments over one of these amounts that came since a day, in id order."""
    return db.rows_of(
        ReturnablePayment,
        db.sql(ROOM, "returnable_payments"),
        {
            "entity": entity_id,
            "currency": currency,
            "amounts": list(amounts_minor),
            "keys": None,
            "since": since,
        },
    )


def payments_of_keys(
    entity_id: int, currency: str, keys: Collection[str]
) -> dict[str, ReturnablePayment]:
    """Payments that came in under these external keys, by their keys."""
    found = db.rows_of(
        ReturnablePayment,
        db.sql(ROOM, "returnable_payments"),
        {
            "entity": entity_id,
            "currency": currency,
            "amounts": None,
            "keys": list(keys),
            "since": date.min,
        },
    )
    return {one.external_key: one for one in found}
