"""The inbox of charges: what waits, where its price is from, what keeps it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duebook import db
from duebook.apps.catalog.actions.items import KeepItems, keep_items
from duebook.apps.entities.actions import now
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.billing import (
    BillParties,
    bill_parties,
    preview,
)
from duebook.apps.invoicing.actions.charges import TakeCharges, take_charges
from duebook.apps.invoicing.queries.billing import bill_to_bounds
from duebook.apps.ledger.queries import accounts_by_role
from duebook.domain.catalog import ItemEntry, ItemKind
from duebook.domain.ledger import AccountRole
from tests.office import a_charge, a_party, a_price_book, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.pages.conftest import Seating

MOST_QUERIES = 25


class Inbox:
    """An inbox of two priced charges, one without a price."""

    def __init__(self, seated: Seating) -> None:
        self.client, self.code, self.entity_id = seated("coordinator")
        a_price_book(self.entity_id, CONSULT="140.00", REPORT="60.00")
        a_party(self.entity_id)
        with db.reading(self.entity_id):
            revenue_id = accounts_by_role(self.entity_id)[AccountRole.REVENUE]
        extra = ItemEntry(
            code="EXTRA", description="Extra", revenue_account_id=revenue_id, unit="h"
        )
        keep_items(KeepItems(entity_id=self.entity_id, items=(extra,)), **by())
        self.consult, self.report, self.extra = self.charged(
            a_charge("TIDEWELL", quantity=Decimal(2)),
            a_charge("TIDEWELL", "REPORT", unit_price=Decimal("75.00")),
            a_charge("TIDEWELL", "EXTRA"),
        )

    def charged(self, *charges: Any) -> tuple[int, ...]:
        command = TakeCharges(entity_id=self.entity_id, charges=charges)
        return take_charges(command, **by()).ids

    def page(self, more: str = "") -> str:
        answer = self.client.get(f"/{self.code}/charges{more}")
        assert answer.status_code == 200
        return answer.content.decode()

    def refs(self, line: str) -> set[int]:
        found = self.page(f"?q={line}")
        return {int(one) for one in re.findall(r'data-ref="(\d+)"', found)}

    def post(self, charge_id: int, act: str, **sent: object) -> HttpResponse:
        told = {"key": str(uuid4()), **sent}
        address = f"/{self.code}/charges/{charge_id}/{act}"
        return self.client.post(address, told)  # type: ignore[return-value]

    def charge(self, charge_id: int) -> models.Charge:
        with db.reading(self.entity_id):
            return models.Charge.objects.get(id=charge_id)


@pytest.fixture
def inbox(seated: Seating) -> Inbox:
    return Inbox(seated)


def test_a_stranger_finds_no_inbox(inbox: Inbox, seated: Seating) -> None:
    stranger, _, _ = seated("manager", "ng")

    assert stranger.get(f"/{inbox.code}/charges").status_code == 404
    assert stranger.get(f"/ng/charges/{inbox.consult}").status_code == 404


def test_charges_are_listed_with_price_and_where_it_is_from(inbox: Inbox) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = inbox.page()

    assert "price book price book 2026" in page
    assert "stated on the charge" in page
    assert "280.00" in page
    assert "price missing" in page
    assert len(queries) <= MOST_QUERIES


def test_groups_are_found_by_their_word(inbox: Inbox) -> None:
    assert inbox.refs("is:ready") == {inbox.consult, inbox.report}
    assert inbox.refs("is:unpriced") == {inbox.extra}
    assert inbox.refs("is:excused") == set()


@pytest.mark.promise(
    "Charges",
    "What is ready adds up to what the preview of a billing run to today shows.",
)
def test_the_sum_is_that_of_a_runs_preview(inbox: Inbox) -> None:
    today = now().date()
    page = inbox.page("/figures")

    with db.reading(inbox.entity_id):
        seen = preview(
            inbox.entity_id,
            until=today,
            issued_on=today,
            today=today,
            bill_tos=bill_to_bounds(inbox.entity_id),
        )
    net_minor = sum(draft.net_minor for draft in seen.drafted.drafts)
    assert f'data-fig="unbilled" data-minor="{net_minor}"' in page


@pytest.mark.promise(
    "Charges",
    "A charge without a price says why it cannot be drafted, and takes one there.",
)
def test_a_charge_without_price_says_why_and_takes_one(inbox: Inbox) -> None:
    page = inbox.page(f"/{inbox.extra}")
    answer = inbox.post(inbox.extra, "change", unit_price="12.50", reason="by mail")

    assert "It cannot be drafted without one" in page
    assert answer.status_code == 303
    assert inbox.refs("is:ready") == {inbox.consult, inbox.report, inbox.extra}


@pytest.mark.promise(
    "Charges",
    "Excusing a charge asks for a reason, and the charge stays in sight as excused.",
)
def test_excusing_asks_a_reason_and_keeps_the_charge_visible(inbox: Inbox) -> None:
    silent = inbox.post(inbox.consult, "excuse", reason="")
    said = inbox.post(inbox.consult, "excuse", reason="goodwill")

    assert (silent.status_code, said.status_code) == (422, 303)
    assert inbox.refs("is:excused") == {inbox.consult}
    assert "goodwill" in inbox.page(f"/{inbox.consult}")
    inbox.post(inbox.consult, "release")
    assert inbox.refs("is:excused") == set()


@pytest.mark.parametrize("more", ["", "/hold"])
def test_each_label_of_a_charge_names_one_field(inbox: Inbox, more: str) -> None:
    address = f"/{inbox.code}/charges/{inbox.consult}{more}"
    answer = inbox.client.post(address) if more else inbox.client.get(address)
    page = answer.content.decode()

    labels = re.findall(r'<label for="([^"]+)"', page)
    assert len(labels) > 5
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert [label for label in labels if ids.count(label) != 1] == []


def test_a_held_charge_says_who_holds_it_until_when(inbox: Inbox) -> None:
    until = now().date() + timedelta(days=10)
    past = inbox.post(inbox.report, "hold", until=date(2026, 1, 1), reason="audit")
    held = inbox.post(inbox.report, "hold", until=until, reason="audit")

    assert (past.status_code, held.status_code) == (422, 303)
    assert "A hold ends after today" in past.content.decode()
    page = inbox.page(f"/{inbox.report}")
    assert "by Dana Whitfield: audit" in page
    assert inbox.refs("is:held") == {inbox.report}
    assert inbox.refs("is:ready") == {inbox.consult}


@pytest.mark.promise("Charges", "The end of a hold is typed as a day or as `+10`.")
def test_the_end_of_a_hold_is_typed_in_short_words(inbox: Inbox) -> None:
    unread = inbox.post(inbox.report, "hold", until="soon", reason="audit")
    held = inbox.post(inbox.report, "hold", until="+10", reason="audit")

    assert (unread.status_code, held.status_code) == (422, 303)
    assert "“soon” is no day" in unread.content.decode()
    meant = now().date() + timedelta(days=10)
    assert f'datetime="{meant}"' in inbox.page(f"/{inbox.report}")


@pytest.mark.promise(
    "Charges",
    "A charge can be handed to a colleague with a question and a day; it waits in "
    "their Today, and the answer stands at the charge.",
)
def test_a_charge_is_handed_to_a_colleague_who_answers(
    inbox: Inbox, seated: Seating
) -> None:
    here = f"/{inbox.code}/charges/{inbox.extra}"
    ask = f"/{inbox.code}/notes/charge/{inbox.extra}/ask"
    assert f'href="{ask}?back={here}"' in inbox.page(f"/{inbox.extra}")
    marcus, _, _ = seated("manager")
    due_on = now().date() + timedelta(days=1)

    told = {
        "asked_of": NAMES["manager"],
        "question": "What does EXTRA cost them?",
        "due_on": due_on,
        "key": str(uuid4()),
        "back": here,
    }
    asked = inbox.client.post(ask, told)
    waiting = marcus.get("/today").content.decode()
    question = re.search(rf"/{inbox.code}/questions/\d+", waiting)
    assert question is not None
    marcus.post(question[0], {"answer": "12.50 an hour", "key": str(uuid4())})

    assert asked["Location"] == here
    assert "asks: What does EXTRA cost them?" in waiting
    page = inbox.page(f"/{inbox.extra}")
    assert "12.50 an hour" in page


def test_draft_now_opens_the_draft(inbox: Inbox) -> None:
    answer = inbox.post(inbox.consult, "draft")

    draft_id = inbox.charge(inbox.consult).draft_id
    assert answer["Location"] == f"/{inbox.code}/drafts/{draft_id}"
    assert inbox.refs("is:draft") == {inbox.consult}


@pytest.mark.promise(
    "Charges", "A charge that is on an invoice is never drafted again."
)
def test_a_billed_charge_is_never_drafted_again(inbox: Inbox) -> None:
    there = inbox.post(inbox.consult, "draft")["Location"]
    issued = inbox.client.post(f"{there}/issue", {"key": str(uuid4()), "seen": "1"})
    assert "/invoices/" in issued["Location"]

    again = inbox.post(inbox.consult, "draft")
    inbox.client.post(
        f"/{inbox.code}/charges/draft", {"id": [inbox.consult], "key": str(uuid4())}
    )

    assert again.status_code in {404, 422}
    assert inbox.consult not in inbox.refs("")
    with db.reading(inbox.entity_id):
        drafts = models.Draft.objects.filter(entity_id=inbox.entity_id)
        assert drafts.count() == 1


def test_ticked_charges_are_drafted_after_a_look(inbox: Inbox) -> None:
    address = f"/{inbox.code}/charges/draft"
    ticked = {"id": [inbox.consult, inbox.report, inbox.extra]}

    look = inbox.client.post(address, ticked)
    done = inbox.client.post(address, ticked | {"key": [str(uuid4())]})

    page = look.content.decode()
    assert "2 charges of 1 party are set apart" in page
    assert "Left as it is: 1 charge, price missing" in page
    assert done["Location"] == f"/{inbox.code}/drafts"
    assert inbox.charge(inbox.extra).draft_id is None
    assert inbox.charge(inbox.consult).draft_id == inbox.charge(inbox.report).draft_id


def test_a_charge_is_typed_in_once(inbox: Inbox) -> None:
    new = f"/{inbox.code}/charges/new"
    told = {
        "party": "TIDEWELL",
        "item": "CONSULT",
        "service_on": "2026-11-02",
        "quantity": "1,250",
        "key": str(uuid4()),
    }

    answer = inbox.client.post(new, told)
    again = inbox.client.post(new, told)
    unknown = inbox.client.post(new, told | {"item": "XX", "key": str(uuid4())})

    assert answer["Location"] == again["Location"]
    assert unknown.status_code == 422
    assert "There is no item XX." in unknown.content.decode()
    assert inbox.refs("is:ready") >= {inbox.consult, inbox.report}
    assert len(inbox.refs("is:ready")) == 3


@pytest.mark.promise(
    "Charges", "Where no charge is yet, a file is offered first and typing after it."
)
def test_an_empty_inbox_offers_a_file_first(seated: Seating) -> None:
    client, code, _ = seated("coordinator")
    auditor, _, _ = seated("auditor")

    page = client.get(f"/{code}/charges").content.decode()
    read = auditor.get(f"/{code}/charges").content.decode()

    empty = page[page.index('class="empty"') :]
    ways = re.findall(rf'href="/{code}/charges/(\w+)"', empty)
    assert ways[:2] == ["import", "new"]
    assert "charges/import" not in read[read.index('class="empty"') :]


@pytest.mark.promise(
    "Charges", "A paper is added to a charge and goes out with its invoice."
)
def test_a_paper_is_added_to_a_charge(inbox: Inbox) -> None:
    there = f"/{inbox.code}/charges/{inbox.consult}/papers"
    sent = {"key": str(uuid4()), "file": SimpleUploadedFile("slip.pdf", b"%PDF-1.7 x")}

    answer = inbox.client.post(there, sent)
    nothing = inbox.client.post(there, {"key": str(uuid4())})

    assert answer["Location"] == f"/{inbox.code}/charges/{inbox.consult}"
    assert "slip.pdf" in inbox.page(f"/{inbox.consult}")
    assert nothing.status_code == 422
    gone = inbox.client.post(f"/{inbox.code}/charges/999999/papers", sent)
    assert gone.status_code == 404


@pytest.mark.promise(
    "Charges", "A party's next bill draws on its deposit, never more than is left."
)
def test_a_deposit_is_drawn_on_and_never_more_than_is_left(inbox: Inbox) -> None:
    with db.reading(inbox.entity_id):
        account_id = accounts_by_role(inbox.entity_id)[AccountRole.DEPOSITS]
    deposit = ItemEntry(
        code="DEPOSIT",
        description="Deposit",
        kind=ItemKind.DEPOSIT,
        revenue_account_id=account_id,
        tax_category="out_of_scope",
    )
    keep_items(KeepItems(entity_id=inbox.entity_id, items=(deposit,)), **by())
    a_party(inbox.entity_id, "Marsh Inn", "MARSH")
    inbox.charged(a_charge("MARSH", "DEPOSIT", unit_price=Decimal(100)))
    bill_parties(
        BillParties(
            entity_id=inbox.entity_id,
            first_party=0,
            stop_party=2**40,
            until=now().date(),
            issued_on=now().date(),
        ),
        **by(),
    )

    def draw(amount: str) -> HttpResponse:
        return inbox.client.post(  # type: ignore[return-value]
            f"/{inbox.code}/charges/deposit",
            {
                "key": str(uuid4()),
                "party": "MARSH",
                "item": "DEPOSIT",
                "amount": amount,
                "drawn_on": f"{now().date()}",
            },
        )

    drawn, too_much = draw("60"), draw("60")

    assert drawn.status_code == 303
    charge_id = drawn["Location"].rpartition("=")[2]
    assert "Less deposit" in inbox.page(f"/{charge_id}")
    assert too_much.status_code == 422
    assert "has 40.00 USD left in deposits; 60.00" in too_much.content.decode()
