"""Settings, Document templates: kept in versions; what was issued stays as it was."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from pypdf import PdfReader

from duebook import db
from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import print_all_letters
from duebook.apps.entities.actions import now
from duebook.apps.entities.queries import templates
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.actions.printing import file_to_read
from duebook.apps.receivables.actions import IssueStatements, issue_statements
from duebook.domain.parties import DeliveryWay
from duebook.domain.statements import StatementKind
from tests.office import CLERK, a_charge, a_party, by, chain_holds
from tests.pages.conftest import NAMES
from tests.pages.documents import DAY, an_invoice, an_office

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from duebook.apps.invoicing.actions.issuing import Issued
    from tests.pages.conftest import Seating

HERE = "/hp/settings/templates/try?name=invoice.typ"
OURS = "Printed on our own paper"


@pytest.fixture(autouse=True)
def in_memory(settings: SettingsWrapper) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "tried": {"BACKEND": memory}}


def body(answer: Any) -> str:
    return str(answer.content.decode())


def shown(client: Client, version: str = "") -> str:
    """The text that stands in the form."""
    page = html.fromstring(client.get(f"{HERE}{version}").content)
    return str(page.xpath("//textarea")[0].text).removeprefix("\n")


def marked(text: str, words: str = OURS) -> str:
    return text.replace("  headline(data)\n", f"  headline(data)\n  [{words}]\n", 1)


def keep(client: Client, text: str, **said: object) -> Any:
    told = {"key": str(uuid.uuid4()), "name": "invoice.typ", "keep": "yes", **said}
    return client.post(HERE, {**told, "text": text})


def words_of(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def printed(entity_id: int, document_id: int) -> str:
    with db.reading(entity_id):
        return words_of(file_to_read(entity_id, document_id))


def an_invoice_of_later(entity_id: int, party: str = "TIDEWELL") -> Issued:
    charge = a_charge(party, service_on=DAY - timedelta(days=2))
    command = IssueInvoice(entity_id=entity_id, charges=(charge,), issued_on=DAY)
    return issue_invoice(command, **by(CLERK, at=now() + timedelta(minutes=1)))


@pytest.mark.promise(
    "Settings",
    "A template that prints is kept on the page; invoices issued before keep the one "
    "they were made with.",
)
def test_a_template_is_kept_for_what_is_issued_from_then_on(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    before = an_invoice(entity_id)
    text = marked(shown(client))

    kept = keep(client, text)

    assert kept.status_code == 303, body(kept)
    assert shown(client) == text
    after = an_invoice_of_later(entity_id)
    assert OURS in printed(entity_id, after.id)
    assert OURS not in printed(entity_id, before.id)
    assert chain_holds(entity_id)
    listed = body(client.get("/hp/settings/templates"))
    assert f"{NAMES['administrator']}, " in listed


@pytest.mark.promise(
    "Settings",
    "Versions of a template say who kept them and what changed, and each can be kept "
    "again.",
)
def test_a_version_before_is_looked_at_and_kept_again(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    an_invoice(entity_id)
    shipped = shown(client)
    keep(client, marked(shipped))
    keep(client, marked(shipped, "Second thoughts"))
    with db.reading(entity_id):
        first, second = templates(entity_id).kept

    page = body(client.get(HERE))
    assert page.index(f"version={second.id}") < page.index(f"version={first.id}")
    assert f"-  [{OURS}]" in page
    assert "+  [Second thoughts]" in page
    assert NAMES["administrator"] in page
    assert shown(client, f"&version={first.id}") == marked(shipped)

    keep(client, shown(client, f"&version={first.id}"))
    assert shown(client) == marked(shipped)
    keep(client, shown(client, "&version=0"))
    with db.reading(entity_id):
        assert templates(entity_id).at() is None
        assert len(templates(entity_id).kept) == 4


def test_what_does_not_print_is_not_kept(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    an_invoice(entity_id)

    wrong = keep(client, "#let a = (")

    assert wrong.status_code == 422
    assert "invoice.typ, line 1" in body(wrong)
    with db.reading(entity_id):
        assert templates(entity_id).kept == []


def test_of_two_who_keep_one_the_second_is_told(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    an_invoice(entity_id)
    text = shown(client)
    keep(client, marked(text), seen="0")

    late = keep(client, marked(text, "Mine"), seen="0")

    assert late.status_code == 409
    assert f"{NAMES['administrator']} changed this since it was shown" in body(late)
    assert "Mine" in body(late)
    assert shown(client) == marked(text)


def test_a_folder_of_the_environment_is_not_overruled(
    seated: Seating, settings: SettingsWrapper, tmp_path: Path
) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    an_invoice(entity_id)
    (tmp_path / "HP").mkdir()
    settings.TEMPLATE_FOLDERS = tmp_path

    assert 'name="keep"' not in body(client.get(HERE))
    refused = keep(client, marked(shown(client)))

    assert refused.status_code == 422
    assert "so they are changed there" in body(refused)


def test_a_statement_stays_as_it_was_told(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    an_invoice(entity_id)
    told = IssueStatements(
        entity_id=entity_id, kind=StatementKind.OPEN_ITEM, as_of=DAY, is_sent=False
    )
    [number] = issue_statements(told, **by(CLERK)).numbers
    there = f"/hp/statements/{number}.pdf"
    before = client.get(there).content
    assert before.startswith(b"%PDF")
    house = "/hp/settings/templates/try?name=main.typ"
    page = html.fromstring(client.get(house).content)
    text = f"{page.xpath('//textarea')[0].text}\n{OURS}\n"
    kept = client.post(
        house,
        {"key": uuid.uuid4(), "name": "main.typ", "keep": "yes", "text": text},
    )
    assert kept.status_code == 303, body(kept)

    assert client.get(there).content == before


def test_letters_of_before_and_after_a_change_are_in_one_file(
    seated: Seating, tmp_path: Path
) -> None:
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    a_party(entity_id, "Alder Clinic", delivery=DeliveryWay.PRINT)
    charge = a_charge("ALDER")
    early = IssueInvoice(entity_id=entity_id, charges=(charge,), issued_on=DAY)
    issue_invoice(early, **by(CLERK))
    keep(client, marked(shown(client)))
    an_invoice_of_later(entity_id, "ALDER")

    run = print_all_letters(
        PrintLetters(entity_id=entity_id),
        folder=tmp_path,
        **by(CLERK, at=now() + timedelta(minutes=2)),
    )

    pages = PdfReader(tmp_path / run.file).pages
    assert [OURS in page.extract_text() for page in pages] == [False, True]
