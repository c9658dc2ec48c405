"""The journal as people read it, and cut into entries of one customer each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.close.queries.invariants import ROOM
from duebook.formats.exports import Entry, EntryPosting

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
    party_name: str
    currency: str
    amount_minor: int


def journal(entity_id: int, first: date, last: date) -> list[JournalRow]:
    """All postings of the days ``first`` to ``last``, entry by entry."""
    return db.rows_of(
        JournalRow,
        db.sql(ROOM, "journal"),
        {"entity": entity_id, "first": first, "last": last},
    )


def entries_by_customer(rows: Sequence[JournalRow]) -> tuple[Entry, ...]:
    """The journal as other programs take it: one customer for each entry.

    An entry that settles several customers' items is cut into one for each of them;
    what an entry moves between items of the same account is nothing to the other
    program and is left out.
    """
    entries: list[Entry] = []
    for entry_id, group in groupby(rows, key=attrgetter("entry_id")):
        legs = list(group)
        parts = [part for part in map(_merged, _by_customer(legs)) if part]
        for number, part in enumerate(parts, start=1):
            entries.append(
                Entry(
                    id=f"{entry_id}-{number}" if len(parts) > 1 else str(entry_id),
                    effective_on=legs[0].effective_on,
                    number=legs[0].number,
                    memo=f"{legs[0].source_kind.replace('_', ' ')}: {legs[0].cause}",
                    postings=part,
                )
            )
    return tuple(entries)


def _by_customer(legs: Sequence[JournalRow]) -> Iterable[list[EntryPosting]]:
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
        part = [_posting(receivable, amount_minor, party=party)]
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


def _posting(leg: JournalRow, amount_minor: int, *, party: str = "") -> EntryPosting:
    return EntryPosting(
        account=leg.account,
        amount_minor=amount_minor,
        currency=leg.currency,
        party=party or leg.party,
        memo=leg.number,
        is_receivable=leg.is_receivable,
    )


def _merged(postings: Iterable[EntryPosting]) -> tuple[EntryPosting, ...]:
    """One posting per account, customer and currency; those of nothing are left out."""
    merged: dict[tuple[str, str, str], EntryPosting] = {}
    for leg in postings:
        key = leg.account, leg.party, leg.currency
        so_far_minor = merged[key].amount_minor if key in merged else 0
        merged[key] = replace(
            merged.get(key, leg), amount_minor=so_far_minor + leg.amount_minor
        )
    return tuple(leg for leg in merged.values() if leg.amount_minor)
