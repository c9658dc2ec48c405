"""Whether the matcher's answers are right, complete or wrong, measured by the truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.receipts.cases import Case, Settles
from bench.receipts.mix import FOR_A_PERSON
from duebook.domain.matching.records import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bench.receipts.cases import Truth
    from duebook.domain.matching.records import Answer, Debt, Part


@dataclass(frozen=True, slots=True)
class Wrong:
    """A receipt that was posted as its payer never meant it."""

    case: Case
    proposal: Proposal
    why: str


@dataclass(slots=True)
class Tally:
    """What became of receipts, and of the lines (receipt and debt) that they settle.

    ``untouched`` receipts were posted rightly and in whole.
    """

    receipts: int = 0
    untouched: int = 0
    lines: int = 0
    applied: int = 0
    wrong: int = 0

    def add(self, other: Tally) -> None:
        self.receipts += other.receipts
        self.untouched += other.untouched
        self.lines += other.lines
        self.applied += other.applied
        self.wrong += other.wrong


@dataclass(slots=True)
class Verdict:
    """The tallies by kind of noise, all wrong postings, and why others were held.

    ``for_a_person`` counts the receipts that nothing could prove; of the others,
    ``held`` says why so many were not posted.
    """

    tallies: dict[str, Tally] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    for_a_person: int = 0

    def of(self, kind: str) -> Tally:
        return self.tallies.get(kind, Tally())

    def total(self) -> Tally:
        total = Tally()
        for tally in self.tallies.values():
            total.add(tally)
        return total


def judge(cases: Sequence[Case], answers: Iterable[Answer], into: Verdict) -> None:
    """Add to a verdict what the matcher made of these receipts.

    Of two receipts for the same, either may settle; the second that does is wrong.
    """
    by_receipt = {answer.receipt_id: answer for answer in answers}
    settled_twins: set[int] = set()
    for case in cases:
        tally = into.tallies.setdefault(case.kind, Tally())
        tally.receipts += 1
        tally.lines += 0 if case.truth.twin_id else len(case.truth.settles)
        answer = by_receipt[case.receipt.id]
        into.for_a_person += is_for_a_person(case)
        if answer.held is not None:
            if not is_for_a_person(case):
                into.held[str(answer.held)] += 1
            continue
        proposal = answer.proposals[0]
        why = what_is_wrong(case, proposal)
        event = case.truth.twin_id or case.receipt.id
        if not why and proposal.parts and event in settled_twins:
            why = "settles once more what its twin settles"
        if why:
            tally.wrong += 1
            into.wrong.append(Wrong(case, proposal, why))
            continue
        if proposal.parts:
            settled_twins.add(event)
        tally.applied += len(proposal.parts)
        tally.untouched += _is_whole(case.truth, proposal)


def is_for_a_person(case: Case) -> bool:
    """Whether the receipt is for nothing that is open, short, or without proof."""
    truth = case.truth
    is_for_nothing = not truth.settles or truth.twin_id > 0
    return is_for_nothing or truth.missing_minor > 0 or case.kind in FOR_A_PERSON


def what_is_wrong(case: Case, proposal: Proposal) -> str:
    """In words how a posting differs from the truth; empty where it does not.

    Wrong is a debt that is not meant, another amount of money, discount, fee or
    deduction, and credit for another party.  To settle less than all that is meant
    and leave the rest with the party is not wrong, only incomplete.
    """
    if proposal.party_id not in case.truth.parties:
        meant = sorted(case.truth.parties) or "nobody"
        return f"credits party {proposal.party_id}, meant is {meant}"
    meant_parts = {part.debt_id: part for part in case.truth.settles}
    for part in proposal.parts:
        meant_part = meant_parts.get(part.debt_id)
        if meant_part is None:
            return f"settles debt {part.debt_id}, which is not meant"
        if _as_settled(part) != meant_part:
            return f"settles debt {part.debt_id} otherwise than {meant_part}"
    if len({part.debt_id for part in proposal.parts}) < len(proposal.parts):
        return "settles a debt twice"
    money = sum(part.paid_minor for part in proposal.parts) + proposal.left_minor
    if money != case.receipt.amount_minor:
        return f"spends {money} of {case.receipt.amount_minor}"
    return ""


def _as_settled(part: Part) -> Settles:
    return Settles(
        debt_id=part.debt_id,
        paid_minor=part.paid_minor,
        discount_minor=part.discount_minor,
        fee_minor=part.fee_minor,
        deducted_minor=part.deducted_minor,
        deduction=part.deduction,
    )


def _is_whole(truth: Truth, proposal: Proposal) -> bool:
    """Whether nothing is left to do; the rest of a twin is left with its party."""
    return bool(truth.twin_id) or len(proposal.parts) == len(truth.settles)


def verdict_table(mixed: Verdict, alike: Verdict) -> Iterator[str]:
    """By kind of noise, as Markdown: in the mix, and with each kind as often."""
    yield (
        "| kind of noise | receipts | touch-free | lines | applied | wrong"
        " | each kind alike | touch-free | lines | applied | wrong |"
    )
    yield "|---|" + "---:|" * 10
    for name in sorted({*mixed.tallies, *alike.tallies}):
        yield f"| {name} |{_cells(mixed.of(name))}{_cells(alike.of(name))}"
    yield f"| all |{_cells(mixed.total())}{_cells(alike.total())}"


def _cells(tally: Tally) -> str:
    return (
        f" {tally.receipts:,} | {_rate(tally.untouched, tally.receipts)}"
        f" | {tally.lines:,} | {_rate(tally.applied, tally.lines)} | {tally.wrong} |"
    )


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def wrong_in_words(wrong: Wrong, debts: Mapping[int, Debt]) -> Iterator[str]:
    """A wrong posting with all it takes to repeat it."""
    concerned = {part.debt_id for part in wrong.case.truth.settles}
    concerned |= {part.debt_id for part in wrong.proposal.parts}
    yield f"### {wrong.case.kind}: {wrong.why}\n"
    yield f"- receipt: `{wrong.case.receipt}`"
    yield f"- truth: `{wrong.case.truth}`"
    yield f"- posted: `{wrong.proposal}`"
    for debt_id in sorted(concerned):
        yield f"- debt: `{debts[debt_id]}`"
    yield ""
