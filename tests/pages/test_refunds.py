"""Refunds: sent once, never more than there is, above a limit by two people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.approvals.queries import requests
from duebook.apps.payments.models import Refund
from duebook.apps.payments.queries.credits import waiting_credits
from duebook.domain.application import ApplyBy
from duebook.domain.payments import Method
from tests.apps.payments.office import a_payment, open_of, receive
from tests.office import a_party
from tests.pages.reading import ON, hidden, sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int, int]:
    """Tidewell has 80.00 unapplied, of a cheque."""
    client, _, entity_id = seated("coordinator")
    spare = receive(entity_id, a_payment(a_party(entity_id), 80_00, how=ApplyBy.NONE))
    return client, entity_id, spare.item_id


def a_refund(client: Client, entity_id: int, credit_id: int, **typed: Any) -> Refund:
    """A refund that was sent."""
    said = {"amount": "80", "way": "cheque", "reason": "paid twice", **typed}
    answer = sent(client, f"/hp/refunds/new?credit={credit_id}", **said)
    assert answer.status_code == 303
    return Refund.objects.filter(entity_id=entity_id).latest("id")


@pytest.mark.promise("Refunds", "Sent twice, a refund still leaves once.")
def test_a_refund_within_the_limit_is_sent_once(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, credit_id = office
    address = f"/hp/refunds/new?credit={credit_id}"
    form = client.get(address)
    assert 'value="80.00"' in form.content.decode()
    said = {
        **hidden(form),
        "on": ON,
        "amount": "80.00",
        "way": "cheque",
        "reason": "paid twice",
    }

    first, second = client.post(address, said), client.post(address, said)

    assert first["Location"] == second["Location"]
    [refund] = Refund.objects.filter(entity_id=entity_id)
    assert refund.amount_minor == 80_00
    assert refund.number in client.get("/hp/refunds").content.decode()
    panel = client.get(
        f"/hp/refunds/{refund.number}",
        headers={"HX-Request-Type": "partial", "HX-Target": "aside#panel"},
    )
    assert "paid twice" in panel.content.decode()


@pytest.mark.promise("Refunds", "A refund is never more than its credit has left.")
def test_a_refund_is_never_more_than_the_credit(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, credit_id = office
    refused = sent(
        client,
        f"/hp/refunds/new?credit={credit_id}",
        amount="80.01",
        way="wire",
        reason="too much",
    )

    assert refused.status_code == 422
    assert "80.00 USD left" in refused.content.decode()
    assert not Refund.objects.filter(entity_id=entity_id).exists()


@pytest.mark.promise("Refunds", "Above a limit a refund waits for a second person.")
def test_a_refund_above_the_limit_waits_for_a_second_person(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, _ = office
    with db.reading(entity_id):
        [credit] = waiting_credits(entity_id, date(2027, 6, 1))
    spare = receive(entity_id, a_payment(credit.party_id, 400_00, how=ApplyBy.NONE))

    waits = sent(
        client,
        f"/hp/refunds/new?credit={spare.item_id}",
        amount="400",
        way="wire",
        reason="paid twice",
    )
    page = client.get(waits["Location"]).content.decode()

    assert "Waits for a second person" in page
    assert not Refund.objects.filter(entity_id=entity_id).exists()
    with db.reading(entity_id):
        assert len(requests(entity_id)) == 1


@pytest.mark.promise(
    "Refunds", "Money that came by card goes back to the card, or two people say no."
)
def test_another_way_than_the_card_asks_a_second_person(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, _ = office
    with db.reading(entity_id):
        [credit] = waiting_credits(entity_id, date(2027, 6, 1))
    by_card = a_payment(
        credit.party_id, 20_00, how=ApplyBy.NONE, method=Method.CARD, reference="4711"
    )
    spare = receive(entity_id, by_card)
    address = f"/hp/refunds/new?credit={spare.item_id}"
    assert "goes back to the card" in client.get(address).content.decode()

    sent(client, address, amount="20", way="cheque", reason="the card has expired")
    with db.reading(entity_id):
        [waiting] = requests(entity_id)
    assert "not to the card" in waiting.sentence

    sent(client, address, amount="20", way="card", reason="paid twice")
    assert Refund.objects.get(entity_id=entity_id).amount_minor == 20_00


@pytest.mark.promise("Refunds", "Nobody approves a refund that they asked for.")
def test_the_maker_of_a_refund_cannot_approve_it(
    office: tuple[Client, int, int], seated: Seating
) -> None:
    _, entity_id, _ = office
    manager, _, _ = seated("manager")
    coordinator, _, _ = seated("coordinator")
    with db.reading(entity_id):
        [credit] = waiting_credits(entity_id, date(2027, 6, 1))
    spare = receive(entity_id, a_payment(credit.party_id, 400_00, how=ApplyBy.NONE))
    sent(
        coordinator,
        f"/hp/refunds/new?credit={spare.item_id}",
        amount="400",
        way="wire",
        reason="paid twice",
    )
    with db.reading(entity_id):
        [waiting] = requests(entity_id)
    address = f"/approvals/hp-{waiting.id}"
    yes = {"what": "yes", "reason": "seen", "key": str(uuid4())}

    assert 'value="yes"' not in coordinator.get(address).content.decode()
    assert coordinator.post(address, yes).status_code == 422
    assert 'data-key="y"' not in coordinator.get("/hp/refunds").content.decode()
    assert not Refund.objects.filter(entity_id=entity_id).exists()

    assert manager.post(address, yes).status_code == 303
    assert Refund.objects.get(entity_id=entity_id).amount_minor == 400_00


@pytest.mark.promise(
    "Refunds", "A refund that the bank returns gives its credit back, to be used again."
)
def test_a_refund_that_came_back_gives_the_credit_back(
    office: tuple[Client, int, int],
) -> None:
    client, entity_id, credit_id = office
    refund = a_refund(client, entity_id, credit_id)
    address = f"/hp/refunds/{refund.number}"
    assert open_of(entity_id) == [0, 0]
    form = client.get(f"{address}/back")
    assert "80.00 USD are at the bank again" in form.content.decode()

    said = {**hidden(form), "on": ON, "reason": "account closed"}
    first = client.post(f"{address}/back", said)
    second = client.post(f"{address}/back", said)

    assert (first.status_code, second.status_code) == (303, 303)
    assert open_of(entity_id) == [-80_00, 0, 0]
    page = client.get(first["Location"]).content.decode()
    assert "account closed" in page
    assert f"/hp/unapplied/{credit_id}" in page
    assert refund.number in client.get("/hp/refunds?q=is:back").content.decode()
    assert (
        refund.number
        not in (
            client.get("/hp/refunds?q=is:sent").content.decode().partition("<tbody")[2]
        )
    )
    again = client.post(f"{address}/back", {**said, "key": str(uuid4())})
    assert again.status_code == 422


@pytest.mark.promise(
    "Refunds", "Credit that must go back says by which day, the oldest first."
)
def test_the_clock_of_a_credit_is_told(office: tuple[Client, int, int]) -> None:
    client, entity_id, _ = office
    with db.reading(entity_id):
        [credit] = waiting_credits(entity_id, date(2027, 6, 1))
    old = a_payment(
        credit.party_id, 5_00, how=ApplyBy.NONE, received_on=date(2026, 8, 3)
    )
    receive(entity_id, old)

    page = client.get("/hp/refunds").content.decode()

    assert "60 days ended 2 Oct" in page


def test_who_may_refund(office: tuple[Client, int, int], seated: Seating) -> None:
    client, entity_id, credit_id = office
    refund = a_refund(client, entity_id, credit_id)
    stranger, _, _ = seated("manager", "ng")
    auditor, _, _ = seated("auditor")

    assert stranger.get(f"/hp/refunds/{refund.number}").status_code == 404
    assert auditor.get(f"/hp/refunds/{refund.number}").status_code == 200
    assert auditor.get("/hp/refunds/new").status_code == 403
    assert auditor.get(f"/hp/refunds/{refund.number}/back").status_code == 403
