"""Amounts in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from duebook.domain.drafting import draft_invoices
from duebook.domain.explanations import explain
from duebook.domain.pricing import PriceBook
from duebook.domain.tax import TaxTable
from tests.domain.builders import (
    TODAY,
    a_bill_to,
    a_certificate,
    a_charge,
    a_policy,
    a_price,
    a_rate,
)


def explained(**changes: object) -> list[str]:
    """Of one charge, with a tiered price and what the changes say."""
    rates = [a_rate("19"), a_rate("6.25", id=2, place="US-TX", name="Texas sales tax")]
    inclusive = bool(changes.pop("inclusive", False))
    bill_to = {
        name: changes.pop(name)
        for name in ("tax_place", "certificates", "discount_bp")
        if name in changes
    }
    [draft], _ = draft_invoices(
        [a_charge(**changes)],
        {1: a_bill_to(**bill_to)},
        book=PriceBook(
            [a_price(("0", "5.00"), ("10", "4.125"), tax_inclusive=inclusive)]
        ),
        taxes=TaxTable(rates),
        policy=a_policy(),
        issued_on=TODAY,
    )
    return explain(draft.lines[0], currency="USD", tax_groups=draft.tax_groups)


def test_a_clerk_can_tell_where_every_cent_came_from() -> None:
    assert explained(
        quantity=Decimal("12.5"),
        unit_price=None,
        tax_place="DE",
        discount_bp=1_000,
        unit="pc",
    ) == [
        "Price 4.125 USD per pc: price book Retail 2026, from a quantity of 10.",
        "12.5 × 4.125 = 51.5625, rounded 51.56 USD.",
        "Less 5.16 USD, its share of the discount on the document: 46.40 USD.",
        "VAT 19 % on 46.40 USD, all lines taxed alike: 8.82 USD.",
        "Net 46.40 USD; this line’s share of the tax 8.82 USD.",
    ]


def test_thousands_are_grouped() -> None:
    assert explained(quantity=Decimal(1200), unit_price=Decimal(1500), unit="") == [
        "Price 1,500.00 USD: stated on the charge.",
        "1,200 × 1,500.00 = 1,800,000.00 USD.",
        "No tax is levied on 1,800,000.00 USD.",
        "Net 1,800,000.00 USD, without tax.",
    ]


def test_a_stated_price_and_a_line_discount_are_said() -> None:
    assert explained(discount_minor=10_00, unit="") == [
        "Price 100.00 USD: stated on the charge.",
        "1 × 100.00 = 100.00 USD.",
        "Less 10.00 USD, discount on the line: 90.00 USD.",
        "No tax is levied on 90.00 USD.",
        "Net 90.00 USD, without tax.",
    ]


def test_a_price_that_holds_the_tax_is_said() -> None:
    assert explained(unit_price=None, tax_place="DE", inclusive=True) == [
        "Price 5.00 USD per h: price book Retail 2026; the price holds the tax.",
        "1 × 5.00 = 5.00 USD.",
        "VAT 19 % on 4.20 USD, all lines taxed alike: 0.80 USD.",
        "Net 4.20 USD; this line’s share of the tax 0.80 USD.",
    ]


def test_an_exemption_names_its_certificate() -> None:
    steps = explained(tax_place="US-TX", certificates=(a_certificate(),))

    assert steps[-2:] == [
        "Exempt by certificate TX-01-339: resale.",
        "Net 100.00 USD, without tax.",
    ]


def test_a_quantity_keeps_its_digits_and_no_idle_zeros() -> None:
    assert explained(quantity=Decimal("1200.000"))[1] == (
        "1,200 × 100.00 = 120,000.00 USD."
    )


def test_groups_of_other_lines_are_passed_over() -> None:
    [draft], _ = draft_invoices(
        [a_charge(), a_charge(id=2, tax_category="exempt")],
        {1: a_bill_to(tax_place="DE")},
        book=PriceBook([]),
        taxes=TaxTable([a_rate("19")]),
        policy=a_policy(),
        issued_on=TODAY,
    )

    steps = explain(draft.lines[1], currency="USD", tax_groups=draft.tax_groups)

    assert steps[2:] == [
        "No tax is levied on 100.00 USD.",
        "Net 100.00 USD, without tax.",
    ]


def test_a_price_reduction_multiplies_nothing() -> None:
    [draft], _ = draft_invoices(
        [a_charge()],
        {1: a_bill_to()},
        book=PriceBook([]),
        taxes=TaxTable([]),
        policy=a_policy(),
        issued_on=TODAY,
    )
    line = replace(
        draft.lines[0],
        quantity=Decimal(0),
        gross_minor=-20_00,
        net_minor=-20_00,
        credits_line_id=7,
    )

    assert explain(line, currency="USD")[1:] == [
        "An amount is taken back, and no quantity: -20.00 USD.",
        "Net -20.00 USD, without tax.",
    ]
