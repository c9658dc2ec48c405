"""Accounts of ours at banks and processors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.apps.audit.queries import events
from duebook.apps.banking import models
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(eq=False)
class UnknownBankAccount(Refusal):
    """A file or a person names an account that is none of the entity's."""

    code: ClassVar[str] = "unknown_bank_account"
    template: ClassVar[str] = (
        "There is no bank account “{account}”; open it first, or say whose file it is."
    )

    account: str


@dataclass(eq=False)
class CurrencyDiffers(Refusal):
    """A statement is in another currency than its account."""

    code: ClassVar[str] = "statement_currency_differs"
    template: ClassVar[str] = (
        "{place} is in {stated}; the bank account “{account}” is in {kept}."
    )

    place: str
    stated: str
    account: str
    kept: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account of ours, and the ledger account that stands for it.

    ``out_is_positive`` tells how its tables write money that leaves.
    """

    id: int
    name: str
    identifier: str
    currency: str
    account_id: int
    opened_on: date
    opening_minor: int
    out_is_positive: bool


def normalised(identifier: str) -> str:
    """An account number without spaces, as it is compared."""
    return "".join(identifier.split()).upper()


def bank_accounts(entity_id: int, *, on: date | None = None) -> list[BankAccount]:
    """The bank accounts of an entity, by name; those open on a day, or all."""
    rows = models.BankAccount.objects.filter(entity_id=entity_id)
    if on is not None:
        rows = rows.filter(opened_on__lte=on)
    return [
        BankAccount(*row)
        for row in rows.order_by("name").values_list(
            *("id", "name", "identifier", "currency", "account_id", "opened_on"),
            *("opening_minor", "out_is_positive"),
        )
    ]


def bank_account(entity_id: int, name: str) -> BankAccount:
    """The account of a name or identifier.

    Raises:
        UnknownBankAccount: there is none.
    """
    for account in bank_accounts(entity_id):
        if name == account.name or normalised(name) == account.identifier:
            return account
    raise UnknownBankAccount(name)


@dataclass(frozen=True, slots=True)
class Correction:
    """Who put an opening balance right, from what, and why."""

    was_minor: int
    reason: str
    actor: str
    at: datetime


_MOST_CORRECTIONS: Final = 200


def corrected_openings(entity_id: int) -> dict[str, Correction]:
    """The last correction of each opening balance, by the account's identifier."""
    newest_first = events(
        entity_id, commands=("CorrectOpening",), limit=_MOST_CORRECTIONS
    )
    return {
        one.input["identifier"]: Correction(
            one.input["was_minor"], one.input["reason"], one.actor, one.at
        )
        for one in reversed(newest_first)
    }


def lock_bank_accounts(entity_id: int, ledger_account_ids: Collection[int]) -> None:
    """Let nobody else link lines to entries of these ledger accounts meanwhile.

    Two lines could show one entry otherwise: each of two people would find it free.
    """
    rows = models.BankAccount.objects.filter(
        entity_id=entity_id, account_id__any_of=list(ledger_account_ids)
    )
    list(rows.order_by("id").select_for_update().values_list("id"))
