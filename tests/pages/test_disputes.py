"""Disputes: found by how they stand, shown as a case, closed with their cause."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.approvals.actions import Answer, approve
from duebook.apps.approvals.queries import requests
from duebook.apps.delivery.queries import deliveries_of
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.disputes.queries import dispute_by_number
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    issue_credit_note,
)
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.disputes import Category
from tests.office import CLERK, MANAGER, books_hold, by, chain_holds
from tests.pages.documents import DAY, an_invoice, an_office

if TYPE_CHECKING:
    from datetime import date

    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db


def contested(entity_id: int, owner: str, *, minor: int, due_on: date) -> str:
    """A dispute over a part of a new invoice, by its number."""
    opened = OpenDispute(
        entity_id=entity_id,
        item_id=an_invoice(entity_id).item_ids[0],
        amount_minor=minor,
        category=Category.QUANTITY,
        reason="two pallets were missing",
        owner=owner,
        opened_on=DAY,
        due_on=due_on,
    )
    return open_dispute(opened, **by(CLERK)).number


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int, str, str]:
    """Two cases: one of the manager's, due soon; one of the clerk's, due later."""
    client, _, entity_id = seated()
    an_office(entity_id)
    mine = contested(entity_id, MANAGER, minor=40_00, due_on=DAY)
    theirs = contested(entity_id, CLERK, minor=60_00, due_on=DAY + timedelta(days=2000))
    return client, entity_id, mine, theirs


def found(client: Client, line: str, **asked: str) -> list[str]:
    page = client.get("/hp/disputes", {"q": line, **asked})
    assert page.status_code == 200, page.content
    return re.findall(r'<tr data-ref="([^"]+)"', page.content.decode())


def test_disputes_are_found_by_how_they_stand(
    office: tuple[Client, int, str, str],
) -> None:
    client, _, mine, theirs = office

    assert sorted(found(client, "is:open")) == [mine, theirs]
    assert found(client, "", sort="due") == [mine, theirs]
    assert found(client, "is:late") == found(client, "is:mine") == [mine]
    assert found(client, "amount:>50") == [theirs]
    assert sorted(found(client, "tidewell cause:quantity")) == [mine, theirs]
    assert found(client, "is:closed") == found(client, "nobody") == []
    page = client.get("/hp/disputes", {"found": "1"}).content.decode()
    assert 'data-fig="found" data-minor="10000"' in page


@pytest.mark.promise("Disputes", "Only the disputed amount is held.")
def test_a_case_says_what_is_held_and_what_is_not(
    office: tuple[Client, int, str, str],
) -> None:
    client, _, mine, _ = office

    text = client.get(f"/hp/disputes/{mine}").content.decode()

    assert re.search(r'data-fig="contested"\s+data-minor="4000"', text)
    assert re.search(r'data-fig="free"\s+data-minor="10000"', text)
    assert "two pallets were missing" in text
    assert "answer late" in text
    assert client.get("/hp/disputes/DIS-0").status_code == 404


@pytest.mark.promise("Disputes", "A case is not closed without its cause, and once.")
def test_a_case_is_closed_with_its_cause_and_once(
    office: tuple[Client, int, str, str],
) -> None:
    client, entity_id, mine, _ = office
    said = {"outcome": "rejected", "reason": "signed for in full", "key": str(uuid4())}

    silent = client.post(f"/hp/disputes/{mine}/close", {**said, "reason": ""})
    closed = client.post(f"/hp/disputes/{mine}/close", said)
    again = client.post(f"/hp/disputes/{mine}/close", said)
    late = client.post(f"/hp/disputes/{mine}/close", {**said, "key": str(uuid4())})
    codes = [one.status_code for one in (silent, closed, again, late)]
    assert codes == [422, 303, 303, 409]
    assert "closed meanwhile: rejected, signed for in full" in late.content.decode()
    assert found(client, "is:rejected") == [mine]
    with db.reading(entity_id):
        assert dispute_by_number(entity_id, mine).outcome_reason == "signed for in full"


@pytest.mark.promise(
    "Disputes",
    "A case in which they are right is not closed without its credit note, or the "
    "reason why none is due.",
)
def test_who_is_right_is_credited_or_told_why_not(
    office: tuple[Client, int, str, str],
) -> None:
    client, entity_id, mine, theirs = office
    upheld = {"outcome": "upheld", "reason": "two were missing"}

    def close(number: str, **said: str) -> int:
        form = {**upheld, "key": str(uuid4()), **said}
        return client.post(f"/hp/disputes/{number}/close", form).status_code

    assert close(mine) == 422
    with db.reading(entity_id):
        case = dispute_by_number(entity_id, mine)
    assert not case.outcome
    note = IssueCreditNote(
        entity_id=entity_id,
        number=case.item_number,
        credited_on=DAY,
        reason="two were missing",
    )
    issue_credit_note(note, **by(MANAGER))

    assert close(mine) == 303
    assert close(theirs, no_credit="They take it off the next order.") == 303
    with db.reading(entity_id):
        case = dispute_by_number(entity_id, theirs)
    assert case.outcome == "upheld"
    assert "No credit is due: They take it off" in case.outcome_reason


@pytest.mark.promise(
    "Disputes",
    "Accepting issues the credit note, applies it, closes the case and sends it, "
    "in one act.",
)
def test_accepting_credits_applies_closes_and_tells_in_one_act(
    office: tuple[Client, int, str, str],
) -> None:
    client, entity_id, mine, _ = office
    address = f"/hp/disputes/{mine}/accept"
    shown = client.get(address)
    form = re.findall(
        r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.content.decode()
    )
    typed = dict(
        re.findall(r'name="(amount-\d+)" value="([^"]*)"', shown.content.decode())
    )
    assert list(typed.values()) == ["40.00"]
    said = {**dict(form), **typed, "reason": "two were missing", "on": f"{DAY}"}

    done = client.post(address, said)
    again = client.post(address, said)

    assert (done.status_code, done["Location"]) == (303, f"/hp/disputes/{mine}")
    assert again.status_code == 303, "one sending accepts once"
    page = client.get(f"/hp/disputes/{mine}").content.decode()
    assert re.search(r'data-fig="open"\s+data-minor="10000"', page)
    with db.reading(entity_id):
        case = dispute_by_number(entity_id, mine)
        item = items_by_id(entity_id, [case.item_id])[case.item_id]
        note = stored_by_number(entity_id, case.credit_note)
        sent = deliveries_of(entity_id, "credit_note", [note.id])
    assert f'data-ref="{case.credit_note}"' in page
    assert (case.outcome, note.kind, note.total_minor) == (
        "upheld",
        "credit_note",
        -40_00,
    )
    assert (item.open_minor, item.contested_minor) == (100_00, 0)
    assert sent[note.id], "it goes out to them"
    late = client.post(address, {**said, "key": str(uuid4())})
    assert late.status_code == 409, "it was accepted meanwhile"
    assert books_hold(entity_id)


def test_accepting_above_a_limit_waits_for_a_second_person(seated: Seating) -> None:
    client, _, entity_id = seated("senior coordinator")
    an_office(entity_id)
    invoice = an_invoice(entity_id, hours="200")
    opened = OpenDispute(
        entity_id=entity_id,
        item_id=invoice.item_ids[0],
        category=Category.PRICE,
        reason="the old price was agreed",
        owner=CLERK,
        opened_on=DAY,
    )
    number = open_dispute(opened, **by(CLERK)).number

    waits = client.post(
        f"/hp/disputes/{number}/accept",
        {"key": str(uuid4()), "reason": "agreed", "on": f"{DAY}", "everything": "on"},
    )

    assert "second person" in waits.content.decode()
    with db.reading(entity_id):
        assert dispute_by_number(entity_id, number).outcome == ""
        [asked] = requests(entity_id)
    yes = Answer(
        entity_id=entity_id, request_id=asked.id, is_approved=True, reason="seen"
    )
    approve(yes, **by(MANAGER))
    with db.reading(entity_id):
        assert dispute_by_number(entity_id, number).outcome == "upheld"


@pytest.mark.promise(
    "Disputes", "A case says whose move is next, and can be given to somebody else."
)
def test_a_case_moves_on_and_is_given_to_another(
    office: tuple[Client, int, str, str],
) -> None:
    client, entity_id, mine, _ = office
    address = f"/hp/disputes/{mine}/move"
    said = {
        "stage": "waiting_customer",
        "owner": CLERK,
        "due_on": "2031-11-20",
        "reason": "asked them for the delivery note",
        "key": str(uuid4()),
    }

    silent = client.post(address, {**said, "reason": ""})
    nobody = client.post(address, {**said, "owner": "Nobody"})
    moved = client.post(address, said)
    again = client.post(address, said)

    codes = [one.status_code for one in (silent, nobody, moved, again)]
    assert codes == [422, 422, 303, 303]
    page = client.get(f"/hp/disputes/{mine}").content.decode()
    assert "waits for them" in page
    assert "asked them for the delivery note" in page
    assert found(client, "is:waiting-customer") == [mine]
    assert found(client, "is:mine") == found(client, "is:late") == []
    with db.reading(entity_id):
        case = dispute_by_number(entity_id, mine)
    assert (case.owner, f"{case.due_on}") == (CLERK, "2031-11-20")
    done = {"outcome": "withdrawn", "reason": "found it", "key": str(uuid4())}
    client.post(f"/hp/disputes/{mine}/close", done)
    late = client.post(address, {**said, "key": str(uuid4())})
    assert late.status_code == 422
    assert "was closed before" in late.content.decode()
    assert books_hold(entity_id)
    assert chain_holds(entity_id)


def test_who_applies_nothing_closes_nothing(
    seated: Seating, office: tuple[Client, int, str, str]
) -> None:
    _, _, mine, _ = office
    auditor, _, _ = seated("auditor")
    stranger, _, _ = seated("accountant", "ng")

    assert auditor.get(f"/hp/disputes/{mine}").status_code == 200
    assert auditor.get(f"/hp/disputes/{mine}/close").status_code == 403
    assert stranger.get(f"/hp/disputes/{mine}").status_code == 404
