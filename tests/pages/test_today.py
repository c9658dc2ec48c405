"""Today: what waits for somebody, and what they say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.pages.conftest import Seating


def test_a_new_office_says_that_nothing_waits(seated: Seating) -> None:
    client, _, _ = seated("manager")

    page = client.get("/today")

    assert page.status_code == 200
    assert b'data-page="today"' in page.content
