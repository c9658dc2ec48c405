"""Statements: seen before they go, issued, and kept as they were sent."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.office import a_party
from tests.pages.documents import an_invoice, an_office

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

NEW = "/hp/statements/new"
REF = r'<tr data-ref="([^"]+)"'


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int]:
    """Tidewell owes 140.00 with an order of theirs; Osprey 280.00, without a mail."""
    client, _, entity_id = seated()
    an_office(entity_id)
    a_party(entity_id, "Osprey Catering")
    an_invoice(entity_id, on=date(2026, 9, 1), po="TW-4471")
    an_invoice(entity_id, "OSPREY", on=date(2026, 10, 30), hours="2")
    a_party(entity_id, "Osprey Catering", contacts=())
    return client, entity_id


def said(**changed: str) -> dict[str, str]:
    return {
        "kind": "open_item",
        "as_of": "2026-10-31",
        "q": "",
        "only_with_balance": "on",
        "is_sent": "on",
        "key": str(uuid4()),
        **changed,
    }


def test_what_would_go_is_seen_before_it_goes(office: tuple[Client, int]) -> None:
    client, _ = office

    text = client.post(NEW, said(look="1")).content.decode()

    assert re.findall(REF, text) == ["TIDEWELL", "OSPREY"]
    assert re.search(r'data-fig="sum"\s+data-minor="42000"', text)
    assert "no mail address: OSPREY" in text
    assert client.get("/hp/statements").content.decode().count("<tr data-ref") == 0


def test_the_sum_of_statements_is_that_of_the_same_parties(
    office: tuple[Client, int],
) -> None:
    client, _ = office

    narrowed = client.post(NEW, said(look="1", q="over:31..90")).content.decode()
    issued = client.post(NEW, said(q="over:31..90"))
    page = client.get(issued["Location"] + "&found=1").content.decode()

    assert re.findall(REF, narrowed) == ["TIDEWELL"]
    assert issued.status_code == 303
    assert len(re.findall(REF, page)) == 1
    assert 'data-fig="found" data-minor="14000"' in page


def test_a_statement_stays_as_it_was_sent(office: tuple[Client, int]) -> None:
    client, entity_id = office
    asked = said(q="tidewell")
    issued = client.post(NEW, asked)
    again = client.post(NEW, asked)
    [number] = re.findall(REF, client.get(issued["Location"]).content.decode())

    before = client.get(f"/hp/statements/{number}.pdf")
    an_invoice(entity_id, on=date(2026, 10, 1))
    after = client.get(f"/hp/statements/{number}.pdf")
    text = client.get(f"/hp/statements/{number}").content.decode()

    assert again["Location"] == issued["Location"], "one sending issues once"
    assert before["Content-Type"] == "application/pdf"
    assert before.content == after.content
    assert "TW-4471" in text
    assert re.search(r'data-fig="total"\s+data-minor="14000"', text)


def test_everybody_is_told_by_long_work(office: tuple[Client, int]) -> None:
    client, _ = office

    started = client.post(NEW, said())

    assert started.status_code == 303
    assert re.fullmatch(r"/hp/work/\d+", started["Location"])


def test_ticked_parties_become_the_line_of_who_is_told(
    office: tuple[Client, int],
) -> None:
    client, _ = office
    page = client.get("/hp/parties", {"q": "osprey"}).content.decode()
    [tick] = re.findall(r'name="id" value="(\d+)"', page)

    ticked = client.post("/hp/parties/statements", {"id": tick})
    everybody = client.post("/hp/parties/statements", {"all": "1", "q": "is:overdue"})

    assert 'value="code:OSPREY"' in client.get(ticked["Location"]).content.decode()
    assert everybody["Location"] == f"{NEW}?q=is%3Aoverdue"


def test_what_cannot_be_told_is_said(office: tuple[Client, int]) -> None:
    client, _ = office

    nobody = client.post(NEW, said(q="nobody"))
    spanless = client.post(NEW, said(kind="activity", look="1"))
    puzzle = client.post(NEW, said(q="colour:red"))
    settled = client.post(NEW, said(q="meridian"))

    assert [one.status_code for one in (nobody, spanless, puzzle, settled)] == [422] * 4
    assert "finds nobody" in nobody.content.decode()
    assert "from which day" in spanless.content.decode()
    assert "colour:" in puzzle.content.decode()


@pytest.mark.usefixtures("office")
def test_only_who_issues_tells(seated: Seating) -> None:
    auditor, _, _ = seated("auditor")
    stranger, _, _ = seated("accountant", "ng")

    assert auditor.get("/hp/statements").status_code == 200
    assert auditor.get(NEW).status_code == 403
    assert stranger.get("/hp/statements").status_code == 404
    assert stranger.get(NEW).status_code == 404
