"""Money sent back to a party out of a credit, above a limit by two people.

A refund that does not arrive gives the credit back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from duebook import db
from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import Act, action, take_numbers
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments import queries
from duebook.apps.payments.actions.spending import Spending, spend, taken_from
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import applications_of, lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import told
from duebook.domain.payments import Method
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.receivables.queries import Item


NOT_TO_THE_CARD: Final = ", not to the card it came from"


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

    What came by card goes back to the card; another way takes two people, whatever
    it is worth.

    Raises:
        MoreThanCredit: the credit has less left.
        BeforeCredit: the credit does not count yet on this day.
    """
    credit = lock_items(act.entity_id, [command.credit_id])[command.credit_id]
    amount_minor = taken_from(credit, command.amount_minor, command.refunded_on)
    is_elsewhere = (
        queries.method_of(act.entity_id, credit.number) == Method.CARD
        and command.method is not Method.CARD
    )
    waiting = held(
        act,
        command,
        right=Right.REFUND,
        amount_minor=amount_minor,
        currency=credit.currency,
        sentence=f"Refund {told(amount_minor, credit.currency)} of {credit.number}"
        f"{NOT_TO_THE_CARD if is_elsewhere else ''}: {command.reason}",
        always=is_elsewhere,
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


@dataclass(eq=False)
class RefundCameBack(Refusal):
    """The refund was noted as not arrived before."""

    code: ClassVar[str] = "refund_came_back"
    template: ClassVar[str] = "{number} has come back already; its credit is free."

    number: str


@dataclass(eq=False)
class BackBeforeSent(Refusal):
    """A refund cannot have come back before it was sent."""

    code: ClassVar[str] = "back_before_sent"
    template: ClassVar[str] = (
        "{number} was sent on {sent_on}; it cannot have come back on {day}."
    )

    number: str
    sent_on: date
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefund:
    """Note that a refund did not arrive, and that the bank gave the money back.

    ``into_id`` is the ledger account that the money came to, where it is not the
    entity's first bank account.
    """

    entity_id: int
    refund_id: int
    returned_on: date
    reason: str
    into_id: int | None = None


@dataclass(frozen=True, slots=True)
class RefundReturned:
    """The credit that is free again, by how much, and the item that settles the debit.

    ``amount_minor`` is in the credit's currency.
    """

    number: str
    credit_id: int
    item_id: int
    amount_minor: int


@action(Right.RECEIVE)
def return_refund(command: ReturnRefund, act: Act) -> RefundReturned:
    """Take a refund back that did not arrive; its credit has as much left again.

    The money is worth what it was when it was sent, so that the way out and back
    makes no exchange difference.

    Raises:
        NoSuchRefund: there is none.
        BackBeforeSent: the day cannot be.
        RefundCameBack: it was noted before.
    """
    refund = queries.refund_by_id(act.entity_id, command.refund_id)
    if command.returned_on < refund.refunded_on:
        raise BackBeforeSent(refund.number, refund.refunded_on, command.returned_on)
    items = lock_items(act.entity_id, [refund.credit_id, refund.item_id])
    used = [
        one
        for one in applications_of(act.entity_id, [refund.item_id])
        if one.credit_id == refund.credit_id
    ]
    if not used:
        raise RefundCameBack(refund.number)
    receivables.take_back(act, used, items, command.returned_on, command.reason)
    item_id = _money_back(act, items[refund.item_id], command)
    db.write(
        "payments_refund_return",
        ("entity_id", "refund_id", "returned_on", "reason", "item_id"),
        [(act.entity_id, refund.id, command.returned_on, command.reason, item_id)],
    )
    return RefundReturned(refund.number, refund.credit_id, item_id, refund.amount_minor)


def _money_back(act: Act, debit: Item, command: ReturnRefund) -> int:
    """A credit of the money that the bank gave back, which settles the refund."""
    into_id = command.into_id or accounts_by_role(act.entity_id)[AccountRole.BANK]
    back = receivables.ToRaise(
        party_id=debit.party_id,
        account_id=debit.account_id,
        against_id=into_id,
        kind="refund_return",
        number=debit.number,
        currency=debit.currency,
        amount_minor=-debit.amount_minor,
        on=command.returned_on,
        cause=f"refund {debit.number} came back",
        reason=command.reason,
    )
    [credit] = receivables.raise_items(act, [back])
    receivables.value_as(act, [(credit.id, debit.id)], debit.currency)
    receivables.apply_each(
        act,
        receivables.settled_by(
            credit.written(),
            [(debit, debit.amount_minor)],
            rule="refund_return",
            effective_on=command.returned_on,
            reason=command.reason,
        ),
    )
    return credit.id
