"""Money whose payer is not known, or turned out to be another: kept apart, given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.actions import unknown_payer
from duebook.apps.payments import queries
from duebook.apps.payments.actions.letting_go import let_go_with
from duebook.apps.payments.actions.returning import lock_what_came_of, release
from duebook.apps.payments.actions.transferring import TransferCredit, move_credit
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import LetGo, settle_as_agreed

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.entities.actions import Act


LEFT_THE_HOUSE: Final = frozenset({"payment_return", "refund", "conversion"})
"""Kinds of debits by which money is gone, and not only in another place."""


@dataclass(eq=False)
class PartlyUsed(Refusal):
    """Money that was sent back, all or in part, cannot be kept apart as a whole."""

    code: ClassVar[str] = "partly_used"
    template: ClassVar[str] = (
        "{number} was returned, or some of it was refunded or changed into another "
        "currency; it is not all there any more to be kept apart."
    )

    number: str


def set_apart(act: Act, payment_id: int, *, on: date, reason: str) -> int:
    """Take back what a payment settled and keep its money as unidentified.

    The bank still has the money, so the books keep it; only whose it is is open
    again.

    Returns:
        The id of the credit that holds it from then on.

    Raises:
        PartlyUsed: some of it left the house.
    """
    payment = queries.payment_by_id(act.entity_id, payment_id)
    let_go_ids = queries.earned_discounts(act.entity_id, payment.id)
    items, standing = lock_what_came_of(act, [payment.item_id, *let_go_ids])
    if any(items[one.debt_id].kind in LEFT_THE_HOUSE for one in standing):
        raise PartlyUsed(payment.number)
    to_id = accounts_by_role(act.entity_id)[AccountRole.UNIDENTIFIED_CASH]
    [item_id] = receivables.take_item_ids(1)
    [debit, *_], _ = release(
        act,
        payment,
        kind="transfer",
        against_id=to_id,
        against_item_id=item_id,
        on=on,
        reason=reason,
    )
    receivables.write_items(
        act,
        [
            receivables.NewItem(
                id=item_id,
                party_id=unknown_payer(act),
                account_id=to_id,
                kind="transfer",
                number=payment.number,
                currency=payment.currency,
                amount_minor=-payment.amount_minor,
                document_on=on,
                due_on=on,
                effective_on=on,
                entry_id=debit.entry_id,
                reason=reason,
            )
        ],
    )
    return item_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Whose unidentified money is, and what it settles; amounts in minor units.

    ``payment_id`` is the payment that brought it, ``credit_id`` where it lies.
    """

    payment_id: int
    credit_id: int
    party_id: int
    asked: Mapping[int, int]
    let_go: Sequence[LetGo] = ()
    is_on_account: bool = False


def identify(act: Act, identified: Identified, *, on: date, reason: str) -> int:
    """Give unidentified money to its payer and settle what it is for.

    Returns:
        The id of the payer's credit.

    Raises:
        NotOpen, OverApplied, CreditExceeded: what it shall settle does not fit.
    """
    locked = lock_items(act.entity_id, [identified.credit_id, *identified.asked])
    currency = locked[identified.credit_id].currency
    moved = move_credit(
        TransferCredit(
            entity_id=act.entity_id,
            credit_id=identified.credit_id,
            to=(
                AccountRole.ON_ACCOUNT
                if identified.is_on_account
                else AccountRole.UNAPPLIED_CASH
            ),
            transferred_on=on,
            reason=reason,
            to_party_id=identified.party_id,
        ),
        act,
    )
    debts = {id_: locked[id_] for id_ in identified.asked}
    settlement = settle_as_agreed(
        moved.amount_minor,
        [debt.as_debt() for debt in debts.values() if debt.currency == currency],
        identified.asked,
        identified.let_go,
    )
    let_go_with(act, [(identified.payment_id, on, settlement.let_go)], debts)
    credit = lock_items(act.entity_id, [moved.credit_id])[moved.credit_id]
    receivables.apply_each(
        act,
        receivables.settled_by(
            credit,
            [(debts[part.item_id], part.amount_minor) for part in settlement.applied],
            rule=receivables.INSTRUCTION,
            effective_on=on,
            reason=reason,
        ),
    )
    return moved.credit_id
