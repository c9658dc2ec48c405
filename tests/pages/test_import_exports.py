"""Exports of other programs and papers that rows name, by the import page."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duebook import db
from duebook.apps.imports.pages import looking
from duebook.apps.invoicing.models import Charge
from duebook.apps.papers.queries import attachments_of
from duebook.apps.parties.queries import parties_by_name
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.formats.packs import zipped
from tests.formats.bridges.reports import CUSTOMERS, OPEN_INVOICES, PRODUCTS
from tests.office import a_party, a_price_book

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

CHARGES = (
    "Customer,Item,Quantity,Unit price,Service date,Attachment\n"
    "TIDEWELL,CONSULT,2,140.00,2026-10-28,slip-1.pdf; slip-2.pdf\n"
    "TIDEWELL,CONSULT,1,140.00,2026-10-29,slip-3.pdf\n"
)
SLIPS = {f"slip-{number}.pdf": b"%PDF-1.7 " + bytes([number]) for number in (1, 2, 9)}


def send(client: Client, text: str, kind: str, papers: dict[str, bytes] | None) -> Any:
    sent = {
        "key": str(uuid4()),
        "kind": kind,
        "file": SimpleUploadedFile("october.csv", text.encode()),
    }
    if papers:
        files = [SimpleUploadedFile(*paper) for paper in papers.items()]
        sent["papers"] = files  # type: ignore[assignment]
    return client.post("/hp/charges/import", sent)


def looked_at(
    client: Client, text: str, kind: str, papers: dict[str, bytes] | None = None
) -> tuple[str, str]:
    """The address where a file is looked at, and the page there."""
    answer = send(client, text, kind, papers)
    assert answer.status_code == 303, answer.content.decode()
    return answer["Location"], client.get(answer["Location"]).content.decode()


def take(client: Client, address: str, page: str) -> str:
    """Send the form that takes a file in, as it stands; where it leads."""
    form = page.partition('id="take"')[2]
    told: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form):
        told.setdefault(name, []).append(unescape(value))
    answer = client.post(address.partition("?")[0], told)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def known(entity_id: int, name: str) -> bool:
    with db.reading(entity_id):
        return bool(parties_by_name(entity_id, [name])[name])


@pytest.fixture
def clerk(seated: Seating) -> tuple[Client, int]:
    client, _, entity_id = seated("coordinator")
    return client, entity_id


@pytest.mark.promise(
    "Import", "An export of another program is recognised by its headings."
)
def test_an_export_is_recognised_taken_in_and_taken_back(
    clerk: tuple[Client, int],
) -> None:
    client, entity_id = clerk

    address, page = looked_at(client, CUSTOMERS, "export:")

    query = parse_qs(urlsplit(address).query)
    assert (query["kind"], query["bridge"]) == (["parties"], ["quickbooks-online"])
    assert "Customer Contact List of QuickBooks Online" in page
    assert "Remember these columns" not in page
    taken = take(client, address, page)
    assert known(entity_id, "Tidewell Hotels")
    assert "export%3Aquickbooks-online" in client.get(taken).content.decode()

    back = {"key": str(uuid4()), "reason": "the wrong list"}
    assert client.post(f"{taken}/undo", back).status_code == 303
    assert not known(entity_id, "Tidewell Hotels")


def test_what_else_an_export_holds_is_a_click_away(clerk: tuple[Client, int]) -> None:
    client, _ = clerk
    address, page = looked_at(client, PRODUCTS, "export:quickbooks-online")
    assert re.findall(r"<a [^>]*>(Items|Prices)", page) == ["Items", "Prices"]

    take(client, address, page)

    page = client.get(address).content.decode()
    assert "Items, in already" in page
    [prices] = re.findall(r'<a href="(\?[^"]*)">Prices', page)
    page = client.get(f"{address.partition('?')[0]}{unescape(prices)}").content.decode()
    assert "Import prices" in page
    take(client, address, page)


def test_the_total_of_open_documents_must_tie(clerk: tuple[Client, int]) -> None:
    client, _ = clerk
    address, page = looked_at(client, CUSTOMERS, "export:")
    take(client, address, page)

    address, page = looked_at(client, OPEN_INVOICES, "export:")

    assert 'data-fig="tie"' in page
    assert "Open Invoices of QuickBooks Online" in page
    take(client, address, page)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("export:", "does not show which program"), ("export:xero", "files of Xero")],
)
def test_what_no_program_wrote_is_refused(
    clerk: tuple[Client, int], kind: str, said: str
) -> None:
    client, _ = clerk
    answer = send(client, "Cust No,Qty\nC-1,2\n", kind, None)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.fixture
def shop(clerk: tuple[Client, int]) -> tuple[Client, int]:
    a_party(clerk[1])
    a_price_book(clerk[1], CONSULT="140.00")
    return clerk


@pytest.mark.promise(
    "Import", "Papers sent with a file, one by one or as a ZIP, go to their charges."
)
@pytest.mark.parametrize("papers", [SLIPS, {"slips.zip": zipped(SLIPS)}])
@pytest.mark.parametrize("at_once", [1_000, 1])
def test_papers_go_to_the_charges_that_name_them(
    shop: tuple[Client, int],
    papers: dict[str, bytes],
    at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, entity_id = shop
    monkeypatch.setattr(looking, "AT_ONCE", at_once)

    address, page = looked_at(client, CHARGES, "charges", papers)

    assert "“slip-3.pdf” is not among the supporting documents" in page
    assert "1 paper of 3 would go to no charge: slip-9.pdf" in page
    *_, word, number = take(client, address, page).split("/")
    assert word == ("work" if at_once == 1 else "imports")
    if word == "work":
        carry_out(entity_id, int(number), lambda: False)
    with db.reading(entity_id):
        [charge] = Charge.objects.filter(entity_id=entity_id)
        held = attachments_of(entity_id, "charge", [charge.id])[charge.id]
    assert {one.name for one in held} == {"slip-1.pdf", "slip-2.pdf"}


def test_papers_that_cannot_be_right_are_refused(shop: tuple[Client, int]) -> None:
    client, entity_id = shop
    packs = {"a.zip": zipped(SLIPS), "b.zip": zipped(SLIPS)}
    answer = send(client, CHARGES, "charges", packs)
    assert answer.status_code == 422
    assert "Two of the papers are called “slip-1.pdf”" in answer.content.decode()
    with db.reading(entity_id):
        assert not Charge.objects.filter(entity_id=entity_id).exists()
