"""Money taken back by the bank: everything it had settled is open again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments import queries
from duebook.apps.payments.actions.letting_go import LET_GO_TO
from duebook.apps.payments.actions.spending import Spending, spend
from duebook.apps.payments.queries.lying import lies_in
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import applications_of, lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.domain.payments import LeftOut
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.apps.payments.queries import Payment
    from duebook.apps.receivables.queries import Applied, Item


@dataclass(eq=False)
class ReturnedBeforeReceived(Refusal):
    """The day of the return lies before the payment's."""

    code: ClassVar[str] = "returned_before_received"
    template: ClassVar[str] = (
        "{number} was received on {received_on}; "
        "the bank cannot have returned it on {returned_on}."
    )

    number: str
    received_on: date
    returned_on: date


@dataclass(eq=False)
class ConvertedSince(Refusal):
    """Money that was changed into another currency cannot go back as it came."""

    code: ClassVar[str] = "converted_since"
    template: ClassVar[str] = (
        "{number} was changed into another currency; take that back first."
    )

    number: str


@dataclass(eq=False)
class NegativeFee(Refusal):
    """A fee that would pay the party."""

    code: ClassVar[str] = "negative_fee"
    template: ClassVar[str] = "A fee is charged; {fee} {currency} would be a gift."

    fee: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPayment:
    """Note that the bank took a payment back: NSF cheque, ACH return, chargeback.

    ``fee_minor`` is charged to the party as a debt of its own; ``out_of_id`` is the
    ledger account that the money left, where it is not the one that it lies in.
    """

    entity_id: int
    payment_id: int
    returned_on: date
    reason: str
    fee_minor: int = 0
    out_of_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentReturned:
    """What a return did: its item, the debts open again by id, the fee's item.

    ``entry_id`` is the entry by which the money left.
    """

    item_id: int
    entry_id: int
    reopened: dict[int, int]
    fee_item_id: int | None


@action(Right.RECEIVE)
def return_payment(command: ReturnPayment, act: Act) -> PaymentReturned:
    """Take back all that a payment and its discounts settled, and the money itself.

    Also what it settled after it was set aside on account.  Money of it that was
    refunded is owed by the party from then on.

    Raises:
        NoSuchPayment: there is none.
        ReturnedBeforeReceived: the day cannot be.
        ConvertedSince: some of it was changed into another currency.
        NegativeFee: the fee is less than nothing.
    """
    return take_back_payment(command, act)


def take_back_payment(command: ReturnPayment, act: Act) -> PaymentReturned:
    """Return one payment: the step of every action by which money goes back."""
    payment = queries.payment_by_id(act.entity_id, command.payment_id)
    if command.returned_on < payment.received_on:
        raise ReturnedBeforeReceived(
            payment.number, payment.received_on, command.returned_on
        )
    if command.fee_minor < 0:
        fee = from_minor(command.fee_minor, payment.currency)
        raise NegativeFee(fee, payment.currency)
    [returned, *_], reopened = release(
        act,
        payment,
        kind="payment_return",
        against_id=command.out_of_id or lies_in(act.entity_id, payment.id),
        on=command.returned_on,
        reason=command.reason,
    )
    db.write(
        "payments_return",
        ("entity_id", "payment_id", "returned_on", "reason", "item_id"),
        [
            (
                act.entity_id,
                payment.id,
                command.returned_on,
                command.reason,
                returned.id,
            )
        ],
    )
    return PaymentReturned(
        returned.id,
        returned.entry_id,
        reopened,
        _charge_fee(command, act, payment),
    )


def release(
    act: Act,
    payment: Payment,
    *,
    kind: str,
    against_id: int,
    against_item_id: int | None = None,
    on: date,
    reason: str,
) -> tuple[list[receivables.NewItem], dict[int, int]]:
    """Take back all that a payment settled, and move its money to where it goes.

    Returns:
        The debits that used its credits up, that of the money first; and what was
        reopened, by debt.

    Raises:
        ConvertedSince: some of it is in another currency by now.
    """
    let_go_ids = queries.earned_discounts(act.entity_id, payment.id)
    items, standing = lock_what_came_of(act, [payment.item_id, *let_go_ids])
    undone = [
        one
        for one in standing
        if items[one.debt_id].kind not in {"transfer", "discount_return", "recovery"}
    ]
    if any(items[one.debt_id].kind == "conversion" for one in undone):
        raise ConvertedSince(payment.number)
    receivables.take_back(act, undone, items, on, reason)
    left = {
        item.id: (item, -item.open_minor)
        for item in lock_items(act.entity_id, items).values()
        if item.open_minor < 0
    }
    roles = accounts_by_role(act.entity_id)
    paid = sorted(
        left.keys() - set(let_go_ids), key=lambda id_: (id_ != payment.item_id, id_)
    )
    spendings = [
        Spending(
            kind=kind,
            number=payment.number,
            credits=tuple(left[item_id] for item_id in paid),
            against_id=against_id,
            against_item_id=against_item_id,
        ),
        *(
            Spending(
                kind="discount_return",
                number=left[item_id][0].number,
                credits=(left[item_id],),
                against_id=roles[_borne_by(left[item_id][0].kind)],
            )
            for item_id in let_go_ids
            if item_id in left
        ),
    ]
    return spend(act, spendings, effective_on=on, reason=reason), _by_debt(undone)


def _borne_by(kind: str) -> AccountRole:
    """The account that bears what was let go, or the rest that was given up."""
    if kind == "write_off":
        return AccountRole.BAD_DEBT
    return LET_GO_TO[LeftOut(kind)]


def settled_by(act: Act, payment_id: int) -> Sequence[Applied]:
    """What stands of all that a payment settled, also after it was moved; locked."""
    payment = queries.payment_by_id(act.entity_id, payment_id)
    _, standing = lock_what_came_of(act, [payment.item_id])
    return standing


def lock_what_came_of(
    act: Act, credit_ids: Sequence[int]
) -> tuple[Mapping[int, Item], Sequence[Applied]]:
    """Lock credits, those they were moved into, and all debts that they settle.

    They are found before they are locked, so that all are locked in one order;
    nobody applies a credit that is locked, so what is found again then stays.
    """
    while True:
        ids, _ = _what_came_of(act, credit_ids)
        items = lock_items(act.entity_id, ids)
        ids, standing = _what_came_of(act, credit_ids)
        if ids <= items.keys():
            return items, standing


def _what_came_of(
    act: Act, credit_ids: Sequence[int]
) -> tuple[set[int], Sequence[Applied]]:
    came_of = set(credit_ids)
    while True:
        standing = [
            one
            for one in applications_of(act.entity_id, came_of)
            if one.credit_id in came_of
        ]
        debts = {one.debt_id for one in standing}
        moved = set(queries.moved_credits(act.entity_id, debts))
        if moved <= came_of:
            return came_of | debts, standing
        came_of |= moved


def _by_debt(undone: Sequence[Applied]) -> dict[int, int]:
    reopened: dict[int, int] = {}
    for one in undone:
        reopened[one.debt_id] = reopened.get(one.debt_id, 0) + one.amount_minor
    return reopened


def _charge_fee(command: ReturnPayment, act: Act, payment: Payment) -> int | None:
    """Charge the party for the return, as a debt due at once."""
    if not command.fee_minor:
        return None
    roles = accounts_by_role(act.entity_id)
    fee = receivables.ToRaise(
        party_id=payment.party_id,
        account_id=roles[AccountRole.RECEIVABLE],
        against_id=roles[AccountRole.LATE_FEES],
        kind="fee",
        number=payment.number,
        currency=payment.currency,
        amount_minor=command.fee_minor,
        on=command.returned_on,
        cause=f"fee for the return of {payment.number}",
        reason=command.reason,
    )
    [item] = receivables.raise_items(act, [fee])
    return item.id
