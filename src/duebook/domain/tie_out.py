"""Two sides of the books that must agree, and what each difference between them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from duebook.domain.records import record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Cause(StrEnum):
    """What a difference is: the class that it is put into, exactly one."""

    UNPOSTED = "unposted document"
    POSTED_TWICE = "posted twice"
    BY_HAND = "manual entry"
    OTHER_PERIOD = "other period"
    ROUNDING = "currency rounding"
    IMPORT = "import without posting"
    NOT_IN_BOOKS = "bank line not in the books"
    OUTSTANDING = "in the books, not at the bank"
    UNDER_WAY = "deposit not yet credited"
    GAP = "statement gap"
    HALF = "half of a transfer missing"
    UNIDENTIFIED = "unidentified money"
    UNEXPLAINED = "unexplained"


TIMING = frozenset({Cause.OUTSTANDING, Cause.UNDER_WAY, Cause.HALF, Cause.UNIDENTIFIED})
"""Differences that are right as they stand and end by themselves or with an answer.

All others are faults: somebody mends them before a period is locked.
"""

REMEDIES = {
    Cause.UNPOSTED: "Find out how it was written without its entry; restore it.",
    Cause.POSTED_TWICE: "Reverse the second entry.",
    Cause.BY_HAND: "Reverse the entry; correct through the document instead.",
    Cause.OTHER_PERIOD: "Both sides agree once the later day is over; give the reason.",
    Cause.ROUNDING: "Post the rest to the rounding account.",
    Cause.IMPORT: "Take the import back and bring it in again.",
    Cause.NOT_IN_BOOKS: "Say under Bank what the line is.",
    Cause.OUTSTANDING: "Wait for the bank, or ask why it has not come.",
    Cause.UNDER_WAY: "Wait for the bank to credit the slip.",
    Cause.GAP: "Ask the bank for the statement that is missing.",
    Cause.HALF: "Take in the statement of the other account.",
    Cause.UNIDENTIFIED: "Find the payer, or send the money back.",
    Cause.UNEXPLAINED: "Compare the entry with its document.",
}
"""What to do about a difference that no entry mends, in a sentence."""


@record
class Movement:
    """What one document moves on an account: the ledger's word and the document's.

    Amounts are in minor units, debit positive, at the end of the day (``…_minor``)
    and over all days (``…_ever_minor``).  An entry and its reversal are one movement.

    ``is_repeat`` says that the same document has another entry of this amount,
    ``is_imported`` that the document came in by a file, ``postings`` how many legs
    the ledger has of it.
    """

    key: str
    subject: str
    document: str
    currency: str
    ledger_minor: int
    told_minor: int
    ledger_ever_minor: int
    told_ever_minor: int
    entry_id: int | None = None
    postings: int = 0
    is_repeat: bool = False
    is_imported: bool = False


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg of a proposed entry by the code of its account, debit positive."""

    account: str
    amount_minor: int


@record
class Proposal:
    """An entry that would mend a difference: a reversal, or legs of its own."""

    sentence: str
    currency: str
    reverses_entry_id: int | None = None
    legs: tuple[Leg, ...] = ()


@record
class Difference:
    """A part of what two sides differ by, with its class and what mends it.

    ``key`` names it from one reading to the next; ``documents`` are the numbers
    concerned; the amount is the left side less the right one.
    """

    key: str
    cause: Cause
    subject: str
    currency: str
    amount_minor: int
    documents: tuple[str, ...] = ()
    proposal: Proposal | None = None

    @property
    def is_fault(self) -> bool:
        """Whether somebody has to mend it before the period is locked."""
        return self.cause not in TIMING

    @property
    def remedy(self) -> str:
        """What to do about it, in a sentence."""
        return self.proposal.sentence if self.proposal else REMEDIES[self.cause]


@record
class Tie:
    """Two sides side by side at the end of a day, and every difference by class.

    The differences add up to the left side less the right one.
    """

    point: str
    title: str
    currency: str
    left: str
    left_minor: int
    right: str
    right_minor: int
    differences: tuple[Difference, ...] = ()

    @property
    def difference_minor(self) -> int:
        """Left side less right side; zero may still hide two that cancel out."""
        return self.left_minor - self.right_minor

    @property
    def faults(self) -> tuple[Difference, ...]:
        """The differences that somebody has to mend."""
        return tuple(one for one in self.differences if one.is_fault)


def cause_of(movement: Movement) -> Cause | None:
    """The class of a movement on which ledger and document differ; ``None``: none.

    In this order: the same over all days (other period); told and not posted (import,
    unposted); posted and not told (twice, by hand); off by no more than a unit for
    each leg (rounding); what is left is unexplained.
    """
    if movement.ledger_minor == movement.told_minor:
        return None
    if movement.ledger_ever_minor == movement.told_ever_minor:
        return Cause.OTHER_PERIOD
    if not movement.postings:
        return Cause.IMPORT if movement.is_imported else Cause.UNPOSTED
    if not movement.told_ever_minor:
        return Cause.POSTED_TWICE if movement.is_repeat else Cause.BY_HAND
    off_minor = abs(movement.ledger_ever_minor - movement.told_ever_minor)
    return Cause.ROUNDING if off_minor <= movement.postings else Cause.UNEXPLAINED


def differences_of(
    movements: Iterable[Movement], *, account: str, rounding: str | None = None
) -> tuple[Difference, ...]:
    """The differences of an account, movement by movement, each with what mends it.

    Args:
        movements: of the account; those that agree give none.
        account: its code, for entries that mend a rest.
        rounding: code of the account that takes rests; ``None`` where a rest is a
            matter of open items, which no entry without a document may move.
    """
    found = []
    for movement in movements:
        cause = cause_of(movement)
        if cause is None:
            continue
        found.append(
            Difference(
                key=movement.key,
                cause=cause,
                subject=movement.subject,
                currency=movement.currency,
                amount_minor=movement.ledger_minor - movement.told_minor,
                documents=(movement.document,) if movement.document else (),
                proposal=_mending(movement, cause, account, rounding),
            )
        )
    return tuple(found)


def _mending(
    movement: Movement, cause: Cause, account: str, rounding: str | None
) -> Proposal | None:
    if cause in {Cause.POSTED_TWICE, Cause.BY_HAND} and movement.entry_id:
        return Proposal(
            sentence=f"Reverse entry {movement.entry_id}: {movement.subject}.",
            currency=movement.currency,
            reverses_entry_id=movement.entry_id,
        )
    if cause is Cause.ROUNDING and rounding is not None:
        rest_minor = movement.ledger_ever_minor - movement.told_ever_minor
        return Proposal(
            sentence=f"Post the rest of {movement.subject} to the rounding account.",
            currency=movement.currency,
            legs=(Leg(account, -rest_minor), Leg(rounding, rest_minor)),
        )
    return None


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a transfer between our accounts, as it waits for the other."""

    key: str
    subject: str
    on: date
    currency: str
    amount_minor: int


def unpaired(halves: Sequence[Half]) -> tuple[Difference, ...]:
    """The halves of transfers whose other side is missing, the oldest first.

    A half is paired with the oldest of the same currency and the opposite amount.
    """
    waiting: dict[tuple[str, int], list[Half]] = {}
    for half in sorted(halves, key=lambda half: (half.on, half.key)):
        others = waiting.get((half.currency, -half.amount_minor))
        if others:
            others.pop(0)
        else:
            waiting.setdefault((half.currency, half.amount_minor), []).append(half)
    left = [half for group in waiting.values() for half in group]
    return tuple(
        Difference(
            key=half.key,
            cause=Cause.HALF,
            subject=half.subject,
            currency=half.currency,
            amount_minor=half.amount_minor,
        )
        for half in sorted(left, key=lambda half: (half.on, half.key))
    )


def with_rest(tie: Tie) -> Tie:
    """The tie with what its differences leave unexplained as one more difference."""
    explained_minor = sum(one.amount_minor for one in tie.differences)
    rest_minor = tie.difference_minor - explained_minor
    if not rest_minor:
        return tie
    rest = Difference(
        key=f"{tie.point}:rest:{tie.title}:{tie.currency}",
        cause=Cause.UNEXPLAINED,
        subject="what no document and no entry explains",
        currency=tie.currency,
        amount_minor=rest_minor,
    )
    return Tie(
        point=tie.point,
        title=tie.title,
        currency=tie.currency,
        left=tie.left,
        left_minor=tie.left_minor,
        right=tie.right,
        right_minor=tie.right_minor,
        differences=(*tie.differences, rest),
    )


def amounts_by_cause(differences: Iterable[Difference]) -> dict[Cause, int]:
    """What each class of difference comes to, in the order of the classes."""
    sums: dict[Cause, int] = {}
    for one in differences:
        sums[one.cause] = sums.get(one.cause, 0) + one.amount_minor
    return {cause: sums[cause] for cause in Cause if cause in sums}
