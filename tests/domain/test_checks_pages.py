"""The worked tables of the checks' pages are what the checks say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook.domain.checks.findings import SetCharge
from duebook.domain.pricing import PriceBook
from tests.domain.builders import a_charge, a_price
from tests.domain.check_builders import a_case, a_history, an_item, an_office, d, known
from tests.domain.test_algorithm_pages import tables

if TYPE_CHECKING:
    from tests.domain.test_algorithm_pages import Row

_, QUANTITIES = tables("unusual-quantities.md")
[DOUBLES] = tables("duplicate-charges.md")

TIERED = an_office(
    items={10: an_item(history=a_history(1, 6, 30, 600, count=80))},
    prices=PriceBook([a_price(("0", "1.25"), ("500", "1.05"))]),
)


@pytest.mark.parametrize("row", QUANTITIES, ids=lambda row: row["quantity"])
def test_what_is_asked_of_a_quantity(row: Row) -> None:
    charge = a_charge(quantity=d(row["quantity"]), unit_price=None)
    history = a_history(10, 12, 12, 14)

    found = a_case(known(charge, history=history), office=TIERED).findings()

    assert [finding.severity.value for finding in found] == (
        [] if row["says"] == "nothing" else [row["says"]]
    )
    meant = [
        str(finding.fix.value)
        for finding in found
        if isinstance(finding.fix, SetCharge)
    ]
    assert meant == ([row["meant"]] if row["meant"] else [])


@pytest.mark.parametrize("row", DOUBLES)
def test_what_is_said_of_two_charges_alike(row: Row) -> None:
    first, _, second = row["references"].partition(" and ")
    references = [reference.replace("none", "") for reference in (first, second)]
    site = "Annex" if row["something else differs"] == "yes" else ""
    habit = row["the party's habit"] == "yes"
    history = a_history(1, 1, 1, 2, repeats_in_a_day=habit)

    found = a_case(
        known(a_charge(), reference=references[0], history=history),
        known(a_charge(id=2, site=site), reference=references[1], history=history),
    ).findings()

    said = [(f"`{finding.code}`", finding.severity.value) for finding in found]
    assert said == ([(row["finding"], row["weight"])] if row["finding"] else [])
