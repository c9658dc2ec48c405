"""The list of documents: what it finds, how it stands, in what order."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    VoidInvoice,
    issue_credit_note,
    void_invoice,
)
from duebook.apps.parties.actions import (
    HoldParties,
    KeepTerms,
    hold_parties,
    keep_terms,
)
from duebook.apps.payments.actions.new_payments import Asked, NewPayment
from duebook.apps.payments.actions.receiving import ReceivePayment, receive_payment
from duebook.apps.receivables.actions.giving_up import WriteOff, write_off
from duebook.domain.payments import Method
from tests.apps.parties.builders import HALVES
from tests.office import MANAGER, a_party, by
from tests.pages.documents import DAY, an_invoice, an_office

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

REF = r'data-ref="([^"]+)"'


def found(client: Client, line: str, **asked: str) -> list[str]:
    """The numbers that a line finds, as they stand."""
    page = client.get("/hp/invoices", {"q": line, **asked})
    assert page.status_code == 200, page.content
    return re.findall(REF, page.content.decode())


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int]:
    client, _, entity_id = seated()
    an_office(entity_id)
    return client, entity_id


def test_a_clerk_finds_an_invoice_by_the_end_of_its_number(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    first, second = (
        an_invoice(entity_id),
        an_invoice(entity_id, "MERIDIAN", po="TW-4471"),
    )

    assert found(client, "") == [second.number, first.number]
    assert found(client, first.number[-3:]) == [first.number]
    assert found(client, first.number.lower()) == [first.number]
    assert found(client, "tw-44") == [second.number]
    assert found(client, "hospitality") == [second.number]
    assert found(client, "tidewell") == [first.number]
    assert found(client, "-tidewell") == [second.number]
    assert found(client, "nobody") == []


def test_what_is_settled_in_whatever_way_is_told_apart(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    due, void, credited, given_up = (an_invoice(entity_id) for _ in range(4))
    late = an_invoice(entity_id, "MERIDIAN", on=date(2026, 9, 1))
    held = a_party(entity_id, "Meridian Hospitality Group")
    hold = HoldParties(entity_id=entity_id, party_ids=(held,), reason="a question")
    hold_parties(hold, **by(MANAGER))
    said = {"entity_id": entity_id, "reason": "billed twice"}
    void_invoice(VoidInvoice(number=void.number, voided_on=DAY, **said), **by(MANAGER))
    note = issue_credit_note(
        IssueCreditNote(number=credited.number, credited_on=DAY, **said), **by(MANAGER)
    )
    write_off(
        WriteOff(item_id=given_up.item_ids[0], written_off_on=DAY, **said),
        **by(MANAGER),
    )

    assert found(client, "is:open") == [due.number, late.number]
    assert found(client, "is:overdue") == found(client, "is:held") == [late.number]
    assert found(client, "over:31..90") == [late.number]
    assert found(client, "is:void") == [void.number]
    assert found(client, "is:credited") == [credited.number]
    assert found(client, "is:written-off") == [given_up.number]
    assert found(client, "is:settled") == []
    assert found(client, "kind:credit-note") == [note.number]
    assert found(client, "open:>100 party:tidewell,nobody") == [due.number]
    assert found(client, "is:open not:overdue") == [due.number]


def test_an_invoice_is_part_paid_when_any_of_its_instalments_is(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    keep_terms(KeepTerms(entity_id=entity_id, terms=(HALVES,)), **by())
    a_party(entity_id, "Halves & Sons", terms="HALVES")
    due, halved = an_invoice(entity_id), an_invoice(entity_id, "HALVES")
    an_invoice(entity_id, "HALVES")
    paid = (Asked(halved.item_ids[1], 70_00), Asked(due.item_ids[0], 1_00))
    payment = NewPayment(
        party_id=a_party(entity_id, "Somebody Else"),
        received_on=DAY,
        currency="USD",
        amount_minor=71_00,
        method=Method.ACH,
        asked=paid,
    )
    receive_payment(ReceivePayment(entity_id=entity_id, payment=payment), **by(MANAGER))

    assert found(client, "is:part-paid") == [halved.number, due.number]
    assert len(found(client, "is:open")) == 3
    assert len(found(client, "is:open -is:part-paid")) == 1


def test_the_sum_of_what_is_found_is_that_of_its_export(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    for day in (date(2026, 8, 3), date(2026, 9, 21), date(2026, 11, 3)):
        an_invoice(entity_id, on=day)

    page = client.get("/hp/invoices", {"q": "is:overdue", "found": "1"})
    rows = client.get("/hp/invoices", {"q": "is:overdue", "as": "csv"})

    assert 'data-count="2"' in page.content.decode()
    assert (
        'data-fig="found" data-minor="28000" data-currency="USD"'
        in page.content.decode()
    )
    assert 'data-fig="age2" data-minor="14000"' in page.content.decode()
    assert "?q=is%3Aoverdue+over%3A31..60" in page.content.decode()
    assert rows.content.decode().count("140.00,140.00") == 2


@pytest.mark.promise(
    "Invoices",
    "The address of a list is the view: mailed to a colleague, it shows the same rows "
    "in the same order.",
)
def test_the_address_shows_the_same_to_a_colleague(seated: Seating) -> None:
    dana, _, entity_id = seated("coordinator")
    marcus, _, _ = seated("manager")
    an_office(entity_id)
    for hours in ("3", "1", "2"):
        an_invoice(entity_id, hours=hours)
    an_invoice(entity_id, "MERIDIAN")

    page = dana.get("/hp/invoices", {"q": "party:tidewell"}).content.decode()
    head = re.search(r'href="(\?[^"]*sort=-?total[^"]*)"', page)
    assert head is not None
    address = "/hp/invoices" + unescape(head[1])
    shown = [
        re.findall(REF, one.get(address).content.decode()) for one in (dana, marcus)
    ]

    assert shown[0] == shown[1]
    assert len(shown[0]) == 3
    assert 'value="party:tidewell"' in marcus.get(address).content.decode()


def test_pages_follow_each_other_without_gaps(office: tuple[Client, int]) -> None:
    client, entity_id = office
    numbers = [an_invoice(entity_id).number for _ in range(52)]
    numbers.reverse()

    for sort in ("-issued", "-number", "-due"):
        first = client.get("/hp/invoices", {"sort": sort})
        text = first.content.decode()
        more = re.search(r'id="more".*?href="([^"]+)"', text, re.DOTALL)
        assert more is not None
        rest = client.get("/hp/invoices" + unescape(more[1]))
        shown = [re.findall(REF, one.content.decode()) for one in (first, rest)]
        assert [len(one) for one in shown] == [50, 2]
        assert shown[0] + shown[1] == numbers


def test_a_list_of_fifty_asks_the_database_as_often_as_one_of_one(
    office: tuple[Client, int], django_assert_max_num_queries: Any
) -> None:
    client, entity_id = office
    for _ in range(12):
        an_invoice(entity_id)

    with django_assert_max_num_queries(24):
        client.get("/hp/invoices", {"found": "1"})


def test_a_view_is_kept_under_a_name_and_dropped_again(seated: Seating) -> None:
    client, code, _ = seated("coordinator")
    sent = {
        "key": str(uuid4()),
        "list": "invoices",
        "name": "Late ones",
        "line": "is:open over:1..",
        "back": f"/{code}/invoices",
    }

    kept = client.post(f"/{code}/views", {**sent, "what": "save"})

    assert kept.status_code == 303
    assert kept["Location"] == f"/{code}/invoices?q=is%3Aopen+over%3A1.."
    chip = b'href="?q=is%3Aopen+over%3A1.."'
    assert chip in client.get(f"/{code}/invoices").content
    dropped = {**sent, "key": str(uuid4()), "what": "drop"}
    assert client.post(f"/{code}/views", dropped).status_code == 303
    assert chip not in client.get(f"/{code}/invoices").content


def test_a_view_leads_nowhere_but_into_the_office(seated: Seating) -> None:
    client, code, _ = seated("coordinator")
    sent = {"key": str(uuid4()), "list": "invoices", "name": "x", "what": "save"}

    gone = client.post(f"/{code}/views", {**sent, "back": "//elsewhere.example"})

    assert gone.status_code == 422
