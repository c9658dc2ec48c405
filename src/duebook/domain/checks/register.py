"""What a check is, and the sheets it reads.

A check is a pure function with a code, a severity and its sentence written once.
It reads one sheet and answers nothing, a remark with figures, or why it could not
look.  There are four sheets: a row of a draft, a draft, a party, and a directory
of parties among whom doubles and loops are sought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypedDict, TypeVar, Unpack

from duebook.domain.checks.facts import (
    ChargeFacts,
    Dossier,
    ItemFacts,
    Office,
    PartyFacts,
)
from duebook.domain.checks.findings import Figure, Fix, Severity
from duebook.domain.checks.policy import CheckPolicy
from duebook.domain.invoicing import Charge, Draft, Line


class Family(StrEnum):
    """What a check is about; one module each."""

    PRICE = "price"
    QUANTITY = "quantity"
    CONTRACT = "contract"
    TAX = "tax"
    PARTY = "party"
    ADDRESS = "address"
    DOCUMENT = "document"
    DATE = "date"
    DUPLICATE = "duplicate"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Remark:
    """A check's answer: the figures of its sentence, and how to mend it."""

    figures: Mapping[str, Figure]
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A check's answer where a fact it needs is not on file."""

    reason: str


Answer = Remark | NotChecked | None


def remark(fix: Fix | None = None, **figures: Figure) -> Remark:
    """Speak up: the figures by the names that the check's sentence uses."""
    return Remark(figures, fix)


@dataclass(slots=True)
class DraftSheet:
    """A draft under an office and a policy."""

    dossier: Dossier
    office: Office
    policy: CheckPolicy
    draft: Draft = field(init=False)
    bill_to: PartyFacts = field(init=False)
    rows: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.draft = self.dossier.draft
        self.bill_to = self.dossier.bill_to
        charges, items = self.dossier.charges, self.office.items
        self.rows = [
            Row(
                number, line, facts, facts.charge, items.get(facts.charge.item_id), self
            )
            for number, line in enumerate(self.draft.lines, 1)
            if line.charge_id is not None
            and (facts := charges.get(line.charge_id)) is not None
        ]


@dataclass(slots=True)
class Row:
    """A line that bills a charge; ``number`` counts all lines of the draft from 1."""

    number: int
    line: Line
    facts: ChargeFacts
    charge: Charge
    item: ItemFacts | None
    sheet: DraftSheet


@dataclass(slots=True)
class PartySheet:
    """A party under an office and a policy."""

    party: PartyFacts
    office: Office
    policy: CheckPolicy


@dataclass(slots=True)
class Directory:
    """All parties, under a policy."""

    parties: Mapping[int, PartyFacts]
    policy: CheckPolicy


Sheet = TypeVar("Sheet", Row, DraftSheet, PartySheet)
Search = Callable[[Directory], Iterable[tuple[int, Remark]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule that reads drafts or parties, as the register describes it.

    Attributes:
        code: the stable name, for settings, acceptances and programs.
        family: what it is about.
        severity: how much its findings weigh unless a policy says otherwise.
        title: what it looks for, in a few words.
        sentence: the template of its findings, filled with the figures.
        why: what it means and how it is mended, for the register.
    """

    code: str
    family: Family
    severity: Severity
    title: str
    sentence: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCheck(Check, Generic[Sheet]):
    """A check of one sheet at a time."""

    look: Callable[[Sheet], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryCheck(Check):
    """A check of parties among each other: remarks by the party they are about."""

    look: Search


class Words(TypedDict):
    """What every check declares about itself."""

    code: str
    family: Family
    severity: Severity
    title: str
    sentence: str
    why: str


def check(
    **words: Unpack[Words],
) -> Callable[[Callable[[Sheet], Answer]], SheetCheck[Sheet]]:
    """Make a function that reads one sheet a check."""

    def enter(look: Callable[[Sheet], Answer]) -> SheetCheck[Sheet]:
        return SheetCheck(look=look, **words)

    return enter


def directory_check(**words: Unpack[Words]) -> Callable[[Search], DirectoryCheck]:
    """Make a function that reads a directory of parties a check."""

    def enter(look: Search) -> DirectoryCheck:
        return DirectoryCheck(look=look, **words)

    return enter
