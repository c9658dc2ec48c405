"""Statements: seen before they go, issued, and kept as they were sent."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.parties.queries import party_by_code
from tests.apps.disputes.office import contested
from tests.apps.payments.office import a_payment, receive
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


def shown(client: Client, **changed: str) -> dict[str, str]:
    """The form as it is sent after what would go was seen."""
    page = client.post(NEW, said(look="1", **changed)).content.decode()
    [mark] = re.findall(r'name="seen" value="(\w+)"', page)
    return said(seen=mark, **changed)


@pytest.mark.promise("Statements", "The same day asked for again gives equal numbers.")
def test_the_same_day_gives_the_same_numbers_again(office: tuple[Client, int]) -> None:
    client, entity_id = office
    asked = said(look="1")
    first = client.post(NEW, asked).content.decode()

    an_invoice(entity_id, on=date(2026, 11, 2))
    paid = party_by_code(entity_id, "TIDEWELL").id
    receive(entity_id, a_payment(paid, 140_00, received_on=date(2026, 11, 2)))
    again = client.post(NEW, asked).content.decode()

    rows = r'<tr data-ref="([^"]+)".*?<b[^>]*>([^<]+)</b>'
    assert re.findall(rows, first, re.DOTALL) == re.findall(rows, again, re.DOTALL)
    assert re.search(r'data-fig="sum"\s+data-minor="42000"', again)


def test_what_would_go_is_seen_before_it_goes(office: tuple[Client, int]) -> None:
    client, _ = office

    text = client.post(NEW, said(look="1")).content.decode()

    assert re.findall(REF, text) == ["TIDEWELL", "OSPREY"]
    assert re.search(r'data-fig="sum"\s+data-minor="42000"', text)
    assert "no mail address: OSPREY" in text
    assert client.get("/hp/statements").content.decode().count("<tr data-ref") == 0


@pytest.mark.promise(
    "Statements",
    "What was not seen in the preview is not issued: a day or a line changed after it, "
    "or a payment that came since, shows the new preview first.",
)
@pytest.mark.parametrize(
    "changed", [{"as_of": "2026-09-30"}, {"q": "osprey"}, {"kind": "balance_forward"}]
)
def test_what_was_changed_after_the_preview_is_seen_before_it_goes(
    office: tuple[Client, int], changed: dict[str, str]
) -> None:
    client, _ = office
    asked = shown(client, q="tidewell") | changed

    stopped = client.post(NEW, asked)
    page = stopped.content.decode()
    [mark] = re.findall(r'name="seen" value="(\w+)"', page)
    nothing = client.get("/hp/statements").content.decode()
    issued = client.post(NEW, asked | {"seen": mark})

    assert stopped.status_code == 409
    assert "Nothing was issued" in page
    assert "Issue them" in page
    assert nothing.count("<tr data-ref") == 0
    assert issued.status_code == 303


def test_what_was_paid_after_the_preview_is_seen_before_it_goes(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    asked = shown(client, q="tidewell")
    paid = party_by_code(entity_id, "TIDEWELL").id
    receive(entity_id, a_payment(paid, 40_00, received_on=date(2026, 10, 30)))

    stopped = client.post(NEW, asked)

    assert stopped.status_code == 409
    assert re.search(r'data-fig="sum"\s+data-minor="10000"', stopped.content.decode())


def test_a_statement_is_looked_at_before_it_goes(office: tuple[Client, int]) -> None:
    client, _ = office
    seen = client.post(NEW, said(look="1")).content.decode()
    [address] = re.findall(r'data-panel="([^"]+preview/TIDEWELL[^"]+)"', seen)

    panel = client.get(unescape(address)).content.decode()
    [picture] = re.findall(r'<img[^>]+src="([^"]+)"', panel)
    page = client.get(unescape(picture))

    assert (page.status_code, page["Content-Type"]) == (200, "image/svg+xml")
    assert page.content.startswith(b"<svg")
    wrong = ("?kind=activity&as_of=2026-10-31", "?kind=tea&as_of=2026-10-31", "")
    for asked in wrong:
        there = f"/hp/statements/preview/TIDEWELL{asked}"
        assert client.get(there).status_code == 404
    nobody = "/hp/statements/preview/NOBODY?kind=open_item&as_of=2026-10-31"
    assert client.get(nobody).status_code == 404


@pytest.mark.promise(
    "Statements", "What is under review is said before a statement goes."
)
@pytest.mark.parametrize("kind", ["open_item", "balance_forward"])
def test_the_preview_says_what_is_under_review(
    office: tuple[Client, int], kind: str
) -> None:
    client, entity_id = office
    item = an_invoice(entity_id, on=date(2026, 10, 1)).item_ids[0]
    contested(entity_id, item, 40_00, opened_on=date(2026, 10, 5))

    asked = {"kind": kind, "as_of": "2026-10-31"}
    panel = client.get("/hp/statements/preview/TIDEWELL", asked).content.decode()
    issued = client.post(NEW, shown(client, kind=kind, q="tidewell"))
    [number] = re.findall(REF, client.get(issued["Location"]).content.decode())
    kept = client.get(f"/hp/statements/{number}").content.decode()

    assert "is said to be under review" in panel
    assert re.search(r'data-fig="contested"\s+data-minor="4000"', kept)
    picture = client.get(f"/hp/statements/{number}/1.svg")
    assert picture.content.startswith(b"<svg")
    assert client.get(f"/hp/statements/{number}/9.svg").status_code == 404


@pytest.mark.promise(
    "Statements", "The sum of the statements is the aging of the same parties."
)
def test_the_sum_of_statements_is_the_aging_of_the_same_query(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    receive(
        entity_id,
        a_payment(
            party_by_code(entity_id, "OSPREY").id, 30_00, received_on=date(2026, 10, 31)
        ),
    )

    aged = client.get("/hp/reports/aging", {"as_of": "2026-10-31"}).content.decode()
    rows = {
        code: re.findall(r'data-minor="(-?\d+)"|>([\d,.]+)</', row)
        for code, row in re.findall(r'<tr data-ref="(\w+)">(.*?)</tr>', aged, re.DOTALL)
    }
    figures = re.findall(r'data-fig="[^"]+"\s+data-minor="(-?\d+)"', aged)

    for line, told in (("", 390_00), ("tidewell", 140_00), ("osprey", 250_00)):
        seen = client.post(NEW, said(look="1", q=line)).content.decode()
        [summed] = re.findall(r'data-fig="sum"\s+data-minor="(-?\d+)"', seen)
        assert int(summed) == told
    assert sum(int(figure) for figure in figures) == 390_00
    assert "140.00" in str(rows["TIDEWELL"][-1])
    assert "250.00" in str(rows["OSPREY"][-1])


def test_the_sum_of_statements_is_that_of_the_same_parties(
    office: tuple[Client, int],
) -> None:
    client, _ = office

    narrowed = client.post(NEW, said(look="1", q="over:31..90")).content.decode()
    issued = client.post(NEW, shown(client, q="over:31..90"))
    page = client.get(issued["Location"] + "&found=1").content.decode()

    assert re.findall(REF, narrowed) == ["TIDEWELL"]
    assert issued.status_code == 303
    assert len(re.findall(REF, page)) == 1
    assert 'data-fig="found" data-minor="14000"' in page


@pytest.mark.promise("Statements", "What was sent never changes after later postings.")
@pytest.mark.promise("Statements", "Each line shows the party’s own order number.")
def test_a_statement_stays_as_it_was_sent(office: tuple[Client, int]) -> None:
    client, entity_id = office
    asked = shown(client, q="tidewell")
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

    started = client.post(NEW, shown(client))

    assert started.status_code == 303
    assert re.fullmatch(r"/hp/work/\d+", started["Location"])


@pytest.mark.promise(
    "Statements",
    "However many parties were ticked, just these are told; all found go by the line.",
)
def test_just_those_ticked_are_told(office: tuple[Client, int]) -> None:
    client, entity_id = office
    ids = [str(a_party(entity_id, f"Quiet{place} Harbour")) for place in range(120)]
    with db.reading(entity_id):
        ids.append(str(party_by_code(entity_id, "OSPREY").id))

    form = client.post("/hp/parties/statements", {"id": ids, "q": "tidewell"})
    assert 'data-ticked="121"' in form.content.decode()
    assert f'action="{NEW}"' in form.content.decode()
    look = client.post(NEW, {**said(look="1"), "id": ids}).content.decode()
    assert re.findall(REF, look) == ["OSPREY"]
    [mark] = re.findall(r'name="seen" value="(\w+)"', look)
    assert client.post(NEW, {**said(seen=mark), "id": ids}).status_code == 303

    everybody = client.post("/hp/parties/statements", {"all": "1", "q": "is:overdue"})
    assert everybody["Location"] == f"{NEW}?q=is%3Aoverdue"


def test_more_ticks_than_a_page_has_are_refused_and_not_cut_off(
    office: tuple[Client, int],
) -> None:
    client, _ = office
    ids = [str(place) for place in range(501)]

    page = client.post(NEW, {**said(look="1"), "id": ids})

    assert page.status_code == 422
    assert "an act takes at most 500" in page.content.decode()


def test_what_cannot_be_told_is_said(office: tuple[Client, int]) -> None:
    client, _ = office

    nobody = client.post(NEW, said(q="nobody"))
    spanless = client.post(NEW, said(kind="activity", look="1"))
    puzzle = client.post(NEW, said(q="colour:red"))
    settled = client.post(NEW, shown(client, q="meridian"))

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
