"""A short pay: disputed, credited in part, the rest paid, and what is left written off.

Three consultations for 420.00; the customer pays 280.00 and counts two.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook import db
from duebook.apps.banking.actions import AcceptMatch, Short, accept_match
from duebook.apps.disputes.actions import CloseDispute, close_dispute
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    issue_credit_note,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.receivables.actions import WriteOff, write_off
from duebook.apps.receivables.queries import item_by_number
from duebook.domain.crediting import CreditAsked
from duebook.domain.disputes import Category, Outcome
from tests.apps.banking.office import (
    Move,
    a_bank,
    a_statement,
    match_all,
    take,
    waiting,
)
from tests.apps.payments.office import DAY, a_payment, receive
from tests.office import (
    CLERK,
    MANAGER,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

pytestmark = pytest.mark.django_db

CREDITED_ON = date(2026, 11, 16)


def test_a_short_pay_is_disputed_credited_paid_and_written_off() -> None:
    office = an_entity()
    a_bank(office)
    a_price_book(office, CONSULT="140.00")
    party_id = a_party(office)
    charge = a_charge("TIDEWELL", quantity=Decimal(3))
    number = issue_invoice(
        IssueInvoice(entity_id=office, charges=(charge,), issued_on=DAY), **by(CLERK)
    ).number

    def left() -> tuple[int, int]:
        with db.reading(office):
            item = item_by_number(office, number)
        return item.open_minor, item.contested_minor

    take(office, a_statement(Move(on=10, amount="280.00", text=number)))
    match_all(office)
    [line] = waiting(office)
    [dispute] = accept_match(
        AcceptMatch(
            entity_id=office,
            line_id=line.id,
            short=Short.DISPUTE,
            category=Category.QUANTITY,
            owner=MANAGER,
            reason="they count two consultations",
        ),
        **by(CLERK),
    ).disputes
    assert left() == (140_00, 140_00)

    assert receive(office, a_payment(party_id, 60_00)).left_minor == 60_00
    assert left() == (140_00, 140_00)

    with db.reading(office):
        [billed] = stored_by_number(office, number).lines
    issue_credit_note(
        IssueCreditNote(
            entity_id=office,
            number=number,
            credited_on=CREDITED_ON,
            reason="the third was cut short",
            asked=(CreditAsked(line_id=billed.id, net_minor=70_00),),
        ),
        **by(CLERK),
    )
    close_dispute(
        CloseDispute(
            entity_id=office,
            number=dispute,
            outcome=Outcome.UPHELD,
            reason="half of the third is credited",
            closed_on=CREDITED_ON,
        ),
        **by(MANAGER),
    )
    assert left() == (70_00, 0)

    assert receive(office, a_payment(party_id, 66_00)).applied
    with db.reading(office):
        item_id = item_by_number(office, number).id
    write_off(
        WriteOff(
            entity_id=office,
            item_id=item_id,
            written_off_on=CREDITED_ON,
            reason="not worth a letter",
        ),
        **by(CLERK),
    )
    assert left() == (0, 0)
    assert books_hold(office)
