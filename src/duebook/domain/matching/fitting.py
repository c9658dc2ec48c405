"""Which of a payer's debts does an amount settle, to the unit?  All ways, counted.

Worked table: docs/algorithms/matching.md.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from math import comb
from typing import TYPE_CHECKING, Final

from duebook.domain.application import OpenItem, discount_earned
from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.matching.index import by_due_date
from duebook.domain.matching.records import (
    Deduction,
    Evidence,
    Held,
    Part,
    Policy,
    Receipt,
)
from duebook.domain.money import Rounding, round_ratio

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from duebook.domain.matching.records import Debt

EVER: Final = 36_500
"""Days of grace that make any discount one that was once offered."""

ENOUGH_WAYS: Final = 6
"""Counting stops here: two are too many already, and a person reads a handful."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One way to explain an amount, to the unit.

    ``evidence`` says how the amounts meet: ``EXACT``, ``SUBSET``, or what is missing
    and why.  ``held`` is set where that is a person's to grant.
    """

    parts: tuple[Part, ...]
    evidence: Evidence
    held: Held | None = None

    @property
    def debt_ids(self) -> frozenset[int]:
        return frozenset(part.debt_id for part in self.parts)


@dataclass(frozen=True, slots=True)
class Ways:
    """The subsets that fit; without ``is_complete`` there may be more."""

    fits: tuple[Fit, ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """What this receipt may leave out of a debt, and on what terms."""

    receipt: Receipt
    policy: Policy
    deductions: tuple[Deduction, ...]
    is_foreign: bool = False

    def discount(self, debt: Debt, *, grace_days: int | None = None) -> int:
        """The discount that the debt grants on the receipt's day, with grace."""
        grace = self.policy.discount_grace_days if grace_days is None else grace_days
        until = debt.discount_until
        item = OpenItem(
            id=debt.id,
            number=debt.number,
            currency=debt.currency,
            due_on=debt.due_on,
            open_minor=debt.open_minor,
            amount_minor=debt.amount_minor,
            discount_minor=debt.discount_minor,
            discount_until=until and until + timedelta(days=grace),
        )
        return discount_earned(item, self.receipt.received_on)

    def withheld(self, debt: Debt) -> Iterator[tuple[Deduction, int]]:
        """What the rates that need no question take off an untouched debt."""
        for deduction in self.deductions_of(debt):
            if deduction.rate_bp and deduction.is_automatic and is_untouched(debt):
                yield deduction, share(debt.amount_minor, deduction.rate_bp)

    def deductions_of(self, debt: Debt) -> Iterator[Deduction]:
        return (
            deduction
            for deduction in self.deductions
            if deduction.party_id in {0, debt.party_id}
        )


def is_untouched(debt: Debt) -> bool:
    return debt.open_minor == debt.amount_minor


def share(amount_minor: int, rate_bp: int) -> int:
    """A rate of an amount, rounded half up: a tenth of 12.35 is 1.24."""
    return round_ratio(amount_minor * rate_bp, BASIS_POINTS, Rounding.HALF_UP)


def paid_in_full(debts: Iterable[Debt]) -> tuple[Part, ...]:
    return tuple(Part(debt_id=debt.id, paid_minor=debt.open_minor) for debt in debts)


def oldest_first(amount_minor: int, debts: Sequence[Debt]) -> Fit:
    """The money against the debts, the earliest due first, as far as it goes."""
    parts: list[Part] = []
    for debt in sorted(debts, key=by_due_date):
        paid_minor = min(amount_minor, debt.open_minor)
        if paid_minor > 0:
            parts.append(Part(debt_id=debt.id, paid_minor=paid_minor))
            amount_minor -= paid_minor
    return Fit(tuple(parts), how_many(parts))


def less_deduction(debt: Debt, minor: int, deduction: Deduction) -> Part:
    """The debt paid but for what a deduction bears."""
    return Part(
        debt_id=debt.id,
        paid_minor=debt.open_minor - minor,
        deducted_minor=minor,
        deduction=deduction.code if minor else "",
    )


def subsets(
    items: Sequence[Debt], terms: Terms, named: Sequence[Sequence[Debt]] = ()
) -> Ways:
    """All sets of the items that the receipt settles, to the unit.

    An item counts at what is open of it, at that less the discount it grants on the
    day, and less each rate that is withheld without a question.

    Args:
        items: what may be settled.
        terms: the receipt, and what it may leave out.
        named: from each of these groups one item at least is in the set.
    """
    items = sorted(items, key=by_due_date)
    if sum(item.open_minor for item in items) == terms.receipt.amount_minor:
        # Debts are positive: nothing less than all of them can add up to all.
        return Ways((Fit(paid_in_full(items), how_many(items)),), is_complete=True)
    options = [tuple(_options(item, terms)) for item in items]
    groups = [frozenset(debt.id for debt in group) for group in named]
    search = _Search(options, terms.policy, groups)
    search.run(0, terms.receipt.amount_minor, ())
    return Ways(tuple(search.fits), is_complete=search.steps_left > 0)


def how_many(parts: Sequence[object]) -> Evidence:
    """One item that fits exactly, or several that add up."""
    return Evidence.SUBSET if len(parts) > 1 else Evidence.EXACT


def _options(item: Debt, terms: Terms) -> Iterator[Part]:
    """What paying the item may mean, in full first."""
    yield Part(debt_id=item.id, paid_minor=item.open_minor)
    discount_minor = terms.discount(item)
    if 0 < discount_minor < item.open_minor:
        yield Part(
            debt_id=item.id,
            paid_minor=item.open_minor - discount_minor,
            discount_minor=discount_minor,
        )
    for deduction, minor in terms.withheld(item):
        if 0 < minor < item.open_minor:
            yield less_deduction(item, minor, deduction)


class _Search:
    """Depth first over the items in order; the last of a set is looked up, not tried.

    Stops at ``ENOUGH_WAYS``, and after the policy's steps: ``steps_left`` is then 0.
    """

    def __init__(
        self,
        options: list[tuple[Part, ...]],
        policy: Policy,
        groups: list[frozenset[int]],
    ) -> None:
        self.fits: list[Fit] = []
        self.steps_left = policy.most_steps
        self._options = options
        self._most = policy.most_items
        self._groups = groups
        self._ending: dict[int, list[tuple[int, Part]]] = defaultdict(list)
        for at, parts in enumerate(options):
            for part in parts:
                self._ending[part.paid_minor].append((at, part))

    def run(self, start: int, left_minor: int, chosen: tuple[Part, ...]) -> None:
        """Complete the set with items from ``start`` on, worth what is left."""
        for at, part in self._ending.get(left_minor, ()):
            if at >= start:
                self._keep((*chosen, part))
        if len(chosen) + 2 > self._most:
            return
        for at in range(start, len(self._options)):
            for part in self._options[at]:
                if len(self.fits) >= ENOUGH_WAYS or not self.steps_left:
                    return
                self.steps_left -= 1
                if part.paid_minor < left_minor:
                    self.run(at + 1, left_minor - part.paid_minor, (*chosen, part))

    def _keep(self, parts: tuple[Part, ...]) -> None:
        ids = {part.debt_id for part in parts}
        if all(ids & group for group in self._groups):
            self.fits.append(Fit(parts, how_it_fits(parts)))


def how_it_fits(parts: Sequence[Part]) -> Evidence:
    """The evidence of a set: what was left out, or else how many they are."""
    if any(part.deducted_minor for part in parts):
        return Evidence.WITHHELD
    if any(part.discount_minor for part in parts):
        return Evidence.DISCOUNT
    return how_many(parts)


def chance(fit: Fit, items: Sequence[Debt], terms: Terms) -> float:
    """How many other sets of the items would meet such an amount by accident.

    A set that stands out by itself (all items, or the first few to fall due) is
    one of few, whatever its size.
    """
    amount_minor = terms.receipt.amount_minor
    ways_each = max(sum(1 for _ in _options(item, terms)) for item in items)
    count, size = len(items), len(fit.parts)
    if 1 < size == count:
        return 1 / different_amounts(amount_minor)
    if size > 1 and stands_out(fit, items):
        return (2 * count * ways_each - 1) / different_amounts(amount_minor)
    return chance_of(size, count, amount_minor, ways_each)


def chance_of(size: int, count: int, amount_minor: int, ways_each: int = 1) -> float:
    """The same for any set of so many items, or fewer, but for the one found."""
    sets: int = sum(comb(count, n) * ways_each**n for n in range(1, size + 1))
    return (sets - 1) / different_amounts(amount_minor)


def different_amounts(amount_minor: int) -> int:
    """How many amounts there are up to this one, as round as it is.

    12.35 is one of 1,235, and 500.00 one of five, because who pays round amounts
    bills and owes round amounts.
    """
    unit_minor = 1
    while amount_minor % (unit_minor * 10) == 0:
        unit_minor *= 10
    return amount_minor // unit_minor


def stands_out(fit: Fit, items: Sequence[Debt]) -> bool:
    """Whether these are the first items to fall due, with none left out between."""
    if len(fit.parts) == 1:
        return True
    last = max(item.due_on for item in items if item.id in fit.debt_ids)
    first = {item.id for item in items if item.due_on <= last}
    return first == fit.debt_ids
