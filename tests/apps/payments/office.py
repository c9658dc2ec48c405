"""Builders for tests of payments: what a party owes, and money that comes in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from duebook.apps.payments.actions import (
    NewPayment,
    ReceivePayment,
    receive_payment,
)
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from duebook.domain.payments import Method
from tests.office import CLERK, by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.payments.actions import (
        PaymentReceipt,
    )

DAY = date(2026, 11, 3)


def owes(
    entity_id: int,
    party_id: int,
    *amounts_minor: int,
    numbers: Sequence[str] = (),
    discount_minor: int = 0,
    currency: str = "USD",
) -> tuple[int, ...]:
    """Debts INV-1, INV-2 … of a party, due a day apart, discount until 10 November."""
    return take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=DAY,
            items=tuple(
                OpeningItem(
                    party_id=party_id,
                    number=numbers[place] if numbers else f"INV-{place + 1}",
                    currency=currency,
                    amount_minor=amount_minor,
                    document_on=DAY,
                    due_on=DAY + timedelta(days=30 + place),
                    discount_minor=discount_minor,
                    discount_until=date(2026, 11, 10) if discount_minor else None,
                )
                for place, amount_minor in enumerate(amounts_minor)
            ),
        ),
        **by(),
    )


def a_payment(party_id: int, amount_minor: int, **said: Any) -> NewPayment:
    """A cheque in US dollars that came on the third of November."""
    usual: dict[str, Any] = {
        "received_on": DAY,
        "currency": "USD",
        "method": Method.CHEQUE,
        "reference": "cheque 1041",
    }
    return NewPayment(party_id=party_id, amount_minor=amount_minor, **{**usual, **said})


def receive(entity_id: int, payment: NewPayment) -> PaymentReceipt:
    """Take in one payment, as the clerk does."""
    return receive_payment(
        ReceivePayment(entity_id=entity_id, payment=payment), **by(CLERK)
    )


def open_of(entity_id: int) -> list[int]:
    """What is open of every item of the entity, in the order they were written."""
    return list(
        models.Item.objects.filter(entity_id=entity_id)
        .order_by("id")
        .values_list("open_minor", flat=True)
    )
