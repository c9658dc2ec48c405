"""Cheques and cash taken to the bank together, and those that come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.banking import models
from duebook.apps.banking.actions.carrying_out import PERSON, require_unbooked
from duebook.apps.banking.actions.explaining import NewExplanation, explain
from duebook.apps.banking.actions.sharing import locked_line
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.deposits import undeposited
from duebook.apps.entities.actions import REFUSED_BY, Act, action, take_numbers
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions import ReturnPayment, take_back_payment
from duebook.apps.payments.queries import payment_by_number
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.money import from_minor
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.deposits import Undeposited

REFUSED_BY["payment_is_deposited_once"] = "a payment was deposited before."


@dataclass(eq=False)
class NotToDeposit(Refusal):
    """A payment that is no cheque or cash waiting to be taken to the bank."""

    code: ClassVar[str] = "not_to_deposit"
    template: ClassVar[str] = (
        "{number} does not wait to be deposited in {currency}: it is at the bank, was "
        "taken back, or there is none."
    )

    number: str
    currency: str


@dataclass(eq=False)
class NothingToDeposit(Refusal):
    """A deposit of no payments."""

    code: ClassVar[str] = "nothing_to_deposit"
    template: ClassVar[str] = "No payment waits to be deposited."


@dataclass(eq=False)
class DepositedBeforeReceived(Refusal):
    """A payment was to be taken to the bank on a day before it came."""

    code: ClassVar[str] = "deposited_before_received"
    template: ClassVar[str] = (
        "{number} was received on {received_on}; "
        "it cannot have been deposited on {deposited_on}."
    )

    number: str
    received_on: date
    deposited_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeDeposit:
    """Take payments to the bank on one slip.

    All that had come by that day and wait, unless some are named.
    """

    entity_id: int
    account: str
    deposited_on: date
    payments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DepositMade:
    """A slip as written: its number, the payments on it, its sum in minor units."""

    number: str
    payments: int
    amount_minor: int


@action(Right.RECEIVE)
def make_deposit(command: MakeDeposit, act: Act) -> DepositMade:
    """Write a deposit slip; the bank is expected to show its sum as one line.

    Raises:
        UnknownBankAccount: there is no such account.
        NotToDeposit, NothingToDeposit: something on it does not wait.
        DepositedBeforeReceived: a payment that is named came later.
    """
    account = bank_account(act.entity_id, command.account)
    waiting = {one.number: one for one in undeposited(act.entity_id, account.currency)}
    for number in command.payments:
        if number not in waiting:
            raise NotToDeposit(number, account.currency)
        received_on = waiting[number].received_on
        if command.deposited_on < received_on:
            raise DepositedBeforeReceived(number, received_on, command.deposited_on)
    slip = [waiting[number] for number in command.payments] or [
        one for one in waiting.values() if one.received_on <= command.deposited_on
    ]
    if not slip:
        raise NothingToDeposit
    amount_minor = sum(one.amount_minor for one in slip)
    [number] = take_numbers(act.entity_id, "deposit", command.deposited_on, 1)
    [deposit_id] = db.take_ids("banking_deposit", 1)
    models.Deposit.objects.create(
        id=deposit_id,
        entity_id=act.entity_id,
        number=number,
        bank_account_id=account.id,
        deposited_on=command.deposited_on,
        currency=account.currency,
        amount_minor=amount_minor,
    )
    _write_slip(act, deposit_id, slip)
    undeposited_id = accounts_by_role(act.entity_id)[AccountRole.UNDEPOSITED]
    books.post(
        act,
        [
            JournalEntry(
                effective_on=command.deposited_on,
                currency=account.currency,
                source_kind="deposit",
                source_id=deposit_id,
                cause=f"deposit {number}",
                postings=(
                    Posting(account.account_id, amount_minor),
                    Posting(undeposited_id, -amount_minor),
                ),
            )
        ],
    )
    return DepositMade(number, len(slip), amount_minor)


def _write_slip(act: Act, deposit_id: int, slip: list[Undeposited]) -> None:
    db.write(
        "banking_deposited_payment",
        ("entity_id", "deposit_id", "payment_id"),
        [(act.entity_id, deposit_id, one.payment_id) for one in slip],
    )


@dataclass(eq=False)
class NotTheReturn(Refusal):
    """A line over another amount than the payment it would take back."""

    code: ClassVar[str] = "not_the_return"
    template: ClassVar[str] = (
        "Line {line} takes {taken} {currency}; {number} was {amount}."
    )

    line: int
    taken: Decimal
    currency: str
    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnByLine:
    """Say that a line is the bank taking a payment back: NSF, return, chargeback.

    ``fee_minor`` is charged to the payer.
    """

    entity_id: int
    line_id: int
    payment: str
    reason: str
    fee_minor: int = 0
    seen: str = ""


@action(Right.RECEIVE)
def return_by_line(command: ReturnByLine, act: Act) -> dict[int, int]:
    """Take a payment back with all it settled, and return what is open again, by item.

    Raises:
        NoSuchLine, LineChanged, NothingWaits: no such money waits.
        NoSuchPayment, NotTheReturn: the line is not this payment's return.
    """
    line = locked_line(act, command.line_id, command.seen)
    require_unbooked(line)
    payment = payment_by_number(act.entity_id, command.payment)
    if line.left_minor != -payment.amount_minor or line.currency != payment.currency:
        raise NotTheReturn(
            line.id,
            from_minor(-line.left_minor, line.currency),
            line.currency,
            payment.number,
            from_minor(payment.amount_minor, payment.currency),
        )
    returned = take_back_payment(
        ReturnPayment(
            entity_id=act.entity_id,
            payment_id=payment.id,
            returned_on=line.booked_on,
            reason=command.reason,
            fee_minor=command.fee_minor,
            out_of_id=line.account_id,
        ),
        act,
    )
    explain(
        act,
        [
            NewExplanation(
                line=line,
                kind="return",
                entry_id=returned.entry_id,
                amount_minor=line.left_minor,
                subject_id=payment.id,
                rule=PERSON,
                reason=command.reason,
            )
        ],
    )
    return returned.reopened
