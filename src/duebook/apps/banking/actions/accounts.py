"""Opening accounts of ours at banks, with a ledger account for each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook.apps.banking import models
from duebook.apps.banking.queries.accounts import normalised
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_code, accounts_by_role, balance_on
from duebook.domain.ledger import AccountRole, JournalEntry, Posting
from duebook.domain.money import exponent
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.accounts import BankAccount

REFUSED_BY["bank_account_is_known_once"] = "this bank account was opened before."
REFUSED_BY["bank_account_name_is_unique"] = "another bank account has this name."
REFUSED_BY["ledger_account_has_one_bank"] = (
    "this ledger account stands for another bank account."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBankAccount:
    """Take statements of an account of ours, under a ledger account of its own.

    ``opening_minor`` is what the account holds at the end of ``opened_on``, in minor
    units; what the ledger does not have of it yet is posted as an opening balance.
    """

    entity_id: int
    name: str
    identifier: str
    currency: str
    account: str
    opened_on: date
    opening_minor: int = 0


@action(Right.ADMINISTER)
def open_bank_account(command: OpenBankAccount, act: Act) -> int:
    """Open an account, and return its id.

    Raises:
        UnknownCurrency, UnknownAccount: there is no such currency or ledger account.
    """
    exponent(command.currency)
    accounts = accounts_by_code(act.entity_id, [command.account])
    row = models.BankAccount.objects.create(
        entity_id=act.entity_id,
        name=command.name,
        identifier=normalised(command.identifier),
        currency=command.currency,
        account_id=accounts[command.account],
        opened_on=command.opened_on,
        opening_minor=command.opening_minor,
    )
    _post_opening(act, row)
    return row.id


def _post_opening(act: Act, row: models.BankAccount) -> None:
    """Post what the bank held and the books did not."""
    booked_minor = balance_on(
        act.entity_id, row.account_id, row.currency, row.opened_on
    )
    missing_minor = row.opening_minor - booked_minor
    if not missing_minor:
        return
    entry = opening_entry(
        act,
        row,
        missing_minor,
        source=("bank_opening", row.id),
        cause=f"opening balance of {row.name}",
    )
    books.post(act, [entry])


def opening_entry(
    act: Act,
    account: models.BankAccount | BankAccount,
    amount_minor: int,
    *,
    source: tuple[str, int],
    cause: str,
) -> JournalEntry:
    """What the books take over of an account's opening balance, on its day."""
    opening_id = accounts_by_role(act.entity_id)[AccountRole.OPENING_BALANCE]
    source_kind, source_id = source
    return JournalEntry(
        effective_on=account.opened_on,
        currency=account.currency,
        source_kind=source_kind,
        source_id=source_id,
        cause=cause,
        postings=(
            Posting(account.account_id, amount_minor),
            Posting(opening_id, -amount_minor),
        ),
    )
