"""The rows before and after an opened one, in the list that it was opened from."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.apps.payments.office import a_payment, receive
from tests.office import a_party
from tests.pages.documents import an_invoice, an_office, sent

if TYPE_CHECKING:
    from django.test import Client

    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db


def opened(client: Client, address: str, ref: str) -> str:
    """The page of a row, opened from the list by its link."""
    page = client.get(address).content.decode()
    row = page[page.index(f'data-ref="{ref}"') :]
    link = re.search(r'<a href="([^"]+)"', row)
    assert link
    return followed(client, link[1])


def followed(client: Client, address: str) -> str:
    page = client.get(unescape(address))
    assert page.status_code == 200
    return page.content.decode()


def beside(page: str, rel: str) -> str:
    """Where the page leads to, before (``prev``) or after it (``next``)."""
    found = re.search(rf'<a href="([^"]+)" rel="{rel}">', page)
    return found[1] if found else ""


def act_of(page: str, name: str) -> str:
    """Where an act of the page leads to."""
    found = re.search(rf'href="([^"]*/{name}\b[^"]*)"', page)
    assert found
    return unescape(found[1])


def title(page: str) -> str:
    found = re.search(r"<h1[^>]*>\s*([\w-]+)", page)
    return found[1] if found else ""


@pytest.mark.promise(
    "Every page", "[ and ] lead to the previous and the next of the list I came from."
)
def test_an_invoice_leads_to_its_neighbours_in_the_list(seated: Seating) -> None:
    client, code, entity_id = seated()
    an_office(entity_id)
    first, _, third = (
        an_invoice(entity_id).number,
        an_invoice(entity_id, "MERIDIAN").number,
        an_invoice(entity_id, po="TW-1").number,
    )
    found = f"/{code}/invoices?q=party:tidewell&sort=number"

    page = opened(client, found, first)
    assert not beside(page, "prev")
    page = followed(client, beside(page, "next"))
    assert third in page
    assert not beside(page, "next")
    assert first in followed(client, beside(page, "prev"))

    upside_down = opened(client, f"/{code}/invoices?sort=-number", third)
    assert not beside(upside_down, "prev")
    assert beside(upside_down, "next")


@pytest.mark.promise(
    "Every page", "After an act, [ and ] go on through the list I came from."
)
def test_the_neighbours_stay_through_an_act(seated: Seating) -> None:
    client, code, entity_id = seated()
    an_office(entity_id)
    first, second = (an_invoice(entity_id).number for _ in "12")
    page = opened(client, f"/{code}/invoices?q=is:open&sort=number", first)
    form = act_of(page, "credit")

    refused = client.post(form, sent(reason=""))
    done = client.post(form, sent(everything="on"))

    assert refused.status_code == 422
    assert f"/{second}?" in beside(refused.content.decode(), "next")
    assert f"/{second}?" in beside(followed(client, done["Location"]), "next")
    the_list = f"/{code}/invoices?{form.partition('?')[2]}"
    assert not beside(followed(client, the_list), "next"), "a list is beside nothing"


def test_a_form_with_an_address_of_its_own_keeps_the_neighbours(
    seated: Seating,
) -> None:
    client, code, entity_id = seated()
    an_office(entity_id)
    first, second = (an_invoice(entity_id).number for _ in "12")
    found = client.get(f"/{code}/invoices?sort=number").content.decode()
    link = re.search(rf'href="(/{code}/invoices/{first}[^"]+)"', found)
    assert link

    done = client.post(
        f"/{code}/invoices/{first}/credit",
        sent(everything="on"),
        headers={"Referer": f"https://testserver{unescape(link[1])}"},
    )

    assert f"/{second}?" in beside(followed(client, done["Location"]), "next")


def test_a_page_that_no_list_led_to_has_none(seated: Seating) -> None:
    client, code, entity_id = seated()
    an_office(entity_id)
    number = an_invoice(entity_id).number
    an_invoice(entity_id, po="TW-1")
    there = f"/{code}/invoices/{number}"

    for came_from in (
        "",
        "invoices",
        "nothing?place=1~2",
        "invoices?sort=number",
        "invoices?sort=number&place=x",
        "invoices?sort=issued&place=1~tomorrow",
        "invoices?sort=nonsense&place=1~2",
        "invoices?" + "&".join(f"q{one}=1" for one in range(9)),
    ):
        page = client.get(there, {"from": came_from})
        assert page.status_code == 200
        assert 'rel="next"' not in page.content.decode(), came_from


def test_payments_and_parties_have_neighbours_too(seated: Seating) -> None:
    client, code, entity_id = seated()
    for party, amount_minor in (("Calloway", 10_00), ("Tidewell Hotels", 20_00)):
        receive(
            entity_id,
            a_payment(a_party(entity_id, party), amount_minor, reference=party),
        )

    for noun in ("payments", "parties", "unapplied"):
        page = client.get(f"/{code}/{noun}?q=").content.decode()
        first, second = re.findall(r'data-ref="([^"]+)"', page)[:2]
        after = beside(opened(client, f"/{code}/{noun}?q=", first), "next")
        assert f"/{second}?" in after or noun == "unapplied"
        back = beside(followed(client, after), "prev")
        assert unescape(back).startswith(f"/{code}/")
        assert followed(client, back)
