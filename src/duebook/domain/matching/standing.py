"""Is the payer proven, for the debts that the evidence has found?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.domain.matching.records import Evidence, Held
from duebook.domain.matching.references import Grade, document_keys, is_slip
from duebook.domain.matching.words import money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.matching.case import Case
    from duebook.domain.matching.records import Debt

COMMON: Final = 1_000
"""An amount is rare if less than one open debt in so many has it."""

FEW_ALIKE: Final = 2_000
"""Among more debts of one amount, a slip of the pen always meets another."""

PLAIN: Final = frozenset({Evidence.EXACT, Evidence.SUBSET})


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose money it is, what speaks for that, and why it may not be enough."""

    party_id: int
    evidence: tuple[Evidence, ...] = ()
    held: Held | None = None
    sentence: str = ""


def standing(
    case: Case, debts: Sequence[Debt], grade: Grade, how: Evidence | None
) -> Standing:
    """Who pays these debts.

    An account or a learned alias proves the payer of its own debts and of those it
    pays for.  A reference proves the payer if the name agrees with it.  Else it is
    a third party's payment, and the reference must stand alone: see
    :func:`_by_reference_alone`.

    Args:
        case: the receipt.
        debts: what is named, one at least.
        grade: the weakest reference that names one of them.
        how: how the amount fits, if it does.
    """
    owners = frozenset(debt.party_id for debt in debts)
    who = case.who
    if grade < Grade.SHORT and not who.is_proven and how not in PLAIN:
        return _damaged(min(owners))
    if who.party_id is not None and who.evidence and owners <= case.family:
        return Standing(who.party_id, (who.evidence,))
    return _of_owners(case, debts, owners, grade, how)


def _of_owners(
    case: Case,
    debts: Sequence[Debt],
    owners: frozenset[int],
    grade: Grade,
    how: Evidence | None,
) -> Standing:
    name, directory = case.receipt.payer_name, case.directory
    guardians = sorted(directory.guardians(sorted(owners)))
    agreeing = [party for party in guardians if directory.agrees(name, party)]
    is_stranger = case.who.is_proven
    if len(owners) > 1:
        if len(agreeing) == 1 and not is_stranger and grade >= Grade.SHORT:
            return Standing(agreeing[0])
        return _unsure(min(owners), "The documents it names are of several payers.")
    (owner,) = owners
    if agreeing and not is_stranger:
        return Standing(owner)
    return _by_reference_alone(case, debts, owner, grade, how)


def _unsure(party_id: int, sentence: str) -> Standing:
    return Standing(party_id, (), Held.PAYER_UNSURE, sentence)


def _damaged(party_id: int) -> Standing:
    sentence = "Its reference is damaged, and too little confirms it."
    return Standing(party_id, (), Held.DAMAGED, sentence)


def _by_reference_alone(
    case: Case, debts: Sequence[Debt], owner: int, grade: Grade, how: Evidence | None
) -> Standing:
    """Somebody whom the book does not know as the payer names the owner's debts.

    A copied or mistyped reference must not take the money of who really paid.  So
    the amount must be exact, whoever else may have sent it must have nothing that
    fits, and a reference without check digits must be the only one near by with
    that amount.
    """
    if grade < Grade.SHORT:
        return _damaged(owner)
    if how not in PLAIN:
        return _unsure(
            owner, "It names another’s documents, and not their exact amount."
        )
    if rival := _who_else(case):
        return _unsure(owner, f"{rival} has open what would fit as well.")
    if grade is Grade.CHECKED:
        return Standing(owner)
    amount = money(case.amount_minor, case.receipt.currency)
    alike = case.index.same_amount(case.receipt.currency, case.amount_minor)
    is_common = len(alike) * COMMON > max(case.index.book.size, COMMON)
    if grade is Grade.SHORT and is_common:
        why = f"The reference is short, and {amount} is open more than once."
    elif _has_neighbour(debts, alike):
        why = f"A document with a number nearly the same has {amount} open, too."
    else:
        return Standing(owner)
    return _unsure(owner, why)


def _who_else(case: Case) -> str:
    """The party that account or name point to, if the money fits its own debts."""
    who = case.who
    for party_id in dict.fromkeys((who.party_id, who.named, *who.rivals)):
        if party_id is None:
            continue
        family = case.directory.family(party_id)
        items = case.items if family == case.family else case.items_of(family)
        ways = case.ways_among(items)
        if ways.fits or not ways.is_complete:
            return case.directory.name(party_id)
    return ""


def _has_neighbour(debts: Sequence[Debt], alike: Sequence[Debt]) -> bool:
    """Whether one slip of the pen leads to another debt of the same amount."""
    if len(debts) > 1:
        return False
    if len(alike) > FEW_ALIKE:
        return True
    own = document_keys(debts[0].number)
    return any(
        is_slip(key, mine)
        for other in alike
        if other.id != debts[0].id
        for key in document_keys(other.number)
        for mine in own
    )
