"""A document counted again agrees with itself, and a cent moved is seen."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.crediting import IssuedDocument, IssuedLine, credit_draft
from duebook.domain.drafting import draft_invoices
from duebook.domain.pricing import PriceBook
from duebook.domain.recounting import recount
from duebook.domain.tax import RoundingPer, TaxTable
from tests.domain.builders import TODAY, a_bill_to, a_charge, a_policy, a_rate

if TYPE_CHECKING:
    from duebook.domain.invoicing import Charge, Draft

RATES = [
    a_rate("19"),
    a_rate("6.25", id=2, place="US-TX", name="Texas sales tax"),
    a_rate("9.975", id=3, place="US-TX", name="City tax", compound=True, order=1),
]


def a_draft(
    *charges: Charge, place: str = "DE", per: RoundingPer = RoundingPer.TAX_GROUP
) -> Draft:
    [draft], _ = draft_invoices(
        charges,
        {1: a_bill_to(tax_place=place, discount_bp=250)},
        book=PriceBook([]),
        taxes=TaxTable(RATES),
        policy=a_policy(tax_rounding_per=per),
        issued_on=TODAY,
    )
    return draft


def test_a_moved_cent_is_named() -> None:
    draft = a_draft(a_charge())
    line = replace(draft.lines[0], net_minor=draft.lines[0].net_minor + 1)

    assert recount(draft) == []
    assert recount(replace(draft, lines=(line,))) == [
        "Line 1, Consulting: the net says 97.51 USD, and counts as 97.50.",
        "Tax group VAT 19 % [480]: the net says 97.50 USD, and counts as 97.51.",
        "The net says 97.50 USD, and counts as 97.51.",
    ]


def test_a_wrong_rate_is_named() -> None:
    draft = a_draft(a_charge())
    [group] = draft.tax_groups
    tax = replace(group.taxes[0], percent=Decimal(7))

    assert recount(replace(draft, tax_groups=(replace(group, taxes=(tax,)),))) == [
        "The VAT says 18.53 USD, and counts as 6.82."
    ]


charges = st.lists(
    st.builds(
        lambda quantity, unit_price, discount_bp, inclusive: a_charge(
            quantity=quantity,
            unit_price=unit_price,
            discount_bp=discount_bp,
            tax_inclusive=inclusive,
        ),
        st.decimals("0.001", "500", places=3),
        st.decimals("0.01", "900", places=4),
        st.integers(0, 5_000),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
).map(lambda made: [replace(one, id=n) for n, one in enumerate(made, 1)])


@pytest.mark.parametrize("per", RoundingPer)
@given(charges=charges, place=st.sampled_from(["DE", "US-TX", "FR"]))
def test_every_draft_agrees_and_so_does_its_credit(
    per: RoundingPer, charges: list[Charge], place: str
) -> None:
    draft = a_draft(*charges, place=place, per=per)
    original = IssuedDocument(
        bill_to_id=1,
        party_id=1,
        currency="USD",
        po="",
        site="",
        lines=tuple(IssuedLine(id=n, line=line) for n, line in enumerate(draft.lines)),
        tax_groups=draft.tax_groups,
    )

    assert recount(draft) == []
    assert recount(credit_draft(original, {}, issued_on=TODAY)) == []
