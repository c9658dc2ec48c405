"""Credit moved: between unapplied and on account, or to the party it is of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions.spending import Spending, spend, taken_from
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(eq=False)
class NothingToTransfer(Refusal):
    """The credit lies where it was to be moved."""

    code: ClassVar[str] = "nothing_to_transfer"
    template: ClassVar[str] = "{number} is {place} already."

    number: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCredit:
    """Leave unapplied money with the party on purpose, or take it back to be applied.

    All that the credit has left, or ``amount_minor`` of it.  ``to_party_id`` gives it
    to another party: the one who turns out to have paid unidentified money.
    """

    entity_id: int
    credit_id: int
    to: Literal[AccountRole.ON_ACCOUNT, AccountRole.UNAPPLIED_CASH]
    transferred_on: date
    reason: str
    amount_minor: int | None = None
    to_party_id: int | None = None


@dataclass(frozen=True, slots=True)
class CreditTransferred:
    """The credit that money was moved into, and how much, in minor units."""

    credit_id: int
    amount_minor: int


@action(Right.APPLY)
def transfer_credit(command: TransferCredit, act: Act) -> CreditTransferred:
    """Move credit to where it belongs: the old one is used up, a new one begins.

    Raises:
        NothingToTransfer: it lies there already.
        MoreThanCredit: it has less left.
        BeforeCredit: it does not count yet on this day.
    """
    move = Move(
        credit_id=command.credit_id,
        to=command.to,
        amount_minor=command.amount_minor,
        to_party_id=command.to_party_id,
    )
    [moved] = move_credits(
        act, [move], on=command.transferred_on, reason=command.reason
    )
    return moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where one credit goes, or ``amount_minor`` of it; see :class:`TransferCredit`."""

    credit_id: int
    to: AccountRole
    amount_minor: int | None = None
    to_party_id: int | None = None


def move_credits(
    act: Act, moves: Sequence[Move], *, on: date, reason: str
) -> list[CreditTransferred]:
    """Move credits at once, as if one after another: what gives money another place.

    Raises:
        NothingToTransfer, MoreThanCredit, BeforeCredit: as :func:`transfer_credit`.
    """
    credits_ = dict(lock_items(act.entity_id, [move.credit_id for move in moves]))
    roles = accounts_by_role(act.entity_id)
    spendings: list[Spending] = []
    items: list[receivables.NewItem] = []
    moved_ids = receivables.take_item_ids(len(moves))
    for move, moved_id in zip(moves, moved_ids, strict=True):
        credit, to_id = credits_[move.credit_id], roles[move.to]
        party_id = move.to_party_id or credit.party_id
        if (credit.account_id, credit.party_id) == (to_id, party_id):
            raise NothingToTransfer(credit.number, move.to.replace("_", " "))
        amount_minor = taken_from(credit, move.amount_minor, on)
        credits_[credit.id] = replace(
            credit, open_minor=credit.open_minor + amount_minor
        )
        spendings.append(
            Spending(
                kind="transfer",
                number=credit.number,
                credits=((credit, amount_minor),),
                against_id=to_id,
                against_item_id=moved_id,
            )
        )
        items.append(
            receivables.NewItem(
                id=moved_id,
                party_id=party_id,
                account_id=to_id,
                kind="transfer",
                number=credit.number,
                currency=credit.currency,
                amount_minor=-amount_minor,
                document_on=on,
                due_on=on,
                effective_on=on,
                entry_id=0,  # that of its debit, once it is posted
                reason=reason,
            )
        )
    debits = spend(act, spendings, effective_on=on, reason=reason)
    receivables.write_items(
        act,
        [
            replace(item, entry_id=debit.entry_id)
            for item, debit in zip(items, debits, strict=True)
        ],
    )
    return [CreditTransferred(item.id, -item.amount_minor) for item in items]
