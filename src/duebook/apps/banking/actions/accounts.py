"""Opening accounts of ours at banks, with a ledger account for each."""

from __future__ import annotations

from dataclasses import dataclass

from duebook.apps.banking import models
from duebook.apps.banking.queries.accounts import normalised
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.ledger.queries import accounts_by_code
from duebook.domain.money import exponent
from duebook.domain.rights import Right

REFUSED_BY["bank_account_is_known_once"] = "this bank account was opened before."
REFUSED_BY["bank_account_name_is_unique"] = "another bank account has this name."
REFUSED_BY["ledger_account_has_one_bank"] = (
    "this ledger account stands for another bank account."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBankAccount:
    """Take statements of an account of ours, under a ledger account of its own."""

    entity_id: int
    name: str
    identifier: str
    currency: str
    account: str


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
    )
    return row.id
