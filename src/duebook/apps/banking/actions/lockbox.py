"""A lockbox: cheques that a bank opened and deposited, with what each is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from duebook import db
from duebook.apps.banking.actions.depositing import (
    MakeDeposit,
    NothingToDeposit,
    make_deposit,
)
from duebook.apps.banking.actions.files import keep_file, sha256_of
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.deposits import deposits
from duebook.apps.banking.queries.lockbox import kept_file, read_lockbox, said_of
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.papers.actions import Content
from duebook.apps.payments.actions import Asked, NewPayment, take_in
from duebook.domain.application import ApplyBy
from duebook.domain.banking import Problem
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.lockbox import Cheque

FORMAT: Final = "Lockbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLockbox:
    """Take in a table of cheques, one row for each invoice that a cheque pays.

    ``account`` is the bank account that they were deposited into on ``deposited_on``;
    ``seen`` is the stamp of the file as it was looked at, empty where nobody did.
    """

    entity_id: int
    name: str
    content: Content
    account: str
    deposited_on: date
    seen: str = ""


@dataclass(eq=False)
class LockboxChanged(Refusal):
    """What the cheques would pay is not what it was when somebody looked."""

    code: ClassVar[str] = "lockbox_changed"
    template: ClassVar[str] = (
        "What the cheques of {name} pay has changed since. Here is how it is now."
    )

    name: str


@dataclass(frozen=True, slots=True)
class LockboxTaken:
    """The deposit that the cheques became, in minor units of its account.

    ``unidentified`` of them have no known payer; ``told`` is what was not applied as
    the file says, and why.
    """

    deposit: str
    cheques: int
    amount_minor: int
    unidentified: int
    told: tuple[Problem, ...]
    is_repeated: bool = False


@action(Right.RECEIVE)
def take_lockbox(command: TakeLockbox, act: Act) -> LockboxTaken:
    """Take each cheque in as a payment, applied as it says, and deposit all of them.

    The bank is expected to show them as one line.

    Raises:
        UnreadableBankFile, FileNotWhole: naming row and column; nothing is posted.
        UnknownBankAccount, CurrencyDiffers: they cannot be on this account.
        NothingToDeposit: every cheque came before.
        LockboxChanged: it is not as it was ``seen``.
    """
    kept = kept_file(act.entity_id, sha256_of(command.content))
    if kept and kept.stands:
        return LockboxTaken("", 0, 0, 0, (), is_repeated=True)
    account = bank_account(act.entity_id, command.account)
    box = read_lockbox(
        act.entity_id,
        command.content,
        command.name,
        account=account,
        deposited_on=command.deposited_on,
    )
    if command.seen not in {"", box.stamp}:
        raise LockboxChanged(command.name)
    drawer_id = accounts_by_role(act.entity_id)[AccountRole.UNDEPOSITED]
    receipts = take_in(
        act,
        [
            _payment(cheque, received_on=command.deposited_on, into_id=drawer_id)
            for cheque in box.cheques
        ],
    )
    fresh = tuple(one.number for one in receipts if not one.is_repeated)
    if not fresh:
        raise NothingToDeposit  # a slip that names nothing would empty the drawer
    deposit = make_deposit.body(
        MakeDeposit(
            entity_id=act.entity_id,
            account=command.account,
            deposited_on=command.deposited_on,
            payments=fresh,
        ),
        act,
    )
    file_id = (
        kept.id
        if kept
        else keep_file(
            act, command.name, command.content, format_name=FORMAT, problems=box.told
        )
    )
    [slip] = deposits(act.entity_id, number=deposit.number)
    db.write(
        "banking_lockbox_slip",
        ("entity_id", "file_id", "deposit_id"),
        [(act.entity_id, file_id, slip.id)],
    )
    return LockboxTaken(
        deposit=deposit.number,
        cheques=deposit.payments,
        amount_minor=deposit.amount_minor,
        unidentified=sum(cheque.party_id is None for cheque in box.fresh),
        told=box.told,
    )


def _payment(cheque: Cheque, *, received_on: date, into_id: int) -> NewPayment:
    """The payment that a cheque is; whose it is nobody knows is kept apart."""
    return NewPayment(
        party_id=cheque.party_id or 0,
        received_on=received_on,
        currency=cheque.currency,
        amount_minor=cheque.amount_minor,
        method=Method.CHEQUE,
        reference=said_of(cheque.reference),
        external_key=cheque.key,
        asked=tuple(Asked(one.item_id, one.amount_minor) for one in cheque.shares),
        how=ApplyBy.NONE,
        into_id=into_id,
        is_unidentified=cheque.party_id is None,
    )
