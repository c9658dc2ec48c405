"""How often pages ask the database: as often for many rows as for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.pages.documents import an_invoice, an_office
from tests.statements import statements

if TYPE_CHECKING:
    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

AT_MOST = {
    "/hp/invoices?found=1": 26,
    "/hp/invoices?q=meridian": 26,
    "/hp/parties?found=1": 26,
    "/hp/payments?found=1": 26,
    "/hp/unapplied?found=1": 27,
    "/hp/charges?found=1": 26,
    "/hp/drafts?found=1": 26,
    "/hp/statements?found=1": 26,
    "/hp/disputes?found=1": 26,
    "/hp/bank": 26,
    "/today": 80,
}
"""Statements of a page, with what the frame around it asks."""


@pytest.mark.parametrize("address", AT_MOST)
def test_a_page_asks_no_more_for_many_rows_than_for_one(
    seated: Seating, address: str
) -> None:
    client, _, entity_id = seated("manager")
    an_office(entity_id)
    an_invoice(entity_id)
    client.get(address)  # what is asked once and remembered
    counts = []
    for more in (0, 8):
        for _ in range(more):
            an_invoice(entity_id)
        with statements() as sent:
            assert client.get(address).status_code == 200
        counts.append(len(sent))

    assert counts[0] == counts[1] <= AT_MOST[address]


def test_an_invoice_and_a_party_ask_a_bounded_number_of_times(seated: Seating) -> None:
    client, _, entity_id = seated("manager")
    an_office(entity_id)
    invoice = an_invoice(entity_id)

    for address in (f"/hp/invoices/{invoice.number}", "/hp/parties/TIDEWELL"):
        with statements() as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 50
