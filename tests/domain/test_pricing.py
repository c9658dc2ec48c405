"""Prices: who gets which, and on what day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.pricing import (
    NoPrice,
    NoShippingRate,
    Priced,
    ShippingRate,
    price_of,
    shipping_rate,
)
from duebook.domain.spans import ALWAYS, Span
from tests.domain.builders import a_price

if TYPE_CHECKING:
    from duebook.domain.pricing import (
        Price,
    )

ON = date(2026, 11, 2)


def priced(*prices: Price, **asked: Any) -> Priced | NoPrice:
    facts: dict[str, Any] = {
        "item_id": 10,
        "party_id": 1,
        "quantity": Decimal(1),
        "on": ON,
        "currency": "USD",
    }
    return price_of(prices, **(facts | asked))


def unit_price(*prices: Price, **asked: Any) -> Decimal:
    found = priced(*prices, **asked)
    assert isinstance(found, Priced)
    return found.tier.unit_price


BOOK = a_price(("0", "100"))
CONTRACT = a_price(("0", "80"), id=2, party_id=1, source="contract C-7")


def test_a_contract_beats_the_book_for_its_party_only() -> None:
    assert unit_price(BOOK, CONTRACT) == 80
    assert unit_price(BOOK, CONTRACT, party_id=3) == 100


def test_the_contract_of_the_bill_to_serves_its_branches() -> None:
    branch = a_price(("0", "75"), id=3, party_id=9)

    assert unit_price(BOOK, CONTRACT, party_id=9, bill_to_id=1) == 80
    assert unit_price(BOOK, CONTRACT, branch, party_id=9, bill_to_id=1) == 75


def test_of_two_valid_prices_the_later_start_holds() -> None:
    summer = a_price(("0", "90"), id=3, valid=Span(date(2026, 6, 1)))
    autumn = a_price(("0", "95"), id=4, valid=Span(date(2026, 9, 1)))

    assert unit_price(summer, BOOK, autumn) == 95
    assert unit_price(autumn, BOOK, summer, on=date(2026, 8, 31)) == 90
    assert unit_price(autumn, BOOK, summer, on=date(2026, 5, 31)) == 100


TIERS = (("1", "10"), ("10", "9"), ("100", "8"))


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [("1", "10"), ("9.999", "10"), ("10", "9"), ("-10", "9"), ("100000", "8")],
)
def test_the_tier_reached_prices_all_units(quantity: str, expected: str) -> None:
    found = priced(a_price(*TIERS), quantity=Decimal(quantity))

    assert isinstance(found, Priced)
    assert found.tier.unit_price == Decimal(expected)
    assert list(found.parts(Decimal(quantity))) == [(Decimal(quantity), found.tier)]


def test_graduated_tiers_price_each_its_own_units() -> None:
    found = priced(a_price(*TIERS, graduated=True), quantity=Decimal(120))

    assert isinstance(found, Priced)
    assert [
        (quantity, tier.unit_price) for quantity, tier in found.parts(Decimal(120))
    ] == [
        (Decimal(10), Decimal(10)),
        (Decimal(90), Decimal(9)),
        (Decimal(20), Decimal(8)),
    ]


@given(st.decimals(Decimal(-500), Decimal(500), places=3).filter(lambda q: abs(q) >= 1))
def test_graduated_parts_add_up_and_cost_more_than_the_best_tier(
    quantity: Decimal,
) -> None:
    found = priced(a_price(*TIERS, graduated=True), quantity=quantity)
    assert isinstance(found, Priced)

    parts = list(found.parts(quantity))

    assert sum(part for part, _ in parts) == quantity
    cost = sum(abs(part) * tier.unit_price for part, tier in parts)
    assert cost >= abs(quantity) * found.tier.unit_price


def test_a_price_without_a_tier_for_the_quantity_is_passed_over() -> None:
    bulk = a_price(("50", "70"), id=5, party_id=1)

    assert unit_price(BOOK, bulk) == 100
    assert unit_price(BOOK, bulk, quantity=Decimal(50)) == 70


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"item_id": 11}, "no tariff names the item"),
        ({"currency": "EUR"}, "it is priced in USD only"),
        ({"on": date(2025, 12, 31)}, "no price is valid on that day"),
        ({"quantity": Decimal("0.5")}, "prices begin at a quantity of 1"),
    ],
)
def test_why_there_is_no_price_is_said(asked: dict[str, Any], why: str) -> None:
    price = a_price(*TIERS, valid=Span(date(2026, 1, 1)))
    of_another_party = a_price(("0", "1"), id=6, item_id=11, party_id=3)

    found = priced(price, of_another_party, **asked)

    assert isinstance(found, NoPrice)
    assert found.why == why
    assert str(found).endswith(f": {why}.")


def a_shipping_rate(number: int, up_to_kg: str, **changes: Any) -> ShippingRate:
    facts: dict[str, Any] = {
        "id": number,
        "zone": "north",
        "up_to_kg": Decimal(up_to_kg),
        "currency": "USD",
        "amount_minor": 1_00 * number,
        "valid": ALWAYS,
    }
    return ShippingRate(**(facts | changes))


RATES = [
    a_shipping_rate(3, "20"),
    a_shipping_rate(1, "2"),
    a_shipping_rate(2, "5"),
    a_shipping_rate(4, "5", zone="south"),
    a_shipping_rate(5, "5", currency="EUR"),
    a_shipping_rate(6, "3", valid=Span(None, ON)),
]


@pytest.mark.parametrize(("weight", "number"), [("2", 1), ("2.001", 2), ("20", 3)])
def test_the_lightest_rate_that_carries_the_parcel(weight: str, number: int) -> None:
    found = shipping_rate(
        RATES, zone="north", weight_kg=Decimal(weight), currency="USD", on=ON
    )

    assert isinstance(found, ShippingRate)
    assert found.id == number


def test_no_rate_carries_an_elephant() -> None:
    found = shipping_rate(
        RATES, zone="north", weight_kg=Decimal(4000), currency="USD", on=ON
    )

    assert isinstance(found, NoShippingRate)
    assert found.facts()["weight_kg"] == 4000
