"""A billing run in the browser: chosen, previewed, cleared, issued, looked back on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duebook import db
from duebook.apps.entities.actions import now
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.invoicing.actions.recurring import (
    KeepRecurring,
    RecurringEntry,
    keep_recurring,
)
from duebook.apps.parties.queries import party_by_code
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.apps.work.models import Work
from tests.office import a_charge, a_party, a_price_book, by
from tests.pages.reading import figures

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.pages.conftest import Seating

MOST_QUERIES = 80
PANEL = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Target": "aside#panel",
}


class Office:
    """Two parties to bill: one plainly, one at a price that differs from the book."""

    def __init__(self, seated: Seating, role: str = "coordinator") -> None:
        self.client, self.code, self.entity_id = seated(role)
        a_price_book(self.entity_id, CONSULT="140.00", REPORT="60.00")
        a_party(self.entity_id)
        a_party(self.entity_id, "Marsh Inn", "MARSH")
        self.charged(
            a_charge("TIDEWELL", quantity=Decimal(2)),
            a_charge("MARSH", unit_price=Decimal("149.00")),
        )

    def charged(self, *charges: Any) -> None:
        take_charges(TakeCharges(entity_id=self.entity_id, charges=charges), **by())

    def page(self, more: str = "/new") -> str:
        answer = self.client.get(f"/{self.code}/runs{more}")
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, more: str = "", **sent: object) -> HttpResponse:
        today = f"{now().date()}"
        told = {"key": str(uuid4()), "until": today, "issued_on": today, **sent}
        return self.client.post(f"/{self.code}/runs/new{more}", told)  # type: ignore[return-value]

    def works(self) -> list[Work]:
        with db.reading(self.entity_id):
            return list(Work.objects.filter(entity_id=self.entity_id))

    def worked_off(self) -> models.BillingRun:
        for work in self.works():
            carry_out(self.entity_id, work.id, lambda: False)
        with db.reading(self.entity_id):
            return models.BillingRun.objects.get(entity_id=self.entity_id)

    def totals(self) -> list[int]:
        with db.reading(self.entity_id):
            rows = models.Document.objects.filter(entity_id=self.entity_id)
            return list(rows.order_by("id").values_list("total_minor", flat=True))


@pytest.fixture
def office(seated: Seating) -> Office:
    return Office(seated)


def test_strangers_find_no_runs_and_auditors_start_none(
    office: Office, seated: Seating
) -> None:
    stranger, _, _ = seated("manager", "ng")
    auditor, _, _ = seated("auditor")

    assert stranger.get(f"/{office.code}/runs").status_code == 404
    assert auditor.get(f"/{office.code}/runs").status_code == 200
    assert auditor.get(f"/{office.code}/runs/new").status_code == 403


def test_the_preview_says_what_would_be_issued(office: Office) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = office.page()

    assert figures(page, "total") == [429_00]
    assert "Issue 2 invoices" in page
    assert "Billed for the first time" in page
    assert "Price differs from the price book" in page
    meta = re.search(r">(On 1 invoice, .*?: Marsh Inn\.)<", page, re.DOTALL)
    assert meta is not None
    assert "149.00" in meta[1]
    assert "price_differs," not in page
    assert "Mails are kept as files, not sent." in page
    assert len(queries) <= MOST_QUERIES
    assert office.totals() == []


@pytest.mark.promise(
    "Billing runs",
    "The preview lists who would be billed and over what, and shows each invoice as "
    "it would be printed.",
)
def test_the_preview_shows_each_invoice_as_a_picture(office: Office) -> None:
    page = office.page()
    link = re.search(
        r'data-ref="MARSH".*?href="([^"]*/preview/\d+\?[^"]*)"', page, re.DOTALL
    )
    assert link is not None

    panel = office.client.get(unescape(link[1]), headers=PANEL).content.decode()
    image = re.search(r'<img[^>]*src="([^"]*)"', panel)
    assert image is not None
    picture = office.client.get(unescape(image[1]))

    assert picture["Content-Type"] == "image/svg+xml"
    assert "<html" not in panel
    assert office.totals() == []


@pytest.mark.promise(
    "Billing runs",
    "What the preview comes to is what is issued, once however often it is sent.",
)
def test_what_was_previewed_is_issued_once_for_a_key(office: Office) -> None:
    key = str(uuid4())
    [previewed] = figures(office.page(), "total")

    first, second = office.post(key=key), office.post(key=key)

    [work] = office.works()
    assert first["Location"] == second["Location"] == f"/{office.code}/work/{work.id}"
    run = office.worked_off()
    assert sum(office.totals()) == previewed
    page = office.page(f"/{run.id}")
    assert figures(page, "total") == [previewed]
    assert re.search(r"Numbers \S+1 to \S+2\.", page)
    assert "Nobody was left out." in page
    assert f'data-ref="{run.id}"' in office.page("")


@pytest.mark.promise(
    "Billing runs", "The numbers of a run are without a gap, and as many as it says."
)
def test_the_numbers_of_a_run_are_without_a_gap(office: Office) -> None:
    for place in range(3):
        code = f"MORE{place}"
        a_party(office.entity_id, f"More {place}", code)
        office.charged(a_charge(code))

    office.post()
    run = office.worked_off()

    with db.reading(office.entity_id):
        rows = models.Document.objects.filter(entity_id=office.entity_id)
        numbers = sorted(rows.values_list("number", flat=True))
    counted = [int(number.rpartition("-")[2]) for number in numbers]
    assert counted == list(range(counted[0], counted[0] + 5))
    page = office.page(f"/{run.id}")
    assert f"Numbers {numbers[0]} to {numbers[-1]}." in page
    assert re.search(r'data-fig="invoices".*?>\s*5\s*<', page, re.DOTALL)


def test_a_run_under_way_is_watched_and_no_other_started(office: Office) -> None:
    office.post()
    page = office.page()

    assert "A run is under way" in page
    assert 'data-state="waiting"' in page
    assert "Issue 2 invoices" not in page


@pytest.mark.promise(
    "Billing runs",
    "A blocker keeps only its own invoice back, and the run names it as a billing "
    "exception.",
)
def test_a_blocker_keeps_only_its_own_invoice_back(office: Office) -> None:
    office.charged(a_charge("MARSH", "REPORT", unit_price=Decimal(-5)))

    [shown] = figures(office.page(), "total")
    office.post()
    run = office.worked_off()

    assert shown == 280_00
    assert office.totals() == [280_00]
    page = office.page(f"/{run.id}")
    assert 'data-ref="MARSH"' in page


def test_the_fix_of_a_rule_is_taken_for_all(office: Office) -> None:
    assert 'data-key="1"' in office.page()
    answer = office.post("/fix", code="price_differs", keys="price_differs")

    assert answer.status_code == 303
    page = office.client.get(answer["Location"]).content.decode()
    assert figures(page, "total") == [420_00]
    assert 'data-ref="price_differs"' not in page
    assert "Settled." in page
    assert 'data-key="1"' not in page


def test_a_rule_is_kept_for_all_with_one_reason(office: Office) -> None:
    asked = {"code": "price_differs", "reason": "agreed"}
    unread = office.post("/accept", **asked, until_day="soon")
    answer = office.post("/accept", **asked, until_day="2027-12-31")

    assert (unread.status_code, answer.status_code) == (422, 303)
    assert "“soon” is no day" in unread.content.decode()
    with db.reading(office.entity_id):
        kept = models.Acceptance.objects.get(entity_id=office.entity_id)
    assert (kept.code, kept.reason) == ("price_differs", "agreed")


@pytest.mark.promise(
    "Billing runs",
    "A run bills all parties, those of a search or those ticked, and says what the "
    "choice leaves out.",
)
@pytest.mark.parametrize("choice", ["who=marsh", "ref=MARSH"])
def test_a_run_bills_only_the_chosen_and_says_what_it_leaves_out(
    office: Office, choice: str
) -> None:
    page = office.page(f"/new?{choice}")
    name, _, value = choice.partition("=")

    assert figures(page, "total") == [149_00]
    assert figures(page, "not-chosen") == [280_00]
    assert "1 party is billed: Marsh Inn." in page
    office.post(**{name: value})
    run = office.worked_off()
    assert office.totals() == [149_00]
    assert f"chosen by “{value}”" in office.page(f"/{run.id}")
    assert figures(office.page(), "total") == [280_00]


def test_clearing_a_rule_keeps_the_choice(office: Office) -> None:
    answer = office.post("/fix", code="price_differs", ref="MARSH")

    page = office.client.get(answer["Location"]).content.decode()
    assert figures(page, "total") == [140_00]
    assert figures(page, "not-chosen") == [280_00]


def test_who_is_paid_for_by_another_stands_for_the_payer(office: Office) -> None:
    a_party(office.entity_id, "Marsh Bar", "BAR", bill_to="MARSH")

    page = office.page("/new?ref=BAR")

    assert "1 party is billed: Marsh Inn." in page


def test_chosen_who_have_nothing_are_told_from_an_office_without_work(
    office: Office,
) -> None:
    a_party(office.entity_id, "Calloway Builders")

    page = office.page("/new?ref=CALLOWAY")

    assert "What others have waiting is counted above." in page
    assert "No charge waits at all" not in page
    assert figures(page, "not-chosen") == [429_00]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("ref=NOBODY", "There is no party NOBODY."),
        ("who=colour:blue", "“colour:” is nothing that is known here"),
    ],
)
def test_a_choice_that_nobody_understands_bills_nobody(
    office: Office, choice: str, said: str
) -> None:
    name, _, value = choice.partition("=")
    looked = office.client.get(f"/{office.code}/runs/new?{choice}")
    sent = office.post(**{name: value})

    for answer in (looked, sent):
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert office.works() == []


@pytest.mark.promise(
    "Parties", "Those ticked, or all that a search found, are billed from the list."
)
def test_parties_are_billed_from_their_list(office: Office) -> None:
    listed = office.client.get(f"/{office.code}/parties").content.decode()
    with db.reading(office.entity_id):
        marsh = party_by_code(office.entity_id, "MARSH")
    there = f"/{office.code}/parties/bill"

    ticked = office.client.post(there, {"id": [str(marsh.id)]})
    found = office.client.post(there, {"all": "1", "q": "tidewell"})

    assert "parties/bill" in listed
    assert ticked["Location"] == f"/{office.code}/runs/new?ref=MARSH"
    assert found["Location"] == f"/{office.code}/runs/new?who=tidewell"


def test_nothing_to_bill_names_the_nearest_day_with_work(seated: Seating) -> None:
    office = Office(seated)

    page = office.page("/new?until=2026-10-31&issued_on=2026-10-31")

    assert "Nothing waits to be billed to this day" in page
    assert "2 Nov" in page


@pytest.mark.promise(
    "Billing runs",
    "The days of a run are typed in short words, and stay the days that they meant.",
)
def test_the_days_of_a_run_are_typed_in_short_words(office: Office) -> None:
    page = office.page("/new?until=t&issued_on=-1")

    today = now().date()
    assert 'name="until" value="t"' not in page
    assert page.count(f'name="until" value="{today}"') > 1
    assert page.count(f'name="issued_on" value="{today - timedelta(days=1)}"') > 1


def test_recurring_charges_show_their_next_twelve_days(office: Office) -> None:
    entry = RecurringEntry(
        code="RENT",
        party="TIDEWELL",
        item="REPORT",
        description="Rent",
        currency="USD",
        starts_on=date(2026, 1, 31),
    )
    keep_recurring(KeepRecurring(entity_id=office.entity_id, entries=(entry,)), **by())

    page = office.page("/recurring")
    made = office.client.post(
        f"/{office.code}/runs/recurring", {"key": str(uuid4()), "until": "2026-03-01"}
    )

    row = page[page.index('data-ref="RENT"') :]
    assert row.count("<time") == 1 + 12
    assert "28 Feb" in row
    assert "2 charges made" in made.content.decode()
