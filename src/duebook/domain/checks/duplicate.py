"""Duplicates: was this work, or this whole invoice, billed before?

The same service twice in a day is often right.  Two charges are the same work only
if nothing tells them apart: references that differ mean two pieces of work, and an
item that this party was charged for twice a day before may be again.  Worked table:
docs/algorithms/duplicate-charges.md.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import DropCharge, Severity
from duebook.domain.checks.register import (
    Family,
    check,
    remark,
)

if TYPE_CHECKING:
    from duebook.domain.checks.facts import BilledCharge
    from duebook.domain.checks.register import (
        Answer,
        DraftSheet,
        Remark,
        Row,
    )
    from duebook.domain.invoicing import Draft


def fingerprint(draft: Draft) -> str:
    """What an invoice bills, as 64 hexadecimal digits.

    Equal for drafts that bill the same work of the same days at the same amounts,
    in whatever order and under whatever PO, number or date.
    """
    work = sorted(
        f"{line.item_id}|{line.description if line.item_id is None else ''}"
        f"|{line.service_on}|{line.quantity.normalize():f}|{line.net_minor}"
        for line in draft.lines
    )
    facts = "\n".join([draft.currency, str(draft.total_minor), *work])
    return sha256(facts.encode()).hexdigest()


def same_reference(left: str, right: str) -> bool:
    """References are one if they differ in case, blanks and dashes only."""
    return left == right or _bare(left) == _bare(right)


def _bare(reference: str) -> str:
    return "".join(filter(str.isalnum, reference)).casefold()


def _repeats(row: Row) -> bool:
    history = row.facts.history
    return history is not None and history.repeats_in_a_day


def _twins_before(row: Row) -> list[Row]:
    """The rows above that bill the same work at the same price."""
    alike = row.sheet.alike[row.work]
    if len(alike) == 1:
        return []
    return [
        twin
        for twin in alike
        if twin.number < row.number and twin.line.unit_price == row.line.unit_price
    ]


@check(
    code="charge_repeated",
    family=Family.DUPLICATE,
    severity=Severity.BLOCKER,
    title="Duplicate charge",
    sentence="Line {line} repeats line {other_line}: {quantity} {unit} of {item} on"
    " {service_on}, both with reference {reference}.",
    why="The same record came in twice. The fix drops the later charge.",
    example="Line 2 repeats line 1: 1 h of CONSULT on 2 November 2026, both with "
    "reference t1.",
)
def charge_repeated(row: Row) -> Answer:
    reference = row.facts.reference
    if not reference:
        return None
    for twin in _twins_before(row):
        if same_reference(twin.facts.reference, reference):
            return _pair(row, twin, reference=reference)
    return None


@check(
    code="charge_twice_in_a_day",
    family=Family.DUPLICATE,
    severity=Severity.WARNING,
    title="Same charge twice in a day",
    sentence="Lines {other_line} and {line} both bill {quantity} {unit} of {item} on"
    " {service_on}, and no reference tells them apart.",
    why="Either the work was entered twice, or it was done twice and nobody can tell"
    " from the bill. Give each its reference (a time, a ticket, a site); the fix"
    " drops the later charge. Not reported where the party has had it twice a day"
    " before, or where description, site or PO differ.",
    example="Lines 1 and 2 both bill 1 h of CONSULT on 2 November 2026, and no "
    "reference tells them apart.",
)
def charge_twice_in_a_day(row: Row) -> Answer:
    for twin in _twins_before(row):
        if row.facts.reference and twin.facts.reference:
            continue
        if not _told_apart(row, twin):
            return _pair(row, twin)
    return None


@check(
    code="charge_alike",
    family=Family.DUPLICATE,
    severity=Severity.NOTE,
    title="Two charges alike but for their references",
    sentence="Lines {other_line} and {line} both bill {quantity} {unit} of {item} on"
    " {service_on}, under references {other_reference} and {reference}.",
    why="The references say that these are two pieces of work, and nothing else does."
    " If a source gives every row a number of its own, have a look. The fix drops"
    " the later charge.",
    example="Lines 1 and 2 both bill 1 h of CONSULT on 2 November 2026, under "
    "references T-1 and T-2.",
)
def charge_alike(row: Row) -> Answer:
    reference = row.facts.reference
    for twin in _twins_before(row):
        other = twin.facts.reference
        if not reference or not other or same_reference(reference, other):
            continue
        if not _told_apart(row, twin):
            return _pair(row, twin, reference=reference, other_reference=other)
    return None


def _told_apart(row: Row, twin: Row) -> bool:
    """Whether something other than the reference says that these are two."""
    charge, other = row.charge, twin.charge
    return (
        _repeats(row)
        or charge.site != other.site
        or charge.po != other.po
        or _bare(charge.description) != _bare(other.description)
    )


def _pair(row: Row, twin: Row, **references: str) -> Remark:
    return remark(
        DropCharge(charge_id=row.charge.id),
        other_line=twin.number,
        quantity=row.charge.quantity,
        unit=row.charge.unit,
        item=row.charge.item_code,
        service_on=row.charge.service_on,
        **references,
    )


@check(
    code="charge_billed_already",
    family=Family.DUPLICATE,
    severity=Severity.BLOCKER,
    title="Charge billed already",
    sentence="Line {line} bills {quantity} {unit} of {item} on {service_on}; invoice"
    " {document} has billed that already.",
    why="An earlier invoice bears the same work of the same day, and no reference"
    " says that this is another. The fix drops the charge.",
    example="Line 1 bills 1 h of CONSULT on 2 November 2026; invoice INV-1007 has "
    "billed that already.",
)
def charge_billed_already(row: Row) -> Answer:
    for billed in row.facts.billed:
        if _is_same_work(row, billed):
            return remark(
                DropCharge(charge_id=row.charge.id),
                quantity=row.charge.quantity,
                unit=row.charge.unit,
                item=row.charge.item_code,
                service_on=row.charge.service_on,
                document=billed.document,
            )
    return None


def _is_told_apart(sheet: DraftSheet, number: str) -> bool:
    """Whether every line's reference says that it is not what the invoice billed."""
    return all(
        any(
            billed.document == number
            and row.facts.reference
            and billed.reference
            and not same_reference(row.facts.reference, billed.reference)
            for billed in row.facts.billed
        )
        for row in sheet.rows
    )


def _is_same_work(row: Row, billed: BilledCharge) -> bool:
    charge, reference = row.charge, row.facts.reference
    if billed.service_on != charge.service_on or billed.quantity != charge.quantity:
        return False
    if reference and billed.reference:
        return same_reference(reference, billed.reference)
    return not _repeats(row)


@check(
    code="invoice_duplicate",
    family=Family.DUPLICATE,
    severity=Severity.BLOCKER,
    title="Duplicate invoice",
    sentence="This draft bills what invoice {document} of {issued_on} has billed, line"
    " for line: {total_minor}.",
    why="The same work of the same days at the same amounts went out before: a file"
    " was taken in twice. Drop the draft.",
    example="This draft bills what invoice INV-1007 of 14 November 2026 has billed,"
    " line for line: 100.00.",
)
def invoice_duplicate(sheet: DraftSheet) -> Answer:
    total_minor, days = sheet.draft.total_minor, sheet.policy.duplicate_days
    rivals = [
        invoice
        for invoice in sheet.dossier.invoices
        if invoice.total_minor == total_minor
        and (sheet.draft.issued_on - invoice.issued_on).days <= days
    ]
    if not rivals or not sheet.draft.lines:
        return None
    own = fingerprint(sheet.draft)
    for invoice in rivals:
        if invoice.fingerprint == own and not _is_told_apart(sheet, invoice.number):
            return remark(
                document=invoice.number,
                issued_on=invoice.issued_on,
                total_minor=total_minor,
            )
    return None


ROW_CHECKS = (
    charge_repeated,
    charge_twice_in_a_day,
    charge_alike,
    charge_billed_already,
)
DRAFT_CHECKS = (invoice_duplicate,)
