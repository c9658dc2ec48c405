"""A second person decides, with what a yes would do in view."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from duebook import db
from duebook.apps.approvals.queries import requests
from duebook.apps.entities.actions import now
from duebook.apps.ledger.queries import last_entry
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    WriteOff,
    take_over_items,
    write_off,
)
from tests.office import a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

NOW = now()
TODAY = NOW.astimezone(ZoneInfo("America/Chicago")).date()


def a_held_write_off(entity_id: int) -> int:
    """A write-off of 80.00 that the coordinator may not do alone."""
    [item_id] = take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=TODAY,
            items=(
                OpeningItem(
                    party_id=a_party(entity_id),
                    number="OLD-1",
                    currency="USD",
                    amount_minor=80_00,
                    document_on=TODAY,
                    due_on=TODAY,
                ),
            ),
        ),
        **by(at=NOW),
    )
    waiting = write_off(
        WriteOff(
            entity_id=entity_id, item_id=item_id, written_off_on=TODAY, reason="gone"
        ),
        **by(NAMES["coordinator"], at=NOW),
    )
    return int(waiting.request_id)


def answer(client: Client, address: str, what: str) -> int:
    sent = {"what": what, "reason": "Agreed by phone", "key": str(uuid4())}
    return client.post(address, sent).status_code


def test_a_yes_shows_first_what_it_would_post_and_then_posts_it(
    seated: Seating,
) -> None:
    seated("coordinator")
    client, code, entity_id = seated("manager")
    request_id = a_held_write_off(entity_id)
    with db.reading(entity_id):
        before = last_entry(entity_id)

    assert b"Waits for me" in client.get("/approvals").content
    page = client.get(f"/approvals/{code}-{request_id}")

    assert page.status_code == 200
    assert "A yes would post" in page.content.decode()
    assert "−80.00" in page.content.decode()
    with db.reading(entity_id):
        assert last_entry(entity_id) == before

    assert answer(client, f"/approvals/{code}-{request_id}", "yes") == 303
    with db.reading(entity_id):
        assert requests(entity_id) == []
        assert last_entry(entity_id) > before


def test_nobody_decides_on_their_own_request(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    request_id = a_held_write_off(entity_id)

    page = client.get(f"/approvals/{code}-{request_id}").content.decode()

    assert "somebody else decides" in page
    assert 'value="yes"' not in page
    assert answer(client, f"/approvals/{code}-{request_id}", "yes") == 422


def test_a_stranger_finds_no_such_request(seated: Seating) -> None:
    seated("coordinator")
    _, code, entity_id = seated("manager")
    request_id = a_held_write_off(entity_id)
    stranger, _, _ = seated("accountant", "ng")

    assert stranger.get(f"/approvals/{code}-{request_id}").status_code == 404
