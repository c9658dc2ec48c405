"""Accounts, entries, postings: what an event of the office means in the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from duebook.domain.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class AccountRole(StrEnum):
    """What an account is for."""

    RECEIVABLE = "receivable"
    UNAPPLIED_CASH = "unapplied_cash"
    ON_ACCOUNT = "on_account"
    UNIDENTIFIED_CASH = "unidentified_cash"
    BANK = "bank"
    UNDEPOSITED = "undeposited"  # cheques and cash not yet at the bank
    TRANSFERS = "transfers"  # money on its way between own accounts
    PROCESSOR = "processor"  # what a card processor holds for us
    REVENUE = "revenue"
    SHIPPING = "shipping"
    TAX_PAYABLE = "tax_payable"
    DISCOUNT_ALLOWED = "discount_allowed"
    DEDUCTIONS = "deductions"
    WITHHELD_TAX = "withheld_tax"
    BANK_FEES = "bank_fees"
    BAD_DEBT = "bad_debt"
    SMALL_BALANCE = "small_balance"
    LATE_FEES = "late_fees"
    INTEREST = "interest"
    ROUNDING = "rounding"
    DEPOSITS = "deposits"
    OPENING_BALANCE = "opening_balance"
    EXCHANGE = "exchange"  # gains and losses
    EXCHANGE_ADJUSTMENT = "exchange_adjustment"  # of items in other currencies


CONTROL_ROLES = frozenset(
    {
        AccountRole.RECEIVABLE,
        AccountRole.UNAPPLIED_CASH,
        AccountRole.ON_ACCOUNT,
        AccountRole.UNIDENTIFIED_CASH,
    }
)
"""Roles whose account's balance is the sum of its items' open amounts."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One signed leg of an entry, debit positive.

    On a control account it names the open item that it moves.
    """

    account_id: int
    amount_minor: int
    item_id: int | None = None


@record
class JournalEntry:
    """Balanced postings with one cause and one day.

    ``source`` is the event that it posts, once: a kind and an id.
    """

    effective_on: date
    currency: str
    source_kind: str
    source_id: int
    cause: str
    postings: tuple[Posting, ...]
    reverses_id: int | None = None

    def __post_init__(self) -> None:
        assert sum(p.amount_minor for p in self.postings) == 0, "an entry balances"
        assert len(self.postings) >= 2, "an entry has two legs"


def merged(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """Postings on the same account and item added up; what comes to zero falls out."""
    sums: dict[tuple[int, int | None], int] = {}
    for posting in postings:
        place = (posting.account_id, posting.item_id)
        sums[place] = sums.get(place, 0) + posting.amount_minor
    return tuple(
        Posting(account_id, amount_minor, item_id)
        for (account_id, item_id), amount_minor in sums.items()
        if amount_minor
    )


def reversal(postings: Sequence[Posting]) -> tuple[Posting, ...]:
    """The postings that undo these."""
    return tuple(Posting(p.account_id, -p.amount_minor, p.item_id) for p in postings)


def sale_postings(
    receivable_id: int,
    items: Sequence[tuple[int, int]],
    revenues: Iterable[tuple[int, int]],
    taxes: Iterable[tuple[int, int]],
) -> tuple[Posting, ...]:
    """An invoice in the books: the party owes its items, we earned and owe tax.

    Args:
        receivable_id: the receivable account.
        items: id and amount of each instalment, positive; negative for a credit.
        revenues: account and net of each line.
        taxes: account and tax of each tax.
    """
    earned: dict[int, int] = {}
    for account_id, amount_minor in (*revenues, *taxes):
        earned[account_id] = earned.get(account_id, 0) + amount_minor
    return (
        *[
            Posting(receivable_id, amount_minor, item_id)
            for item_id, amount_minor in items
        ],
        *[
            Posting(account_id, -amount_minor)
            for account_id, amount_minor in earned.items()
            if amount_minor
        ],
    )


@dataclass(frozen=True, slots=True)
class ControlItem:
    """An item as the books see it: its id and control account."""

    id: int
    account_id: int


def application_postings(
    applied: Sequence[tuple[ControlItem, ControlItem, int]],
) -> tuple[Posting, ...]:
    """Credits put against debts: both sides come closer to zero.

    Args:
        applied: credit, debt and amount of each application; the amount is
            negative where one is taken back.
    """
    return merged(
        posting
        for credit, debt, amount_minor in applied
        for posting in (
            Posting(credit.account_id, amount_minor, credit.id),
            Posting(debt.account_id, -amount_minor, debt.id),
        )
    )
