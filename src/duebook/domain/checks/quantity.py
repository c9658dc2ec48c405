"""Quantities and amounts: are they what this party and this item are used to?

How the figures were chosen: docs/algorithms/unusual-quantities.md.

"Far outside" is measured on a log scale, because orders grow by factors, with
quartiles instead of mean and deviation, because a history has outliers of its own
(Tukey, Exploratory Data Analysis, 1977; an interquartile range of a normal
distribution is 1.349 standard deviations).
"""

from __future__ import annotations

from decimal import Decimal
from math import log
from typing import TYPE_CHECKING, NamedTuple

from duebook.domain.checks.findings import (
    ChargeField,
    DropCharge,
    SetCharge,
    Severity,
)
from duebook.domain.checks.register import (
    Family,
    check,
    remark,
)

if TYPE_CHECKING:
    from duebook.domain.checks.facts import Spread
    from duebook.domain.checks.policy import CheckPolicy
    from duebook.domain.checks.register import (
        Answer,
        DraftSheet,
        Row,
    )

IQR_PER_DEVIATION = 1.349
# Somebody who always orders 12 may order 30 without being asked about it.
LEAST_DEVIATION = 0.35
# Above the largest, and clearly so.
CLEARLY = 1.5
# However wild the history: a digit too many on the largest so far.
BEYOND_DOUBT = 10
# Beyond the lower quartile or the largest by no more than this, a quantity is still
# a usual one; one with a zero after it needs only so much of the usual evidence.
NEARLY = 1.5
WITH_A_ZERO = 0.7
# Parties differ more from each other than one does from itself; a few cases of
# others prove little.
BETWEEN_PARTIES = 1.25
FEW_OF_OTHERS = 2.0


def is_far_above(
    value: float, spread: Spread, policy: CheckPolicy, *, share: float = 1.0
) -> bool:
    """Whether a value lies beyond what this history explains.

    ``share`` is how much of the policy's deviations it takes: less where something
    else speaks against the value, too, more where the history is of others.
    """
    if value <= spread.largest * CLEARLY:
        return False
    if spread.lower <= 0 or value > spread.largest * BEYOND_DOUBT:
        return value > spread.largest * BEYOND_DOUBT
    deviation = max(
        log(spread.upper / spread.lower) / IQR_PER_DEVIATION, LEAST_DEVIATION
    )
    return log(value / spread.median) > share * policy.outlier_deviations * deviation


class _Usual(NamedTuple):
    """The quantities to compare with, whose they are, and how much that proves."""

    spread: Spread
    whose: str
    share: float


def _usual(row: Row) -> _Usual | None:
    """The party's own quantities of the item, or everybody's where it has too few."""
    own, policy = row.facts.history, row.sheet.policy
    if own is not None and own.quantities.count >= policy.history_count:
        return _Usual(own.quantities, "for this party", 1.0)
    if row.item is None or row.item.history is None:
        return None
    spread = row.item.history.quantities
    if spread.count < policy.history_count:
        return None
    has_few = spread.count < policy.item_history_count
    share = FEW_OF_OTHERS if has_few else BETWEEN_PARTIES
    return _Usual(spread, "for all parties", share)


def _is_backed(row: Row, own: Spread) -> bool:
    """A large order at the tier meant for it, no larger than others place."""
    if row.filed is None or row.item is None or row.item.history is None:
        return False
    within_others = abs(row.charge.quantity) <= row.item.history.quantities.largest
    return within_others and row.filed.tier.from_quantity > own.median


def _without_digits_too_many(row: Row, usual: Spread) -> Decimal | None:
    """What was meant, if the quantity is a usual one with zeros after it."""
    item, quantity = row.item, row.charge.quantity
    for meant in (quantity / 10, quantity / 100):
        is_whole = not meant % 1 or item is None or not item.is_countable
        if is_whole and usual.lower / NEARLY <= abs(meant) <= usual.largest * NEARLY:
            return meant
    return None


@check(
    code="quantity_unusual",
    family=Family.QUANTITY,
    severity=Severity.WARNING,
    title="Quantity far outside the history",
    sentence="Line {line} bills {quantity} {unit} of {item}; usual {whose} is {usual},"
    " and the largest of {count} so far was {largest}.",
    why="The quantity is far above what this party takes of the item (or anybody,"
    " where the party is new to it). A large order that reaches a price tier and"
    " stays within what other parties take is not reported, unless a tenth or a"
    " hundredth of it is a usual quantity: then a digit too many is likely, and the"
    " fix takes it away.",
    example="Line 1 bills 120 h of CONSULT; usual for this party is 12, and the "
    "largest of 12 so far was 14.",
)
def quantity_unusual(row: Row) -> Answer:
    quantity, usual = row.charge.quantity, _usual(row)
    if usual is None or abs(quantity) <= usual.spread.largest:
        return None
    spread, size = usual.spread, float(abs(quantity))
    meant = _without_digits_too_many(row, spread)
    share = usual.share if meant is None else usual.share * WITH_A_ZERO
    if not is_far_above(size, spread, row.sheet.policy, share=share):
        return None
    if meant is None and _is_backed(row, spread):
        return None
    fix = None
    if meant is not None:
        fix = SetCharge(
            charge_id=row.charge.id, field=ChargeField.QUANTITY, value=meant
        )
    return remark(
        fix,
        quantity=quantity,
        unit=row.charge.unit,
        item=row.charge.item_code,
        whose=usual.whose,
        usual=_readable(spread.median),
        largest=_readable(spread.largest),
        count=spread.count,
    )


def _readable(value: float) -> Decimal:
    return Decimal(f"{value:.3g}")


@check(
    code="amount_unusual",
    family=Family.QUANTITY,
    severity=Severity.WARNING,
    title="Amount far outside the party's history",
    sentence="Lines without a price on file or a history come to {amount_minor}; a"
    " usual invoice of {party} is {usual_minor}, and the largest of {count} so far"
    " was {largest_minor}.",
    why="Nothing on file supports these amounts, and together they are far above the"
    " party's invoices. Lines at a price on file in a quantity that has a history"
    " are not counted, so an ordinary large order is not reported.",
    example="Lines without a price on file or a history come to 19,000.00; a usual "
    "invoice of Mill Street Garage is 200.00, and the largest of 9 so far "
    "was 400.00.",
)
def amount_unusual(sheet: DraftSheet) -> Answer:
    totals, draft = sheet.bill_to.totals, sheet.draft
    if totals is None or draft.total_minor <= totals.largest:
        return None
    if draft.currency != sheet.bill_to.currency:
        return None
    if totals.count < sheet.policy.history_count:
        return None
    amount_minor = sum(
        row.line.net_minor
        for row in sheet.rows
        if row.filed is None or _usual(row) is None
    )
    if not is_far_above(amount_minor, totals, sheet.policy):
        return None
    return remark(
        amount_minor=amount_minor,
        party=sheet.bill_to.name,
        usual_minor=round(totals.median),
        largest_minor=round(totals.largest),
        count=totals.count,
    )


@check(
    code="quantity_zero",
    family=Family.QUANTITY,
    severity=Severity.WARNING,
    title="Quantity of zero",
    sentence="Line {line} bills 0 {unit} of {item}.",
    why="A line of nothing only raises questions. The fix drops the charge.",
    example="Line 1 bills 0 h of CONSULT.",
)
def quantity_zero(row: Row) -> Answer:
    if row.charge.quantity:
        return None
    return remark(
        DropCharge(charge_id=row.charge.id),
        unit=row.charge.unit,
        item=row.charge.item_code,
    )


@check(
    code="quantity_fractional",
    family=Family.QUANTITY,
    severity=Severity.WARNING,
    title="Part of a countable item",
    sentence="Line {line} bills {quantity} {unit} of {item}, which comes in whole"
    " units.",
    why="The catalogue says that the item is counted, so a fraction is a slipped"
    " point or a weight in the wrong column.",
    example="Line 1 bills 1.5 pc of CONSULT, which comes in whole units.",
)
def quantity_fractional(row: Row) -> Answer:
    quantity = row.charge.quantity
    if row.item is None or not row.item.is_countable or not quantity % 1:
        return None
    return remark(quantity=quantity, unit=row.charge.unit, item=row.item.code)


@check(
    code="credit_unreferenced",
    family=Family.QUANTITY,
    severity=Severity.BLOCKER,
    title="Negative quantity without the document it takes back",
    sentence="Line {line} takes back {returned} {unit} of {item} and does not say"
    " from which invoice.",
    why="What lowers an invoice must say what it lowers, for tax and for the"
    " customer. Name the invoice, or issue a credit note to it.",
    example="Line 1 takes back 1 h of CONSULT and does not say from which invoice.",
)
def credit_unreferenced(row: Row) -> Answer:
    quantity = row.charge.quantity
    if quantity >= 0 or row.facts.credits:
        return None
    return remark(returned=-quantity, unit=row.charge.unit, item=row.charge.item_code)


@check(
    code="unit_differs",
    family=Family.QUANTITY,
    severity=Severity.WARNING,
    title="Unit differs from the item's",
    sentence="Line {line} bills {item} by the {unit}; the catalogue sells it by the"
    " {item_unit}.",
    why="A price per box on a quantity in pieces is wrong by the size of the box. The"
    " fix takes the catalogue's unit; look at the quantity, too.",
    example="Line 1 bills CONSULT by the day; the catalogue sells it by the h.",
)
def unit_differs(row: Row) -> Answer:
    charge, item = row.charge, row.item
    if item is None or charge.unit == item.unit:
        return None
    if charge.unit.strip().casefold() == item.unit.casefold():
        return None
    return remark(
        SetCharge(charge_id=charge.id, field=ChargeField.UNIT, value=item.unit),
        item=item.code,
        unit=charge.unit or "(no unit)",
        item_unit=item.unit,
    )


ROW_CHECKS = (
    quantity_unusual,
    quantity_zero,
    quantity_fractional,
    credit_unreferenced,
    unit_differs,
)
DRAFT_CHECKS = (amount_unusual,)
