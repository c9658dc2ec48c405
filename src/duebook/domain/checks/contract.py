"""Contracts and purchase orders: may this be billed, and under which number?"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from duebook.domain.checks.findings import DraftField, SetDraft, Severity
from duebook.domain.checks.register import (
    Family,
    check,
    remark,
)
from duebook.domain.checks.sentences import in_words

if TYPE_CHECKING:
    from duebook.domain.checks.facts import PurchaseOrder
    from duebook.domain.checks.register import (
        Answer,
        DraftSheet,
        Row,
    )
    from duebook.domain.spans import Span

ONE_DAY = timedelta(days=1)
TYPING_SLIPS = 2


def days_of(span: Span) -> str:
    """A span in words, with its last day rather than the day after."""
    ends = []
    if span.first is not None:
        ends.append(f"from {in_words('', span.first, 0)}")
    if span.until is not None:
        ends.append(f"up to {in_words('', span.until - ONE_DAY, 0)}")
    return " ".join(ends)


@check(
    code="contract_unknown",
    family=Family.CONTRACT,
    severity=Severity.WARNING,
    title="Contract not on file",
    sentence="Line {line} names contract {contract}, which is not on file.",
    why="The charge may carry a mistyped number, and its price cannot be proved.",
    example="Line 1 names contract C-77, which is not on file.",
)
def contract_unknown(row: Row) -> Answer:
    if not row.charge.contract or row.facts.contract is not None:
        return None
    return remark(contract=row.charge.contract)


@check(
    code="contract_of_another",
    family=Family.CONTRACT,
    severity=Severity.BLOCKER,
    title="Contract of another party",
    sentence="Line {line} names contract {contract}, which is another party's.",
    why="Neither the party served nor the bill-to has this contract: one of them, or"
    " the number, is wrong.",
    example="Line 1 names contract C-7, which is another party's.",
)
def contract_of_another(row: Row) -> Answer:
    contract, charge = row.facts.contract, row.charge
    if contract is None or contract.party_id in {charge.party_id, charge.bill_to_id}:
        return None
    return remark(contract=contract.number)


@check(
    code="contract_not_in_force",
    family=Family.CONTRACT,
    severity=Severity.BLOCKER,
    title="Charge outside the contract dates",
    sentence="Line {line} is of {service_on}; contract {contract} is in force"
    " {in_force}.",
    why="Work before the first or after the last day of the contract is not covered"
    " by it. Extend the contract, or bill without it.",
    example="Line 1 is of 2 November 2026; contract C-7 is in force from 1 January "
    "2026 up to 31 October 2026.",
)
def contract_not_in_force(row: Row) -> Answer:
    contract = row.facts.contract
    if contract is None or contract.valid.holds(row.charge.service_on):
        return None
    return remark(
        service_on=row.charge.service_on,
        contract=contract.number,
        in_force=days_of(contract.valid),
    )


@check(
    code="contract_item_not_covered",
    family=Family.CONTRACT,
    severity=Severity.WARNING,
    title="Item not covered by the contract",
    sentence="Line {line} bills {item} under contract {contract}, which does not"
    " cover it.",
    why="The contract lists its items, and this one is not among them.",
    example="Line 1 bills CONSULT under contract C-7, which does not cover it.",
)
def contract_item_not_covered(row: Row) -> Answer:
    contract = row.facts.contract
    if contract is None or contract.item_ids is None:
        return None
    if row.charge.item_id in contract.item_ids:
        return None
    return remark(item=row.charge.item_code, contract=contract.number)


@check(
    code="po_missing",
    family=Family.CONTRACT,
    severity=Severity.BLOCKER,
    title="PO number missing",
    sentence="{party} requires a PO number, and this draft has none.",
    why="The customer will send an invoice without its order number back. Where just"
    " one order of the party is open and large enough, the fix takes it.",
    example="Mill Street Garage requires a PO number, and this draft has none.",
)
def po_missing(sheet: DraftSheet) -> Answer:
    if sheet.draft.po.strip() or not sheet.bill_to.needs_po:
        return None
    usable = [
        order
        for order in sheet.bill_to.purchase_orders
        if order.valid.holds(sheet.draft.issued_on)
        and not _overdraws(order, sheet.draft.total_minor)
    ]
    fix = _take(usable[0]) if len(usable) == 1 else None
    return remark(fix, party=sheet.bill_to.name)


def _take(order: PurchaseOrder) -> SetDraft:
    return SetDraft(field=DraftField.PO, value=order.number)


def _overdraws(order: PurchaseOrder, amount_minor: int) -> bool:
    if order.limit_minor is None:
        return False
    return order.billed_minor + amount_minor > order.limit_minor


def _order(sheet: DraftSheet) -> PurchaseOrder | None:
    """The order that the draft names, if it is on file."""
    po = sheet.draft.po
    for order in sheet.bill_to.purchase_orders:
        if order.number == po:
            return order
    return None


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


@check(
    code="po_malformed",
    family=Family.CONTRACT,
    severity=Severity.WARNING,
    title="PO number malformed",
    sentence="PO “{po}” does not look like an order number of {party}.",
    why="The party's order numbers follow a pattern. The fix writes the number"
    " without blanks and in capitals where that makes it fit.",
    example="PO “po 4711” does not look like an order number of Mill Street Garage.",
)
def po_malformed(sheet: DraftSheet) -> Answer:
    po, wanted = sheet.draft.po, sheet.bill_to.po_pattern
    if not po or not wanted or _pattern(wanted).fullmatch(po):
        return None
    tidy = "".join(po.split()).upper()
    fits = _pattern(wanted).fullmatch(tidy)
    fix = SetDraft(field=DraftField.PO, value=tidy) if fits else None
    return remark(fix, po=po, party=sheet.bill_to.name)


@check(
    code="po_unknown",
    family=Family.CONTRACT,
    severity=Severity.WARNING,
    title="PO not on file",
    sentence="PO “{po}” is not among the orders of {party} on file.",
    why="The party's orders are on file and this is none of them. The fix takes the"
    " one that differs by a slip of the keyboard.",
    example="PO “PO-4171” is not among the orders of Mill Street Garage on file.",
)
def po_unknown(sheet: DraftSheet) -> Answer:
    po, orders = sheet.draft.po, sheet.bill_to.purchase_orders
    if not po or not orders or _order(sheet) is not None:
        return None
    near = [
        order
        for order in orders
        if Levenshtein.distance(order.number, po) <= TYPING_SLIPS
    ]
    fix = _take(near[0]) if len(near) == 1 else None
    return remark(fix, po=po, party=sheet.bill_to.name)


@check(
    code="po_not_in_force",
    family=Family.CONTRACT,
    severity=Severity.WARNING,
    title="PO outside its dates",
    sentence="PO {po} is in force {in_force}; this draft is of {issued_on}.",
    why="The customer closed the order, or has not opened it yet; ask for a new one.",
    example="PO PO-4711 is in force up to 30 September 2026; this draft is of 21 "
    "November 2026.",
)
def po_not_in_force(sheet: DraftSheet) -> Answer:
    order = _order(sheet)
    if order is None or order.valid.holds(sheet.draft.issued_on):
        return None
    return remark(
        po=order.number,
        in_force=days_of(order.valid),
        issued_on=sheet.draft.issued_on,
    )


@check(
    code="po_used_up",
    family=Family.CONTRACT,
    severity=Severity.WARNING,
    title="PO used up",
    sentence="PO {po} has {left_minor} left of {limit_minor}; this draft comes to"
    " {total_minor}.",
    why="The customer pays no more than the order allows; ask for a larger one, or"
    " bill the rest under another.",
    example="PO PO-4711 has 50.00 left of 500.00; this draft comes to 100.00.",
)
def po_used_up(sheet: DraftSheet) -> Answer:
    order, total_minor = _order(sheet), sheet.draft.total_minor
    if order is None or order.limit_minor is None:
        return None
    if not _overdraws(order, total_minor):
        return None
    return remark(
        po=order.number,
        left_minor=order.limit_minor - order.billed_minor,
        limit_minor=order.limit_minor,
        total_minor=total_minor,
    )


ROW_CHECKS = (
    contract_unknown,
    contract_of_another,
    contract_not_in_force,
    contract_item_not_covered,
)
DRAFT_CHECKS = (po_missing, po_malformed, po_unknown, po_not_in_force, po_used_up)
