"""Somebody's word that bank and books agree on an account at the end of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.banking import models
from duebook.apps.banking.queries.accounts import bank_account
from duebook.apps.banking.queries.proof import proof
from duebook.apps.entities.actions import Act, action
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from duebook.apps.banking.queries.proof import Proof


@dataclass(eq=False)
class NotReconciled(Refusal):
    """Bank and books do not agree, or lines wait that nobody explained."""

    code: ClassVar[str] = "not_reconciled"
    template: ClassVar[str] = (
        "“{account}” on {day}: the bank says {bank} {currency}, the books {book}; "
        "{waiting} lines wait, {gaps} stated balances do not follow from their lines, "
        "and {difference} is explained by nothing."
    )

    account: str
    day: date
    currency: str
    bank: Decimal
    book: Decimal
    waiting: int
    gaps: int
    difference: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconcile:
    """Sign that an account agrees with the books at the end of a day."""

    entity_id: int
    account: str
    reconciled_on: date


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What was signed, in minor units."""

    reconciliation_id: int
    bank_minor: int
    book_minor: int
    outstanding_minor: int


@action(Right.CLOSE)
def reconcile(command: Reconcile, act: Act) -> Reconciled:
    """Keep the proof that bank and books agree, but for money under way.

    Raises:
        UnknownBankAccount: there is no such account.
        NotReconciled: something lies between that nothing explains.
    """
    account = bank_account(act.entity_id, command.account)
    found = proof(act.entity_id, account, command.reconciled_on)
    if found.waiting or found.gaps or found.difference_minor:
        raise _not_reconciled(found)
    row = models.Reconciliation.objects.create(
        entity_id=act.entity_id,
        bank_account_id=account.id,
        reconciled_on=command.reconciled_on,
        bank_minor=found.bank_minor,
        book_minor=found.book_minor,
        outstanding_minor=found.outstanding_minor,
    )
    return Reconciled(
        row.id, found.bank_minor, found.book_minor, found.outstanding_minor
    )


def _not_reconciled(found: Proof) -> NotReconciled:
    currency = found.account.currency
    return NotReconciled(
        account=found.account.name,
        day=found.on,
        currency=currency,
        bank=from_minor(found.bank_minor, currency),
        book=from_minor(found.book_minor, currency),
        waiting=len(found.waiting),
        gaps=len(found.gaps),
        difference=from_minor(found.difference_minor, currency),
    )
