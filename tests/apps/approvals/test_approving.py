"""Two people: what a yes covers, whose yes counts, and what happens to it later."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook.apps.approvals.actions import (
    AboveOwnLimit,
    Answer,
    ApprovalDoesNotFit,
    Held,
    approve,
)
from duebook.apps.entities.actions import (
    AppointPerson,
    appoint_person,
)
from duebook.apps.invoicing.actions.crediting import (
    CorrectAndRebill,
    Corrected,
    Correction,
    correct_and_rebill,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.payments.actions import ReceivePayment, receive_payment
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    Unapply,
    WriteOff,
    WrittenOff,
    take_over_items,
    unapply,
    write_off,
)
from duebook.apps.receivables.queries import applications_of
from duebook.domain.rights import Right
from tests.apps.payments.office import a_payment, open_of
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

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 3)


def owes(entity_id: int, amount_minor: int, *, currency: str = "USD") -> int:
    """A debt of a party, due on the third of November."""
    [item_id] = take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=DAY,
            items=(
                OpeningItem(
                    party_id=a_party(entity_id),
                    number="OLD-1",
                    currency=currency,
                    amount_minor=amount_minor,
                    document_on=DAY,
                    due_on=DAY,
                ),
            ),
        ),
        **by(),
    )
    return item_id


def asked_to_write_off(entity_id: int, item_id: int) -> Held | WrittenOff:
    return write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=item_id,
            written_off_on=DAY,
            reason="moved away",
        ),
        **by(CLERK),
    )


def approved(entity_id: int, request_id: int, actor: str = MANAGER) -> Any:
    yes = Answer(
        entity_id=entity_id, request_id=request_id, is_approved=True, reason="agreed"
    )
    return approve(yes, **by(actor))


def test_a_request_tells_its_amount_in_money_not_in_cents() -> None:
    entity_id = an_entity()

    waiting = asked_to_write_off(entity_id, owes(entity_id, 123_45))

    assert isinstance(waiting, Held)
    assert waiting.sentence == "Write off 123.45 USD of OLD-1: moved away"


def test_a_yes_does_not_cover_what_has_grown_since() -> None:
    """A payment taken off again after the request makes the write-off larger."""
    entity_id = an_entity()
    item_id = owes(entity_id, 1_000_00)
    debtor_id = a_party(entity_id)
    payment = receive_payment(
        ReceivePayment(entity_id=entity_id, payment=a_payment(debtor_id, 900_00)),
        **by(CLERK),
    )
    waiting = asked_to_write_off(entity_id, item_id)
    assert isinstance(waiting, Held)
    [applied] = applications_of(entity_id, [payment.item_id])
    unapply(
        Unapply(
            entity_id=entity_id,
            application_id=applied.id,
            effective_on=DAY,
            reason="not his",
        ),
        **by(CLERK),
    )

    with pytest.raises(ApprovalDoesNotFit):
        approved(entity_id, waiting.request_id)

    assert open_of(entity_id) == [1_000_00, -900_00]


@pytest.mark.parametrize("currency", ["EUR", "KWD", "JPY"])
def test_a_limit_is_no_limit_in_another_currency(currency: str) -> None:
    entity_id = an_entity()
    item_id = owes(entity_id, 10_00, currency=currency)
    limited = AppointPerson(
        entity_id=entity_id,
        name="Anders Holm",
        role="manager",
        limits={Right.WRITE_OFF: 1_000_00},
    )
    appoint_person(limited, **by())

    waiting = asked_to_write_off(entity_id, item_id)

    assert isinstance(waiting, Held)
    with pytest.raises(AboveOwnLimit):
        approved(entity_id, waiting.request_id, "Anders Holm")
    given_up = approved(entity_id, waiting.request_id)
    assert isinstance(given_up, WrittenOff)
    assert (given_up.item_id, given_up.amount_minor) == (item_id, 10_00)
    assert books_hold(entity_id)


def test_corrections_are_approved_in_whatever_order_they_were_written() -> None:
    entity_id = an_entity()
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    charges = tuple(
        a_charge("TIDEWELL", quantity=Decimal(4), description=f"Part {part}")
        for part in range(11)
    )
    number = issue_invoice(
        IssueInvoice(entity_id=entity_id, charges=charges, issued_on=DAY), **by(CLERK)
    ).number
    bills: Sequence[int] = [
        issued.line.charge_id or 0
        for issued in stored_by_number(entity_id, number).lines
    ]

    waiting = correct_and_rebill(
        CorrectAndRebill(
            entity_id=entity_id,
            number=number,
            corrected_on=DAY,
            reason="three of each",
            corrections={
                charge_id: Correction(quantity=Decimal(3))
                for charge_id in reversed(bills)
            },
        ),
        **by(CLERK),
    )

    assert isinstance(waiting, Held)
    corrected = approved(entity_id, waiting.request_id)
    assert isinstance(corrected, Corrected)
    assert corrected.invoice.total_minor == 11 * 3 * 140_00


def test_the_same_yes_sent_again_is_answered_with_what_it_did() -> None:
    entity_id = an_entity()
    item_id = owes(entity_id, 123_45)
    waiting = asked_to_write_off(entity_id, item_id)
    assert isinstance(waiting, Held)
    said = by(MANAGER)
    yes = Answer(
        entity_id=entity_id,
        request_id=waiting.request_id,
        is_approved=True,
        reason="agreed",
    )

    first = approve(yes, **said)

    assert approve(yes, **said) == first
    assert books_hold(entity_id)
