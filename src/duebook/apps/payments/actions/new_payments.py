"""Payments as they come in, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.domain.application import ApplyBy
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import (
    LetGo,
    Method,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of a payment its payer meant for one debt, in minor units.

    ``item`` is the id of an item, whoever owes it, or the number of a document of
    the payer's, whose instalments are then paid in the order they are due.
    """

    item: int | str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """Money of one party, as it came in.

    ``external_key`` is the bank's or the file's own name for it: the same key again
    adds nothing.  ``is_on_account`` leaves it with the party on purpose, and then
    only what was ``asked`` is applied.  ``let_go`` is what was agreed to be settled
    at our expense with it: no discount is looked for then.  ``into_id`` is the ledger
    account that took the money in, where it is not the entity's first bank account;
    ``is_unidentified`` keeps it apart until somebody says whose it is: it lies with
    the unknown payer then, whatever ``party_id`` says.
    """

    party_id: int
    received_on: date
    currency: str
    amount_minor: int
    method: Method
    reference: str = ""
    external_key: str = ""
    asked: tuple[Asked, ...] = ()
    how: ApplyBy = ApplyBy.EXACT
    takes_discount: bool = True
    is_on_account: bool = False
    let_go: tuple[LetGo, ...] = ()
    into_id: int | None = None
    is_unidentified: bool = False

    def kept_in(self) -> AccountRole:
        """The control account where what is not applied of it lies."""
        if self.is_unidentified:
            return AccountRole.UNIDENTIFIED_CASH
        if self.is_on_account:
            return AccountRole.ON_ACCOUNT
        return AccountRole.UNAPPLIED_CASH


@dataclass(frozen=True, slots=True)
class PaymentReceipt:
    """What became of a payment; amounts in minor units, by item.

    ``is_repeated`` tells that it had come before under the same external key, and
    that nothing was added.
    """

    payment_id: int
    number: str
    item_id: int
    applied: dict[int, int]
    discounts: dict[int, int]
    left_minor: int
    is_repeated: bool = False
