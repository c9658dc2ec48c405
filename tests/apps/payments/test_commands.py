"""The clerk's commands, typed as a clerk types them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError

from duebook.apps.payments import queries
from tests.apps.payments.office import DAY, open_of, owes
from tests.office import a_party, an_entity

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def test_a_month_of_one_payment(typed: Callable[..., str]) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00, 50_00)

    said = typed("receive", "TIDEWELL", "100.00", "--on", f"{DAY}")
    assert "P-2026-00001 from Tidewell Hotels" in said
    assert "INV-2" in said

    unapplied = ("unapply", "P-2026-00001", "INV-1", "--reason", "wrong", "--on")
    assert "80.00 USD of INV-1 are open again." in typed(*unapplied, f"{DAY}")

    asked = ("--invoice", "INV-2", "30.00", "--on", f"{DAY}")
    assert "30.00 USD of P-2026-00001 applied, 50.00 left." in typed(
        "apply", "P-2026-00001", *asked
    )

    refunded = ("--amount", "10.00", "--reason", "asked for it", "--on", f"{DAY}")
    assert "R-2026-00001: 10.00 USD sent back." in typed(
        "refund", "P-2026-00001", *refunded
    )

    assert "P-2026-00001" in typed("payments", "--party", "TIDEWELL")

    returned = ("--reason", "NSF", "--on", f"{DAY}", "--fee", "25.00")
    assert "INV-2" in typed("return_payment", "P-2026-00001", *returned)
    assert open_of(entity_id) == [80_00, 50_00, 0, 10_00, 0, 25_00]


def test_an_instruction_and_money_left_on_account(typed: Callable[..., str]) -> None:
    entity_id = an_entity()
    owes(entity_id, a_party(entity_id), 80_00)

    said = typed(
        *("receive", "TIDEWELL", "100.00", "--on", f"{DAY}", "--on-account"),
        *("--invoice", "INV-1", "20.00", "--method", "wire"),
    )

    assert "80.00 USD stay on account." in said
    [payment] = queries.payments(entity_id)
    assert payment.method == "wire"


def test_a_refund_above_the_limit_says_who_must_answer(
    typed: Callable[..., str],
) -> None:
    a_party(an_entity())
    typed("receive", "TIDEWELL", "900.00", "--on", f"{DAY}")

    said = typed("refund", "P-2026-00001", "--reason", "double", "--on", f"{DAY}")

    assert "waits for a second person" in said


def test_what_is_not_applied_cannot_be_taken_off(typed: Callable[..., str]) -> None:
    a_party(an_entity())
    typed("receive", "TIDEWELL", "900.00", "--on", f"{DAY}")

    with pytest.raises(CommandError, match="Nothing of P-2026-00001 is applied to X"):
        typed("unapply", "P-2026-00001", "X", "--reason", "wrong")


def test_half_a_cent_is_refused(typed: Callable[..., str]) -> None:
    a_party(an_entity())

    with pytest.raises(CommandError, match=r"no such amount as 10\.005 USD"):
        typed("receive", "TIDEWELL", "10.005")
