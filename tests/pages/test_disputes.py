"""Disputes: found by how they stand, shown as a case, closed with their cause."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.disputes.queries import dispute_by_number
from duebook.domain.disputes import Category
from tests.office import CLERK, MANAGER, by
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


def test_a_case_is_closed_with_its_cause_and_once(
    office: tuple[Client, int, str, str],
) -> None:
    client, entity_id, mine, theirs = office
    said = {"outcome": "rejected", "reason": "signed for in full", "key": str(uuid4())}

    silent = client.post(f"/hp/disputes/{mine}/close", {**said, "reason": ""})
    closed = client.post(f"/hp/disputes/{mine}/close", said)
    again = client.post(f"/hp/disputes/{mine}/close", said)
    late = client.post(f"/hp/disputes/{mine}/close", {**said, "key": str(uuid4())})
    upheld = client.post(
        f"/hp/disputes/{theirs}/close",
        {**said, "outcome": "upheld", "key": str(uuid4())},
    )

    codes = [one.status_code for one in (silent, closed, again, late, upheld)]
    assert codes == [422, 303, 303, 409, 303]
    assert "closed meanwhile: rejected, signed for in full" in late.content.decode()
    assert upheld["Location"].endswith("/credit"), "the credit note follows"
    assert found(client, "is:rejected") == [mine]
    with db.reading(entity_id):
        assert dispute_by_number(entity_id, mine).outcome_reason == "signed for in full"


def test_who_applies_nothing_closes_nothing(
    seated: Seating, office: tuple[Client, int, str, str]
) -> None:
    _, _, mine, _ = office
    auditor, _, _ = seated("auditor")
    stranger, _, _ = seated("accountant", "ng")

    assert auditor.get(f"/hp/disputes/{mine}").status_code == 200
    assert auditor.get(f"/hp/disputes/{mine}/close").status_code == 403
    assert stranger.get(f"/hp/disputes/{mine}").status_code == 404
