"""Documents leave the house: by mail with their PDF, by letter, and not when void."""

from __future__ import annotations

import email
import hashlib
from datetime import date
from decimal import Decimal
from email import policy
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from duebook import db
from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import Errand, print_all_letters, send_mails
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.delivery.queries import deliveries
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.domain.checks.facts import DeliveryWay
from duebook.domain.parties import Contact
from tests.office import (
    CLERK,
    NOON,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

    from duebook.apps.delivery.jobs.sending import SendingRun
    from duebook.apps.invoicing.actions.drafts import Issued

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def office() -> int:
    entity_id = an_entity(email="billing@harbor.example")
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    return entity_id


def an_invoice(office: int, party: str = "TIDEWELL", **fields: object) -> Issued:
    command = IssueInvoice(
        entity_id=office, charges=(a_charge(party, **fields),), issued_on=TODAY
    )
    return issue_invoice(command, **by(CLERK))


def send(office: int, outbox: Path) -> SendingRun:
    errand = Errand(entity_id=office, actor=CLERK, at=NOON)
    return send_mails(errand, OutboxFolder(outbox))


def mails(outbox: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(outbox.glob("*.eml"))
    ]


def states(office: int) -> list[tuple[str, str]]:
    with db.reading(office):
        return [(one.state, one.problem) for one in deliveries(office)]


def test_an_invoice_goes_out_with_its_print(office: int, tmp_path: Path) -> None:
    invoice = an_invoice(office)

    send(office, tmp_path)

    [mail] = mails(tmp_path)
    assert mail["Subject"] == "Invoice INV-2026-00001 from HP Ltd"
    text = mail.get_body(("plain",)).get_content()
    assert "The amount to pay is $140.00, due on December 3, 2026." in text
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "INV-2026-00001.pdf"
    kept = print_documents(office, [invoice.id], **by(CLERK))[invoice.id]
    sent = attached.get_content()
    assert hashlib.sha256(sent).digest() == hashlib.sha256(kept).digest()
    assert books_hold(office)


def test_all_who_want_it_get_the_same_file(office: int, tmp_path: Path) -> None:
    a_party(
        office,
        "Calloway Builders",
        contacts=(
            Contact(email="ap@calloway.example"),
            Contact(email="site@calloway.example"),
        ),
    )
    an_invoice(office, "CALLOWAY")

    run = send(office, tmp_path)

    assert len(run.ids("sent")) == 2
    first, second = (
        next(mail.iter_attachments()).get_content() for mail in mails(tmp_path)
    )
    assert first == second


def test_a_voided_invoice_does_not_go_out(office: int, tmp_path: Path) -> None:
    invoice = an_invoice(office)
    void_invoice(
        VoidInvoice(
            entity_id=office,
            number=invoice.number,
            voided_on=TODAY,
            reason="wrong party",
        ),
        **by(CLERK),
    )

    send(office, tmp_path)

    assert mails(tmp_path) == []
    assert states(office) == [("suppressed", "voided on 2026-11-03: wrong party")]


def test_the_mail_asks_only_for_what_is_still_open(office: int, tmp_path: Path) -> None:
    invoice = an_invoice(office)
    issue_credit_note(
        IssueCreditNote(
            entity_id=office,
            number=invoice.number,
            credited_on=TODAY,
            reason="not done",
        ),
        **by(CLERK),
    )

    send(office, tmp_path)

    texts = [mail.get_body(("plain",)).get_content() for mail in mails(tmp_path)]
    assert "We have credited $140.00 to your account." in texts[0]
    assert "Everything is paid already" in texts[1]


def test_letters_wait_for_the_printer_as_one_file(office: int, tmp_path: Path) -> None:
    a_party(office, "Calloway Builders", delivery=DeliveryWay.PRINT)
    an_invoice(office, "CALLOWAY")
    an_invoice(office, "CALLOWAY", quantity=Decimal(2))
    command = PrintLetters(entity_id=office)

    printed = print_all_letters(command, folder=tmp_path, **by(CLERK))

    pages = PdfReader(BytesIO((tmp_path / printed.file).read_bytes())).pages
    assert ["INV-2026-0000" in page.extract_text() for page in pages] == [True, True]
    assert [state for state, _ in states(office)] == ["sent", "sent"]
