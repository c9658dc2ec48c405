"""Money sent back to a party out of a credit, above a limit by two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook import db
from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import Act, action, take_numbers
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions.spending import Spending, spend, taken_from
from duebook.apps.receivables.queries import lock_items
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.domain.payments import Method
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundCredit:
    """Send back what a credit has left, or ``amount_minor`` of it.

    ``out_of_id`` is the ledger account that the money leaves, where it is not the
    entity's first bank account.
    """

    entity_id: int
    credit_id: int
    refunded_on: date
    method: Method
    reason: str
    amount_minor: int | None = None
    out_of_id: int | None = None


@dataclass(frozen=True, slots=True)
class RefundSent:
    """A refund as written: its number, its item and its amount in minor units."""

    number: str
    item_id: int
    amount_minor: int


@action(Right.REFUND)
def refund_credit(command: RefundCredit, act: Act) -> RefundSent | Held:
    """Send money back out of a credit, or hold it above the actor's limit.

    Raises:
        MoreThanCredit: the credit has less left.
        BeforeCredit: the credit does not count yet on this day.
    """
    credit = lock_items(act.entity_id, [command.credit_id])[command.credit_id]
    amount_minor = taken_from(credit, command.amount_minor, command.refunded_on)
    amount = from_minor(amount_minor, credit.currency)
    waiting = held(
        act,
        command,
        right=Right.REFUND,
        amount_minor=amount_minor,
        currency=credit.currency,
        sentence=f"Refund {amount} {credit.currency} of {credit.number}: "
        f"{command.reason}",
    )
    if waiting is not None:
        return waiting
    [number] = take_numbers(act.entity_id, "refund", command.refunded_on, 1)
    [debit] = spend(
        act,
        [
            Spending(
                kind="refund",
                number=number,
                credits=((credit, amount_minor),),
                against_id=command.out_of_id
                or accounts_by_role(act.entity_id)[AccountRole.BANK],
            )
        ],
        effective_on=command.refunded_on,
        reason=command.reason,
    )
    db.write(
        "payments_refund",
        (
            "entity_id",
            "number",
            "party_id",
            "refunded_on",
            "currency",
            "amount_minor",
            "method",
            "reason",
            "credit_id",
            "item_id",
        ),
        [
            (
                act.entity_id,
                number,
                credit.party_id,
                command.refunded_on,
                credit.currency,
                amount_minor,
                command.method.value,
                command.reason,
                credit.id,
                debit.id,
            )
        ],
    )
    return RefundSent(number, debit.id, amount_minor)
