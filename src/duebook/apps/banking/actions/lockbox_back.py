"""A lockbox taken back whole: wrong file, wrong account, wrong day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.banking.queries.accounts import lock_bank_accounts
from duebook.apps.banking.queries.deposits import deposits, payments_on
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.payments.actions import ReturnPayment, take_back_payment
from duebook.apps.payments.actions.identifying import LEFT_THE_HOUSE
from duebook.apps.payments.actions.returning import lock_what_came_of
from duebook.apps.payments.queries import payments_by_id
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.deposits import Slip


@dataclass(eq=False)
class NoSuchLockbox(Refusal):
    """A slip that no lockbox brought, or none at all."""

    code: ClassVar[str] = "no_such_lockbox"
    template: ClassVar[str] = "No lockbox brought a deposit {number}."

    number: str


@dataclass(eq=False)
class LockboxStays(Refusal):
    """Cheques that went on since they came, or that the bank shows."""

    code: ClassVar[str] = "lockbox_stays"
    template: ClassVar[str] = "The cheques of {number} stay: {why}."

    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLockboxBack:
    """Take back a lockbox by the number of its deposit, with the reason."""

    entity_id: int
    deposit: str
    taken_back_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class LockboxTakenBack:
    """How many cheques went, and what is open again, in minor units by item."""

    cheques: int
    reopened: dict[int, int]


@action(Right.RECEIVE)
def take_lockbox_back(command: TakeLockboxBack, act: Act) -> LockboxTakenBack:
    """Take the slip and each payment on it back; its file may then come again.

    Raises:
        NoSuchLockbox: no lockbox brought this slip.
        LockboxStays: the bank shows it, or money of it went on.
    """
    slip = _locked_slip(act, command.deposit)
    on_it = payments_on(act.entity_id, slip.id)
    payments = payments_by_id(act.entity_id, [one.payment_id for one in on_it])
    debts, standing = lock_what_came_of(act, [one.item_id for one in payments])
    for use in standing:
        if debts[use.debt_id].kind in LEFT_THE_HOUSE:
            kind = debts[use.debt_id].kind.replace("_", " ")
            why = f"money of {debts[use.credit_id].number} went on as a {kind}"
            raise LockboxStays(slip.number, why)
    books.reverse(
        act,
        [slip.entry_id],
        effective_on=command.taken_back_on,
        cause=command.reason,
    )
    reopened: dict[int, int] = {}
    for payment in payments:
        returned = take_back_payment(
            ReturnPayment(
                entity_id=act.entity_id,
                payment_id=payment.id,
                returned_on=command.taken_back_on,
                reason=command.reason,
            ),
            act,
        )
        for item_id, minor in returned.reopened.items():
            reopened[item_id] = reopened.get(item_id, 0) + minor
    return LockboxTakenBack(len(payments), reopened)


def _locked_slip(act: Act, number: str) -> Slip:
    """The slip, which no bank line can be linked to until the act is over."""
    lock_bank_accounts(act.entity_id, [_slip(act, number).account_id])
    slip = _slip(act, number)
    if slip.is_taken_back:
        raise LockboxStays(number, "they were taken back before")
    if slip.line_id:
        why = f"the bank shows them on line {slip.line_id}; let that wait first"
        raise LockboxStays(number, why)
    return slip


def _slip(act: Act, number: str) -> Slip:
    found = deposits(act.entity_id, number=number) if number else []
    if not found or not found[0].is_lockbox:
        raise NoSuchLockbox(number)
    return found[0]
