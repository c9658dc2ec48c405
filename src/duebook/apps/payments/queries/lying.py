"""Where the money of a payment lies: what took it in, or where it was taken since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from duebook import db

if TYPE_CHECKING:
    from collections.abc import Callable

TAKEN_ON: Final[list[Callable[[int, int], int | None]]] = []
"""Where rooms above took the money of a payment: (entity, payment) to the account.

A deposit slip takes cheques out of the drawer; only the bank's room knows of it.
"""


def lies_in(entity_id: int, payment_id: int) -> int:
    """The ledger account that the money of a payment leaves when it goes back."""
    for taken_on in TAKEN_ON:
        if account_id := taken_on(entity_id, payment_id):
            return account_id
    [[account_id]] = db.tuples_of(
        db.sql("duebook.apps.payments", "lies_in"),
        {"entity": entity_id, "payment": payment_id},
    )
    return int(account_id)
