"""Money in: payments written in sets, with what they settle and what they earn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.entities.actions import Act, action
from duebook.apps.parties.actions import unknown_payer
from duebook.apps.payments import queries
from duebook.apps.payments.actions.letting_go import let_go_with, require_let_go
from duebook.apps.payments.actions.new_payments import NewPayment, PaymentReceipt
from duebook.apps.payments.actions.settling import lock_debts
from duebook.apps.payments.actions.writing import write_applications, write_payments
from duebook.domain import money
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(eq=False)
class KeyOfAnotherPayment(Refusal):
    """A payment bears the key of one that had another amount."""

    code: ClassVar[str] = "key_of_another_payment"
    template: ClassVar[str] = (
        "“{external_key}” came before with another amount than {amount} {currency}; "
        "one of the two is wrong."
    )

    external_key: str
    amount: Decimal
    currency: str


@dataclass(eq=False)
class NothingReceived(Refusal):
    """A payment of nothing, or less."""

    code: ClassVar[str] = "nothing_received"
    template: ClassVar[str] = (
        "A payment is a positive amount; {amount} (reference “{reference}”) is none."
    )

    amount: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePayments:
    """Take in payments, in the order in which they are to settle what is open."""

    entity_id: int
    payments: tuple[NewPayment, ...]


@action(Right.RECEIVE)
def receive_payments(command: ReceivePayments, act: Act) -> tuple[PaymentReceipt, ...]:
    """Write payments and what they settle, and return a receipt for each.

    What is left over stays unapplied, as a credit of the party.

    Raises:
        NothingReceived, UnknownCurrency: a payment is no amount of money.
        NoSuchItem: an instruction names what the payer does not owe.
        NotOpen, OverApplied, CreditExceeded: an instruction does not fit.
        NotPermitted, LetGoAboveLimit: more is let go than the person may give up.
    """
    _judge_let_go(act, command.payments)
    return take_in(act, command.payments)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePayment:
    """Take in one payment."""

    entity_id: int
    payment: NewPayment


@action(Right.RECEIVE)
def receive_payment(command: ReceivePayment, act: Act) -> PaymentReceipt:
    """Write one payment and what it settles (see :func:`receive_payments`)."""
    _judge_let_go(act, (command.payment,))
    [receipt] = take_in(act, (command.payment,))
    return receipt


def _judge_let_go(act: Act, payments: Sequence[NewPayment]) -> None:
    for payment in payments:
        if payment.let_go:
            require_let_go(
                act,
                payment.let_go,
                currency=payment.currency,
                received_on=payment.received_on,
            )


def take_in(act: Act, payments: Sequence[NewPayment]) -> tuple[PaymentReceipt, ...]:
    """Write payments and what they settle: the step of every action with money in."""
    payments = [_with_payer(act, payment) for payment in payments]
    for payment in payments:
        _judge(payment)
    keys = {payment.external_key for payment in payments} - {""}
    known = queries.payments_by_external_key(act.entity_id, keys)
    _judge_keys(payments, known)
    repeated = {
        earlier.external_key: _repeated(earlier.id, earlier.number, earlier.item_id)
        for earlier in known
    }
    fresh = _fresh(payments, repeated.keys())
    debts = lock_debts(act, fresh)
    settlements = [debts.settle(payment) for payment in fresh]
    taken = write_payments(act, fresh, settlements)
    let_go_with(
        act,
        [(one.id, one.payment.received_on, one.settlement.let_go) for one in taken],
        debts.items,
    )
    write_applications(act, taken, debts)
    receipts: list[PaymentReceipt] = []
    written = iter(taken)
    for payment in payments:
        earlier_receipt = repeated.get(payment.external_key)
        if earlier_receipt is not None:
            receipts.append(earlier_receipt)
            continue
        receipt = next(written).receipt()
        receipts.append(receipt)
        if payment.external_key:
            repeated[payment.external_key] = _repeated(
                receipt.payment_id, receipt.number, receipt.item_id
            )
    return tuple(receipts)


def _with_payer(act: Act, payment: NewPayment) -> NewPayment:
    if not payment.is_unidentified:
        return payment
    return replace(payment, party_id=unknown_payer(act))


def _judge(payment: NewPayment) -> None:
    money.exponent(payment.currency)
    if payment.amount_minor <= 0:
        amount = money.told(payment.amount_minor, payment.currency)
        raise NothingReceived(amount, payment.reference)


def _judge_keys(
    payments: Sequence[NewPayment], known: Sequence[queries.Payment]
) -> None:
    """The same key is the same money: another amount under it is a mistake."""
    figures = {one.external_key: (one.currency, one.amount_minor) for one in known}
    for payment in payments:
        if not payment.external_key:
            continue
        figure = (payment.currency, payment.amount_minor)
        if figures.setdefault(payment.external_key, figure) != figure:
            raise KeyOfAnotherPayment(
                payment.external_key,
                money.from_minor(payment.amount_minor, payment.currency),
                payment.currency,
            )


def _repeated(payment_id: int, number: str, item_id: int) -> PaymentReceipt:
    return PaymentReceipt(payment_id, number, item_id, {}, {}, 0, is_repeated=True)


def _fresh(payments: Sequence[NewPayment], known: Collection[str]) -> list[NewPayment]:
    """The payments that did not come before, neither earlier nor in this set."""
    seen = set(known)
    fresh: list[NewPayment] = []
    for payment in payments:
        if payment.external_key not in seen:
            fresh.append(payment)
            seen |= {payment.external_key} - {""}
    return fresh
