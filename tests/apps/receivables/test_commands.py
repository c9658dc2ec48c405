"""Debts given up, as a clerk types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError

from tests.apps.payments.office import DAY, a_payment, open_of, owes, receive
from tests.office import a_party, an_entity, books_hold

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def test_a_debt_is_written_off_in_part_then_whole(typed: Callable[..., str]) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00)
    given_up = ("write_off", "INV-1", "--reason", "Bankrupt", "--on", f"{DAY}")

    said = typed(*given_up, "--amount", "30.00")

    assert said == "30.00 USD of INV-1 written off, 50.00 left open."
    assert typed(*given_up).endswith("0.00 left open.")
    with pytest.raises(CommandError, match="There is no open item INV-1"):
        typed(*given_up)
    assert books_hold(entity_id)


def test_an_instalment_is_written_off_and_above_the_limit_it_waits(
    typed: Callable[..., str],
) -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 20_00, 900_00, numbers=["INV-1", "INV-1"])
    given_up = ("write_off", "INV-1", "--reason", "Bankrupt", "--on", f"{DAY}")

    assert "20.00 USD of INV-1 written off, 900.00 left open." in typed(*given_up)
    assert "waits for a second person: Write off 900.00 USD" in typed(*given_up)
    assert open_of(entity_id) == [0, 900_00, 0]


def test_small_rests_are_swept_up_to_the_cap(typed: Callable[..., str]) -> None:
    entity_id = an_entity(small_balance_minor=5_00)
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 100_00)
    receive(entity_id, a_payment(party_id, 96_00))
    later = ("sweep", "--on", "2027-01-31", "--cap")

    assert typed(*later, "3.00") == "0 rests swept, 0.00 USD written off."
    assert typed(*later, "20.00") == "1 rest swept, 4.00 USD written off."
    assert books_hold(entity_id)


def test_a_schedule_is_looked_at_kept_paused_and_lists_what_it_did(
    typed: Callable[..., str],
) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00)
    keep = ("statement_schedules", "--keep", "Middle", "--on-day", "15")

    looked = typed(*keep, "--least", "50", "--look")
    assert looked.startswith("Today it would make 1 statement: 80.00 USD.")
    assert "Middle" not in typed("statement_schedules")

    assert typed(*keep, "--from", "2027-01-20").endswith("“Middle” is kept.")
    listed = typed("statement_schedules")
    assert all(day in listed for day in ("2027-02-15", "2027-03-15", "2027-04-15"))
    assert "paused" in typed("statement_schedules", "--pause", "Middle")
    assert "Middle" not in typed("statement_schedules", "--delete", "Middle")
    with pytest.raises(CommandError, match="no schedule of statements “Middle”"):
        typed("statement_schedules", "--resume", "Middle")
