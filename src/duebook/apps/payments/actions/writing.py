"""Payments written in sets, with the credits they become and what they settle."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.entities.actions import take_numbers
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions.new_payments import NewPayment, PaymentReceipt
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import Item
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.payments import (
    LeftOut,
    Settlement,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act
    from duebook.apps.payments.actions.settling import Debts


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment as written, and what is still to be written about it."""

    id: int
    payment: NewPayment
    settlement: Settlement
    credit: Item

    def receipt(self) -> PaymentReceipt:
        """What became of it."""
        return PaymentReceipt(
            payment_id=self.id,
            number=self.credit.number,
            item_id=self.credit.id,
            applied={
                part.item_id: part.amount_minor for part in self.settlement.applied
            },
            discounts={
                part.item_id: part.amount_minor
                for part in self.settlement.let_go
                if part.why is LeftOut.DISCOUNT
            },
            left_minor=self.settlement.left_minor,
        )


def write_payments(
    act: Act, payments: Sequence[NewPayment], settlements: Sequence[Settlement]
) -> list[Taken]:
    """Write payments with the credits they become, and the entries behind them."""
    if not payments:
        return []
    roles = accounts_by_role(act.entity_id)
    ids = db.take_ids("payments_payment", len(payments))
    item_ids = receivables.take_item_ids(len(payments))
    numbers = _numbers(act, payments)
    accounts = [roles[payment.kept_in()] for payment in payments]
    entry_ids = books.post(
        act,
        [
            JournalEntry(
                effective_on=payment.received_on,
                currency=payment.currency,
                source_kind="payment",
                source_id=payment_id,
                cause=f"payment {number}",
                postings=(
                    Posting(
                        payment.into_id or roles[AccountRole.BANK],
                        payment.amount_minor,
                    ),
                    Posting(account_id, -payment.amount_minor, item_id),
                ),
            )
            for payment, payment_id, number, account_id, item_id in zip(
                payments, ids, numbers, accounts, item_ids, strict=True
            )
        ],
    )
    items = [
        receivables.NewItem(
            id=item_id,
            party_id=payment.party_id,
            account_id=account_id,
            kind="payment",
            number=number,
            currency=payment.currency,
            amount_minor=-payment.amount_minor,
            document_on=payment.received_on,
            due_on=payment.received_on,
            effective_on=payment.received_on,
            entry_id=entry_id,
        )
        for payment, number, account_id, item_id, entry_id in zip(
            payments, numbers, accounts, item_ids, entry_ids, strict=True
        )
    ]
    receivables.write_items(act, items)
    db.write(
        "payments_payment",
        (
            "id",
            "entity_id",
            "number",
            "external_key",
            "party_id",
            "received_on",
            "currency",
            "amount_minor",
            "method",
            "reference",
            "item_id",
        ),
        [
            (
                payment_id,
                act.entity_id,
                item.number,
                payment.external_key,
                payment.party_id,
                payment.received_on,
                payment.currency,
                payment.amount_minor,
                payment.method.value,
                payment.reference,
                item.id,
            )
            for payment_id, payment, item in zip(ids, payments, items, strict=True)
        ],
    )
    return [
        Taken(payment_id, payment, settlement, item.written())
        for payment_id, payment, settlement, item in zip(
            ids, payments, settlements, items, strict=True
        )
    ]


def _numbers(act: Act, payments: Sequence[NewPayment]) -> list[str]:
    """A number for each payment, from the series of the year it was received in."""
    years = Counter(payment.received_on.replace(month=1, day=1) for payment in payments)
    taken = {
        first.year: iter(take_numbers(act.entity_id, "payment", first, count))
        for first, count in sorted(years.items())
    }
    return [next(taken[payment.received_on.year]) for payment in payments]


def write_applications(act: Act, taken: Sequence[Taken], debts: Debts) -> None:
    """Put the payments against what they settle."""
    receivables.apply_each(
        act,
        [
            settled
            for one in taken
            for settled in receivables.settled_by(
                one.credit,
                [
                    (debts.items[part.item_id], part.amount_minor)
                    for part in one.settlement.applied
                ],
                rule=(
                    receivables.INSTRUCTION
                    if one.payment.asked
                    else one.payment.how.value
                ),
                effective_on=one.payment.received_on,
                reason=f"payment {one.credit.number}",
            )
        ],
    )
