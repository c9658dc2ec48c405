"""The room at the terminal."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.apps.catalog.builders import a_catalog, a_price, price
from tests.apps.parties.builders import an_entry, keep

pytestmark = pytest.mark.django_db


def test_a_price_is_told_with_its_source(capsys: pytest.CaptureFixture[str]) -> None:
    entity_id = a_catalog()
    keep(entity_id, an_entry("TID"))
    price(entity_id, a_price("85.00"))

    call_command("prices", "VISIT", "TID", "--entity", "HP", "--on", "2026-07-01")

    told = capsys.readouterr().out
    assert "price book RETAIL" in told
    assert "85" in told


@pytest.mark.parametrize(
    ("item", "why"), [("VISIT", "no price"), ("X", "none of this")]
)
def test_no_price_is_told_in_a_sentence(item: str, why: str) -> None:
    keep(a_catalog(), an_entry("TID"))

    with pytest.raises(CommandError, match=why):
        call_command("prices", item, "TID", "--entity", "HP")
