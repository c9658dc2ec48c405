"""Correct and rebill: what was granted stays granted, what was credited, credited."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook.apps.invoicing.actions.charges import (
    DiscountDraft,
    MakeDraft,
    TakeCharges,
    discount_draft,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import (
    CorrectAndRebill,
    Corrected,
    IssueCreditNote,
    NotCorrectable,
    correct_and_rebill,
    issue_credit_note,
)
from duebook.apps.invoicing.actions.drafts import IssueDrafts, issue_drafts
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.domain.crediting import CreditAsked
from tests.office import (
    CLERK,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    """An office with a price book and one party, TIDEWELL."""
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    a_party(entity_id)
    return entity_id


def an_invoice(office: int, *, discount_minor: int = 0) -> str:
    """A consultation and a report: 200.00 less a flat discount."""
    charges = (a_charge("TIDEWELL"), a_charge("TIDEWELL", "REPORT"))
    taken = take_charges(TakeCharges(entity_id=office, charges=charges), **by(CLERK))
    draft_id = make_draft(
        MakeDraft(entity_id=office, charge_ids=taken.ids), **by(CLERK)
    )
    if discount_minor:
        discount = DiscountDraft(
            entity_id=office,
            draft_id=draft_id,
            discount_minor=discount_minor,
            reason="long wait",
        )
        discount_draft(discount, **by(CLERK))
    issuing = IssueDrafts(entity_id=office, draft_ids=(draft_id,), issued_on=TODAY)
    return issue_drafts(issuing, **by(CLERK)).issued[0].number


def corrected(office: int, number: str, dropped: tuple[int, ...] = ()) -> Corrected:
    command = CorrectAndRebill(
        entity_id=office,
        number=number,
        corrected_on=TODAY,
        reason="wrong order number",
        dropped=dropped,
    )
    done = correct_and_rebill(command, **by(CLERK))
    assert isinstance(done, Corrected)
    return done


def test_a_corrected_invoice_keeps_its_flat_discount(office: int) -> None:
    number = an_invoice(office, discount_minor=50_00)

    again = corrected(office, number)
    once_more = corrected(office, again.invoice.number)

    assert again.invoice.total_minor == 150_00
    assert once_more.invoice.total_minor == 150_00
    assert books_hold(office)


def test_what_was_credited_is_not_billed_again_by_a_correction(office: int) -> None:
    number = an_invoice(office)
    [consultation, _] = stored_by_number(office, number).lines
    issue_credit_note(
        IssueCreditNote(
            entity_id=office,
            number=number,
            credited_on=TODAY,
            reason="not done",
            asked=(CreditAsked(line_id=consultation.id, quantity=Decimal(1)),),
        ),
        **by(CLERK),
    )

    with pytest.raises(NotCorrectable, match="part of it was credited"):
        corrected(office, number)
