"""Disputes as a clerk types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError

from tests.apps.disputes.office import item_of
from tests.apps.payments.office import owes
from tests.office import CLERK, MANAGER, a_party, an_entity, books_hold

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

OPEN = (
    *("dispute", "open", "INV-1", "--category", "not_received"),
    *("--reason", "no parcel came"),
)


def test_a_dispute_is_opened_listed_and_closed(typed: Callable[..., str]) -> None:
    entity_id = an_entity()
    [item_id] = owes(entity_id, a_party(entity_id), 100_00)
    opened = typed(
        *OPEN, "--amount", "30.00", "--owner", MANAGER, "--due", "2099-01-31"
    )

    assert opened.endswith("-00001: 30.00 USD of INV-1 is contested.")
    number = opened.partition(":")[0]
    listed = typed("dispute", "list")
    for told in (number, "TIDEWELL", "30.00", "not received", MANAGER, "open"):
        assert told in listed

    close = ("dispute", "close", number, "--outcome", "withdrawn", "--reason", "found")
    assert typed(*close) == f"{number} is closed: withdrawn."
    assert number not in typed("dispute", "list")
    assert "withdrawn" in typed("dispute", "list", "--all")
    with pytest.raises(CommandError, match="was closed before: withdrawn"):
        typed(*close)
    assert item_of(entity_id, item_id).contested_minor == 0
    assert books_hold(entity_id)


def test_instalments_are_contested_one_after_the_other(
    typed: Callable[..., str],
) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 20_00, 80_00, numbers=["INV-1", "INV-1"])

    assert "20.00 USD of INV-1" in typed(*OPEN)
    assert "80.00 USD of INV-1" in typed(*OPEN)
    with pytest.raises(CommandError, match=r"INV-1 has 0\.00 USD open that nobody"):
        typed(*OPEN)
    assert "There are more: --before DIS-" in typed("dispute", "list", "--size", "1")


def test_who_asks_looks_into_it_unless_said(typed: Callable[..., str]) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 20_00)

    typed(*OPEN)

    assert CLERK in typed("dispute", "list")
    with pytest.raises(CommandError, match="Nobody is known here as Nobody"):
        typed(*OPEN, "--owner", "Nobody")
