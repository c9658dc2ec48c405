"""A page that is all form opens with the cursor in its first field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.pages.documents import an_invoice, an_office

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


@pytest.mark.parametrize(
    ("role", "page", "first"),
    [
        ("manager", "parties/new", "code"),
        ("manager", "charges/import", "kind"),
        ("manager", "charges/new", "party"),
        ("manager", "drafts/new", "party"),
        ("manager", "write-offs/sweep", "amount"),
        ("administrator", "settings/people/new", "name"),
    ],
)
def test_a_form_opens_with_the_cursor_in_its_first_field(
    seated: Seating, role: str, page: str, first: str
) -> None:
    client, code, _ = seated(role)

    content = client.get(f"/{code}/{page}").content.decode()

    assert focused(content) == [first]


@pytest.mark.promise("Invoices", "An act on an invoice opens with the cursor in it.")
@pytest.mark.parametrize("act", ["dispute", "write-off", "rebill", "credit"])
def test_what_is_typed_to_an_act_is_its_reason(seated: Seating, act: str) -> None:
    """Without the cursor there, the letters would be keys: u takes something back."""
    client, code, entity_id = seated("manager")
    an_office(entity_id)
    number = an_invoice(entity_id).number

    content = client.get(f"/{code}/invoices/{number}/{act}").content.decode()

    assert focused(content) == ["reason"]


def test_a_page_before_signing_in_does_so_too(seated: Seating) -> None:
    client, _, _ = seated("coordinator")
    client.logout()

    content = client.get("/password/forgotten").content.decode()

    assert focused(content) == ["email"]


def focused(content: str) -> list[str]:
    """The names of the fields that a page would have the cursor in."""
    fields = re.findall(r"<(?:input|select)[^>]*\sautofocus[^>]*>", content)
    return [re.search(r'name="([^"]+)"', one)[1] for one in fields]  # type: ignore[index]
