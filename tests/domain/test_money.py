"""Money: currencies, rounding, splitting, reading."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.money import (
    DECIMAL_ROUNDING,
    EXPONENTS,
    MAX_MINOR,
    AmountTooLarge,
    FinerThanCurrency,
    NothingToAllocateBy,
    Rounding,
    UnknownCurrency,
    UnreadableAmount,
    allocate,
    exact_minor,
    exponent,
    from_minor,
    parse_amount,
    round_decimal,
    round_ratio,
    round_to_unit,
    to_minor,
    told,
)

amounts = st.integers(-(10**15), 10**15)
roundings = st.sampled_from(Rounding)


def test_dollars_have_cents_yen_have_none_and_dinars_have_thousandths() -> None:
    assert to_minor(Decimal("12.50"), "USD", rounding=Rounding.HALF_UP) == 12_50
    assert to_minor(Decimal(1250), "JPY", rounding=Rounding.HALF_UP) == 1250
    assert to_minor(Decimal("1.2345"), "KWD", rounding=Rounding.HALF_UP) == 1_235
    assert exponent("CLF") == 4


def test_a_sentence_groups_thousands_and_keeps_the_cents() -> None:
    assert told(1_540_00, "USD") == "1,540.00 USD"
    assert told(1_540, "JPY") == "1,540 JPY"


def test_a_currency_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownCurrency, match="“usd” is not a currency we know"):
        exponent("usd")


@pytest.mark.parametrize(
    ("rounding", "up", "down"),
    [
        (Rounding.HALF_UP, 13, -13),
        (Rounding.HALF_EVEN, 12, -12),
        (Rounding.HALF_DOWN, 12, -12),
        (Rounding.UP, 13, -13),
        (Rounding.DOWN, 12, -12),
        (Rounding.CEILING, 13, -12),
        (Rounding.FLOOR, 12, -13),
    ],
)
def test_half_a_cent_goes_where_the_law_says(
    rounding: Rounding, up: int, down: int
) -> None:
    assert to_minor(Decimal("0.125"), "USD", rounding=rounding) == up
    assert to_minor(Decimal("-0.125"), "USD", rounding=rounding) == down
    assert round_ratio(125, 10, rounding) == up
    assert round_ratio(-125, 10, rounding) == down


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000), roundings)
def test_whole_numbers_round_as_decimal_rounds(
    numerator: int, denominator: int, rounding: Rounding
) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    if Fraction(exact) != Fraction(numerator, denominator):
        exact = Decimal(numerator * 10**40 // denominator).scaleb(-40, Context(60))
    expected = int(exact.to_integral_value(rounding=DECIMAL_ROUNDING[rounding]))

    assert round_ratio(numerator, denominator, rounding) == expected


@given(amounts, st.sampled_from(sorted(EXPONENTS)), roundings)
def test_minor_units_go_to_major_and_back(
    amount_minor: int, currency: str, rounding: Rounding
) -> None:
    major = from_minor(amount_minor, currency)

    assert to_minor(major, currency, rounding=rounding) == amount_minor
    assert -int(major.as_tuple().exponent) == exponent(currency)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "92233720368547758.08"])
def test_what_the_books_cannot_hold_is_refused(amount: str) -> None:
    with pytest.raises(AmountTooLarge):
        to_minor(Decimal(amount), "USD", rounding=Rounding.HALF_UP)


def test_the_largest_amount_is_held() -> None:
    largest = Decimal("92233720368547758.07")
    assert to_minor(largest, "USD", rounding=Rounding.HALF_UP) == MAX_MINOR


def test_a_long_price_is_rounded_once() -> None:
    price = Decimal("0.01499999999999999999999999999999999999")
    assert price.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("0.01")
    assert to_minor(price, "USD", rounding=Rounding.HALF_UP) == 1


def test_a_value_is_rounded_to_digits_or_to_hundreds() -> None:
    assert round_decimal(Decimal("2.345"), 2, Rounding.HALF_UP) == Decimal("2.35")
    assert round_decimal(Decimal(1250), -2, Rounding.HALF_UP) == 1300


def test_cash_is_paid_in_whole_coins() -> None:
    assert round_to_unit(12_33, 5, Rounding.HALF_UP) == 12_35
    assert round_to_unit(-12_32, 5, Rounding.HALF_UP) == -12_30


def test_a_dollar_for_three_leaves_nobody_short() -> None:
    assert allocate(1_00, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-1_00, [1, 1, 1]) == [-34, -33, -33]


def test_who_has_no_weight_gets_nothing() -> None:
    assert allocate(5, [7, 0, 3]) == [4, 0, 1]
    assert allocate(0, [0, 0]) == [0, 0]


def test_weights_that_come_to_nothing_are_refused() -> None:
    with pytest.raises(NothingToAllocateBy, match="split over 2 parts"):
        allocate(10, [5, -5])


@given(amounts, st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=400))
def test_a_split_loses_nothing_and_is_fair_to_one_unit(
    amount_minor: int, weights: list[int]
) -> None:
    total = sum(weights)
    if not total:
        return
    parts = allocate(amount_minor, weights)

    assert sum(parts) == amount_minor
    assert parts == [-part for part in allocate(-amount_minor, weights)]
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(amount_minor * weight, total)) < 1


@pytest.mark.parametrize("text", ["0", "-0.5", "000009.99", "12", "12.3456"])
def test_a_plain_amount_is_read(text: str) -> None:
    assert parse_amount(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "99.", ".5", "+1", "1,50", "1e3", "NaN", "--1", "١٢", "１", "1\n"],
)
def test_what_is_no_plain_amount_is_refused_and_never_zero(text: str) -> None:
    with pytest.raises(UnreadableAmount) as refused:
        parse_amount(text)
    assert refused.value.facts() == {"text": text}


def test_more_than_the_books_hold_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        parse_amount("9223372036854775808")


def test_a_counted_amount_is_not_rounded() -> None:
    assert exact_minor(Decimal("12.30"), "USD") == 12_30
    assert exact_minor(Decimal(-500), "JPY") == -500

    with pytest.raises(FinerThanCurrency):
        exact_minor(Decimal("12.345"), "USD")
