"""Figures in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from duebook.domain.checks.sentences import say


@pytest.mark.parametrize(
    ("unit", "said"), [("h", "bills 2 h of CONSULT."), ("", "bills 2 of CONSULT.")]
)
def test_what_is_only_counted_has_no_unit(unit: str, said: str) -> None:
    figures = {"quantity": Decimal(2), "unit": unit, "item": "CONSULT"}

    assert say("bills {quantity} {unit} of {item}.", figures, digits=2) == said


def test_figures_are_written_as_their_names_say() -> None:
    assert (
        say(
            "{sum_minor} at {each_price}, {less_bp}, {rise_change}, {day}",
            {
                "sum_minor": 123456,
                "each_price": Decimal("0.125"),
                "less_bp": 250,
                "rise_change": Decimal("14.26"),
                "day": date(2026, 10, 9),
            },
            digits=2,
        )
        == "1,234.56 at 0.125, 2.5 %, +14.3 %, 9 October 2026"
    )
