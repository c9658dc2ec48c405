"""The book as the receipts of one batch see it: only what they can touch."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.domain.matching.records import Debt, Settled
from duebook.domain.matching.references import NamedBy, PatternMaker, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from duebook.domain.matching.records import Book
    from duebook.domain.matching.references import Pattern

Document = Debt | Settled

Found = tuple[Document, NamedBy]
"""A document that has a key, and by which of its names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What receipts say before any document is looked at.

    ``keys`` are those of their mentions, ``amounts`` their sums with the currency
    before them, ``parties`` those that accounts and names speak of.
    """

    keys: AbstractSet[str]
    amounts: AbstractSet[tuple[str, int]]
    parties: AbstractSet[int]


class Index:
    """Documents by key, party and amount; each document is looked at twice.

    The receipts say first what they want, so that a million debts leave only
    thousands behind: documents with a wanted key, debts of a wanted amount, and all
    documents of ``parties``.  Nothing else of the book is ever seen, but for how its
    numbers look and how many debts there are.
    """

    def __init__(self, book: Book, wanted: Wanted) -> None:
        self._by_key: dict[str, list[Found]] = defaultdict(list)
        self._by_amount: dict[tuple[str, int], list[Debt]] = defaultdict(list)
        self._by_party: dict[int, list[Debt]] = defaultdict(list)
        self._settled: dict[int, list[Settled]] = defaultdict(list)
        self.book = book
        patterns = PatternMaker()
        self._scan(book.debts, wanted.keys, patterns)
        self._scan(book.settled, wanted.keys, patterns)
        self.pattern = (
            patterns.pattern() if book.numbers is None else _pattern(book.numbers)
        )
        for debt in book.debts:
            amount = (debt.currency, debt.open_minor)
            if debt.open_minor > 0 and amount in wanted.amounts:
                self._by_amount[amount].append(debt)
        self.parties = wanted.parties | self._owners()
        self._shelve(book)
        self._sort()

    def _scan(
        self,
        documents: Sequence[Document],
        wanted_keys: AbstractSet[str],
        patterns: PatternMaker,
    ) -> None:
        for document in documents:
            known = number(document.number)
            if self.book.numbers is None:
                patterns.add(known)
            self._file(document, known.keys(), NamedBy.NUMBER, wanted_keys)
            self._file(document, known.bare_keys(), NamedBy.BARE, wanted_keys)
            for reference in document.references:
                theirs = number(reference).keys()
                self._file(document, theirs, NamedBy.THEIRS, wanted_keys)

    def _file(
        self,
        document: Document,
        keys: Iterable[str],
        named: NamedBy,
        wanted_keys: AbstractSet[str],
    ) -> None:
        for key in keys:
            if key in wanted_keys:
                self._by_key[key].append((document, named))

    def _owners(self) -> set[int]:
        named = {
            document.party_id
            for found in self._by_key.values()
            for document, _ in found
        }
        alike = {
            debt.party_id for debts in self._by_amount.values() for debt in debts[:1]
        }
        return named | alike

    def _shelve(self, book: Book) -> None:
        for debt in book.debts:
            if debt.party_id in self.parties and debt.open_minor > 0:
                self._by_party[debt.party_id].append(debt)
        for settled in book.settled:
            if settled.party_id in self.parties:
                self._settled[settled.party_id].append(settled)

    def _sort(self) -> None:
        """Nothing may depend on the order in which the book was told."""
        for debts in (*self._by_party.values(), *self._by_amount.values()):
            debts.sort(key=by_due_date)
        for settled in self._settled.values():
            settled.sort(key=lambda paid: (paid.settled_on, paid.number))
        for found in self._by_key.values():
            found.sort(key=lambda pair: (pair[0].number, pair[0].party_id, pair[1]))

    def documents(self, key: str) -> Sequence[Found]:
        """The documents that have a key, open or not, in any currency."""
        return self._by_key.get(key, ())

    def items(self, parties: Iterable[int], currency: str) -> list[Debt]:
        """What these parties have open in a currency, the earliest due first."""
        return sorted(
            (
                debt
                for party in parties
                for debt in self._by_party.get(party, ())
                if debt.currency == currency
            ),
            key=by_due_date,
        )

    def settled(self, parties: Collection[int]) -> list[Settled]:
        """The documents of these parties of which nothing is open."""
        return [
            done for party in sorted(parties) for done in self._settled.get(party, ())
        ]

    def same_amount(self, currency: str, amount_minor: int) -> Sequence[Debt]:
        """The debts of anybody that have exactly this amount open."""
        return self._by_amount.get((currency, amount_minor), ())


def _pattern(numbers: Iterable[str]) -> Pattern:
    patterns = PatternMaker()
    for each in numbers:
        patterns.add(number(each))
    return patterns.pattern()


def by_due_date(debt: Debt) -> tuple[object, int]:
    """The order in which debts are told: the earliest due first, ties by id."""
    return (debt.due_on, debt.id)
