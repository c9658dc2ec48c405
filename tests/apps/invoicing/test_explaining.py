"""An invoice is explained to its customer by mail, in plain words."""

from __future__ import annotations

from datetime import date, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from duebook import db
from duebook.apps.delivery.jobs.subjects import Errand, send_mails
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.delivery.queries import deliveries
from duebook.apps.invoicing.actions.crediting import VoidInvoice, void_invoice
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.actions.explaining import (
    ExplainInvoice,
    NotExplained,
    explain_invoice,
)
from duebook.domain.application import ApplyBy
from duebook.domain.checks.facts import DeliveryWay
from duebook.formats.mail import AddressNotUsable
from tests.apps.payments.office import a_payment, receive
from tests.office import (
    CLERK,
    MANAGER,
    NOON,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    by,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


def an_invoice(entity_id: int) -> str:
    """An invoice over 140.00 by the price book; its number."""
    issued = issue_invoice(
        IssueInvoice(
            entity_id=entity_id, charges=(a_charge("TIDEWELL"),), issued_on=TODAY
        ),
        **by(CLERK),
    )
    return issued.number


def an_office(**fields: object) -> tuple[int, int]:
    entity_id = an_entity(email="billing@example.com")
    a_price_book(entity_id, CONSULT="140.00")
    return entity_id, a_party(entity_id, **fields)


def test_the_customer_reads_every_amount_with_the_invoice_attached(
    tmp_path: Path,
) -> None:
    entity_id, party_id = an_office()
    number = an_invoice(entity_id)
    receive(entity_id, a_payment(party_id, 40_00, how=ApplyBy.OLDEST_DUE))

    told = explain_invoice(
        ExplainInvoice(entity_id=entity_id, number=number), **by(CLERK)
    )
    assert told == ("tidewell@example.com",)
    later = NOON + timedelta(minutes=1)
    errand = Errand(entity_id=entity_id, actor=CLERK, at=later)
    send_mails(errand, OutboxFolder(tmp_path))

    with db.reading(entity_id):
        states = {one.subject_kind: one.state for one in deliveries(entity_id)}
    assert states == {"invoice": "sent", "explanation": "sent"}
    mails = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in tmp_path.iterdir()
    ]
    [mail] = [one for one in mails if "came about" in str(one["Subject"])]
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    for words in (
        "our price list price book 2026; it holds since January 1, 2026",
        "That makes a total of $140.00.",
        "we put $40.00 against it (P-2026-00001)",
        "Still to pay: $100.00.",
    ):
        assert words in text
    [pdf] = mail.iter_attachments()
    assert pdf.get_filename() == f"{number}.pdf"


def test_each_asking_is_answered_and_may_go_elsewhere() -> None:
    entity_id, _ = an_office()
    number = an_invoice(entity_id)
    ask = ExplainInvoice(
        entity_id=entity_id, number=number, recipient="cfo@example.com"
    )

    for _ in range(2):
        assert explain_invoice(ask, **by(CLERK)) == ("cfo@example.com",)

    with db.reading(entity_id):
        planned = deliveries(entity_id)
    assert [one.subject_kind for one in planned].count("explanation") == 2
    nowhere = ExplainInvoice(entity_id=entity_id, number=number, recipient="nowhere")
    with pytest.raises(AddressNotUsable):
        explain_invoice(nowhere, **by(CLERK))


def test_what_was_voided_is_not_explained() -> None:
    entity_id, _ = an_office()
    number = an_invoice(entity_id)
    void = VoidInvoice(
        entity_id=entity_id, number=number, voided_on=TODAY, reason="wrong party"
    )
    void_invoice(void, **by(MANAGER))

    with pytest.raises(NotExplained, match="voided on 2026-11-03: wrong party"):
        explain_invoice(ExplainInvoice(entity_id=entity_id, number=number), **by(CLERK))


def test_who_has_no_address_is_not_mailed() -> None:
    entity_id, _ = an_office(contacts=(), delivery=DeliveryWay.PRINT)
    number = an_invoice(entity_id)

    with pytest.raises(NotExplained, match="no address for invoices"):
        explain_invoice(ExplainInvoice(entity_id=entity_id, number=number), **by(CLERK))
