"""A lockbox in the browser: looked at cheque by cheque, taken in, taken back."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duebook import db
from duebook.apps.banking.queries.deposits import deposits
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.domain.disputes import Category
from tests.apps.banking.office import a_bank
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import CLERK, a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

BOX = """\
Cheque number,Payer,Cheque amount,Invoice,Amount paid
1041,Tidewell Hotels,120.00,INV-101,80.00
1041,Tidewell Hotels,120.00,INV-102,40.00
9,Nobody We Know,15.00,INV-888,15.00
"""


def an_office(entity_id: int) -> int:
    """Tidewell owes INV-101 and INV-102 (80.00, 50.00)."""
    a_bank(entity_id)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 80_00, 50_00, numbers=["INV-101", "INV-102"])
    return party_id


def send(client: Client, code: str, text: str = BOX) -> Any:
    file = SimpleUploadedFile("box.csv", text.encode())
    sent = {"file": file, "account": "Harbor Bank", "on": "2026-11-03"}
    return client.post(f"/{code}/deposits/lockbox", {**sent, "key": str(uuid4())})


def looked_at(client: Client, code: str, text: str = BOX) -> tuple[str, Any]:
    """The address where a file is looked at, and the page there."""
    answer = send(client, code, text)
    assert answer.status_code == 303
    return answer["Location"], client.get(answer["Location"])


def as_shown(page: Any) -> dict[str, str]:
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.content.decode()))


@pytest.mark.promise(
    "Deposits",
    "A lockbox is looked at cheque by cheque before anything of it is posted.",
)
def test_a_lockbox_is_looked_at_and_then_taken_in(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    an_office(entity_id)
    assert b"deposits/lockbox" in client.get(f"/{code}/deposits").content

    there, page = looked_at(client, code)

    box = page.context["box"]
    assert [
        (one.reference, [share.number for share in one.shares], one.left_minor)
        for one in box.cheques
    ] == [("1041", ["INV-101", "INV-102"], 0), ("9", [], 15_00)]
    assert b"Nothing says whose cheque it is" in page.content
    with db.reading(entity_id):
        assert not deposits(entity_id)

    said = as_shown(page)
    taken = client.post(there.split("?")[0], said)
    twice = client.post(there.split("?")[0], said)
    assert (taken.status_code, taken["Location"]) == (303, twice["Location"])
    with db.reading(entity_id):
        [slip] = deposits(entity_id)
    assert taken["Location"] == f"/{code}/deposits/{slip.number}"
    assert (slip.amount_minor, slip.payments) == (135_00, 2)
    assert open_of(entity_id)[:2] == [0, 10_00]


@pytest.mark.promise(
    "Deposits", "The sum of a lockbox tells the cheques that it is made of."
)
def test_the_sum_of_the_slip_tells_its_cheques(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    an_office(entity_id)
    there, page = looked_at(client, code)
    [asked] = re.findall(r'class="why"\s+href="([^"]+)"', page.content.decode())

    panel = {"HX-Request-Type": "partial", "HX-Target": "aside#panel"}
    address = f"{there.split('?')[0]}{unescape(asked)}"
    told = client.get(address, headers=panel).content.decode()

    assert 'data-minor="13500"' in told
    for place, number in enumerate(("1041", "9"), start=1):
        assert f'href="#cheque-{place}">{number}</a>' in told
        assert f'id="cheque-{place}"' in page.content.decode()


@pytest.mark.promise(
    "Deposits", "Undo takes a lockbox back whole, and its file may come again."
)
def test_undo_takes_the_lockbox_back_whole(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    an_office(entity_id)
    there, page = looked_at(client, code)
    slip_page = client.get(client.post(there.split("?")[0], as_shown(page))["Location"])
    last = re.search(rb'action="([^"]*/undo)"', slip_page.content)
    assert last, "the key line offers the undo"

    undone = client.post(
        last[1].decode(), {"key": str(uuid4()), "reason": "wrong account"}
    )

    assert undone.status_code == 303
    assert open_of(entity_id)[:2] == [80_00, 50_00]
    assert b"taken back" in client.get(f"/{code}/deposits").content
    there, page = looked_at(client, code)
    assert client.post(there.split("?")[0], as_shown(page)).status_code == 303
    assert open_of(entity_id)[:2] == [0, 10_00]


@pytest.mark.promise(
    "Deposits", "A faulty lockbox names row and column, and posts nothing."
)
def test_a_file_that_cannot_be_right_is_refused_by_row(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    an_office(entity_id)

    _, page = looked_at(client, code, BOX.replace("1041,T", ",T"))

    assert page.status_code == 422
    assert b"box.csv, row 2, cheque: The row does not say which" in page.content
    assert "box" not in page.context
    empty = client.post(f"/{code}/deposits/lockbox", {"key": str(uuid4())})
    assert empty.status_code == 422


def test_what_changed_meanwhile_is_looked_at_again(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    party_id = an_office(entity_id)
    there, page = looked_at(client, code)
    receive(entity_id, a_payment(party_id, 80_00))

    stale = client.post(there.split("?")[0], as_shown(page))

    assert stale.status_code == 409
    assert b"has changed since" in stale.content
    with db.reading(entity_id):
        assert not deposits(entity_id)
    assert client.post(there.split("?")[0], as_shown(stale)).status_code == 303


def test_what_a_cheque_pays_of_a_dispute_is_said_before(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    a_bank(entity_id)
    [item] = owes(entity_id, party_id, 80_00, numbers=["INV-101"])
    opened = OpenDispute(
        entity_id=entity_id,
        item_id=item,
        amount_minor=25_00,
        category=Category.PRICE,
        reason="billed twice",
        owner=NAMES["coordinator"],
        opened_on=date(2026, 11, 3),
    )
    open_dispute(opened, **by(CLERK))

    _, page = looked_at(client, code)

    assert [one.is_contested for one in page.context["box"].cheques[0].shares] == [True]
    assert b"in dispute" in page.content


def test_the_same_lockbox_twice_is_told(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    an_office(entity_id)
    there, page = looked_at(client, code)
    client.post(there.split("?")[0], as_shown(page))

    there, again = looked_at(client, code)

    assert again.context["box"].fresh == ()
    twice = client.post(there.split("?")[0], as_shown(again))
    assert b"came before; nothing was added" in twice.content


def test_who_may_not_receive_sees_no_lockbox(seated: Seating) -> None:
    client, code, _ = seated("auditor")
    assert client.get(f"/{code}/deposits/lockbox").status_code == 403
    stranger, _, _ = seated("manager", "ng")
    assert stranger.get(f"/{code}/deposits/lockbox/1?name=a").status_code == 404
    clerk, _, _ = seated("coordinator")
    assert clerk.get(f"/{code}/deposits/lockbox/99?name=a").status_code == 404
