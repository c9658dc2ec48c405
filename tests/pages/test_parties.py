"""The list of parties, and their records: found, typed, held, merged."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.parties.actions import HoldParties, hold_parties
from duebook.apps.parties.queries import entries_by_code, party_by_code
from duebook.domain.application import ApplyBy
from tests.apps.payments.office import a_payment, receive
from tests.office import MANAGER, a_party, by
from tests.pages.documents import an_invoice, an_office
from tests.pages.reading import figure

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

REF = r'<tr data-ref="([^"]+)"'


def found(client: Client, line: str, **asked: str) -> list[str]:
    """The codes of the parties that a line finds, as they stand."""
    page = client.get("/hp/parties", {"q": line, **asked})
    assert page.status_code == 200, page.content
    return re.findall(REF, page.content.decode())


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int]:
    """Tidewell owes 140.00 since August and 140.00 not yet due; Meridian nothing."""
    client, _, entity_id = seated()
    an_office(entity_id)
    an_invoice(entity_id, on=date(2026, 7, 28), po="TW-4471")
    an_invoice(entity_id)
    return client, entity_id


@pytest.mark.promise(
    "Parties", "A part of a number, name, order or mail address finds the party."
)
def test_part_of_a_number_a_name_a_po_or_a_mail_address_finds_the_party(
    office: tuple[Client, int],
) -> None:
    client, _ = office

    assert found(client, "") == ["MERIDIAN", "TIDEWELL"]
    for word in ("tidew", "hotels", "TW-44", "tidewell@example", "TIDE"):
        assert found(client, word) == ["TIDEWELL"], word
    assert found(client, "nobody") == []
    assert found(client, "", sort="-name") == ["TIDEWELL", "MERIDIAN"]


def test_parties_are_told_apart_by_what_they_owe(office: tuple[Client, int]) -> None:
    client, entity_id = office
    meridian = a_party(entity_id, "Meridian Hospitality Group")
    receive(entity_id, a_payment(meridian, 50_00, how=ApplyBy.NONE))
    held = HoldParties(entity_id=entity_id, party_ids=(meridian,), reason="a question")
    hold_parties(held, **by(MANAGER))

    assert found(client, "is:overdue") == found(client, "is:open") == ["TIDEWELL"]
    assert found(client, "is:credit") == found(client, "is:hold") == ["MERIDIAN"]
    assert found(client, "open:>200") == ["TIDEWELL"]
    assert found(client, "role:payer") == found(client, "no:mail") == []
    assert found(client, "is:double") == found(client, "is:over-limit") == []


@pytest.mark.promise(
    "Parties", "A segment of the bar leads to the parties whose sum it is."
)
def test_the_segment_of_the_bar_is_the_sum_of_what_it_leads_to(
    office: tuple[Client, int],
) -> None:
    client, _ = office

    whole = client.get("/hp/parties", {"found": "1"}).content.decode()
    narrow = {"q": "over:61..90", "found": "1"}
    part = client.get("/hp/parties", narrow).content.decode()
    rows = client.get("/hp/parties", {**narrow, "as": "csv"}).content.decode()

    assert "?q=over%3A61..90" in whole
    assert figure(whole, "open") == 280_00
    assert figure(whole, "age3") == figure(part, "found") == 140_00
    assert figure(part, "overdue") == 140_00
    assert rows.count("140.00") == 2, "open and overdue of one row"
    assert "280.00" not in rows


@pytest.mark.promise(
    "Parties", "The sums shown are those of the rows, as they are exported."
)
def test_the_sums_are_those_of_the_exported_rows(office: tuple[Client, int]) -> None:
    client, entity_id = office
    for number in range(3):
        a_party(entity_id, f"Osprey Catering {number}", f"OSPREY{number}")
        an_invoice(entity_id, f"OSPREY{number}", on=date(2026, 9, 1))

    text = client.get("/hp/parties", {"found": "1"}).content.decode()
    rows = client.get("/hp/parties", {"as": "csv"}).content.decode().splitlines()
    head = rows[0].lstrip("\ufeff").split(",")
    column = head.index("Open")
    cells = [row.split(",")[column] for row in rows[1:]]

    assert sum(float(cell or 0) for cell in cells) * 100 == figure(text, "open")


def test_a_list_of_fifty_asks_the_database_as_often_as_one_of_one(
    office: tuple[Client, int], django_assert_max_num_queries: Any
) -> None:
    client, entity_id = office
    for number in range(12):
        a_party(entity_id, f"Osprey Catering {number}", f"OSPREY{number}")

    with django_assert_max_num_queries(24):
        client.get("/hp/parties", {"found": "1"})


def typed(**changed: str) -> dict[str, str]:
    """A new party as its form sends it."""
    counts = {
        f"{rows}-{count}": "1" if count == "TOTAL_FORMS" else "0"
        for rows in ("addresses", "contacts", "tax_ids")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {
        **counts,
        "code": "LAKESHORE",
        "name": "Lakeshore Events",
        "kind": "organisation",
        "roles": "customer",
        "currency": "usd",
        "language": "en-US",
        "delivery": "mail",
        "grouping": "party",
        "credit_limit": "2.5k",
        "discount": "2.5",
        "is_active": "on",
        "addresses-0-kind": "billing",
        "addresses-0-street": "4 Lake Road",
        "addresses-0-city": "Salem",
        "addresses-0-region": "OR",
        "addresses-0-postcode": "97301",
        "addresses-0-country": "us",
        "contacts-0-name": "Ana Ruiz",
        "contacts-0-email": "ana@lakeshore.example",
        "contacts-0-gets_invoices": "on",
        "key": str(uuid4()),
        **changed,
    }


def test_a_party_is_typed_and_changed(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")

    added = client.post(f"/{code}/parties/new", typed())
    page = client.get(f"/{code}/parties/LAKESHORE/edit").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    changed = client.post(
        f"/{code}/parties/LAKESHORE/edit",
        typed(credit_limit="", name="Lakeshore Events Ltd", seen=seen[1]),
    )

    assert added.status_code == changed.status_code == 303
    assert changed["Location"] == f"/{code}/parties/LAKESHORE"
    with db.reading(entity_id):
        entry = entries_by_code(entity_id, ["LAKESHORE"])["LAKESHORE"]
    assert (entry.name, entry.credit_limit_minor) == ("Lakeshore Events Ltd", None)
    assert (entry.discount_bp, entry.currency) == (250, "USD")
    assert [one.country for one in entry.addresses] == ["US"]
    assert [one.email for one in entry.contacts] == ["ana@lakeshore.example"]


def test_what_cannot_be_kept_is_said_and_stays_typed(seated: Seating) -> None:
    client, code, _ = seated("coordinator")
    client.post(f"/{code}/parties/new", typed())

    taken = client.post(f"/{code}/parties/new", typed(name="Another"))
    nowhere = client.post(
        f"/{code}/parties/new",
        typed(code="B", **{"addresses-0-country": "XQ"}),
    )
    stale = client.post(f"/{code}/parties/LAKESHORE/edit", typed(seen="0" * 16))

    assert [one.status_code for one in (taken, nowhere, stale)] == [422, 422, 409]
    assert "has this number" in taken.content.decode()
    assert "XQ" in nowhere.content.decode()
    assert 'value="Another"' in taken.content.decode()
    assert "since this page was shown" in stale.content.decode()


@pytest.mark.promise(
    "Party", "Who changed a record meanwhile is named, and nothing is overwritten."
)
def test_who_changed_the_record_meanwhile_is_named(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    client.post(f"/{code}/parties/new", typed())
    page = client.get(f"/{code}/parties/LAKESHORE/edit").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen is not None
    other, _, _ = seated("senior coordinator")
    theirs = typed(name="Lakeshore Events Ltd", seen=seen[1])
    assert other.post(f"/{code}/parties/LAKESHORE/edit", theirs).status_code == 303

    stale = client.post(
        f"/{code}/parties/LAKESHORE/edit", typed(name="Lake Shore", seen=seen[1])
    )
    again = other.post(f"/{code}/parties/LAKESHORE/edit", theirs)

    assert stale.status_code == 409
    assert "was changed by Priya Raman since" in stale.content.decode()
    assert "It differs in: name." in stale.content.decode()
    assert 'value="Lake Shore"' in stale.content.decode()
    assert again.status_code == 303, "one sending, answered twice"
    with db.reading(entity_id):
        assert party_by_code(entity_id, "LAKESHORE").name == "Lakeshore Events Ltd"


def test_a_certificate_is_kept_from_the_page_of_the_party(
    office: tuple[Client, int],
) -> None:
    client, _ = office
    address = "/hp/parties/TIDEWELL/certificates"
    said = {
        "number": "OR-77",
        "place": "US-OR",
        "first": "2026-01-01",
        "last": "2026-12-31",
        "reason": "resale",
        "key": str(uuid4()),
    }

    backwards = client.post(address, {**said, "last": "2025-12-31"})
    kept = client.post(address, said)
    again = client.post(address, said)
    double = client.post(address, {**said, "number": "OR-78", "key": str(uuid4())})

    assert backwards.status_code == 422
    assert "ends before it begins" in backwards.content.decode()
    assert kept["Location"] == again["Location"] == "/hp/parties/TIDEWELL?tab=details"
    assert "OR-77" in client.get(kept["Location"]).content.decode()
    assert double.status_code == 422, "two for one place on one day"
    assert client.get(address).content.decode().count("<tr data-ref=") == 1


def test_a_party_is_held_and_released_with_a_reason(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    address = "/hp/parties/TIDEWELL/hold"

    silent = client.post(address, {"reason": "", "key": str(uuid4())})
    held = client.post(address, {"reason": "moves house", "key": str(uuid4())})
    with db.reading(entity_id):
        assert party_by_code(entity_id, "TIDEWELL").hold_reason == "moves house"
    said = {"reason": "has moved", "key": str(uuid4()), "release": "1"}
    client.post(address, said)

    assert (silent.status_code, held.status_code) == (422, 303)
    with db.reading(entity_id):
        assert party_by_code(entity_id, "TIDEWELL").hold_reason == ""


def test_a_double_is_merged_after_a_dry_run_and_parted_again(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    a_party(entity_id, "Tidewell Hotels", "TIDE2")
    address = "/hp/parties/TIDEWELL/merge"

    assert found(client, "is:double") == ["TIDEWELL", "TIDE2"]
    offered = client.get(address).content.decode()
    asked = {"double": "TIDE2", "reason": "the same", "key": str(uuid4())}
    looked = client.post(address, {**asked, "look": "1"})
    before = found(client, "")
    merged = client.post(address, asked)
    after = found(client, "")
    page = client.get(address).content.decode()
    merge_id = re.search(r'name="undo"\s+value="(\d+)"', page)
    assert merge_id is not None
    undo = {"undo": merge_id[1], "reason": "two after all", "key": str(uuid4())}
    client.post(address, undo)

    assert "?double=TIDE2" in offered
    assert "tide2@example.com" in looked.content.decode()
    assert before == ["MERIDIAN", "TIDEWELL", "TIDE2"]
    assert merged.status_code == 303
    assert after == ["MERIDIAN", "TIDEWELL"]
    assert found(client, "") == before


def test_doors_stay_shut(seated: Seating, office: tuple[Client, int]) -> None:
    client, _ = office
    auditor, code, _ = seated("auditor")
    stranger, _, _ = seated("accountant", "ng")

    assert client.get("/hp/parties/NOBODY").status_code == 404
    assert auditor.get(f"/{code}/parties").status_code == 200
    assert auditor.get(f"/{code}/parties/new").status_code == 403
    assert auditor.get(f"/{code}/parties/TIDEWELL/hold").status_code == 403
    assert stranger.get(f"/{code}/parties").status_code == 404
