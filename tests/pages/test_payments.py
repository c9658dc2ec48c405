"""Receive payment: what is proposed, what is taken, and what is asked first."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from duebook import db
from duebook.apps.disputes.queries import disputes
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.models import Payment
from duebook.apps.receivables.queries import items_by_id
from tests.apps.payments.office import a_payment, open_of, owes, receive
from tests.office import a_party
from tests.pages.reading import figure, flat, hidden

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

NEW = "/hp/payments/new"
TODAY = "2026-11-03"


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int, tuple[int, ...]]:
    """Tidewell owes 100.00, 50.00 and 70.00, due in this order."""
    client, _, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    a_party(entity_id, "Meridian Hospitality Group")
    return client, entity_id, owes(entity_id, party_id, 100_00, 50_00, 70_00)


def ticked(page: Page) -> list[str]:
    """The items that are ticked."""
    text = flat(page)
    return re.findall(r'name="item" value="(\d+)"[^>]* checked', text)


def pays(page: Page) -> dict[str, str]:
    """The amounts in the fields."""
    text = flat(page)
    found = re.findall(r'name="(pay_\d+)" value="([^"]*)"', text)
    return {name: value for name, value in found if value}


def said(page: Page, **typed: Any) -> dict[str, Any]:
    """The form as it would be sent, with what is typed over it."""
    usual = {"amount": "", "on": TODAY, "way": "cheque", "reference": "1041"}
    return {**hidden(page), **pays(page), "item": ticked(page), **usual, **typed}


def worked_out(client: Client, **typed: Any) -> Page:
    """The form after an amount was typed and worked out."""
    first = client.get(NEW, {"party": "TIDEWELL"})
    return client.post(NEW, said(first, do="see", **typed))


def test_an_amount_is_worked_out_and_the_oldest_are_proposed(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, (first, second, _) = office

    page = worked_out(client, amount="12*10")

    assert pays(page) == {f"pay_{first}": "100.00", f"pay_{second}": "20.00"}
    assert figure(flat(page), "received") == 120_00
    assert figure(flat(page), "left") == 0


def test_the_item_of_just_this_amount_comes_before_older_ones(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, (_, second, _) = office

    assert pays(worked_out(client, amount="50")) == {f"pay_{second}": "50.00"}


def test_what_the_payer_named_comes_before_all(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, (first, _, third) = office

    page = worked_out(client, amount="100", advice="for INV-3 and INV-1")

    assert pays(page) == {f"pay_{third}": "70.00", f"pay_{first}": "30.00"}


@pytest.mark.promise(
    "Payments", "One payment settles several items, and its receipt lists them."
)
def test_one_payment_settles_three_items_and_the_receipt_lists_them(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    page = worked_out(client, amount="220")

    taken = client.post(NEW, said(page, amount="220", do="take"))
    receipt = client.get(taken["Location"])

    assert taken.status_code == 303
    assert figure(flat(receipt), "applied") == 220_00
    for number in ("INV-1", "INV-2", "INV-3"):
        assert f'data-ref="{number}"' in receipt.content.decode()
    assert open_of(entity_id)[:3] == [0, 0, 0]


@pytest.mark.promise("Payments", "A form sent twice takes one payment in.")
def test_two_sendings_of_one_form_make_one_payment(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    form = said(worked_out(client, amount="220"), amount="220", do="take")

    first, second = client.post(NEW, form), client.post(NEW, form)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Payment.objects.filter(entity_id=entity_id).count() == 1


@pytest.mark.promise(
    "Payments", "Money paid too much stays as credit, and is never refused."
)
def test_an_overpayment_leaves_credit_and_is_not_refused(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, _ = office
    page = worked_out(client, amount="300")

    taken = client.post(NEW, said(page, amount="300", do="take"))

    assert figure(flat(client.get(taken["Location"])), "left") == 80_00


def test_what_was_not_on_the_screen_is_shown_before_it_is_taken(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    first = client.get(NEW, {"party": "TIDEWELL"})

    page = client.post(NEW, said(first, amount="220", do="take"))
    assert page.status_code == 409
    assert "Look, and take it" in page.content.decode()
    assert not Payment.objects.filter(entity_id=entity_id).exists()

    taken = client.post(NEW, said(page, amount="220", do="take"))
    assert taken.status_code == 303


def test_a_tick_taken_out_and_an_amount_typed_hold_against_the_rules(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, (first, second, third) = office
    page = worked_out(client, amount="120")
    by_hand = said(page, amount="120", do="see", item=[str(second), str(third)])
    by_hand[f"pay_{second}"] = "15"

    again = client.post(NEW, by_hand)
    assert pays(again) == {f"pay_{second}": "15.00", f"pay_{third}": "70.00"}
    assert figure(flat(again), "left") == 35_00

    client.post(NEW, said(again, amount="120", do="take"))
    with db.reading(entity_id):
        items = items_by_id(entity_id, [first, second, third])
    assert [items[one].open_minor for one in (first, second, third)] == [
        100_00, 35_00, 0,
    ]  # fmt: skip


@pytest.mark.promise("Payments", "A cheque that was seen before is asked about.")
def test_a_cheque_seen_before_is_asked_about(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    typed = {"amount": "50", "reference": "4471"}
    client.post(NEW, said(worked_out(client, **typed), do="take", **typed))
    page = worked_out(client, **typed)

    doubt = client.post(NEW, said(page, do="take", **typed))
    assert doubt.status_code == 422
    assert "Seen on 3 Nov, payment" in doubt.content.decode()

    yes = said(page, do="take", is_another="on", **typed)
    assert client.post(NEW, yes).status_code == 303
    assert Payment.objects.filter(entity_id=entity_id).count() == 2


def test_more_than_came_is_refused_and_what_was_typed_stays(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, (first, *_) = office
    page = worked_out(client, amount="40")
    form = said(page, amount="40", do="take") | {f"pay_{first}": "60"}

    refused = client.post(NEW, form)

    assert refused.status_code == 422
    assert "60.00 USD is put against items; the payment is 40.00 USD" in (
        refused.content.decode()
    )
    assert pays(refused)[f"pay_{first}"] == "60.00"


@pytest.mark.promise(
    "Payments",
    "What somebody settled meanwhile is told, and not settled twice.",
)
def test_somebody_else_settles_it_meanwhile(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    page = worked_out(client, amount="100")
    with db.reading(entity_id):
        party_id = party_by_code(entity_id, "TIDEWELL").id
    receive(entity_id, a_payment(party_id, 100_00, reference="of a colleague"))

    stale = client.post(NEW, said(page, amount="100", do="take"))

    assert stale.status_code == 409
    assert "settled meanwhile" in stale.content.decode()


@pytest.mark.promise(
    "Payments", "What is paid short says why, and is disputed for just this reason."
)
def test_a_short_payment_is_disputed_for_its_reason(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, (first, *_) = office
    page = worked_out(client, amount="90")
    form = said(page, amount="90", do="see") | {f"short_{first}": "dispute"}
    again = client.post(NEW, form)
    assert "is an act of its own" in flat(again)

    taken = said(again, amount="90", do="take", why="quantity")
    assert client.post(NEW, taken | {f"short_{first}": "dispute"}).status_code == 303

    with db.reading(entity_id):
        [dispute] = disputes(entity_id, only_open=True)
    assert (dispute.category, dispute.reason) == ("quantity", "Quantity")
    assert dispute.amount_minor == 10_00


@pytest.mark.promise("Payments", "A day in a closed period offers today.")
def test_a_closed_day_offers_today(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    typed = {"amount": "50", "on": "2025-12-30"}
    page = worked_out(client, **typed)

    refused = client.post(NEW, said(page, do="take", **typed))
    assert refused.status_code == 422
    assert "Take it as of today" in refused.content.decode()

    shown = client.post(NEW, said(refused, do="today", **typed))
    taken = shown
    if shown.status_code == 409:
        taken = client.post(NEW, said(shown, do="today", **typed))
    assert taken.status_code == 303
    assert Payment.objects.get(entity_id=entity_id).received_on > date(2026, 1, 1)


def test_a_payer_is_found_by_name_code_and_number(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, _ = office

    for text in ("tidew", "TIDEWELL", "INV-2"):
        found = client.get(NEW, {"payer": text})
        assert found.status_code == 303, text
        assert found["Location"].endswith("party=TIDEWELL")
    assert client.get(NEW, {"payer": "nobody at all"}).status_code == 200


def test_money_of_nobody_known_is_kept_apart(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, _ = office
    first = client.get(NEW, {"unknown": "1"})
    typed = {"amount": "845", "reference": "20918"}
    page = client.post(NEW, said(first, do="see", **typed))

    taken = client.post(NEW, said(page, do="take", **typed))

    assert taken.status_code == 303
    assert "unidentified" in client.get(taken["Location"]).content.decode()


def test_the_list_and_the_panel_show_what_came(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, _ = office
    taken = client.post(
        NEW, said(worked_out(client, amount="50"), amount="50", do="take")
    )
    number = taken["Location"].rpartition("/")[2]

    for line in ("", number, "tidewell", "way:cheque", "amount:50", "reference:1041"):
        page = client.get("/hp/payments", {"q": line})
        assert f'data-ref="{number}"' in page.content.decode(), line
    panel = client.get(
        f"/hp/payments/{number}",
        headers={"HX-Request-Type": "partial", "HX-Target": "aside#panel"},
    )
    assert "<h2>" in panel.content.decode()
    assert "<main" not in panel.content.decode()


def test_a_returned_cheque_opens_what_it_settled(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    taken = client.post(
        NEW, said(worked_out(client, amount="220"), amount="220", do="take")
    )
    form = client.get(f"{taken['Location']}/return")
    assert "INV-1, INV-2, INV-3 will be open again" in form.content.decode()

    sent = {**hidden(form), "on": TODAY, "reason": "NSF", "fee": "25"}
    back = client.post(f"{taken['Location']}/return", sent)

    page = client.get(back["Location"]).content.decode()
    assert "The bank took it back" in page
    assert "INV-1" in page  # the history names what was taken off
    assert open_of(entity_id)[:3] == [100_00, 50_00, 70_00]


def test_one_application_is_taken_back_and_no_other(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, _ = office
    taken = client.post(
        NEW, said(worked_out(client, amount="220"), amount="220", do="take")
    )
    page = client.get(taken["Location"]).content.decode()
    [address, *_] = re.findall(r'href="([^"]+/unapply/\d+)"', page)

    form = client.get(address)
    sent = {"key": str(uuid4()), "on": TODAY, "reason": "meant for another"}
    assert form.status_code == 200
    client.post(address, sent)

    assert open_of(entity_id)[:3] == [100_00, 0, 0]
    assert figure(flat(client.get(taken["Location"])), "left") == 100_00


def test_who_may_not_receive_is_told_so(seated: Seating) -> None:
    seated("coordinator")
    accountant, _, _ = seated("accountant")
    stranger, _, _ = seated("manager", "ng")

    assert accountant.get(NEW).status_code == 403
    assert stranger.get(NEW).status_code == 404
    assert accountant.get("/hp/payments").status_code == 200


def test_the_form_asks_few_questions_however_much_is_open(
    office: tuple[Client, int, tuple[int, ...]],
    django_assert_max_num_queries: Any,
) -> None:
    client, _, _ = office
    first = client.get(NEW, {"party": "TIDEWELL"})
    form = said(first, do="see", amount="220")

    with django_assert_max_num_queries(24):
        client.post(NEW, form)


REMITTANCE = b"""Invoice,Amount paid
INV-1,100.00
INV-2,60.00
INV-9,5.00
"""


@pytest.mark.promise(
    "Payments",
    "A payer's remittance fills the form in, names what it cannot settle, and posts "
    "nothing.",
)
def test_a_remittance_fills_the_form_in(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, entity_id, (first, second, _) = office
    form = said(client.get(NEW, {"party": "TIDEWELL"}), do="read", reference="")
    file = SimpleUploadedFile("paid.csv", REMITTANCE, "text/csv")

    page = client.post(NEW, {**form, "remittance": file})

    assert page.status_code == 200
    assert pays(page) == {f"pay_{first}": "100.00", f"pay_{second}": "50.00"}
    assert figure(flat(page), "applied") == 150_00
    text = flat(page)
    assert "<b>INV-2</b>: it pays 10.00 USD more than is open" in text
    assert "<b>INV-9</b>: no open item of this payer has this number" in text
    assert open_of(entity_id)[:3] == [100_00, 50_00, 70_00]

    taken = client.post(NEW, said(page, amount="150", do="take"))
    assert taken.status_code == 303
    assert open_of(entity_id)[:3] == [0, 0, 70_00]


def test_a_remittance_can_be_pasted(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, (first, second, _) = office
    form = said(client.get(NEW, {"party": "TIDEWELL"}), do="read")

    page = client.post(NEW, {**form, "advice": REMITTANCE.decode()})

    assert pays(page) == {f"pay_{first}": "100.00", f"pay_{second}": "50.00"}
    nothing = client.post(NEW, form)
    assert nothing.status_code == 422
    assert "or paste it" in flat(nothing)


def test_a_file_that_is_no_remittance_changes_nothing(
    office: tuple[Client, int, tuple[int, ...]],
) -> None:
    client, _, _ = office
    form = said(client.get(NEW, {"party": "TIDEWELL"}), do="read", amount="12")
    file = SimpleUploadedFile("broken.pdf", b"%PDF-1.7 broken")

    page = client.post(NEW, {**form, "remittance": file})

    assert page.status_code == 422
    assert 'value="12"' in flat(page)
    assert "broken.pdf" in flat(page)
