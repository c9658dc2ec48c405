"""Open items carried over from the books before ours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from duebook.apps.approvals.actions import is_own_to_do
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables.actions.raising import ToRaise, raise_items
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningItem:
    """A debt or credit carried over from the books before ours."""

    party_id: int
    number: str
    currency: str
    amount_minor: int
    document_on: date
    due_on: date
    discount_minor: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverItems:
    """Take over open items from earlier books, against opening balances."""

    entity_id: int
    taken_over_on: date
    items: tuple[OpeningItem, ...]


@dataclass(eq=False)
class CreditsAboveLimit(Refusal):
    """Opening credits that somebody with a higher limit has to take over."""

    code: ClassVar[str] = "credits_above_limit"
    template: ClassVar[str] = (
        "{person} may not take over credits of {amount} {currency}: somebody who may "
        "credit as much has to."
    )

    person: str
    amount: Decimal
    currency: str


def _judge_credits(command: TakeOverItems, act: Act) -> None:
    credits_minor: Counter[str] = Counter()
    for item in command.items:
        credits_minor[item.currency] += max(0, -item.amount_minor)
    for currency, amount_minor in credits_minor.items():
        if not amount_minor:
            continue
        act.require(Right.CREDIT)
        if not is_own_to_do(act, Right.CREDIT, amount_minor, currency):
            raise CreditsAboveLimit(
                act.person.name, from_minor(amount_minor, currency), currency
            )


@action(Right.PREPARE)
def take_over_items(command: TakeOverItems, act: Act) -> tuple[int, ...]:
    """Write opening balances, and return the ids of the items.

    Raises:
        CreditsAboveLimit: the credits among them come to more than the person may
            credit alone: they are as good as money.
    """
    _judge_credits(command, act)
    roles = accounts_by_role(act.entity_id)
    items = raise_items(
        act,
        [
            ToRaise(
                party_id=item.party_id,
                account_id=roles[
                    AccountRole.RECEIVABLE
                    if item.amount_minor > 0
                    else AccountRole.ON_ACCOUNT
                ],
                against_id=roles[AccountRole.OPENING_BALANCE],
                kind="opening",
                number=item.number,
                currency=item.currency,
                amount_minor=item.amount_minor,
                on=command.taken_over_on,
                cause=f"opening balance {item.number}",
                document_on=item.document_on,
                due_on=item.due_on,
                discount_minor=item.discount_minor,
                discount_until=item.discount_until,
            )
            for item in command.items
        ],
    )
    return tuple(item.id for item in items)
