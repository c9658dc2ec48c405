"""The opening balance of a bank account put right, and the books with it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.banking import models
from duebook.apps.banking.actions.accounts import opening_entry
from duebook.apps.banking.queries.accounts import bank_account, lock_bank_accounts
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import periods
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.accounts import BankAccount


@dataclass(eq=False)
class OpeningLocked(Refusal):
    """A month in which an opening balance counts is locked; ``month`` is the first."""

    code: ClassVar[str] = "opening_locked"
    template: ClassVar[str] = (
        "The opening balance of “{account}” counts in {month}, which is locked. "
        "Open that month again first."
    )

    account: str
    month: str


@dataclass(eq=False)
class OpeningChanged(Refusal):
    """The opening balance is another than the one that was seen."""

    code: ClassVar[str] = "opening_changed"
    template: ClassVar[str] = (
        "The opening balance of “{account}” is {opening} {currency} by now."
    )

    account: str
    opening: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectOpening:
    """Say what an account held when its statements began, instead of ``was_minor``."""

    entity_id: int
    identifier: str
    currency: str
    was_minor: int
    opening_minor: int
    reason: str


@action(Right.ADMINISTER)
def correct_opening(command: CorrectOpening, act: Act) -> str:
    """Put an opening balance right, post the difference, and return the account's name.

    Raises:
        UnknownBankAccount: there is no such account.
        OpeningChanged: it is not what was seen any more.
        OpeningLocked: a month in which it counts is locked.
    """
    known = bank_account(act.entity_id, command.identifier)
    lock_bank_accounts(act.entity_id, [known.account_id])
    account = bank_account(act.entity_id, command.identifier)
    if (account.opening_minor, account.currency) != (
        command.was_minor,
        command.currency,
    ):
        held = from_minor(account.opening_minor, account.currency)
        raise OpeningChanged(account.name, held, account.currency)
    _require_open_months(act, account)
    models.BankAccount.objects.filter(entity_id=act.entity_id, id=account.id).update(
        opening_minor=command.opening_minor
    )
    missing_minor = command.opening_minor - command.was_minor
    if missing_minor:
        entry = opening_entry(
            act,
            account,
            missing_minor,
            source=("bank_opening_corrected", act.event_id),
            cause=f"opening balance of {account.name} corrected: {command.reason}",
        )
        books.post(act, [entry])
    return account.name


def _require_open_months(act: Act, account: BankAccount) -> None:
    """Refuse where a month whose balances hold the opening one is locked, even softly.

    What was looked at and locked does not change afterwards, whoever may post there.
    """
    for one in periods(act.entity_id):
        if account.opened_on < one.until and one.state != "open":
            raise OpeningLocked(account.name, f"{one.first:%B %Y}")
