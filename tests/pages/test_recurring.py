"""Charges that come again, in the browser: made, changed, ended."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.invoicing.queries.charges import recurring
from tests.office import a_party, a_price_book

if TYPE_CHECKING:
    from django.http import HttpResponse

    from duebook.apps.invoicing.queries.charges import Scheduled
    from tests.pages.conftest import Seating


class Desk:
    """An office with a party and two items."""

    def __init__(self, seated: Seating) -> None:
        self.client, self.code, self.entity_id = seated("coordinator")
        a_price_book(self.entity_id, CONSULT="140.00", REPORT="60.00")
        a_party(self.entity_id)
        self.list = f"/{self.code}/runs/recurring"
        self.form = f"{self.list}/schedule"

    def keep(self, more: str = "", **said: str) -> HttpResponse:
        typed = {
            "key": str(uuid4()), "code": "RENT", "party": "TIDEWELL", "item": "REPORT",
            "quantity": "1", "every": "1", "unit": "month", "starts_on": "2026-01-31",
            **said,
        }  # fmt: skip
        return self.client.post(f"{self.form}{more}", typed)  # type: ignore[return-value]

    def kept(self) -> list[Scheduled]:
        with db.reading(self.entity_id):
            return recurring(self.entity_id)


@pytest.fixture
def desk(seated: Seating) -> Desk:
    return Desk(seated)


@pytest.mark.promise(
    "Billing runs",
    "A schedule is made, changed and ended in the browser; what it made stays.",
)
def test_a_schedule_is_made_changed_and_ended(desk: Desk) -> None:
    made = desk.keep(unit_price="1,250.00", last_on="2027-01-30")
    listed = desk.client.get(desk.list).content.decode()
    changing = desk.client.get(f"{desk.form}?code=RENT").content.decode()
    changed = desk.keep("?code=RENT", unit_price="1300", last_on="2026-12-31")

    assert made["Location"] == changed["Location"] == desk.list
    assert f'href="{desk.form}?code=RENT"' in listed
    assert re.search(r'name="unit_price" value="1250.00"', changing)
    assert re.search(r'name="last_on" value="2027-01-30"', changing)
    [one] = desk.kept()
    assert (one.unit_price, one.ends_on) == (Decimal(1300), date(2027, 1, 1))
    assert (one.currency, one.times, one.is_prorated) == ("USD", None, False)


def test_a_code_that_is_taken_leads_to_its_schedule(desk: Desk) -> None:
    desk.keep()

    again = desk.keep(item="CONSULT")

    assert again.status_code == 422
    assert f'href="{desk.form}?code=RENT"' in again.content.decode()
    assert [one.item for one in desk.kept()] == ["REPORT"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"party": "NOBODY"}, "There is no party NOBODY."),
        ({"last_on": "2026-01-01"}, "it ends before it begins"),
        ({"is_prorated": "on"}, "to be prorated it needs a stated price"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    desk: Desk, wrong: dict[str, str], said: str
) -> None:
    answer = desk.keep(description="Rent of the hall", **wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Rent of the hall" in page
    assert desk.kept() == []


def test_who_prepares_nothing_keeps_no_schedule(desk: Desk, seated: Seating) -> None:
    desk.keep()
    auditor, _, _ = seated("auditor")
    stranger, _, _ = seated("manager", "ng")

    assert desk.form not in auditor.get(desk.list).content.decode()
    assert auditor.get(desk.form).status_code == 403
    assert stranger.get(desk.form).status_code == 404
    assert desk.client.get(f"{desk.form}?code=NONE").status_code == 404
