"""The rung of differences: what is named is clear, and is not what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.matching.fitting import subsets
from duebook.domain.matching.named import in_part, named_groups, objection_in_text
from duebook.domain.matching.proposing import come, holds, on_account, posts, propose
from duebook.domain.matching.records import Evidence, Held
from duebook.domain.matching.standing import standing
from duebook.domain.matching.words import money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Answer, Debt, Proposal
    from duebook.domain.matching.standing import Standing


def by_nothing_open(case: Case) -> Answer | None:
    """Only documents are named that take no money."""
    reading = case.reading
    objection = objection_in_text(case)
    owners = {paid.party_id for paid in reading.settled} | {
        debt.party_id for debt in reading.unusable
    }
    if reading.debts or not owners or objection is None:
        return None
    party_id = case.who.party_id or min(owners)
    proposals = [on_account(case, party_id), *_by_amount(case)]
    return holds(case, *objection, proposals)


def _by_amount(case: Case) -> list[Proposal]:
    """The likely payer's debts that would fit, if there are any."""
    who = case.who
    if who.party_id is None or who.evidence is None:
        return []
    return [
        propose(case, who.party_id, fit, case.items, (who.evidence,))
        for fit in case.ways.fits
    ]


def by_difference(case: Case) -> Answer | None:
    """The debts are named, and the money is less or more."""
    debts = case.reading.debts
    if not debts:
        return None
    stand = standing(case, debts, case.reading.grade, None)
    first = in_part(case, stand, debts, Evidence.REFERENCE)
    difference = first.short_minor or first.left_minor
    objection = objection_in_text(case)
    doubts = stand.held or objection or case.reading.choices or case.ways.fits
    if not doubts and difference <= case.terms.policy.small_balance_minor:
        return posts(case, first, debts)
    others = [*_parts_of_named(case, stand), *_with_unnamed(case, stand)]
    held = Held.SHORT if first.short_minor else Held.OVER
    if any(debt.contested_minor for debt in debts):
        held = Held.CONTESTED
    return holds(case, held, _difference(case, first, debts), [first, *others])


def _parts_of_named(case: Case, stand: Standing) -> Iterator[Proposal]:
    """Some of the debts named, which fit exactly."""
    debts = case.reading.debts
    for fit in subsets(debts, case.terms).fits:
        yield propose(
            case, stand.party_id, fit, debts, (*stand.evidence, Evidence.REFERENCE)
        )


def _with_unnamed(case: Case, stand: Standing) -> Iterator[Proposal]:
    """All that is named and some that is not, which fit exactly."""
    items = case.items_of(case.directory.family(stand.party_id))
    for fit in subsets(items, case.terms, named_groups(case)).fits:
        yield propose(
            case, stand.party_id, fit, items, (*stand.evidence, Evidence.REFERENCE)
        )


def _difference(case: Case, first: Proposal, debts: Sequence[Debt]) -> str:
    currency = case.receipt.currency
    open_minor = sum(debt.open_minor for debt in debts)
    came = f"{come(debts)} to {money(open_minor, currency)}"
    if open_minor > case.amount_minor:
        short = money(open_minor - case.amount_minor, currency)
        return f"{came}; {short} is missing."
    return f"{came}; {money(first.left_minor, currency)} is too much."
