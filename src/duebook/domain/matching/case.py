"""One receipt with all that the ladder asks about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from duebook.domain.matching.explaining import explain
from duebook.domain.matching.fitting import ENOUGH_WAYS, Terms, Ways, subsets
from duebook.domain.matching.index import Index, by_due_date
from duebook.domain.matching.payers import Directory, Who
from duebook.domain.matching.reading import Reading, read
from duebook.domain.matching.records import Receipt
from duebook.domain.matching.references import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.domain.matching.fitting import Fit
    from duebook.domain.matching.records import Debt


@dataclass(frozen=True)
class Case:
    """A receipt, who seems to have sent it, and what it says it is for."""

    receipt: Receipt
    who: Who
    mentions: Sequence[Span]
    reading: Reading
    terms: Terms
    index: Index
    directory: Directory

    @property
    def amount_minor(self) -> int:
        return self.receipt.amount_minor

    @property
    def rejected(self) -> frozenset[frozenset[int]]:
        """The sets of debts that a person has said this money is not for."""
        return self.index.book.rejected.get(self.receipt.id, frozenset())

    @cached_property
    def among_family(self) -> Case | None:
        """The case with documents of strangers taken for slips; none if none are named.

        Where numbers are dense, one wrong digit names another's document.
        """
        reading = self.reading
        owners = {
            *(paid.party_id for paid in reading.settled),
            *(debt.party_id for debt in reading.unusable),
            *reading.owners,
        }
        if not self.family or owners <= self.family:
            return None
        found = read(
            self.mentions, self.receipt, self.index, self.family, is_only_family=True
        )
        return replace(self, reading=found)

    @cached_property
    def family(self) -> frozenset[int]:
        """The likely payer with those it pays for; nobody if there is none."""
        if self.who.party_id is None:
            return frozenset()
        return self.directory.family(self.who.party_id)

    @cached_property
    def items(self) -> list[Debt]:
        """What the likely payer may settle."""
        return self.items_of(self.family)

    def items_of(self, parties: frozenset[int]) -> list[Debt]:
        return self.index.items(sorted(parties), self.receipt.currency)

    @cached_property
    def ways(self) -> Ways:
        """The sets of the likely payer's items that fit the money."""
        return self.ways_among(self.items)

    def ways_among(self, items: Sequence[Debt]) -> Ways:
        """The sets of these items that fit the money."""
        return subsets(items, self.terms)

    def ways_of(self, groups: Sequence[Sequence[Debt]]) -> Ways:
        """How the money settles what is named: of each group one debt, or more.

        With one debt a group nothing is to be chosen, and what is missing may be
        explained as well.
        """
        next_due = [_next_instalment(group) for group in groups]
        ways = self._ways_of(next_due)
        if ways.fits or next_due == [list(group) for group in groups]:
            return ways
        return self._ways_of(groups)

    def _ways_of(self, groups: Sequence[Sequence[Debt]]) -> Ways:
        pool = {debt.id: debt for group in groups for debt in group}
        if all(len(group) == 1 for group in groups):
            return Ways(explain(list(pool.values()), self.terms), is_complete=True)
        policy = self.terms.policy
        most = max(policy.most_items, len(groups))
        wider = replace(self.terms, policy=replace(policy, most_items=most))
        ways = subsets(list(pool.values()), wider, named=groups)
        return _earliest(ways, pool)

    def ways_of_rest(
        self, rest_minor: int, items: Sequence[Debt], begun: Sequence[Debt] = ()
    ) -> Ways:
        """The sets of these items that fit a part of the money.

        With ``begun``, one of these at least is in the set.
        """
        part = replace(self.receipt, amount_minor=rest_minor)
        groups = [begun] if begun else []
        return subsets(items, replace(self.terms, receipt=part), groups)


def _next_instalment(group: Sequence[Debt]) -> list[Debt]:
    """The debts, but of equal instalments of one document only the next to fall due."""
    once: dict[tuple[int, str, int, int], Debt] = {}
    for debt in in_order(group):
        equal = (debt.party_id, debt.number, debt.open_minor, debt.amount_minor)
        once.setdefault(equal, debt)
    return list(once.values())


def _earliest(ways: Ways, debts: Mapping[int, Debt]) -> Ways:
    """The ways without those that differ only in which equal instalment comes first.

    The sets were found in the order of due dates, so the first is the earliest.
    """
    if len(ways.fits) >= ENOUGH_WAYS:
        return ways
    once: dict[object, Fit] = {}
    for fit in ways.fits:
        paid = [(debts[part.debt_id], part) for part in fit.parts]
        equal = sorted(
            (debt.party_id, debt.number, debt.amount_minor, part.paid_minor)
            for debt, part in paid
        )
        once.setdefault(tuple(equal), fit)
    return Ways(tuple(once.values()), is_complete=ways.is_complete)


def in_order(debts: Sequence[Debt]) -> list[Debt]:
    """The earliest due first."""
    return sorted(debts, key=by_due_date)
