"""What nobody asks by a page of ours: it is found nowhere, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.pages.conftest import Seating

NO_ID = 2**63


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        f"/hp/bank/{NO_ID}/by-hand",
        f"/hp/imports/{NO_ID}/bad-rows",
        "/hp/invoices/a%00b",
        "/hp/parties?q=%00",
        "/find?q=%00",
    ],
)
def test_numbers_and_texts_that_no_row_can_have_are_not_found(
    seated: Seating, address: str
) -> None:
    client, _, _ = seated("administrator")
    assert client.get(address).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    ["after=1~zzz", "after=1~2026-99-99", "q=issued:>9999-12-31", "q=due:<0001"],
)
def test_a_list_passes_over_places_and_days_that_are_none(
    seated: Seating, asked: str
) -> None:
    client, code, _ = seated("auditor")
    assert client.get(f"/{code}/invoices?{asked}").status_code == 200


@pytest.mark.django_db
def test_pages_are_kept_by_nobody_between(seated: Seating) -> None:
    client, code, _ = seated("auditor")
    assert client.get(f"/{code}/invoices")["Cache-Control"] == "private, no-store"
