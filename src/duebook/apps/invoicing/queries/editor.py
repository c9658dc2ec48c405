"""A draft as it lies on the desk: head, lines, totals, and what the checks say."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries import billing
from duebook.apps.invoicing.queries.billing import KeptCharge
from duebook.apps.invoicing.queries.dossiers import check_policy, findings
from duebook.apps.invoicing.queries.faces import Face, faces
from duebook.apps.papers import queries as papers
from duebook.apps.papers.queries import Attached
from duebook.apps.parties import queries as parties
from duebook.domain.checks.catalogue import (
    BILL_TO_CHECKS,
    CHECKS,
    DRAFT_CHECKS,
    ROW_CHECKS,
)
from duebook.domain.checks.findings import Finding, Severity, Subject, SubjectKind
from duebook.domain.checks.mending import mended
from duebook.domain.drafting import Unpriced
from duebook.domain.invoicing import Draft, LineKind
from duebook.domain.pricing import NoPrice

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from duebook.apps.invoicing.queries.billing import Drafted
    from duebook.domain.invoicing import Line
    from duebook.domain.tax import TaxGroup

TITLES = {check.code: check.title for check in CHECKS}
"""What each check looks for, in a few words."""

_ON_DRAFTS = frozenset(
    {check.code for check in ROW_CHECKS}
    | {check.code for check in DRAFT_CHECKS}
    | {check.code for check in BILL_TO_CHECKS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A line of the grid; without a charge it follows from the others.

    ``net_minor`` is none while the charge has no price.  ``unit_price`` is stated on
    the charge where ``is_stated``, else that of the price book.  ``finding`` is the
    heaviest about it.
    """

    number: int
    charge_id: int | None
    item: str
    description: str
    service_on: date | None
    quantity: Decimal
    unit: str
    unit_price: Decimal | None
    is_stated: bool
    price_source: str
    discount_bp: int
    tax: str
    net_minor: int | None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A tax as the foot of a document names it."""

    name: str
    tax_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The foot: goods less discount, with freight and rounding, make the net.

    ``goods_minor`` is before any discount, so that the rows add up to the total.
    """

    goods_minor: int
    discount_minor: int
    freight_minor: int
    rounding_minor: int
    taxes: tuple[TaxRow, ...]
    total_minor: int

    @property
    def taken_off_minor(self) -> int:
        """The discount as a row of the sum, below zero."""
        return -self.discount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """A draft with all that its page shows.

    ``draft`` is what would be issued: nothing where no line can be drafted.
    ``checks`` counts those switched on; ``if_mended_minor`` is the total with every
    fix taken, none where there is no fix.
    """

    row: models.Draft
    charges: tuple[KeptCharge, ...]
    bill_to: str
    name: str
    issued_on: date
    draft: Draft | None
    lines: tuple[DraftLine, ...]
    totals: Totals
    findings: tuple[Finding, ...]
    checks: int
    if_mended_minor: int | None
    face: Face | None
    papers: tuple[Attached, ...]
    due_on: date | None

    @property
    def blockers(self) -> int:
        """How many findings forbid that it is issued."""
        return sum(one.severity is Severity.BLOCKER for one in self.findings)

    @property
    def speaking(self) -> int:
        """How many checks say something."""
        return len({one.code for one in self.findings} & _ON_DRAFTS)


def draft_by_id(entity_id: int, draft_id: int) -> models.Draft | None:
    """The row of a draft; nothing where there is none."""
    return models.Draft.objects.filter(entity_id=entity_id, id=draft_id).first()


def issued_as(entity_id: int, draft_id: int) -> str:
    """The number of the document that a draft became; empty before it is issued."""
    charges = models.Charge.objects.filter(entity_id=entity_id, draft_id=draft_id)
    number = (
        models.Line.objects.filter(
            entity_id=entity_id,
            charge_id__any_of=charges.values_list("id", flat=True),
        )
        .values_list("document__number", flat=True)
        .first()
    )
    return number or ""


def terms_on_offer(entity_id: int) -> list[tuple[str, str]]:
    """Code and name of the payment terms that a draft may have, by name."""
    known = parties.terms_by_id(entity_id).values()
    return sorted(((one.code, one.name) for one in known), key=lambda one: one[1])


def editor(entity_id: int, row: models.Draft, *, today: date) -> Editor:
    """A draft as its page shows it, in a bounded number of queries."""
    issued_on = row.issued_on or today
    charges = billing.charges_of_drafts(entity_id, [row.id])
    made, in_the_way = _made(entity_id, charges, issued_on)
    draft = next(iter(made.drafts), None)
    found = [
        *in_the_way,
        *(one for several in findings(entity_id, made, today) for one in several),
    ]
    face = faces(entity_id, {row.bill_to_id}).get(row.bill_to_id)
    party = parties.parties(entity_id, [row.bill_to_id])[row.bill_to_id]
    lines = _lines(charges, draft, found)
    return Editor(
        row=row,
        charges=tuple(charges),
        bill_to=party.code,
        name=party.name,
        issued_on=issued_on,
        draft=draft,
        lines=lines,
        totals=_totals(draft),
        findings=tuple(found),
        checks=len(_ON_DRAFTS - check_policy(entity_id).switched_off),
        if_mended_minor=_if_mended(entity_id, charges, found, issued_on),
        face=face,
        papers=_papers(entity_id, charges),
        due_on=max((part.due_on for part in draft.instalments), default=None)
        if draft
        else None,
    )


def _made(
    entity_id: int, charges: Sequence[KeptCharge], issued_on: date
) -> tuple[Drafted, list[Finding]]:
    """What can be drafted, and what stands in the way of the rest.

    Charges without a price are left out, so that the others are reckoned.
    """
    made = billing.drafted(entity_id, charges, issued_on)
    if not made.exceptions:
        return made, []
    unpriced = {
        charge.id: refusal
        for charge in charges
        if (refusal := _unpriced(made, charge)) is not None
    }
    if not unpriced:
        return made, [
            Finding(
                code=one.code,
                severity=Severity.BLOCKER,
                subject=Subject(SubjectKind.DRAFT, charges[0].draft_id),
                sentence=one.reason,
            )
            for one in made.exceptions
        ]
    priced = [charge for charge in charges if charge.id not in unpriced]
    return billing.drafted(entity_id, priced, issued_on), [
        Finding(
            code=refusal.code,
            severity=Severity.BLOCKER,
            subject=Subject(SubjectKind.CHARGE, charge_id),
            sentence=str(refusal),
        )
        for charge_id, refusal in unpriced.items()
    ]


def _unpriced(made: Drafted, charge: KeptCharge) -> Unpriced | None:
    if charge.unit_price is not None:
        return None
    priced = made.book.price_of(
        item_id=charge.item_id,
        party_id=charge.party_id,
        bill_to_id=charge.bill_to_id,
        quantity=charge.quantity,
        on=charge.service_on,
        currency=charge.currency,
    )
    if not isinstance(priced, NoPrice):
        return None
    return Unpriced(
        charge_id=charge.id,
        item_code=charge.item_code,
        description=charge.description,
        on=charge.service_on,
        why=priced.why,
    )


def _lines(
    charges: Sequence[KeptCharge], draft: Draft | None, found: Sequence[Finding]
) -> tuple[DraftLine, ...]:
    """The grid: charges in their order, tiers under them, then what follows."""
    about = _heaviest(found)
    billed: defaultdict[int | None, list[Line]] = defaultdict(list)
    for line in draft.lines if draft else ():
        billed[line.charge_id].append(line)
    taxes = _taxes_in_words(draft.tax_groups if draft else ())
    rows: list[DraftLine] = []
    for charge in sorted(charges, key=lambda one: (one.service_on, one.id)):
        of_charge = billed[charge.id]
        first = of_charge[0] if of_charge else None
        rows.append(_of_charge(len(rows) + 1, charge, first, taxes, about))
        rows += _following(len(rows) + 1, of_charge[1:], taxes)
    return (*rows, *_following(len(rows) + 1, billed[None], taxes))


def _heaviest(found: Sequence[Finding]) -> Mapping[int | None, Finding]:
    about: dict[int | None, Finding] = {}
    for one in found:
        if one.subject.kind is SubjectKind.CHARGE:
            about.setdefault(one.subject.id, one)
    return about


def _of_charge(
    number: int,
    charge: KeptCharge,
    line: Line | None,
    taxes: Mapping[str, str],
    about: Mapping[int | None, Finding],
) -> DraftLine:
    return DraftLine(
        number=number,
        charge_id=charge.id,
        item=charge.item_code,
        description=charge.description,
        service_on=charge.service_on,
        quantity=charge.quantity,
        unit=charge.unit,
        unit_price=line.unit_price if line else charge.unit_price,
        is_stated=charge.unit_price is not None,
        price_source=line.price_source if line else "no price",
        discount_bp=charge.discount_bp,
        tax=taxes.get(line.tax_key, "") if line else "",
        net_minor=line.net_minor if line else None,
        finding=about.get(charge.id),
    )


def _following(
    start: int, lines: Sequence[Line], taxes: Mapping[str, str]
) -> list[DraftLine]:
    """Rows that nobody types: further tiers, freight, rounding."""
    return [
        DraftLine(
            number=number,
            charge_id=None,
            item="",
            description=line.description,
            service_on=None,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            is_stated=False,
            price_source=line.price_source,
            discount_bp=0,
            tax=taxes.get(line.tax_key, ""),
            net_minor=line.net_minor,
        )
        for number, line in enumerate(lines, start)
    ]


def _taxes_in_words(groups: Sequence[TaxGroup]) -> dict[str, str]:
    """``8.25 %`` or ``exempt``, by the key that lines name."""
    return {
        group.key: " + ".join(f"{tax.percent.normalize():f} %" for tax in group.taxes)
        or ("exempt" if group.exemption else "none")
        for group in groups
    }


def _totals(draft: Draft | None) -> Totals:
    if draft is None:
        return Totals(
            goods_minor=0,
            discount_minor=0,
            freight_minor=0,
            rounding_minor=0,
            taxes=(),
            total_minor=0,
        )
    by_kind: defaultdict[LineKind, int] = defaultdict(int)
    for line in draft.lines:
        by_kind[line.kind] += line.net_minor
    freight_minor = by_kind[LineKind.SHIPPING]
    rounding_minor = by_kind[LineKind.ROUNDING]
    discount_minor = sum(
        line.discount_minor + line.document_discount_minor for line in draft.lines
    )
    return Totals(
        goods_minor=draft.net_minor + discount_minor - freight_minor - rounding_minor,
        discount_minor=discount_minor,
        freight_minor=freight_minor,
        rounding_minor=rounding_minor,
        taxes=tuple(_tax_rows(draft.tax_groups)),
        total_minor=draft.total_minor,
    )


def _tax_rows(groups: Sequence[TaxGroup]) -> list[TaxRow]:
    """A row for each tax and rate; groups that share one are added up."""
    by_name: defaultdict[str, int] = defaultdict(int)
    for group in groups:
        for tax in group.taxes:
            by_name[f"{tax.name} {tax.percent.normalize():f} %"] += tax.tax_minor
        if group.exemption and not group.taxes:
            by_name[f"Tax, exempt: {group.exemption}"] += 0
    return [TaxRow(name, tax_minor) for name, tax_minor in by_name.items()]


def _if_mended(
    entity_id: int,
    charges: Sequence[KeptCharge],
    found: Sequence[Finding],
    issued_on: date,
) -> int | None:
    fixes = [one.fix for one in found if one.fix is not None]
    if not fixes:
        return None
    made, _ = _made(entity_id, mended(charges, fixes), issued_on)
    return sum(draft.total_minor for draft in made.drafts)


def _papers(entity_id: int, charges: Collection[KeptCharge]) -> tuple[Attached, ...]:
    attached = papers.attachments_of(
        entity_id, "charge", [charge.id for charge in charges]
    )
    return tuple(one for several in attached.values() for one in several)
