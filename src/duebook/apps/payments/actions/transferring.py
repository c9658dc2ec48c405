"""Credit moved: between unapplied and on account, or to the party it is of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.payments.actions.spending import Spending, spend, taken_from
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables.queries import lock_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right


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
    return move_credit(command, act)


def move_credit(command: TransferCredit, act: Act) -> CreditTransferred:
    """Move one credit: the step of every action that gives money another place."""
    credit = lock_items(act.entity_id, [command.credit_id])[command.credit_id]
    to_id = accounts_by_role(act.entity_id)[command.to]
    party_id = command.to_party_id or credit.party_id
    if (credit.account_id, credit.party_id) == (to_id, party_id):
        raise NothingToTransfer(credit.number, command.to.replace("_", " "))
    amount_minor = taken_from(credit, command.amount_minor, command.transferred_on)
    [moved_id] = receivables.take_item_ids(1)
    [debit] = spend(
        act,
        [
            Spending(
                kind="transfer",
                number=credit.number,
                credits=((credit, amount_minor),),
                against_id=to_id,
                against_item_id=moved_id,
            )
        ],
        effective_on=command.transferred_on,
        reason=command.reason,
    )
    receivables.write_items(
        act,
        [
            receivables.NewItem(
                id=moved_id,
                party_id=party_id,
                account_id=to_id,
                kind="transfer",
                number=credit.number,
                currency=credit.currency,
                amount_minor=-amount_minor,
                document_on=command.transferred_on,
                due_on=command.transferred_on,
                effective_on=command.transferred_on,
                entry_id=debit.entry_id,
                reason=command.reason,
            )
        ],
    )
    return CreditTransferred(moved_id, amount_minor)
