"""What waits to be sent, in the browser: mails leave, letters are printed."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from duebook import db
from duebook.apps.delivery.queries import deliveries
from duebook.apps.entities.actions import ChangeLetterhead, change_letterhead, now
from duebook.apps.invoicing.actions.billing import StartBillingRun
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.work.actions import start
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.apps.work.queries import card, file_of
from duebook.domain.checks.facts import DeliveryWay
from tests.office import a_charge, a_party, a_price_book, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from duebook.apps.work.queries import Card
    from tests.pages.conftest import Seating

ADDRESS = "/hp/invoices/to-send"
COORDINATOR = NAMES["coordinator"]


@pytest.fixture
def billed(seated: Seating, settings: SettingsWrapper, tmp_path: Path) -> int:
    """One invoice goes by mail, one by letter; neither has left."""
    settings.SETTINGS = replace(settings.SETTINGS, home=tmp_path, smtp_url="")
    _, _, entity_id = seated("coordinator")
    letterhead = ChangeLetterhead(entity_id=entity_id, email="billing@example.com")
    change_letterhead(letterhead, **by())
    a_price_book(entity_id, CONSULT="140.00")
    a_party(entity_id)
    a_party(entity_id, "Marsh Inn", "MARSH", delivery=DeliveryWay.PRINT)
    charges = (a_charge("TIDEWELL"), a_charge("MARSH"))
    take_charges(TakeCharges(entity_id=entity_id, charges=charges), **by())
    today = now().date()
    run = StartBillingRun(entity_id=entity_id, until=today, issued_on=today)
    worked(entity_id, start("billing_run", run, **by(COORDINATOR)))
    return entity_id


def worked(entity_id: int, work_id: int) -> Card:
    carry_out(entity_id, work_id, lambda: False)
    with db.reading(entity_id):
        return card(entity_id, work_id, now=now())


def asked(client: Client, entity_id: int, channel: str) -> Card:
    answer = client.post(ADDRESS, {"channel": channel})
    assert answer.status_code == 303
    return worked(entity_id, int(answer["Location"].rpartition("/")[2]))


def states(entity_id: int) -> dict[str, str]:
    with db.reading(entity_id):
        return {one.channel: one.state for one in deliveries(entity_id)}


@pytest.mark.promise(
    "Invoices", "What was issued and has not left is listed, and is sent from there."
)
def test_mails_leave_from_the_page(
    billed: int, seated: Seating, tmp_path: Path
) -> None:
    client, _, _ = seated("coordinator")
    page = client.get(ADDRESS).content.decode()
    assert "tidewell@example.com" in page
    assert "Print the letters" in page
    assert 'href="/hp/invoices/INV-2026-00001"' in page

    sent = asked(client, billed, "mail")

    assert sent.sentence == "1 of 1 mails sent."
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 1
    assert states(billed) == {"mail": "sent", "letter": "planned"}
    after = client.get(ADDRESS).content.decode()
    assert "tidewell@example.com" not in after
    assert "Print the letters" in after


@pytest.mark.promise(
    "Invoices", "The letters that wait are one PDF for the printer, printed once."
)
def test_letters_are_printed_from_the_page(billed: int, seated: Seating) -> None:
    client, _, _ = seated("coordinator")

    printed = asked(client, billed, "letter")
    again = asked(client, billed, "letter")

    assert printed.sentence == "Ready to fetch: 1 letter."
    assert again.sentence == "No letter waits."
    with db.reading(billed):
        file = file_of(billed, printed.id, COORDINATOR, now=now())
    assert "Marsh Inn" in PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
    assert states(billed) == {"mail": "planned", "letter": "sent"}


def test_nobody_sends_without_the_right(billed: int, seated: Seating) -> None:
    auditor, _, _ = seated("auditor")

    assert auditor.post(ADDRESS, {"channel": "mail"}).status_code == 403
    assert states(billed) == {"mail": "planned", "letter": "planned"}
