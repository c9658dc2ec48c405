"""Prices and discounts: do they agree with the price book and the limits?"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from duebook.domain.checks.findings import ChargeField, DraftAgain, SetCharge, Severity
from duebook.domain.checks.register import Family, check, remark

if TYPE_CHECKING:
    from duebook.domain.checks.findings import Fix
    from duebook.domain.checks.register import Answer, Row

HUNDRED = Decimal(100)
ALL_BP = 10_000


def change_in_percent(new: Decimal, old: Decimal) -> Decimal:
    return (new - old) / abs(old) * HUNDRED


def _price_from_the_book(row: Row) -> Fix:
    """Let the price book decide, or draft again where it had decided before."""
    if row.charge.unit_price is None:
        return DraftAgain()
    return SetCharge(charge_id=row.charge.id, field=ChargeField.UNIT_PRICE, value=None)


@check(
    code="price_missing",
    family=Family.PRICE,
    severity=Severity.BLOCKER,
    title="No price",
    sentence="Line {line} charges nothing for {item}: no price is on the charge or"
    " on file for {service_on}.",
    why="Work without a price goes out free of charge. Give the charge a price, or"
    " the item one in the price book. A price of zero in the book is right.",
    example="Line 1 charges nothing for CONSULT: no price is on the charge or on "
    "file for 2 November 2026.",
)
def price_missing(row: Row) -> Answer:
    if row.line.unit_price or not row.charge.quantity:
        return None
    if row.filed is not None and not row.filed.tier.unit_price:
        return None
    return remark(
        _price_from_the_book(row) if row.filed else None,
        item=row.charge.item_code,
        service_on=row.charge.service_on,
    )


@check(
    code="price_differs",
    family=Family.PRICE,
    severity=Severity.WARNING,
    title="Price differs from the price book or the contract",
    sentence="Line {line} charges {charged_price} for {item}; {source} says"
    " {filed_price} for {service_on} ({change}).",
    why="The unit price is not the one that the party's contract price, or else the"
    " price book, has for the day of service and the quantity. A new tariff counts"
    " from its first day on. What is taken back goes by the price of its invoice."
    " The fix takes the price on file.",
    example="Line 1 charges 140.00 for CONSULT; contract price of 1 March says "
    "120.00 for 2 November 2026 (+16.7 %).",
)
def price_differs(row: Row) -> Answer:
    charged = row.line.unit_price
    if not charged or row.filed is None or charged == row.filed.tier.unit_price:
        return None
    if row.charge.quantity < 0 and row.facts.credits:
        return None
    price, filed = row.filed.price, row.filed.tier.unit_price
    if price.graduated and charged == price.tiers[0].unit_price:
        return None
    allowed_bp = row.sheet.policy.price_tolerance_bp
    if abs(charged - filed) * ALL_BP <= abs(filed) * allowed_bp:
        return None
    return remark(
        _price_from_the_book(row),
        item=row.charge.item_code,
        charged_price=charged,
        source=price.source,
        filed_price=filed,
        service_on=row.charge.service_on,
        change=change_in_percent(charged, filed) if filed else HUNDRED,
    )


@check(
    code="price_unusual",
    family=Family.PRICE,
    severity=Severity.WARNING,
    title="Price typed by hand is far from the last one",
    sentence="Line {line} charges {charged_price} for {item}, which has no price on"
    " file; the last time it was {last_price} ({change}).",
    why="No price book covers the item, and the price typed in lies further from the"
    " last price charged (to this party, else to anybody) than the policy allows:"
    " often a slipped decimal point.",
    example="Line 1 charges 9,500.00 for CONSULT, which has no price on file; the "
    "last time it was 95.00 (+9,900.0 %).",
)
def price_unusual(row: Row) -> Answer:
    charged, last = row.line.unit_price, _last_price(row)
    if not last or not charged or row.filed is not None:
        return None
    jump_bp = row.sheet.policy.price_jump_bp
    low, high = sorted((abs(charged), abs(last)))
    if (high - low) * ALL_BP <= low * jump_bp:
        return None
    return remark(
        item=row.charge.item_code,
        charged_price=charged,
        last_price=last,
        change=change_in_percent(charged, last),
    )


def _last_price(row: Row) -> Decimal | None:
    for history in (row.facts.history, row.item and row.item.history):
        if history and history.last_price is not None:
            return history.last_price
    return None


@check(
    code="price_too_precise",
    family=Family.PRICE,
    severity=Severity.NOTE,
    title="Price with too many digits",
    sentence="Line {line} charges {charged_price} for {item}: more than {digits}"
    " digits after the point.",
    why="Long fractions come from a division in a spreadsheet and cannot be checked"
    " by the customer. The fix rounds the price.",
    example="Line 1 charges 33.3333333 for CONSULT: more than 4 digits after the "
    "point.",
)
def price_too_precise(row: Row) -> Answer:
    charged, digits = row.line.unit_price, row.sheet.policy.price_digits
    if round(charged, digits) == charged:
        return None
    return remark(
        SetCharge(
            charge_id=row.charge.id,
            field=ChargeField.UNIT_PRICE,
            value=round(charged, digits),
        ),
        item=row.charge.item_code,
        charged_price=charged,
        digits=digits,
    )


@check(
    code="price_negative",
    family=Family.PRICE,
    severity=Severity.BLOCKER,
    title="Price below zero",
    sentence="Line {line} charges {charged_price} for {item}; a price is never"
    " negative.",
    why="What is taken back has a negative quantity and names the invoice it takes"
    " back; what is given has a discount.",
    example="Line 1 charges -5.00 for CONSULT; a price is never negative.",
)
def price_negative(row: Row) -> Answer:
    if row.line.unit_price >= 0 or (row.item is not None and row.item.is_deposit):
        return None
    return remark(item=row.charge.item_code, charged_price=row.line.unit_price)


@check(
    code="item_retired",
    family=Family.PRICE,
    severity=Severity.WARNING,
    title="Item is no longer sold",
    sentence="Line {line} bills {item}, which the catalogue has retired.",
    why="A retired item is usually a code that was mistyped, or has a successor with"
    " another price.",
    example="Line 1 bills CONSULT, which the catalogue has retired.",
)
def item_retired(row: Row) -> Answer:
    if row.item is None or not row.item.is_retired:
        return None
    return remark(item=row.item.code)


@check(
    code="discount_above_limit",
    family=Family.PRICE,
    severity=Severity.BLOCKER,
    title="Discount above the limit",
    sentence="Line {line} gives {discount_minor} off {gross_minor} ({given_bp}); the"
    " limit is {limit_bp}.",
    why="The line's own discount is more than the entity gives without asking. The"
    " fix lowers it to the limit.",
    example="Line 1 gives 35.00 off 100.00 (35 %); the limit is 20 %.",
)
def discount_above_limit(row: Row) -> Answer:
    given, gross = abs(row.line.discount_minor), abs(row.line.gross_minor)
    limit_bp = row.sheet.policy.discount_limit_bp
    # A percentage at the limit may have been rounded up by less than one unit.
    if (given - 1) * ALL_BP < gross * limit_bp or given > gross:
        return None
    fix = None
    if not row.charge.discount_minor:
        fix = SetCharge(
            charge_id=row.charge.id, field=ChargeField.DISCOUNT_BP, value=limit_bp
        )
    return remark(
        fix,
        discount_minor=given,
        gross_minor=gross,
        given_bp=round(given * ALL_BP / gross),
        limit_bp=limit_bp,
    )


@check(
    code="discount_exceeds_line",
    family=Family.PRICE,
    severity=Severity.BLOCKER,
    title="Discount larger than the line",
    sentence="Line {line} gives {discount_minor} off {gross_minor}: more than it"
    " charges.",
    why="A discount can bring a line to zero, not below. Often a percentage was"
    " typed as an amount. The fix takes the discount away.",
    example="Line 1 gives 120.00 off 100.00: more than it charges.",
)
def discount_exceeds_line(row: Row) -> Answer:
    charge = row.charge
    given, gross = abs(row.line.discount_minor), abs(row.line.gross_minor)
    if given <= gross:
        return None
    field = (
        ChargeField.DISCOUNT_MINOR if charge.discount_minor else ChargeField.DISCOUNT_BP
    )
    return remark(
        SetCharge(charge_id=charge.id, field=field, value=0),
        discount_minor=given,
        gross_minor=gross,
    )


ROW_CHECKS = (
    price_missing,
    price_differs,
    price_unusual,
    price_too_precise,
    price_negative,
    item_retired,
    discount_above_limit,
    discount_exceeds_line,
)
