"""The plain pages: they open, they lead on, they show nothing of anybody else."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from duebook.apps.accounts.actions import add_user
from duebook.apps.accounts.queries import user_called
from duebook.apps.entities.actions import SeatUser, seat_user
from duebook.apps.entities.queries import entity_by_code
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    issue_credit_note,
)
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from tests.office import CLERK, a_charge, a_party, a_price_book, an_entity, by

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture
def client() -> Client:
    """Whoever is the clerk of each office of the test."""
    client = Client()
    client.force_login(add_user(CLERK, "dana@example.com"))
    return client


def an_office(code: str = "HP", *, invoices: int = 1) -> list[int]:
    """An entity with a party and its invoices; their ids."""
    entity_id = an_entity(code)
    user = user_called(CLERK)
    assert user is not None
    seat_user(SeatUser(entity_id=entity_id, user_id=user.pk, name=CLERK), **by())
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    return [
        issue_invoice(
            IssueInvoice(
                entity_id=entity_id,
                charges=(a_charge("TIDEWELL", quantity=Decimal(number + 1)),),
                issued_on=TODAY,
            ),
            **by(CLERK),
        ).id
        for number in range(invoices)
    ]


def test_the_first_page_lists_entities_with_what_is_open(client: Client) -> None:
    an_office()

    page = client.get("/")

    assert page.status_code == 200
    text = page.content.decode()
    assert "HP Ltd" in text
    assert "140.00" in text


def test_no_page_runs_a_script_or_loads_from_elsewhere(client: Client) -> None:
    an_office()

    for address in ("/", "/HP/", "/HP/reports/aging/"):
        page = client.get(address)
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert b"<script" not in page.content
        assert b"style=" not in page.content


def test_documents_are_paged_by_key(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("duebook.apps.desk.pages.plain._PAGE", 2)
    oldest, older, newer = an_office(invoices=3)

    first = client.get("/HP/").content.decode()
    second = client.get(f"/HP/?before={older}").content.decode()

    assert f'href="?before={older}"' in first
    assert f"/HP/documents/{newer}.pdf" in first
    assert f"/HP/documents/{oldest}.pdf" not in first
    assert f"/HP/documents/{oldest}.pdf" in second
    assert "Older documents" not in second


def test_documents_are_listed_as_they_stand(client: Client) -> None:
    an_office(invoices=2)
    issue_credit_note(
        IssueCreditNote(
            entity_id=entity_by_code("HP").id,
            number="INV-2026-00001",
            credited_on=TODAY,
            reason="not done",
        ),
        **by(),
    )

    page = client.get("/HP/").content.decode()

    states = re.findall(r'class="st \w+">([^<]+)<', page)
    assert states[0] == "credit note"
    assert states[1] == "not due"
    assert states[2] == "credited"


def test_a_document_comes_as_pdf_under_its_number(client: Client) -> None:
    [invoice_id] = an_office()

    answer = client.get(f"/HP/documents/{invoice_id}.pdf")

    assert answer.content.startswith(b"%PDF")
    assert "INV-2026-00001.pdf" in answer.headers["Content-Disposition"]


def test_one_entity_shows_nothing_of_another(client: Client) -> None:
    [invoice_id] = an_office()
    an_office("QX")

    assert client.get(f"/QX/documents/{invoice_id}.pdf").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/NOBODY/",
        "/HP/documents/999999.pdf",
        "/HP/reports/nothing/",
        "/HP/reports/aging/?on=yesterday",
        "/HP/reports/cash.svg",
    ],
)
def test_what_is_not_there_is_said_to_be_missing(client: Client, address: str) -> None:
    an_office()

    assert client.get(address).status_code == 404


def test_every_report_is_a_page_and_a_workbook(client: Client) -> None:
    an_office()
    names = [
        *("aging", "invoices", "cash", "taxes", "credits", "trial-balance"),
        *("revenue", "trend", "tie-out"),
    ]

    for name in names:
        assert client.get(f"/HP/reports/{name}/?on=2026-11-03").status_code == 200
        book = client.get(f"/HP/reports/{name}.xlsx?on=2026-11-03")
        assert book.content.startswith(b"PK")


def test_pages_are_only_for_reading(client: Client) -> None:
    an_office()

    assert client.post("/HP/").status_code == 405
