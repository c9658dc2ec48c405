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
from duebook.apps.payments.actions.settling import lower
from duebook.apps.payments.actions.transferring import Move, move_credits
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

    def move(self) -> Move:
        """Where the money goes."""
        return Move(
            credit_id=self.credit_id,
            to=(
                AccountRole.ON_ACCOUNT
                if self.is_on_account
                else AccountRole.UNAPPLIED_CASH
            ),
            to_party_id=self.party_id,
        )


def identify(
    act: Act, identified: Sequence[Identified], *, on: date, reason: str
) -> list[int]:
    """Give unidentified money to its payers and settle what it is for, all at once.

    What several settle, they settle in their order.

    Returns:
        The ids of the payers' credits.

    Raises:
        NotOpen, OverApplied, CreditExceeded: what it shall settle does not fit.
    """
    locked = lock_items(
        act.entity_id,
        {item_id for one in identified for item_id in (one.credit_id, *one.asked)},
    )
    moved = move_credits(act, [one.move() for one in identified], on=on, reason=reason)
    left = dict(locked)
    settlements = []
    for one, credit in zip(identified, moved, strict=True):
        currency = locked[one.credit_id].currency
        debts = [left[id_] for id_ in one.asked if left[id_].currency == currency]
        settlement = settle_as_agreed(
            credit.amount_minor,
            [debt.as_debt() for debt in debts],
            one.asked,
            one.let_go,
        )
        lower(left, settlement)
        settlements.append(settlement)
    let_go_with(
        act,
        [
            (one.payment_id, on, settlement.let_go)
            for one, settlement in zip(identified, settlements, strict=True)
        ],
        locked,
    )
    credits_ = lock_items(act.entity_id, [credit.credit_id for credit in moved])
    receivables.apply_each(
        act,
        [
            settled
            for credit, settlement in zip(moved, settlements, strict=True)
            for settled in receivables.settled_by(
                credits_[credit.credit_id],
                [
                    (locked[part.item_id], part.amount_minor)
                    for part in settlement.applied
                ],
                rule=receivables.INSTRUCTION,
                effective_on=on,
                reason=reason,
            )
        ],
    )
    return [credit.credit_id for credit in moved]
