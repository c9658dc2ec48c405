"""The journal as others take it in: rows, and QuickBooks' transactions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.close.queries.invariants import ROOM
from duebook.formats.iif import (
    IifAccount,
    IifAccountType,
    IifPosting,
    IifTransaction,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A posting with what people need to understand it; debit positive."""

    entry_id: int
    effective_on: date
    source_kind: str
    number: str
    cause: str
    account: str
    name: str
    is_receivable: bool
    party: str
    currency: str
    amount_minor: int


def journal(entity_id: int, first: date, last: date) -> list[JournalRow]:
    """All postings of the days ``first`` to ``last``, entry by entry."""
    return db.rows_of(
        JournalRow,
        db.sql(ROOM, "journal"),
        {"entity": entity_id, "first": first, "last": last},
    )


def iif_transactions(rows: Sequence[JournalRow]) -> list[IifTransaction]:
    """The journal as QuickBooks takes it: one customer for each transaction.

    An entry that settles several customers' items is cut into one for each of them;
    what an entry moves between items of the same account is nothing to QuickBooks
    and is left out.
    """
    transactions: list[IifTransaction] = []
    for _, entry in groupby(rows, key=attrgetter("entry_id")):
        legs = list(entry)
        for number, part in enumerate(_by_customer(legs), start=1):
            transactions.append(
                IifTransaction(
                    effective_on=legs[0].effective_on,
                    number=legs[0].number or f"{legs[0].entry_id}-{number}",
                    memo=f"{legs[0].source_kind.replace('_', ' ')}: {legs[0].cause}",
                    postings=tuple(part),
                )
            )
    return transactions


def _by_customer(legs: Sequence[JournalRow]) -> Iterable[list[IifPosting]]:
    """Balanced parts of an entry, each with one customer's receivable at most."""
    owed: dict[str, int] = {}
    for leg in legs:
        if leg.is_receivable:
            owed[leg.party] = owed.get(leg.party, 0) + leg.amount_minor
    customers = {party: amount for party, amount in owed.items() if amount}
    if len(customers) <= 1:
        yield [_posting(leg, leg.amount_minor) for leg in legs]
        return
    others = [leg for leg in legs if not leg.is_receivable]
    receivable = next(leg for leg in legs if leg.is_receivable)
    for party, amount_minor in customers.items():
        part = [_posting(receivable, amount_minor, customer=party)]
        left_minor = -amount_minor
        for index, leg in enumerate(others):
            take_minor = _towards(leg.amount_minor, left_minor)
            if take_minor:
                part.append(_posting(leg, take_minor))
                others[index] = replace(leg, amount_minor=leg.amount_minor - take_minor)
                left_minor -= take_minor
        yield part


def _towards(available_minor: int, wanted_minor: int) -> int:
    """As much of what is available as goes towards what is wanted."""
    if available_minor > 0 < wanted_minor:
        return min(available_minor, wanted_minor)
    if available_minor < 0 > wanted_minor:
        return max(available_minor, wanted_minor)
    return 0


def _posting(leg: JournalRow, amount_minor: int, *, customer: str = "") -> IifPosting:
    return IifPosting(
        account=leg.name,
        amount_minor=amount_minor,
        customer=(customer or leg.party)[:41].replace(":", " "),
        memo=leg.number,
        is_receivable=leg.is_receivable,
    )


_TYPES = {
    "asset": IifAccountType.OTHER_CURRENT_ASSET,
    "liability": IifAccountType.OTHER_CURRENT_LIABILITY,
    "equity": IifAccountType.EQUITY,
    "income": IifAccountType.INCOME,
    "expense": IifAccountType.EXPENSE,
}


def iif_accounts(entity_id: int, on: date) -> list[IifAccount]:
    """The accounts that were posted to, for QuickBooks' list of accounts."""
    rows = db.tuples_of(
        db.sql(ROOM, "accounts_in_use"), {"entity": entity_id, "on": on}
    )
    return [
        IifAccount(
            name=name,
            kind=_TYPES_BY_ROLE.get(role) or _TYPES[kind],
            number=code,
        )
        for code, name, kind, role in rows
    ]


_TYPES_BY_ROLE = {
    "bank": IifAccountType.BANK,
    "receivable": IifAccountType.RECEIVABLE,
}
