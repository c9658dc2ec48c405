"""The first days after the closed month: what waits on the desk for somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from duebook.apps.approvals.queries import requests
from duebook.apps.banking.queries.lines import waiting_lines
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import IssueCreditNote, issue_credit_note
from duebook.apps.invoicing.queries.findings import open_findings
from duebook.apps.notes.actions import (
    HandOver,
    SaveView,
    WriteNote,
    hand_over,
    save_view,
    write_note,
)
from duebook.apps.payments.actions import RefundCredit, refund_credit
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.actions import WriteOff, make_due, write_off
from duebook.demo.bank.this_week import take_first_days
from duebook.demo.blueprint import THIS_MONTH
from duebook.demo.month import LAST_DAY
from duebook.demo.paying import open_debts, way_of
from duebook.demo.setting_up import ACCOUNTANT, CLERK, MANAGER
from duebook.demo.workdays import clock, workdays_of
from duebook.domain.calendars import add_months
from duebook.domain.disputes import Category
from duebook.domain.notes import Subject, SubjectKind

if TYPE_CHECKING:
    from duebook.apps.invoicing.actions.charges import NewCharge
    from duebook.demo.month import MonthsWork
    from duebook.demo.paying import Debt
    from duebook.demo.setting_up import Desk

TODAY: Final = workdays_of(add_months(THIS_MONTH, 1))[1]
"""The day on which the demo leaves its offices."""

_CHARGES: Final = 24
_WRITTEN_OFF_ABOVE_MINOR: Final = 50_00
_CREDITED_ABOVE_MINOR: Final = 500_00
_SENT_BACK_ABOVE_MINOR: Final = 100_00
"""Above these a clerk asks a second person."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much an office was left to do."""

    lines: int
    approvals: int
    findings: int
    charges: int


def begin_month(work: MonthsWork) -> Waiting:
    """Let the next month begin, and leave its work for whoever signs in."""
    desk = work.desk
    desk.day = TODAY
    make_due(desk.entity_id, clock(TODAY))
    take_first_days(desk, TODAY)
    charges = _take_work(desk)
    debts = [
        debt
        for debt in open_debts(desk, TODAY)
        if debt.currency == desk.blueprint.currency
    ]
    _ask_second_person(desk, debts)
    _contest(desk, debts)
    _write(desk, debts)
    _keep_views(desk)
    with desk.reading():
        return Waiting(
            lines=len(
                waiting_lines(desk.entity_id, states=("new", "held", "doubtful"))
            ),
            approvals=len(requests(desk.entity_id)),
            findings=len(
                open_findings(desk.entity_id, until=TODAY, issued_on=TODAY, today=TODAY)
            ),
            charges=charges,
        )


def _take_work(desk: Desk) -> int:
    """Charges of the first days, some of them wrong; some are drafts by now.

    Returns:
        How many charges are in no draft.
    """
    charges = _charges(desk)
    places = list(
        {charge.party: place for place, charge in enumerate(charges)}.values()
    )
    asks_po = [
        place
        for place in places
        if desk.blueprint.party(charges[place].party).po_required
    ]
    without_po = asks_po[0] if asks_po else places[0]
    dear, also_dear, quoted, *_ = (one for one in places if one != without_po)
    for place in (dear, also_dear):
        charges[place] = replace(charges[place], unit_price=_dear(desk, charges[place]))
    charges[without_po] = replace(charges[without_po], po="")
    twice = next(one for place, one in enumerate(charges) if place not in places)
    charges.append(replace(twice, external_key=f"{twice.external_key}-A"))
    ids = take_charges(
        TakeCharges(entity_id=desk.entity_id, charges=tuple(charges)), **desk.sends()
    ).ids
    drafts = {dear: "invoice", without_po: "invoice", quoted: "quote"}
    for place, kind in drafts.items():
        draft = MakeDraft(entity_id=desk.entity_id, charge_ids=(ids[place],), kind=kind)
        make_draft(draft, **desk.sends())
    return len(charges) - len(drafts)


def _charges(desk: Desk) -> list[NewCharge]:
    """The first of the month, done by now."""
    return [
        replace(charge, service_on=min(charge.service_on, TODAY))
        for charge in desk.blueprint.charges(add_months(THIS_MONTH, 1))[:_CHARGES]
    ]


def _dear(desk: Desk, charge: NewCharge) -> Decimal:
    """Three quarters more than the price book says."""
    [price] = [one.price for one in desk.blueprint.sold if one.code == charge.item]
    return (Decimal(price or "100") * Decimal("1.75")).quantize(Decimal("0.01"))


def _ask_second_person(desk: Desk, debts: list[Debt]) -> None:
    """A write-off, a credit note and a refund that are above the clerk's limits."""
    oldest = next(debt for debt in debts if debt.open_minor > _WRITTEN_OFF_ABOVE_MINOR)
    write_off(
        WriteOff(
            entity_id=desk.entity_id,
            item_id=oldest.item_id,
            written_off_on=TODAY,
            reason="three letters came back",
        ),
        **desk.sends(),
    )
    newest = max(
        (debt for debt in debts if _is_untouched_invoice(debt)),
        key=lambda debt: (debt.open_minor > _CREDITED_ABOVE_MINOR, debt.document_on),
    )
    issue_credit_note(
        IssueCreditNote(
            entity_id=desk.entity_id,
            number=newest.number,
            credited_on=TODAY,
            reason="billed to the wrong month",
        ),
        **desk.sends(),
    )
    with desk.reading():
        spare = [
            item
            for item in owed.items_as_of(desk.entity_id, TODAY)
            if item.open_minor < -_SENT_BACK_ABOVE_MINOR
            and item.currency == desk.blueprint.currency
            and item.kind == "payment"
        ]
    for credit in spare[:1]:
        refund_credit(
            RefundCredit(
                entity_id=desk.entity_id,
                credit_id=credit.id,
                refunded_on=TODAY,
                method=way_of(desk, str(credit.party_id)),
                reason="sent to us by mistake",
            ),
            **desk.sends(),
        )


def _is_untouched_invoice(debt: Debt) -> bool:
    return debt.kind == "invoice" and debt.open_minor == debt.amount_minor


def _contest(desk: Desk, debts: list[Debt]) -> None:
    """Somebody says that half of an overdue invoice is wrong."""
    contested = next(
        debt for debt in debts[1:] if _is_untouched_invoice(debt) and _is_late(debt)
    )
    open_dispute(
        OpenDispute(
            entity_id=desk.entity_id,
            item_id=contested.item_id,
            amount_minor=contested.open_minor // 2,
            category=Category.QUANTITY,
            reason="they counted less than we billed",
            owner=MANAGER,
            opened_on=TODAY,
            due_on=TODAY + timedelta(days=7),
        ),
        **desk.sends(),
    )


def _is_late(debt: Debt) -> bool:
    return debt.due_on < LAST_DAY


def _write(desk: Desk, debts: list[Debt]) -> None:
    """Notes that mention somebody, and questions both ways."""
    late = next(one for one in debts if one.kind == "invoice" and _is_late(one))
    subject = _about(desk, late)
    for author, text in (
        (CLERK, f"@{MANAGER} they wait for money themselves; call again on Friday."),
        (MANAGER, f"@{CLERK} agreed, no letter before then."),
    ):
        note = WriteNote(entity_id=desk.entity_id, subject=subject, text=text)
        write_note(note, **desk.sends(author))
    for asker, asked, question in (
        (MANAGER, CLERK, f"Can you find what was ordered for {late.number}?"),
        (CLERK, MANAGER, "May they pay it in three parts?"),
        (CLERK, ACCOUNTANT, "Is this one in the provision of October?"),
    ):
        question_asked = HandOver(
            entity_id=desk.entity_id,
            subject=subject,
            asked_of=asked,
            question=question,
            due_on=TODAY + timedelta(days=2),
        )
        hand_over(question_asked, **desk.sends(asker))


def _about(desk: Desk, debt: Debt) -> Subject:
    return Subject(
        kind=SubjectKind.PARTY,
        id=debt.party_id,
        called=desk.blueprint.party(debt.party).name,
        party_id=debt.party_id,
    )


def _keep_views(desk: Desk) -> None:
    """A search line of one's own, and one that everybody sees."""
    for author, of_list, name, line, is_shared in (
        (CLERK, "invoices", "Mine to chase", "is:overdue open:>500", False),
        (MANAGER, "invoices", "Large and late", "is:overdue open:>2000", True),
    ):
        view = SaveView(
            entity_id=desk.entity_id,
            list=of_list,
            name=name,
            line=line,
            is_shared=is_shared,
        )
        save_view(view, **desk.sends(author))
