"""Nobody is offered what they may not do, on any page, whatever their role.

``test_every_page`` crawls as those who do most things; here go those who mostly read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import resolve
from lxml import html

from duebook.domain.rights import ROLES
from tests.desk.crawling import crawl
from tests.desk.office import PEOPLE
from tests.desk.test_every_page import BEGINNINGS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from tests.desk.browsing import Desk
    from tests.desk.conftest import Sitting

OWN: Final = {
    *("me", "sign-out", "<str:entity>/work/exports"),
    "<str:entity>/parties/<str:code>/papers/get",
}
"""What everybody sends, who may change nothing, too: of themselves, and for a file."""

_PRESSED: Final = (
    "//form[@method='post']//button[not(@disabled or ancestor::fieldset[@disabled])"
    " and not(contains(concat(' ', @class, ' '), ' unseen '))]"
)


@pytest.mark.promise("Every page", "Nobody is offered what they may not do.")
@pytest.mark.parametrize("role", ["accountant", "auditor"])
@pytest.mark.usefixtures("office")
def test_nobody_is_offered_what_they_may_not_do(role: str) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(username=PEOPLE[role]))
    found = list(crawl(role, BEGINNINGS))

    refused = [
        f"{one.whence} leads to {one.address}" for one in found if one.status == 403
    ]
    sent = [
        f"{one.address}: {address}"
        for one in found
        if one.is_page and one.status == 200
        for address in _sent_from(client.get(one.address).content)
        if not _may_send(address, role)
    ]

    assert refused + sent == []


@pytest.mark.promise("Every page", "Nobody is offered what they may not do.")
@pytest.mark.usefixtures("office")
def test_the_key_line_offers_a_reader_no_key_of_an_act(desk: Sitting) -> None:
    noor, dana = desk("auditor"), desk()
    noor.go("/hp/bank")
    dana.go("/hp/bank")

    assert _keys(dana) >= {"line", "find", "by hand", "ask"}
    assert _keys(noor) >= {"line", "find"}
    assert not _keys(noor) & {"accept", "by hand", "ask", "rule"}


def _keys(reader: Desk) -> set[str]:
    """What the key line says that keys do."""
    hints = reader.page.locator("[data-hint]:visible")
    return {text.split("\n")[-1].strip() for text in hints.all_inner_texts()}


def _sent_from(page: bytes) -> set[str]:
    """Where the buttons of a page send that can be pressed."""
    buttons = html.fromstring(page).xpath(_PRESSED)
    return {
        address
        for button in buttons
        if (address := button.get("formaction") or _form(button).get("action"))
        and address.startswith("/")
    }


def _form(button: HtmlElement) -> HtmlElement:
    return next(button.iterancestors("form"))


def _may_send(address: str, role: str) -> bool:
    match = resolve(urlsplit(address).path)
    if match.route in OWN:
        return True
    right = getattr(match.func, "right", None)
    return bool(ROLES[role]) if right is None else right in ROLES[role]
