"""Find: anything by what one has in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.office import a_party
from tests.pages.documents import an_invoice, an_office
from tests.pages.test_approvals import a_held_write_off

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


def test_a_party_is_found_by_part_of_its_name(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    a_party(entity_id)

    page = client.get("/find/palette?q=@tid").content.decode()

    assert "Parties" in page
    assert "Documents" not in page


@pytest.mark.promise("Find", "A party's code is found whatever its capitals.")
@pytest.mark.parametrize("typed", ["Acme-1", "acme-1", "ACME-1"])
def test_a_code_is_found_whatever_its_capitals(seated: Seating, typed: str) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    a_party(entity_id, "Bluewater Boats", code="Acme-1")
    number = an_invoice(entity_id, "Acme-1").number

    def shown(address: str, **asked: str) -> str:
        return client.get(address, asked).content.decode()

    assert "/hp/parties/Acme-1" in shown("/find/palette", q=typed)
    assert number in shown("/hp/invoices", q=f"party:{typed}")
    assert "Bluewater Boats" in shown("/hp/parties", q=f"code:{typed}")
    assert "Bluewater Boats" in shown(f"/hp/parties/{typed}")
    assert 'value="Bluewater Boats"' in shown(f"/hp/parties/{typed}/edit")


def test_acts_are_found_by_the_beginnings_of_their_words(seated: Seating) -> None:
    client, _, _ = seated("coordinator")

    assert "Approvals" in client.get("/find/palette?q=>appr").content.decode()


def test_an_amount_finds_what_is_open_at_exactly_that(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    a_held_write_off(entity_id)

    assert client.get("/find/palette?q=80").status_code == 200
    assert client.get("/find?q=80").status_code == 200


@pytest.mark.promise("Find", "A part of a name and an amount find the invoice.")
@pytest.mark.parametrize("line", ["tide 140", "140 hotels", "$tide hot 140.00"])
def test_a_name_and_an_amount_find_the_invoice(seated: Seating, line: str) -> None:
    client, _, entity_id = seated("coordinator")
    an_office(entity_id)
    number = an_invoice(entity_id).number
    an_invoice(entity_id, "MERIDIAN")

    page = client.get("/find/palette", {"q": line}).content.decode()

    assert f"{number}, Tidewell Hotels" in page
    assert "Meridian" not in page
