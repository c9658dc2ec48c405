"""Builders for tests in a foreign currency: rates, debts in euros, what they made."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.ledger.actions import NewRate, SetExchangeRates, set_exchange_rates
from duebook.apps.ledger.queries import trial_balance
from duebook.apps.receivables import models
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from tests.apps.payments.office import a_payment, receive
from tests.office import CLERK, by

if TYPE_CHECKING:
    from duebook.apps.payments.actions import PaymentReceipt

OWED_ON = date(2026, 11, 3)
PAID_ON = date(2026, 11, 17)
LATER = date(2026, 12, 1)


def set_rates(
    entity_id: int, *rates: tuple[date, str], currency: str = "EUR", reason: str = ""
) -> None:
    """Set what a euro was worth in dollars on days."""
    set_exchange_rates(
        SetExchangeRates(
            entity_id=entity_id,
            rates=tuple(
                NewRate(currency=currency, valued_on=on, per_unit=Decimal(rate))
                for on, rate in rates
            ),
            reason=reason,
        ),
        **by(CLERK),
    )


def owes_euros(
    entity_id: int,
    party_id: int,
    *amounts_minor: int,
    on: date = OWED_ON,
    currency: str = "EUR",
    first: int = 1,
) -> tuple[int, ...]:
    """Debts EU-1, EU-2 … of a party that count from a day."""
    return take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=on,
            items=tuple(
                OpeningItem(
                    party_id=party_id,
                    number=f"EU-{place}",
                    currency=currency,
                    amount_minor=amount_minor,
                    document_on=on,
                    due_on=on,
                )
                for place, amount_minor in enumerate(amounts_minor, first)
            ),
        ),
        **by(),
    )


def pays_euros(
    entity_id: int, party_id: int, amount_minor: int, on: date = PAID_ON, **said: object
) -> PaymentReceipt:
    """A payment in euros, put against what is due first."""
    return receive(
        entity_id,
        a_payment(party_id, amount_minor, received_on=on, currency="EUR", **said),
    )


def gains(entity_id: int) -> list[int]:
    """The exchange differences of all applications, in the order they were written."""
    with db.reading(entity_id):
        return list(
            models.Exchange.objects.filter(entity_id=entity_id)
            .order_by("application_id")
            .values_list("amount_minor", flat=True)
        )


def balance(entity_id: int, code: str, currency: str = "USD") -> int:
    """What an account comes to in a currency at the end of the next year."""
    with db.reading(entity_id):
        return sum(
            one.amount_minor
            for one in trial_balance(entity_id, date(2027, 12, 31))
            if (one.code, one.currency) == (code, currency)
        )
