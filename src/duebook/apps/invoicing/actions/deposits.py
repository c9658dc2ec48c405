"""Deposits: billed in advance, owed to the customer until a bill draws on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing.actions.charges import NewCharge, write_charges
from duebook.apps.parties import queries as parties
from duebook.domain.errors import Refusal
from duebook.domain.money import exponent, from_minor
from duebook.domain.rights import Right


@dataclass(eq=False)
class DepositTooSmall(Refusal):
    """More was to be drawn than the party has left in deposits."""

    code: ClassVar[str] = "deposit_too_small"
    template: ClassVar[str] = (
        "{party} has {left} {currency} left in deposits; {asked} was asked."
    )

    party: str
    left: Decimal
    asked: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawDeposit:
    """Let a party's next bill draw on a deposit that was billed before.

    ``item`` is the deposit's own item, so that the same account is relieved.
    """

    entity_id: int
    party: str
    item: str
    currency: str
    amount_minor: int
    drawn_on: date


@action(Right.PREPARE)
def draw_deposit(command: DrawDeposit, act: Act) -> int:
    """Write the negative charge of a deposit, and return its id.

    Raises:
        DepositTooSmall: less is left than is asked.
    """
    party = parties.party_by_code(act.entity_id, command.party)
    [(left_minor,)] = db.tuples_of(
        db.sql("duebook.apps.invoicing", "deposit_left"),
        {
            "entity": act.entity_id,
            "party": party.id,
            "item": command.item,
            "currency": command.currency,
            "unit": 10 ** exponent(command.currency),
        },
    )
    if not 0 < command.amount_minor <= left_minor:
        raise DepositTooSmall(
            command.party,
            left=from_minor(left_minor, command.currency),
            asked=from_minor(command.amount_minor, command.currency),
            currency=command.currency,
        )
    charge = NewCharge(
        party=command.party,
        item=command.item,
        description="Less deposit",
        service_on=command.drawn_on,
        currency=command.currency,
        unit_price=-from_minor(command.amount_minor, command.currency),
    )
    [charge_id] = write_charges(act, [charge])
    return charge_id
