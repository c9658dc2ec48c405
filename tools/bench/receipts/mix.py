"""Months of money: offices one after the other, and what comes in at each.

An office is thrown away before the next is built, so a hundred thousand receipts need
the memory of the largest one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING

from bench.receipts import gaps, named, nameless, slips, strange
from bench.receipts.cases import Case, Mark
from bench.receipts.office import NoFit, an_office
from duebook.domain.matching.records import Book

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bench.receipts.cases import Kind, Truth
    from bench.receipts.office import Office

KINDS: tuple[Kind, ...] = (
    *named.kinds,
    *nameless.kinds,
    *slips.kinds,
    *gaps.kinds,
    *strange.kinds,
)
FOR_A_PERSON = frozenset(kind.name for kind in KINDS if kind.for_a_person)
SIZES = (100, 1_000, 10_000, 300, 3_000, 30_000)
"""Payers of the offices, in turn."""
PER_PAYER = 0.8
"""Receipts for each payer, so that most documents stay open beside them."""

QUOTAS: dict[str, tuple[float, Callable[[Truth], bool]]] = {
    "without a usable reference": (0.25, lambda t: Mark.NO_REFERENCE in t.marks),
    "for several documents": (0.15, lambda t: t.is_for_several),
    "short or with a deduction": (0.08, lambda t: t.is_short),
    "with a damaged reference": (0.05, lambda t: Mark.DAMAGED in t.marks),
    "from a third party": (0.03, lambda t: Mark.THIRD_PARTY in t.marks),
    "a second time": (0.02, lambda t: t.twin_id > 0),
}
"""What the realistic mix holds at least, as a share of all receipts; they overlap."""


@dataclass(frozen=True, slots=True)
class Month:
    """What comes in at one office, and all that it knows."""

    book: Book
    cases: Sequence[Case]


def months(seed: int, receipts: int, *, alike: bool = False) -> Iterator[Month]:
    """Offices until so many receipts have come in, always the same for a seed.

    With ``alike`` every kind of noise comes equally often, not as in life.
    """
    first_id = 1
    for place, payers in enumerate(cycle(SIZES)):
        left = receipts + 1 - first_id
        if left <= 0:
            return
        count = min(left, int(payers * PER_PAYER))
        month = a_month(seed * 1_000 + place, payers, count, first_id, alike=alike)
        first_id += len(month.cases)
        yield month


def a_month(
    seed: int, payers: int, receipts: int, first_id: int = 1, *, alike: bool = False
) -> Month:
    """One office with so many payers and receipts, these numbered from an id on."""
    office = an_office(seed, payers)
    cases = list(_cases(office, receipts, first_id, alike=alike))
    return Month(office.book(), cases)


def _cases(office: Office, count: int, first_id: int, *, alike: bool) -> Iterator[Case]:
    """So many receipts; a pair that does not fit any more is left out."""
    weights = [1.0 if alike else kind.per_thousand for kind in KINDS]
    made = 0
    while made < count:
        [kind] = office.rng.choices(KINDS, weights)
        with suppress(NoFit):
            for sent in kind.send(office):
                if made < count:
                    yield sent.received(office, first_id + made, kind.name)
                    made += 1


def shares(truths: Iterable[Truth]) -> dict[str, float]:
    """How much of the receipts each quota of the mix really has."""
    counts: Counter[str] = Counter()
    total = 0
    for truth in truths:
        total += 1
        counts.update(name for name, (_, has) in QUOTAS.items() if has(truth))
    return {name: counts[name] / total for name in QUOTAS}
