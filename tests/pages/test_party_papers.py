"""The papers of a party: attached, taken off and back, got by name and noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duebook import db
from duebook.apps.papers.queries import attachments_of, handlings_of
from tests.office import a_party
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

HERE = "/hp/parties/TIDEWELL"
W9 = b"%PDF-1.7 W-9 of Tidewell"


def attach(client: Client, content: bytes = W9, name: str = "W-9.pdf") -> Any:
    sent = {"key": str(uuid4()), "file": SimpleUploadedFile(name, content)}
    return client.post(f"{HERE}/papers/attach", sent)


def page_of(client: Client) -> str:
    return str(client.get(f"{HERE}?tab=details").content.decode())


def names(entity_id: int, party_id: int) -> list[str]:
    with db.reading(entity_id):
        held = attachments_of(entity_id, "party", [party_id])
    return [one.name for one in held.get(party_id, ())]


def undo_last(client: Client) -> None:
    [undo] = re.findall(r'action="(/hp/acts/\d+/undo)"', page_of(client))
    assert client.post(undo).status_code == 303


@pytest.mark.promise(
    "Party",
    "A paper is attached, stands in the timeline, and comes off and on by undo.",
)
def test_a_paper_is_attached_taken_off_and_brought_back(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    party_id = a_party(entity_id)

    assert attach(client).status_code == 303
    page = page_of(client)
    assert 'data-ref="W-9.pdf"' in page
    assert "W-9.pdf attached" in page
    assert f"by {NAMES['coordinator']}" in page

    undo_last(client)
    assert names(entity_id, party_id) == []
    assert "W-9.pdf taken off" in page_of(client)

    attach(client)
    off = {"key": str(uuid4()), "name": "W-9.pdf", "reason": "of last year"}
    assert client.post(f"{HERE}/papers/off", off).status_code == 303
    assert names(entity_id, party_id) == []
    assert "of last year" in page_of(client)
    undo_last(client)
    assert names(entity_id, party_id) == ["W-9.pdf"]


@pytest.mark.promise("Party", "Who gets a paper of a party is noted.")
def test_who_gets_a_paper_is_noted(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    attach(client)
    auditor, _, _ = seated("auditor")

    assert auditor.get(f"{HERE}/papers/get?name=W-9.pdf").status_code == 303
    got = auditor.post(f"{HERE}/papers/get", {"name": "W-9.pdf"})

    assert got.content == W9
    assert got["Content-Type"] == "application/pdf"
    assert 'attachment; filename="W-9.pdf"' in got["Content-Disposition"]
    with db.reading(entity_id):
        newest, first = handlings_of(entity_id, "party", party_id)
    assert (newest.what, newest.person) == ("opened", NAMES["auditor"])
    assert (first.what, first.person) == ("attached", NAMES["coordinator"])
    told = auditor.get(f"{HERE}/papers").content.decode()
    assert f"Opened by {NAMES['auditor']}" in told


def test_what_cannot_be_attached_is_refused(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    attach(client)

    for content, name, said in (
        (b"MZ\x90\x00", "tool.exe", "of a kind that is not taken"),
        (b"%PDF-1.7 another", "W-9.pdf", "attached already"),
    ):
        refused = attach(client, content, name)
        assert refused.status_code == 422
        assert said in refused.content.decode()
    nothing = client.post(
        f"{HERE}/papers/off", {"key": str(uuid4()), "name": "W-9.pdf"}
    )
    assert nothing.status_code == 422
    assert client.post(f"{HERE}/papers/get", {"name": "x.pdf"}).status_code == 404
    assert names(entity_id, party_id) == ["W-9.pdf"]


def test_strangers_and_readers_attach_nothing(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    attach(client)
    stranger, _, _ = seated("manager", "ng")
    auditor, _, _ = seated("auditor")

    for address in ("papers", "papers/attach", "papers/off", "papers/get"):
        assert stranger.get(f"{HERE}/{address}").status_code == 404
    assert stranger.post(f"{HERE}/papers/get", {"name": "W-9.pdf"}).status_code == 404
    assert attach(auditor, name="mine.pdf").status_code == 403
    assert "Attach a paper" not in page_of(auditor)
    assert names(entity_id, party_id) == ["W-9.pdf"]
