"""A bank's table whose columns nobody knows: said in the browser, remembered after."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duebook import db
from duebook.apps.banking.queries.lines import waiting_lines
from tests.apps.banking.office import a_bank

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

ODD = """\
Wann;Wer;Warum;Wieviel X
11/03/2026;TIDEWELL;INV-1;100.00
11/04/2026;BANK;FEE;-2.50
"""


def send(client: Client, code: str, text: str = ODD) -> Any:
    file = SimpleUploadedFile("export.csv", text.encode())
    sent = {"file": file, "key": str(uuid4()), "account": "Harbor Bank"}
    return client.post(f"/{code}/bank/import", sent)


def as_said(page: Any, **fields: str) -> dict[str, Any]:
    """The form as it stands, with what some columns hold."""
    text = page.content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    heads = [
        unescape(one) for one in re.findall(r'name="heading" value="([^"]*)"', text)
    ]
    shown = {card.heading: card.field for card in page.context["looked"].cards}
    chosen = [fields.get(head.split()[0], shown[head]) for head in heads]
    return {**hidden, "heading": heads, "field": chosen}


SAID = {"Wann": "booked_on", "Wer": "other_name", "Warum": "text", "Wieviel": "amount"}


@pytest.mark.promise(
    "Bank", "What the columns of a bank’s table hold is said once, and remembered."
)
def test_the_columns_are_said_once_and_remembered(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    a_bank(entity_id)

    answer = send(client, code)
    assert answer.status_code == 303
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert [card.sample for card in page.context["looked"].cards][1] == "TIDEWELL"
    with db.reading(entity_id):
        assert not waiting_lines(entity_id)

    here = answer["Location"].split("?")[0]
    said = as_said(page, **SAID)
    looked = client.post(here, said).context["looked"]
    assert [line.amount_minor for line in looked.lines] == [100_00, -2_50]
    taken = client.post(here, {**said, "take": "yes"})

    assert taken.context["taken"].fresh == 2
    with db.reading(entity_id):
        assert [one.amount_minor for one in waiting_lines(entity_id)] == [100_00, -2_50]
    more = ODD.replace("INV-1;100.00", "INV-2;70.00")
    assert send(client, code, more).context["taken"].fresh == 1


def test_what_is_missing_is_said_and_nothing_is_kept(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    a_bank(entity_id)
    there = send(client, code)["Location"]
    page = client.get(there)

    said = as_said(page, Wann="booked_on", Wieviel="-")
    looked = client.post(there.split("?")[0], {**said, "take": "yes"})

    assert looked.status_code == 422
    assert b"amount" in looked.content
    with db.reading(entity_id):
        assert not waiting_lines(entity_id)


def test_a_stranger_sees_no_file(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    stranger, _, _ = seated("manager", "ng")
    auditor, _, _ = seated("auditor")
    a_bank(entity_id)
    there = send(client, code)["Location"]
    assert stranger.get(there).status_code == 404
    assert auditor.get(there).status_code == 403
    assert client.get(f"/{code}/bank/import/999999?name=x").status_code == 404
