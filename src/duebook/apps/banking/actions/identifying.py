"""Money that no bank line brought, and whose payer is found later: cheques, charges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from duebook.apps.banking import models
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.actions import NobodyInParticular, unknown_payer
from duebook.apps.payments.actions import Identified, identify
from duebook.apps.payments.queries import payment_by_number
from duebook.apps.receivables.queries import lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right


@dataclass(eq=False)
class NotUnidentified(Refusal):
    """The payer of a payment is known, or its bank line waits for the decision."""

    code: ClassVar[str] = "not_unidentified"
    template: ClassVar[str] = (
        "{number} does not wait for its payer; if a bank line brought it, match that."
    )

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyPayment:
    """Say whose an unidentified payment is, and what it settles, by item."""

    entity_id: int
    payment: str
    party_id: int
    paid: Mapping[int, int]
    reason: str


@action(Right.APPLY)
def identify_payment(command: IdentifyPayment, act: Act) -> int:
    """Give unidentified money to its payer, and return the credit that it became.

    Raises:
        NoSuchPayment, NotUnidentified: no such money waits.
        NobodyInParticular: the payer is the party of unidentified money.
        NotOpen, OverApplied, CreditExceeded: what it shall settle does not fit.
    """
    if command.party_id == unknown_payer(act):
        raise NobodyInParticular
    payment = payment_by_number(act.entity_id, command.payment)
    credit = lock_items(act.entity_id, [payment.item_id])[payment.item_id]
    apart_id = accounts_by_role(act.entity_id)[AccountRole.UNIDENTIFIED_CASH]
    has_line = models.OpenLine.objects.filter(
        entity_id=act.entity_id, payment_id=payment.id
    ).exists()
    if has_line or credit.account_id != apart_id or not credit.open_minor:
        raise NotUnidentified(payment.number)
    identified = Identified(
        payment_id=payment.id,
        credit_id=credit.id,
        party_id=command.party_id,
        asked=command.paid,
    )
    [credit_id] = identify(
        act,
        [identified],
        on=max(payment.received_on, act.today),
        reason=command.reason,
    )
    return credit_id
