"""What a check is, and the sheets it reads.

A check is a pure function with a code, a severity and its sentence written once.
It reads one sheet and answers nothing, a remark with figures, or why it could not
look.  There are four sheets: a row of a draft, a draft, a party, and a directory
of parties among whom doubles and loops are sought.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypedDict, TypeVar, Unpack

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
from duebook.domain.pricing import Priced
from duebook.domain.tax import Levy, TaxGroup

if TYPE_CHECKING:
    from duebook.domain.tax import TaxAmount, TaxRate


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
    """A draft under an office and a policy, opened once for all its checks.

    ``groups`` are its tax groups by key; ``alike`` its rows by what they bill, so
    that repeated work is found without comparing every pair.
    """

    dossier: Dossier
    office: Office
    policy: CheckPolicy
    draft: Draft = field(init=False)
    bill_to: PartyFacts = field(init=False)
    rows: list[Row] = field(init=False)
    groups: dict[str, TaxGroup] = field(init=False)
    alike: dict[Work, list[Row]] = field(init=False)

    def __post_init__(self) -> None:
        self.draft = self.dossier.draft
        self.bill_to = self.dossier.bill_to
        self.groups = {group.key: group for group in self.draft.tax_groups}
        self.rows, self.alike = [], {}
        seen: set[int] = set()
        for number, line in enumerate(self.draft.lines, 1):
            facts = self.dossier.charges.get(line.charge_id or 0)
            if facts is None or facts.charge.id in seen:
                continue
            seen.add(facts.charge.id)
            row = self._row(number, line, facts)
            self.rows.append(row)
            self.alike.setdefault(row.work, []).append(row)

    def close(self) -> None:
        """Part from the rows, once they are read.

        Rows and sheet hold each other, and what a long run leaves behind should not
        wait for somebody to look for cycles.
        """
        self.rows.clear()
        self.alike.clear()

    def _row(self, number: int, line: Line, facts: ChargeFacts) -> Row:
        charge, office = facts.charge, self.office
        filed = office.prices.price_of(
            item_id=charge.item_id,
            party_id=charge.party_id,
            bill_to_id=charge.bill_to_id,
            quantity=charge.quantity,
            on=charge.service_on,
            currency=charge.currency,
        )
        levy = office.taxes.levy_on(
            self.bill_to.tax_place,
            charge.tax_category,
            charge.service_on,
            self.bill_to.certificates,
        )
        group = self.groups.get(line.tax_key)
        return Row(
            number=number,
            line=line,
            facts=facts,
            charge=charge,
            work=(charge.party_id, charge.item_id, charge.service_on, charge.quantity),
            item=office.items.get(charge.item_id),
            filed=filed if isinstance(filed, Priced) else None,
            levy=levy,
            group=group,
            is_taxed_as_due=group is None or _same_taxes(group, levy),
            sheet=self,
        )


def _same_taxes(group: TaxGroup, levy: Levy) -> bool:
    """Whether the taxes are equal: a group joins categories that are taxed alike."""
    return [*map(_tax, group.taxes)] == [*map(_tax, levy.rates)]


def _tax(tax: TaxAmount | TaxRate) -> tuple[str, Decimal, int]:
    return tax.name, tax.percent, tax.account_id


@dataclass(slots=True)
class Row:
    """A charge of a draft, with the line that bills it and what is on file for it.

    ``number`` counts all lines of the draft from 1.  A charge that is cut along
    graduated tiers has several lines; its row shows the first.  ``work`` is what was
    done for whom and when, and how much of it; ``filed`` the price that the price
    book has for it.  ``levy`` are the taxes due on it, ``group`` those applied; a
    line without its tax group is left to the sums.
    """

    number: int
    line: Line
    facts: ChargeFacts
    charge: Charge
    work: Work
    item: ItemFacts | None
    filed: Priced | None
    levy: Levy
    group: TaxGroup | None
    is_taxed_as_due: bool
    sheet: DraftSheet


Work = tuple[int, int, date, Decimal]


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
        example: a finding's sentence, for the register; a test provokes it.
    """

    code: str
    family: Family
    severity: Severity
    title: str
    sentence: str
    why: str
    example: str


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
    example: str


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
