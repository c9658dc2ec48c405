"""What an issued document looks like on paper, and that it stays so."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from duebook import db
from duebook.apps.catalog.actions import SetTaxRates, set_tax_rates
from duebook.apps.entities import models as entities
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    TakeCharges,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    issue_credit_note,
)
from duebook.apps.invoicing.actions.drafts import (
    IssueDrafts,
    IssueInvoice,
    issue_drafts,
    issue_invoice,
)
from duebook.apps.invoicing.actions.printing import print_documents
from duebook.apps.invoicing.queries.printing import printed
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.papers import models as papers
from duebook.apps.papers.actions import AttachPaper, attach_paper
from duebook.documents.sheets.invoice import invoice_sheet
from duebook.domain.catalog import TaxRateEntry
from duebook.domain.checks.facts import TaxId
from duebook.domain.ledger import AccountRole
from duebook.domain.parties import CertificateEntry
from duebook.domain.spans import Span
from tests.office import (
    CLERK,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from duebook.apps.invoicing.actions.charges import NewCharge
    from duebook.documents.records import PrintedInvoice

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)
NEW_YEAR = Span(date(2026, 1, 1))


@pytest.fixture
def office() -> int:
    entity_id = an_entity(
        tax_id="12-3456789", email="billing@harbor.example", phone="+1 555 010 4477"
    )
    a_price_book(entity_id, CONSULT="140.00", REPORT="60.00")
    return entity_id


def an_invoice(office: int, *charges: NewCharge, **fields: str) -> int:
    return issue_invoice(
        IssueInvoice(entity_id=office, charges=charges, issued_on=TODAY, **fields),
        **by(CLERK),
    ).id


def record(office: int, document_id: int) -> PrintedInvoice:
    with db.reading(office):
        return printed(office, [document_id])[document_id]


def print_of(office: int, document_id: int) -> bytes:
    return print_documents(office, [document_id], **by(CLERK))[document_id]


def sales_tax(office: int) -> None:
    with db.reading(office):
        account_id = accounts_by_role(office)[AccountRole.TAX_PAYABLE]
    rate = TaxRateEntry(
        place="US-IL",
        category="standard",
        name="Sales tax",
        percent=Decimal("6.25"),
        account_id=account_id,
        valid=NEW_YEAR,
    )
    set_tax_rates(SetTaxRates(entity_id=office, rates=(rate,)), **by())


def test_a_second_print_is_the_first_to_the_byte(office: int) -> None:
    a_party(office)
    document_id = an_invoice(office, a_charge("TIDEWELL"))

    first, second = print_of(office, document_id), print_of(office, document_id)

    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert papers.Attachment.objects.filter(role="print").count() == 1
    assert books_hold(office)


def test_a_print_made_again_from_the_facts_is_the_one_kept(office: int) -> None:
    """What has changed since, of the party or of us, does not show on it."""
    a_party(office)
    document_id = an_invoice(office, a_charge("TIDEWELL"))
    before = print_of(office, document_id)

    a_party(office, "Tidewell Group", "TIDEWELL", language="de-DE")
    entities.Entity.objects.filter(id=office).update(phone="+1 555 010 9999")
    papers.Attachment.objects.filter(role="print").delete()

    assert print_of(office, document_id) == before


def test_numbers_stand_under_the_names_of_their_kinds(office: int) -> None:
    a_party(
        office,
        "Spreewerk GmbH",
        language="de-DE",
        tax_ids=(TaxId(scheme="EU-VAT", number="DE136695976"),),
        their_reference="Frau Adler",
        cost_centre="4400",
    )

    invoice = record(office, an_invoice(office, a_charge("SPREEWERK")))

    [tax_id] = invoice.addressee.tax_ids
    assert (tax_id.label, tax_id.text) == ("vat_id", "DE136695976")
    assert [fact.label for fact in invoice.letterhead.tax_ids] == ["ein"]
    sheet = invoice_sheet(invoice)
    assert {"label": "USt-IdNr.", "text": "DE136695976"} in sheet["facts"]
    assert sheet["letterhead"]["tax_ids"] == ["EIN 12-3456789"]
    assert (invoice.their_reference, invoice.cost_centre) == ("Frau Adler", "4400")


def test_a_language_without_words_is_ours_instead(office: int) -> None:
    a_party(office, language="pt-BR")

    invoice = record(office, an_invoice(office, a_charge("TIDEWELL")))

    assert invoice.locale == "en-US"


def test_lines_stand_under_their_sites_and_orders(office: int) -> None:
    a_party(office)

    invoice = record(
        office,
        an_invoice(
            office,
            a_charge("TIDEWELL", site="Dock B", po="41-2207"),
            a_charge("TIDEWELL", "REPORT", site="Dock B", po="41-2207"),
            a_charge("TIDEWELL", site="Kitchen", po="41-2208", quantity=Decimal(2)),
            po="41-2207",
        ),
    )

    assert [(group.heading, len(group.lines)) for group in invoice.groups] == [
        ("Dock B", 2),
        ("Kitchen · Purchase order 41-2208", 1),
    ]


def test_a_certificate_is_named_where_no_tax_is_due(office: int) -> None:
    sales_tax(office)
    certificate = CertificateEntry(
        place="US-IL", number="TX-22", reason="public school", valid=NEW_YEAR
    )
    a_party(office, tax_place="US-IL", certificates=(certificate,))

    [tax] = record(office, an_invoice(office, a_charge("TIDEWELL"))).taxes

    assert (tax.name, tax.base_minor, tax.tax_minor) == ("Exempt", 140_00, 0)
    assert tax.exemption == "TX-22: public school"


def test_a_credit_note_prints_what_it_gives_back_as_positive(office: int) -> None:
    sales_tax(office)
    a_party(office, tax_place="US-IL")
    invoice_id = an_invoice(office, a_charge("TIDEWELL", site="Dock B"))
    number = models.Document.objects.get(id=invoice_id).number

    note_id = issue_credit_note(
        IssueCreditNote(
            entity_id=office, number=number, credited_on=TODAY, reason="not done"
        ),
        **by(CLERK),
    ).id

    note = record(office, note_id)
    assert (note.net_minor, note.tax_minor, note.total_minor) == (140_00, 8_75, 148_75)
    [group] = note.groups
    [line] = group.lines
    assert (group.heading, line.quantity, line.net_minor) == ("Dock B", 1, 140_00)
    assert note.corrects is not None
    assert (note.corrects.number, note.corrects.reason) == (number, "not done")
    assert print_of(office, note_id).startswith(b"%PDF")


def test_supporting_documents_travel_inside_the_invoice(office: int) -> None:
    a_party(office)
    taken = take_charges(
        TakeCharges(
            entity_id=office, charges=(a_charge("TIDEWELL", external_key="A-1"),)
        ),
        **by(CLERK),
    )
    add_paper(office, "charge", taken.ids[0], b"two hours")
    document_id = an_invoice_of(office, taken.ids)
    add_paper(office, "document", document_id, b"signed")

    inside = PdfReader(BytesIO(print_of(office, document_id))).attachments

    assert {name: bytes(parts[0]) for name, parts in inside.items()} == {
        "timesheet.txt": b"two hours",
        "timesheet (2).txt": b"signed",
    }


def add_paper(office: int, kind: str, subject_id: int, content: bytes) -> None:
    attach_paper(
        AttachPaper(
            entity_id=office,
            subject_kind=kind,
            subject_id=subject_id,
            name="timesheet.txt",
            content=content,
        ),
        **by(CLERK),
    )


def an_invoice_of(office: int, charge_ids: tuple[int, ...]) -> int:
    draft_id = make_draft(
        MakeDraft(entity_id=office, charge_ids=charge_ids), **by(CLERK)
    )
    [issued] = issue_drafts(
        IssueDrafts(entity_id=office, draft_ids=(draft_id,), issued_on=TODAY),
        **by(CLERK),
    ).issued
    return issued.id


def test_an_entity_prints_with_its_own_templates(
    office: int, tmp_path: Path, settings: SettingsWrapper
) -> None:
    (tmp_path / "HP").mkdir()
    shipped = files("duebook.documents") / "templates" / "invoice.typ"
    own = shipped.read_text(encoding="utf-8").replace(
        "  headline(data)\n", "  headline(data)\n  [Our own paper]\n"
    )
    (tmp_path / "HP" / "invoice.typ").write_text(own, encoding="utf-8")
    settings.TEMPLATE_FOLDERS = tmp_path
    a_party(office)
    document_id = an_invoice(office, a_charge("TIDEWELL"))

    [page] = PdfReader(BytesIO(print_of(office, document_id))).pages

    assert "Our own paper" in page.extract_text()
