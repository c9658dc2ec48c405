"""Find: anything by what one has in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.office import a_party
from tests.pages.test_approvals import a_held_write_off

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


def test_a_party_is_found_by_part_of_its_name(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    a_party(entity_id)

    page = client.get("/find/palette?q=@tid").content.decode()

    assert "Parties" in page
    assert "Documents" not in page


def test_acts_are_found_by_the_beginnings_of_their_words(seated: Seating) -> None:
    client, _, _ = seated("coordinator")

    assert "Approvals" in client.get("/find/palette?q=>appr").content.decode()


def test_an_amount_finds_what_is_open_at_exactly_that(seated: Seating) -> None:
    client, _, entity_id = seated("coordinator")
    a_held_write_off(entity_id)

    assert client.get("/find/palette?q=80").status_code == 200
    assert client.get("/find?q=80").status_code == 200
