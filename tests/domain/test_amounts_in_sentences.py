"""Amounts in the sentences of the rule book: thousands grouped, never minor units."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import pytest

from duebook import domain
from duebook.domain.application import OpenItem, apply_by_instruction
from duebook.domain.checks.sentences import in_words
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGE = Decimal("1234567.89")
UNGROUPED = "1234"


def refusals() -> Iterator[type[Refusal]]:
    """Every refusal of the rule book."""
    for module in walk_packages(domain.__path__, f"{domain.__name__}."):
        import_module(module.name)
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith(domain.__name__) and kind is not Refusal:
            yield kind


def example_of(annotation: str) -> Any:
    match annotation:
        case "Decimal":
            return LARGE
        case "date":
            return date(2026, 11, 3)
        case "int":
            return 7
        case _:
            return "x"


@pytest.mark.parametrize("kind", sorted(refusals(), key=str))
def test_a_refusal_groups_its_amounts_and_tells_no_minor_units(
    kind: type[Refusal],
) -> None:
    facts = {one.name: example_of(str(one.type)) for one in fields(kind)}

    said = str(kind(**facts))

    assert UNGROUPED not in said
    assert "_minor" not in kind.template


def test_amounts_directed_to_items_are_told_with_number_and_currency() -> None:
    item = OpenItem(
        id=41, number="INV-7", currency="USD", due_on=date(2026, 11, 3),
        open_minor=7_700_00,
    )  # fmt: skip

    with pytest.raises(Refusal) as over:
        apply_by_instruction(9_000_00, [item], {41: 8_000_00})
    with pytest.raises(Refusal) as beyond:
        apply_by_instruction(5_000_00, [item], {41: 7_700_00})
    with pytest.raises(Refusal) as gone:
        apply_by_instruction(5_000_00, [item], {42: 1_00})

    assert str(over.value) == (
        "INV-7 has 7,700.00 USD open; 8,000.00 USD was directed to it."
    )
    assert str(beyond.value) == (
        "The credit has 5,000.00 USD left; 7,700.00 USD was directed to items."
    )
    assert "42" not in str(gone.value)


@pytest.mark.parametrize("ending", ["minor", "price", "change", "quantity"])
def test_a_finding_groups_its_figures(ending: str) -> None:
    figure = Decimal(123456789) if ending == "minor" else LARGE

    assert UNGROUPED not in in_words(f"x_{ending}", figure, digits=2)
