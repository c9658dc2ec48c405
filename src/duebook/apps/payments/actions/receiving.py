"""Money in: payments written in sets, with what they settle and what they earn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.entities.actions import Act, action, take_numbers
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.actions import unknown_payer
from duebook.apps.payments import queries
from duebook.apps.payments.actions.letting_go import let_go_with, require_let_go
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import Item, NoSuchItem, lock_open_debts
from duebook.domain import money
from duebook.domain.application import ApplyBy
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.payments import (
    LeftOut,
    LetGo,
    Method,
    Settlement,
    settle,
    settle_as_agreed,
)
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Asked:
    """How much of a payment its payer meant for one debt, in minor units.

    ``item`` is the id of an item, whoever owes it, or the number of a document of
    the payer's, whose instalments are then paid in the order they are due.
    """

    item: int | str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPayment:
    """Money of one party, as it came in.

    ``external_key`` is the bank's or the file's own name for it: the same key again
    adds nothing.  ``is_on_account`` leaves it with the party on purpose, and then
    only what was ``asked`` is applied.  ``let_go`` is what was agreed to be settled
    at our expense with it: no discount is looked for then.  ``into_id`` is the ledger
    account that took the money in, where it is not the entity's first bank account;
    ``is_unidentified`` keeps it apart until somebody says whose it is: it lies with
    the unknown payer then, whatever ``party_id`` says.
    """

    party_id: int
    received_on: date
    currency: str
    amount_minor: int
    method: Method
    reference: str = ""
    external_key: str = ""
    asked: tuple[Asked, ...] = ()
    how: ApplyBy = ApplyBy.EXACT
    takes_discount: bool = True
    is_on_account: bool = False
    let_go: tuple[LetGo, ...] = ()
    into_id: int | None = None
    is_unidentified: bool = False

    def kept_in(self) -> AccountRole:
        """The control account where what is not applied of it lies."""
        if self.is_unidentified:
            return AccountRole.UNIDENTIFIED_CASH
        if self.is_on_account:
            return AccountRole.ON_ACCOUNT
        return AccountRole.UNAPPLIED_CASH


@dataclass(frozen=True, slots=True)
class PaymentReceipt:
    """What became of a payment; amounts in minor units, by item.

    ``is_repeated`` tells that it had come before under the same external key, and
    that nothing was added.
    """

    payment_id: int
    number: str
    item_id: int
    applied: dict[int, int]
    discounts: dict[int, int]
    left_minor: int
    is_repeated: bool = False


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
    debts = _lock_debts(act, fresh)
    settlements = [debts.settle(payment) for payment in fresh]
    taken = _write_payments(act, fresh, settlements)
    let_go_with(
        act,
        [(one.id, one.payment.received_on, one.settlement.let_go) for one in taken],
        debts.items,
    )
    _write_applications(act, taken, debts)
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


def lower(items: dict[int, Item], settlement: Settlement) -> None:
    """Take what a settlement settles off the items, for whatever settles them next."""
    for item_id, amount_minor in settlement.lowered():
        item = items[item_id]
        items[item_id] = replace(item, open_minor=item.open_minor - amount_minor)


class _Debts:
    """What is open while the payments of a set settle it, one after another."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = {item.id: item for item in items}
        self._of_party: dict[int, list[int]] = {}
        for item in self.items.values():
            self._of_party.setdefault(item.party_id, []).append(item.id)

    def settle(self, payment: NewPayment) -> Settlement:
        """Settle with one payment; the next one finds what this one left."""
        asked = self._asked(payment)
        ids = {*self._of_party.get(payment.party_id, ()), *asked} & self.items.keys()
        open_items = [item.as_debt() for item in self._open(ids, payment.currency)]
        if payment.let_go:
            settlement = settle_as_agreed(
                payment.amount_minor, open_items, asked, payment.let_go
            )
        else:
            settlement = settle(
                payment.amount_minor,
                open_items,
                received_on=payment.received_on,
                how=payment.how
                if payment.kept_in() is AccountRole.UNAPPLIED_CASH
                else ApplyBy.NONE,
                asked=asked,
                takes_discount=payment.takes_discount,
            )
        lower(self.items, settlement)
        return settlement

    def _open(self, ids: Iterable[int], currency: str) -> list[Item]:
        return [
            item
            for item in map(self.items.__getitem__, ids)
            if item.open_minor > 0 and item.currency == currency
        ]

    def _asked(self, payment: NewPayment) -> dict[int, int]:
        wanted: dict[int, int] = {}
        for asked in payment.asked:
            for item_id, amount_minor in self._shares(payment, asked):
                wanted[item_id] = wanted.get(item_id, 0) + amount_minor
        return wanted

    def _shares(self, payment: NewPayment, asked: Asked) -> Iterator[tuple[int, int]]:
        """An instruction by item: a document's instalments as they fall due.

        The last one is asked for all that is left, so too much is refused there.
        """
        if isinstance(asked.item, int):
            yield asked.item, asked.amount_minor
            return
        mine = self._open(self._of_party.get(payment.party_id, ()), payment.currency)
        instalments = sorted(
            (item for item in mine if item.number == asked.item),
            key=lambda item: (item.due_on, item.id),
        )
        if not instalments:
            raise NoSuchItem(asked.item)
        left_minor = asked.amount_minor
        for item in instalments[:-1]:
            share_minor = min(item.open_minor, left_minor)
            if share_minor:
                yield item.id, share_minor
            left_minor -= share_minor
        if left_minor or len(instalments) == 1:
            yield instalments[-1].id, left_minor


def _lock_debts(act: Act, payments: Sequence[NewPayment]) -> _Debts:
    named = {
        asked.item
        for payment in payments
        for asked in payment.asked
        if isinstance(asked.item, int)
    }
    party_ids = {payment.party_id for payment in payments}
    return _Debts(lock_open_debts(act.entity_id, party_ids, with_ids=named))


@dataclass(frozen=True, slots=True)
class _Taken:
    """A payment as written, and what is still to be written about it."""

    id: int
    payment: NewPayment
    settlement: Settlement
    credit: Item

    def receipt(self) -> PaymentReceipt:
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


def _write_payments(
    act: Act, payments: Sequence[NewPayment], settlements: Sequence[Settlement]
) -> list[_Taken]:
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
        _Taken(payment_id, payment, settlement, item.written())
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


def _write_applications(act: Act, taken: Sequence[_Taken], debts: _Debts) -> None:
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
