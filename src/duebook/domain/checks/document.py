"""The document itself: do its figures agree with each other?

Nothing here asks how an amount came about, only whether what would be printed adds
up.  A draft that was made by the rule book does; one that was imported, edited or
kept over a change of rules may not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import DraftAgain, Severity
from duebook.domain.checks.register import (
    Family,
    check,
    remark,
)
from duebook.domain.invoicing import LineKind
from duebook.domain.money import EXPONENTS

if TYPE_CHECKING:
    from duebook.domain.checks.register import (
        Answer,
        DraftSheet,
        Row,
    )
    from duebook.domain.invoicing import Line
    from duebook.domain.tax import TaxGroup

HUNDRED = Decimal(100)


@check(
    code="draft_empty",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="Nothing to bill",
    sentence="This draft has no lines.",
    why="Its charges were dropped or moved to another draft; it can go.",
    example="This draft has no lines.",
)
def draft_empty(sheet: DraftSheet) -> Answer:
    return None if sheet.draft.lines else remark()


@check(
    code="line_differs",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="A line does not add up",
    sentence="Line {line}: {quantity} at {unit_price}, less {discounts_minor} of"
    " discounts, comes to {right_minor}; the line says {net_minor} net.",
    why="Quantity, price, discounts and net of a line do not agree. The fix drafts"
    " the invoice again from its charges.",
    example="Line 1: 2 at 100.00, less 0.00 of discounts, comes to 200.00; the line"
    " says 210.00 net.",
)
def line_differs(sheet: DraftSheet) -> Answer:
    digits = EXPONENTS[sheet.draft.currency]
    for number, line in enumerate(sheet.draft.lines, 1):
        if line.kind is not LineKind.CHARGE or _adds_up(line, digits):
            continue
        discounts_minor = line.discount_minor + line.document_discount_minor
        return remark(
            DraftAgain(),
            line=number,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discounts_minor=discounts_minor,
            right_minor=_product_minor(line, digits) - discounts_minor,
            net_minor=line.net_minor,
        )
    return None


def _product_minor(line: Line, digits: int) -> int:
    return round((line.quantity * line.unit_price).scaleb(digits))


def _adds_up(line: Line, digits: int) -> bool:
    """Within one unit: which way the half was rounded is the policy's business."""
    billed = line.net_minor + (line.tax_minor if line.tax_inclusive else 0)
    left = line.gross_minor - line.discount_minor - line.document_discount_minor
    product = (line.quantity * line.unit_price).scaleb(digits)
    return billed == left and -1 < product - line.gross_minor < 1


@check(
    code="totals_differ",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="Totals do not add up",
    sentence="The lines come to {lines_minor} net and the taxes to {taxes_minor},"
    " together {right_minor}; the draft says {net_minor} + {tax_minor} ="
    " {total_minor}.",
    why="Net, tax and total of the draft are not the sums of its lines and tax"
    " groups. The fix drafts the invoice again from its charges.",
    example="The lines come to 100.00 net and the taxes to 19.00, together 119.00; "
    "the draft says 100.00 + 19.00 = 119.01.",
)
def totals_differ(sheet: DraftSheet) -> Answer:
    draft = sheet.draft
    lines_minor = sum([line.net_minor for line in draft.lines])
    taxes_minor = sum([group.tax_minor for group in draft.tax_groups])
    if (
        draft.net_minor == lines_minor
        and draft.tax_minor == taxes_minor
        and draft.total_minor == lines_minor + taxes_minor
    ):
        return None
    return remark(
        DraftAgain(),
        lines_minor=lines_minor,
        taxes_minor=taxes_minor,
        right_minor=lines_minor + taxes_minor,
        net_minor=draft.net_minor,
        tax_minor=draft.tax_minor,
        total_minor=draft.total_minor,
    )


@check(
    code="tax_groups_differ",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="Tax group and lines do not agree",
    sentence="Tax group “{group}” says {net_minor} net and {tax_minor} tax; its lines"
    " come to {lines_net_minor} and {lines_tax_minor}.",
    why="Each line belongs to one tax group, and a group is the sum of its lines. The"
    " fix drafts the invoice again from its charges.",
    example="Tax group “VAT 19 % [480]” says 100.00 net and 19.00 tax; its lines "
    "come to 100.00 and 18.99.",
)
def tax_groups_differ(sheet: DraftSheet) -> Answer:
    nets: dict[str, int] = {}
    taxes: dict[str, int] = {}
    for line in sheet.draft.lines:
        key = line.tax_key
        nets[key] = nets.get(key, 0) + line.net_minor
        taxes[key] = taxes.get(key, 0) + line.tax_minor
    for key in nets.keys() | sheet.groups.keys():
        group = sheet.groups.get(key)
        said = (group.net_minor, group.tax_minor) if group else (0, 0)
        summed = (nets.get(key, 0), taxes.get(key, 0))
        if said != summed or (group is None and key):
            return remark(
                DraftAgain(),
                group=key,
                net_minor=said[0],
                tax_minor=said[1],
                lines_net_minor=summed[0],
                lines_tax_minor=summed[1],
            )
    return None


@check(
    code="rounding_drift",
    family=Family.DOCUMENT,
    severity=Severity.WARNING,
    title="Tax is more than a rounding away from its base",
    sentence="{tax} {percent} % of {base_minor} is {right_minor}; the draft says"
    " {tax_minor}. Rounding explains a difference of {allowed_minor}, not more.",
    why="Rounding may move a tax by less than one unit per line, not further. Often"
    " the tax was summed from lines that were rounded elsewhere. The fix drafts the"
    " invoice again.",
    example="VAT 19 % of 100.00 is 19.00; the draft says 19.04. Rounding explains a"
    " difference of 0.01, not more.",
)
def rounding_drift(sheet: DraftSheet) -> Answer:
    draft, allowed = sheet.draft, sheet.policy.rounding_drift_minor
    for group in draft.tax_groups:
        drifted = _drifted(group, allowed * max(len(draft.lines), 1))
        if drifted is not None:
            return drifted
    return None


def _drifted(group: TaxGroup, allowed_minor: int) -> Answer:
    for tax in group.taxes:
        right = tax.base_minor * tax.percent / HUNDRED
        if not -allowed_minor <= tax.tax_minor - right <= allowed_minor:
            return remark(
                DraftAgain(),
                tax=tax.name,
                percent=tax.percent,
                base_minor=tax.base_minor,
                right_minor=round(right),
                tax_minor=tax.tax_minor,
                allowed_minor=allowed_minor,
            )
    return None


@check(
    code="currency_mixed",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="Currencies mixed",
    sentence="Line {line} was charged in {currency}; this draft is in"
    " {draft_currency}.",
    why="A document has one currency, and nothing is converted on the way. Bill the"
    " charge on a draft of its own.",
    example="Line 1 was charged in EUR; this draft is in USD.",
)
def currency_mixed(row: Row) -> Answer:
    if row.charge.currency == row.sheet.draft.currency:
        return None
    return remark(currency=row.charge.currency, draft_currency=row.sheet.draft.currency)


@check(
    code="currency_unusual",
    family=Family.DOCUMENT,
    severity=Severity.WARNING,
    title="Currency differs from the party's",
    sentence="This draft is in {currency}; {party} is billed in {party_currency}.",
    why="The party's currency is set, and this is another: the charges came in under"
    " a wrong currency, or the party has a second one.",
    example="This draft is in USD; Mill Street Garage is billed in CAD.",
)
def currency_unusual(sheet: DraftSheet) -> Answer:
    party = sheet.bill_to
    if sheet.draft.currency == party.currency:
        return None
    return remark(
        currency=sheet.draft.currency,
        party=party.name,
        party_currency=party.currency,
    )


@check(
    code="total_negative",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="Total below zero",
    sentence="This draft comes to {total_minor}.",
    why="What we owe the customer is a credit note, with its own number and tied to"
    " the invoice it lowers.",
    example="This draft comes to -20.00.",
)
def total_negative(sheet: DraftSheet) -> Answer:
    if sheet.draft.total_minor >= 0:
        return None
    return remark(total_minor=sheet.draft.total_minor)


@check(
    code="total_zero",
    family=Family.DOCUMENT,
    severity=Severity.WARNING,
    title="Total of zero",
    sentence="All lines of this draft together come to zero.",
    why="An invoice over nothing takes a number and asks for no payment. Wait for"
    " the next charge, or keep it where the customer wants the paper.",
    example="All lines of this draft together come to zero.",
)
def total_zero(sheet: DraftSheet) -> Answer:
    if sheet.draft.total_minor or not sheet.draft.lines:
        return None
    return remark()


@check(
    code="instalments_differ",
    family=Family.DOCUMENT,
    severity=Severity.BLOCKER,
    title="Instalments do not add up",
    sentence="The {count} instalments come to {sum_minor}, the draft to {total_minor}.",
    why="What falls due must be what is invoiced. The fix drafts the invoice again"
    " under the party's terms.",
    example="The 2 instalments come to 90.00, the draft to 100.00.",
)
def instalments_differ(sheet: DraftSheet) -> Answer:
    draft = sheet.draft
    sum_minor = sum([part.amount_minor for part in draft.instalments])
    if sum_minor == draft.total_minor:
        return None
    return remark(
        DraftAgain(),
        count=len(draft.instalments),
        sum_minor=sum_minor,
        total_minor=draft.total_minor,
    )


ROW_CHECKS = (currency_mixed,)
DRAFT_CHECKS = (
    draft_empty,
    line_differs,
    totals_differ,
    tax_groups_differ,
    rounding_drift,
    currency_unusual,
    total_negative,
    total_zero,
    instalments_differ,
)
