"""A second person decides, with what a yes would do in view."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from duebook import db
from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.queries import request, requests
from duebook.apps.entities.actions import now
from duebook.apps.ledger.queries import last_entry
from duebook.apps.notes.queries import waiting_for
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    WriteOff,
    take_over_items,
    write_off,
)
from duebook.apps.receivables.models import Item
from tests.office import a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

NOW = now()
TODAY = NOW.astimezone(ZoneInfo("America/Chicago")).date()


def a_held_write_off(entity_id: int, amount_minor: int = 80_00) -> int:
    """A write-off that the coordinator may not do alone."""
    [item_id] = take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=TODAY,
            items=(
                OpeningItem(
                    party_id=a_party(entity_id),
                    number="OLD-1",
                    currency="USD",
                    amount_minor=amount_minor,
                    document_on=TODAY,
                    due_on=TODAY,
                ),
            ),
        ),
        **by(at=NOW),
    )
    return asked_for(entity_id, item_id)


def asked_for(entity_id: int, item_id: int, amount_minor: int | None = None) -> int:
    """The coordinator asks for a write-off, whole or in part."""
    waiting = write_off(
        WriteOff(
            entity_id=entity_id,
            item_id=item_id,
            written_off_on=TODAY,
            reason="gone",
            amount_minor=amount_minor,
        ),
        **by(NAMES["coordinator"], at=NOW),
    )
    assert isinstance(waiting, Held)
    return waiting.request_id


def answer(client: Client, address: str, what: str, **more: str) -> int:
    sent = {"what": what, "reason": "Agreed by phone", "key": str(uuid4()), **more}
    return client.post(address, sent).status_code


def state_of(entity_id: int, request_id: int) -> str:
    with db.reading(entity_id):
        return request(entity_id, request_id).state


@pytest.mark.promise(
    "Approvals", "The entries that a yes would post stand there before it is said."
)
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


def test_a_sentence_without_a_button_decides_nothing_and_says_so(
    seated: Seating,
) -> None:
    seated("coordinator")
    client, code, entity_id = seated("manager")
    request_id = a_held_write_off(entity_id)
    address = f"/approvals/{code}-{request_id}"
    shown = client.get(address).content.decode()

    told = client.post(address, {"reason": "Agreed by phone", "key": str(uuid4())})

    page = told.content.decode()
    assert told.status_code == 422
    assert "Nothing was decided" in page
    assert posting(page) == posting(shown) != []
    assert state_of(entity_id, request_id) == "waiting"


def posting(page: str) -> list[str]:
    """The accounts and amounts that a yes would post."""
    told = page.partition("A yes would post")[2].partition("</table>")[0]
    return re.findall(r"<td.*?</td>|<th scope=\"row\".*?</th>", told, re.DOTALL)


@pytest.mark.promise("Approvals", "Nobody decides on what they asked for themselves.")
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


@pytest.mark.promise(
    "Approvals",
    "A yes above one’s own limit goes on to whose limit is enough.",
)
def test_a_yes_above_ones_limit_goes_to_the_next_limit(seated: Seating) -> None:
    seated("coordinator")
    senior, code, entity_id = seated("senior coordinator")
    manager, _, _ = seated("manager")
    request_id = a_held_write_off(entity_id, 300_00)
    address = f"/approvals/{code}-{request_id}"
    page = senior.get(address).content.decode()
    assert "It is above your own limit." in page
    assert "Agree, and pass to" in page

    assert answer(senior, address, "yes", to=NAMES["manager"]) == 303

    assert state_of(entity_id, request_id) == "waiting"
    assert "Agreed by phone (agrees)" in manager.get(address).content.decode()
    assert "request" in manager.get("/today?kind=questions").content.decode()
    with db.reading(entity_id):
        [asked] = waiting_for(entity_id, NAMES["manager"])
    assert asked.asked_by == NAMES["senior coordinator"]

    # Once it is decided, nobody is asked about it any more.
    assert answer(manager, address, "yes") == 303
    assert state_of(entity_id, request_id) == "done"
    with db.reading(entity_id):
        assert waiting_for(entity_id, NAMES["manager"]) == []


@pytest.mark.promise(
    "Approvals", "A request goes back with a question, and comes again with its answer."
)
def test_a_request_is_sent_back_with_a_question(seated: Seating) -> None:
    maker, code, entity_id = seated("coordinator")
    manager, _, _ = seated("manager")
    request_id = a_held_write_off(entity_id)
    address = f"/approvals/{code}-{request_id}"

    assert answer(manager, address, "ask", reason="Was there no payment?") == 303

    groups = manager.get("/approvals").content.decode()
    assert "sent back" in groups.partition("Waits for others")[2]
    with db.reading(entity_id):
        [asked] = waiting_for(entity_id, NAMES["coordinator"])
    said = {"answer": "None since May.", "key": str(uuid4())}
    maker.post(f"/{code}/questions/{asked.id}", said)
    assert "sent back" not in manager.get("/approvals").content.decode()
    assert "None since May." in manager.get(address).content.decode()


@pytest.mark.promise(
    "Approvals", "However often Approve is pressed, the act happens once."
)
def test_a_yes_pressed_twice_does_the_act_once(seated: Seating) -> None:
    seated("coordinator")
    client, code, entity_id = seated("manager")
    request_id = a_held_write_off(entity_id)
    address = f"/approvals/{code}-{request_id}"
    yes = {"what": "yes", "reason": "Agreed", "key": str(uuid4())}

    first = client.post(address, yes)
    with db.reading(entity_id):
        posted = last_entry(entity_id)
    second = client.post(address, yes)
    other = client.post(address, {**yes, "key": str(uuid4())})

    assert (first.status_code, second.status_code) == (303, 303)
    assert other.status_code == 422, "another press finds it decided"
    with db.reading(entity_id):
        assert last_entry(entity_id) == posted


@pytest.mark.promise(
    "Approvals",
    "A changed request is a new one; a yes to the old does nothing.",
)
def test_asking_anew_voids_what_was_asked_before(seated: Seating) -> None:
    seated("coordinator")
    client, code, entity_id = seated("manager")
    first = a_held_write_off(entity_id)
    [item_id] = Item.objects.filter(entity_id=entity_id).values_list("id", flat=True)

    second = asked_for(entity_id, item_id, 60_00)

    assert state_of(entity_id, first) == "withdrawn"
    assert f"Asked anew as request {second}." in (
        client.get(f"/approvals/{code}-{first}").content.decode()
    )
    assert answer(client, f"/approvals/{code}-{first}", "yes") == 422
    assert answer(client, f"/approvals/{code}-{second}", "yes") == 303
    assert Item.objects.get(entity_id=entity_id, id=item_id).open_minor == 20_00


@pytest.mark.promise("Approvals", "Who asked can withdraw it, and nobody else.")
def test_a_request_is_withdrawn_by_who_asked(seated: Seating) -> None:
    maker, code, entity_id = seated("coordinator")
    manager, _, _ = seated("manager")
    request_id = a_held_write_off(entity_id)
    address = f"/approvals/{code}-{request_id}"

    assert answer(manager, address, "withdraw") == 422
    assert 'value="withdraw"' in maker.get(address).content.decode()
    assert answer(maker, address, "withdraw") == 303

    assert state_of(entity_id, request_id) == "withdrawn"
    assert answer(manager, address, "yes") == 422
    assert "Withdrew request" in maker.get(f"/{code}/acts").content.decode()
