"""The rungs of references: the debts that a receipt names, well or badly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook.domain.matching.fitting import oldest_first
from duebook.domain.matching.proposing import (
    holds,
    numbers,
    posts,
    propose,
)
from duebook.domain.matching.reading import NOTHING, Weak, by_slip, by_tail, overlaps
from duebook.domain.matching.records import Debt, Evidence, Held
from duebook.domain.matching.references import Grade
from duebook.domain.matching.standing import PLAIN, standing
from duebook.domain.matching.words import in_words, listed, money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.fitting import Fit, Ways
    from duebook.domain.matching.records import Answer, Proposal
    from duebook.domain.matching.references import Span
    from duebook.domain.matching.standing import Standing

Objection = tuple[Held, str]
"""What speaks against posting, and how to say it."""

MOST_WITHOUT_PAYER = 200
"""A damaged reference is sought among so few debts of the amount, at most."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a receipt names: of each group one debt, or more; and how well."""

    groups: tuple[tuple[Debt, ...], ...]
    grade: Grade
    evidence: Evidence
    weak: Weak = NOTHING

    @property
    def debts(self) -> list[Debt]:
        """Each debt once."""
        return list({debt.id: debt for group in self.groups for debt in group}.values())


def by_reference(case: Case) -> Answer | None:
    """The debts that are named, if what is open of them explains the money."""
    named = Named(named_groups(case), case.reading.grade, Evidence.REFERENCE)
    if not named.groups:
        return None
    ways = case.ways_of(named.groups)
    return decide(case, named, ways) if ways.fits or not ways.is_complete else None


def by_weak_reference(case: Case) -> Answer | None:
    """The same with numbers of which only the end is written, or with a slip."""
    for named in _weakly_named(case):
        ways = case.ways_of(named.groups)
        if named.weak.groups and ways.fits:
            return decide(case, named, ways)
    return None


def by_slip_into_stranger(case: Case) -> Answer | None:
    """What is named is a stranger’s and does not fit: was it a slip of the pen?"""
    own = case.among_family
    answered = own and (by_reference(own) or by_weak_reference(own))
    return answered if answered and answered.held is None else None


def _weakly_named(case: Case) -> Iterator[Named]:
    rest = case.reading.rest
    items = _likely_items(case)
    others = [item for item in items if item.id not in case.reading.named]
    settled = case.index.settled({item.party_id for item in items} | case.family)
    strong = named_groups(case)
    tails = by_tail(rest, others, settled)
    yield Named((*strong, *tails.groups), Grade.TAIL, Evidence.REFERENCE, tails)
    slips = by_slip(rest, others)
    damaged = Evidence.DAMAGED_REFERENCE
    yield Named((*strong, *slips.groups), Grade.SLIP, damaged, slips)


def _likely_items(case: Case) -> list[Debt]:
    """Among which debts a weak mention counts."""
    if case.who.party_id is not None:
        return case.items
    if len(case.reading.owners) == 1:
        return case.items_of(case.directory.family(*case.reading.owners))
    alike = case.index.same_amount(case.receipt.currency, case.amount_minor)
    name = case.receipt.payer_name
    if case.reading.owners or len(alike) > MOST_WITHOUT_PAYER:
        return []
    return [debt for debt in alike if case.directory.agrees(name, debt.party_id)]


def named_groups(case: Case) -> tuple[tuple[Debt, ...], ...]:
    """The debts named, one by one, and those between which a mention leaves open."""
    one_by_one = ((debt,) for debt in case.reading.named.values())
    return (*one_by_one, *case.reading.choices)


def decide(case: Case, named: Named, ways: Ways) -> Answer:
    """Post what is named if it fits in one way and nothing speaks against it."""
    debts, evidence = named.debts, named.evidence
    if not ways.fits:
        stand = standing(case, debts, named.grade, None)
        return holds(case, *too_many(case), [in_part(case, stand, debts, evidence)])
    first = ways.fits[0]
    touched = [debt for debt in debts if debt.id in first.debt_ids]
    stand = standing(case, touched, named.grade, first.evidence)
    proposals = [
        propose(case, stand.party_id, fit, debts, (*stand.evidence, evidence))
        for fit in ways.fits
    ]
    objection = (
        objection_to_ways(case, ways)
        or objection_in_text(case, named.weak)
        or objection_to_fit(case, first, touched)
        or _objection_to_tolerance(case, named, first)
        or _objection_to_slip(case, named, touched)
        or (stand.held and (stand.held, stand.sentence))
    )
    if objection:
        return holds(case, *objection, proposals)
    return posts(case, proposals[0], touched)


def in_part(
    case: Case, stand: Standing, debts: Sequence[Debt], evidence: Evidence
) -> Proposal:
    """The money against all that is named, the earliest due first."""
    fit = oldest_first(case.amount_minor, debts)
    return propose(case, stand.party_id, fit, debts, (*stand.evidence, evidence))


# --- What speaks against posting ---------------------------------------------------


def objection_to_ways(case: Case, ways: Ways) -> Objection | None:
    """There is more than one way to read the amount, or too many to count."""
    amount = money(case.amount_minor, case.receipt.currency)
    if len(ways.fits) > 1:
        return Held.SEVERAL_WAYS, f"{amount} can be explained in several ways."
    return None if ways.is_complete else too_many(case)


def too_many(case: Case) -> Objection:
    """Not all ways were counted."""
    amount = money(case.amount_minor, case.receipt.currency)
    return Held.TOO_MANY_WAYS, f"There are too many ways in which {amount} may add up."


def objection_in_text(case: Case, weak: Weak = NOTHING) -> Objection | None:
    """The receipt names something that takes no money, or that nobody knows."""
    reading = case.reading
    settled = (*reading.settled, *weak.settled)
    if settled:
        first = min(settled, key=lambda paid: (paid.settled_on, paid.number))
        return (
            Held.SETTLED_ALREADY,
            f"It names {first.number}, settled on {in_words(first.settled_on)}.",
        )
    if reading.unusable:
        return Held.CONTRADICTION, (
            f"It names {numbers(reading.unusable)}: nothing to be paid in"
            f" {case.receipt.currency}."
        )
    unknown = [span for span in reading.unknown if not overlaps(span, weak.read)]
    if unknown:
        return Held.CONTRADICTION, (
            f"“{written(unknown[0])}” looks like a document of ours, and is none that"
            " this payer has open."
        )
    return _objection_in_advice(case, weak.read)


def _objection_in_advice(case: Case, understood: Sequence[Span]) -> Objection | None:
    first = 1 + len(case.receipt.references)
    read = case.reading.fields_read | {span.field for span in understood}
    unread = [
        line.reference
        for field, line in enumerate(case.receipt.remittance, first)
        if field not in read
    ]
    if not unread:
        return None
    sentence = f"The advice names {listed(unread)}, which we do not know."
    return Held.CONTRADICTION, sentence


def objection_to_fit(case: Case, fit: Fit, debts: Sequence[Debt]) -> Objection | None:
    """What is missing is a person's to grant."""
    currency = case.receipt.currency
    if fit.held is Held.LATE_DISCOUNT:
        until = max(debt.discount_until for debt in debts if debt.discount_until)
        amount = money(sum(part.discount_minor for part in fit.parts), currency)
        sentence = f"A discount of {amount} was taken after {in_words(until)}."
        return fit.held, sentence
    if fit.held:
        amount = money(sum(part.deducted_minor for part in fit.parts), currency)
        return fit.held, f"{amount} was deducted, which needs somebody’s consent."
    return None


def written(span: Span) -> str:
    """A mention as it stands in the text, without its separators."""
    return " ".join(span.atoms)


def _objection_to_slip(
    case: Case, named: Named, touched: Sequence[Debt]
) -> Objection | None:
    """Figures near a number may be anything, if other debts have the same amount."""
    bare = [span for span in named.weak.read if "".join(span.atoms).isdigit()]
    if named.grade is not Grade.SLIP or not bare:
        return None
    amounts = {debt.open_minor for debt in touched}
    chosen = {debt.id for debt in touched}
    if not any(
        item.open_minor in amounts and item.id not in chosen
        for item in _likely_items(case)
    ):
        return None
    sentence = f"“{written(bare[0])}” is near a number, and more debts have the amount."
    return Held.DAMAGED, sentence


def _objection_to_tolerance(case: Case, named: Named, fit: Fit) -> Objection | None:
    """Something is missing, and may be so because another debt is meant as well."""
    if fit.evidence in PLAIN:
        return None
    for weakly in _weakly_named(case):
        more = [
            span for span in weakly.weak.read if not overlaps(span, named.weak.read)
        ]
        if more:
            sentence = f"“{written(more[0])}” may name another document."
            return Held.CONTRADICTION, sentence
    others = [other for other in case.ways.fits if other.evidence in PLAIN]
    if not others:
        return None
    amount = money(case.amount_minor, case.receipt.currency)
    return Held.SEVERAL_WAYS, f"Other debts of the payer come to exactly {amount}."
