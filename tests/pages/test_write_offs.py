"""What may be given up: looked at first, done once, above a limit by two."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.approvals.queries import requests
from duebook.apps.desk.queries.acts import last_act
from duebook.apps.payments.actions import Asked
from duebook.apps.receivables.actions import (
    OpeningItem,
    TakeOverItems,
    take_over_items,
)
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.application import ApplyBy
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import a_party, by
from tests.pages.conftest import NAMES
from tests.pages.reading import ON, figure, flat, hidden

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

DUE = date(2026, 10, 1)
SWEEP = "/hp/write-offs/sweep"


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int, tuple[int, ...]]:
    """Of three paid debts 1.00, 2.00 and 3.00 are left; 40.00 and 900.00 are old."""
    client, _, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    first = date(2026, 1, 5)
    items = take_over_items(
        TakeOverItems(
            entity_id=entity_id,
            taken_over_on=first,
            items=tuple(
                OpeningItem(
                    party_id=party_id,
                    number=f"INV-{place + 1}",
                    currency="USD",
                    amount_minor=amount_minor,
                    document_on=first,
                    due_on=first if amount_minor in {40_00, 900_00} else DUE,
                )
                for place, amount_minor in enumerate(
                    (101_00, 102_00, 103_00, 40_00, 900_00)
                )
            ),
        ),
        **by(),
    )
    asked = tuple(Asked(item_id, 100_00) for item_id in items[:3])
    receive(entity_id, a_payment(party_id, 300_00, asked=asked))
    return client, entity_id, items


def listed(client: Client, line: str) -> set[str]:
    page = client.get("/hp/write-offs", {"q": line}).content.decode()
    return set(re.findall(r"INV-\d", page))


@pytest.mark.promise("Write-offs", "Candidates are small rests and old debts.")
def test_candidates_are_small_rests_and_what_is_old(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, _ = office

    assert listed(client, "is:small") == {"INV-1", "INV-2", "INV-3"}
    assert listed(client, "over:>180") == {"INV-4", "INV-5"}
    assert listed(client, "is:candidate") == {f"INV-{n}" for n in range(1, 6)}
    assert listed(client, "INV-4") == {"INV-4"}


@pytest.mark.promise(
    "Write-offs", "A sweep is looked at first, keeps its cap, and lists what it left."
)
def test_a_sweep_is_looked_at_first_and_keeps_its_cap(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    form = client.get(SWEEP)
    said = {**hidden(form), "amount": "4", "on": ON}

    look = client.post(SWEEP, {**said, "do": "look"})
    assert (figure(flat(look), "swept"), figure(flat(look), "left")) == (3_00, 3_00)
    assert "left, the cap is reached" in look.content.decode()
    assert open_of(entity_id)[:3] == [1_00, 2_00, 3_00]

    done = {**hidden(look), **said, "do": "sweep"}
    first, second = client.post(SWEEP, done), client.post(SWEEP, done)
    assert (first.status_code, second.status_code) == (303, 303)
    assert open_of(entity_id)[:3] == [0, 0, 3_00]
    assert "2 small rests swept, 3.00 USD in all" in (
        client.get(first["Location"]).content.decode()
    )


def test_a_debt_is_given_up_with_evidence(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, items = office
    address = f"/hp/write-offs/{items[3]}"
    form = client.get(address)
    assert "Bad debt" in form.content.decode()  # the effect on the books

    said = {**hidden(form), "amount": "40.00", "why": "estate", "on": ON}
    assert client.post(address, said).status_code == 422
    assert client.post(address, {**said, "reason": "letter"}).status_code == 303

    assert open_of(entity_id)[3] == 0


def test_more_than_is_open_is_refused(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, items = office
    address = f"/hp/write-offs/{items[3]}"
    said = {
        **hidden(client.get(address)),
        "amount": "40.01",
        "why": "estate",
        "on": ON,
        "reason": "letter",
    }

    assert client.post(address, said).status_code == 422
    assert open_of(entity_id)[3] == 40_00


@pytest.mark.promise("Write-offs", "A write-off above the limit waits in Approvals.")
def test_above_the_limit_it_waits(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, items = office
    address = f"/hp/write-offs/{items[4]}"
    form = client.get(address)
    assert "waits for a second person" in form.content.decode()
    said = {
        **hidden(form),
        "amount": "900",
        "why": "insolvent",
        "on": ON,
        "reason": "court letter of May",
    }

    page = client.get(client.post(address, said)["Location"]).content.decode()

    assert "Waits for a second person" in page
    assert open_of(entity_id)[4] == 900_00
    with db.reading(entity_id):
        assert len(requests(entity_id)) == 1


@pytest.mark.promise(
    "Write-offs", "Money that comes after a write-off is a recovery, and shown as such."
)
def test_a_payment_after_a_write_off_shows_as_recovery(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, items = office
    said = {"amount": "40", "why": "estate", "on": ON, "reason": "court letter"}
    address = f"/hp/write-offs/{items[3]}"
    client.post(address, {**hidden(client.get(address)), **said})
    with db.reading(entity_id):
        party_id = items_by_id(entity_id, [items[3]])[items[3]].party_id
    paid = receive(entity_id, a_payment(party_id, 25_00, how=ApplyBy.NONE))
    page = client.get(f"/hp/payments/{paid.number}").content.decode()
    assert "Written off of this payer" in page
    [recover] = re.findall(r'href="([^"]+/recover/\d+)"', page)

    form = client.get(recover)
    assert "15.00 stay written off" in form.content.decode()
    sent = {**hidden(form), "on": ON, "reason": "the estate paid"}
    first, second = client.post(recover, sent), client.post(recover, sent)

    assert (first.status_code, second.status_code) == (303, 303)
    page = client.get(first["Location"]).content.decode()
    assert "recovery" in page
    assert 'data-ref="INV-4"' in page
    with db.reading(entity_id):
        assert items_by_id(entity_id, [items[3]])[items[3]].open_minor == 0


def test_who_may_look_and_who_may_write_off(
    office: tuple[Client, int, tuple[int, ...]], seated: Seating
) -> None:
    _, _, items = office
    auditor, _, _ = seated("auditor")
    stranger, _, _ = seated("manager", "ng")

    assert auditor.get("/hp/write-offs").status_code == 200
    assert auditor.get(SWEEP).status_code == 403
    assert stranger.get("/hp/write-offs").status_code == 404
    assert stranger.get(f"/hp/write-offs/{items[0]}").status_code == 404


def test_the_list_asks_few_questions(
    office: tuple[Client, int, tuple[int, ...]], django_assert_max_num_queries: Any
) -> None:
    client, _, _ = office
    client.get("/hp/write-offs")
    with django_assert_max_num_queries(28):
        client.get("/hp/write-offs")


@pytest.mark.promise(
    "Write-offs",
    "All that the line finds is written off in one act, seen first, and undone as one.",
)
def test_all_that_is_found_is_written_off_and_undone_as_one(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    chosen = {"q": "is:small", "all": "1"}

    look = client.post("/hp/write-offs/chosen", chosen)
    said = look.content.decode()
    assert figure(flat(look), "going") == 6_00
    assert "3 debts" in said
    assert "Bad debt" in said  # the effect on the books
    assert "can be undone, for all of them together" in said
    assert open_of(entity_id)[:3] == [1_00, 2_00, 3_00]

    sent = {**hidden(look), **chosen, "do": "1", "why": "not worth it", "on": ON}
    assert client.post("/hp/write-offs/chosen", sent).status_code == 422  # no evidence
    sent["reason"] = "three letters"
    first, second = (client.post("/hp/write-offs/chosen", sent) for _ in range(2))
    assert first.status_code == 303
    assert second["Location"] == "/hp/write-offs"  # done before: nothing more is done
    assert open_of(entity_id)[:5] == [0, 0, 0, 40_00, 900_00]
    assert "3 debts written off, 6.00 USD in all" in (
        client.get(first["Location"]).content.decode()
    )

    with db.reading(entity_id):
        act = last_act(entity_id, NAMES["coordinator"])
    assert act is not None
    undo = f"/hp/acts/{act.event_id}/undo"
    form = hidden(client.get(undo))
    assert client.post(undo, {**form, "reason": "too early"}).status_code == 303
    assert open_of(entity_id)[:3] == [1_00, 2_00, 3_00]


def test_many_above_the_limit_wait_and_those_who_can_say_yes_are_named(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, items = office
    chosen = {"q": "", "id": [str(items[3]), str(items[4])]}

    look = client.post("/hp/write-offs/chosen", chosen)
    assert "above your limit of" in look.content.decode()
    assert f"{NAMES['manager']} can say yes" in look.content.decode()
    sent = {**hidden(look), **chosen, "do": "1", "why": "estate", "on": ON}
    asked = client.post("/hp/write-offs/chosen", {**sent, "reason": "court"})
    assert asked.status_code == 303

    assert open_of(entity_id)[3:5] == [40_00, 900_00]
    with db.reading(entity_id):
        [waits] = requests(entity_id)
    assert waits.amount_minor == 940_00


@pytest.mark.promise(
    "Write-offs", "A debt that is kept is no candidate until its day, and says why."
)
def test_a_debt_that_is_kept_is_no_candidate(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, items = office
    chosen = {"q": "", "id": str(items[3])}
    look = client.post("/hp/write-offs/keep", chosen)
    sent = {**hidden(look), **chosen, "do": "1", "reason": "the heirs pay"}

    assert client.post("/hp/write-offs/keep", {**sent, "until": "t"}).status_code == 422
    done = client.post("/hp/write-offs/keep", {**sent, "until": "2026-12-01"})
    assert done.status_code == 303

    assert listed(client, "is:kept") == {"INV-4"}
    assert listed(client, "is:candidate") == {"INV-1", "INV-2", "INV-3", "INV-5"}
    why = client.get(f"/hp/write-offs/{items[3]}/why").content.decode()
    assert "kept until 1 Dec 2026: the heirs pay" in why


def test_debts_in_two_currencies_are_kept_and_summed_apart(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, items = office
    [euros] = owes(
        entity_id, a_party(entity_id), 7_00, numbers=["INV-9"], currency="EUR"
    )

    look = client.post(
        "/hp/write-offs/keep", {"q": "", "id": [str(items[3]), str(euros)]}
    )

    assert set(
        re.findall(
            r'data-fig="going"\s+data-minor="(\d+)"\s+data-currency="(\w+)"',
            look.content.decode(),
        )
    ) == {("4000", "USD"), ("700", "EUR")}


@pytest.mark.promise(
    "Write-offs", "What is open of a debt says what it is made of and which rule holds."
)
def test_an_open_debt_explains_itself(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, items = office

    page = client.get(f"/hp/write-offs/{items[0]}/why")
    said = page.content.decode()

    assert figure(flat(page), "explained") == 1_00
    assert "101.00" in said
    assert "−100.00" in said
    assert "was paid in part may be given up" in said
    assert f"/hp/write-offs/{items[0]}/why" in (
        client.get(f"/hp/write-offs/{items[0]}").content.decode()
    )
