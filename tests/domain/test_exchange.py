"""Gain and loss belong to the application, and add up for every debt."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.exchange import (
    Met,
    NoSuchRate,
    OpenForeign,
    Rate,
    RateMissing,
    Reckoned,
    Settling,
    differences,
    judged_rate,
    rate_between,
    rate_for,
    revalued,
    rounded_balances,
    worth,
)
from duebook.domain.money import Rounding, UnknownCurrency, round_decimal

if TYPE_CHECKING:
    from random import Random

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "exchange.md"
DAY = date(2026, 11, 3)
PAID = re.compile(r"^\| *([\d.]+) *\| *([\d.]+) *\|" + r" *(-?[\d.]+) *\|" * 4 + "$")

rates = st.decimals(
    min_value=Decimal("0.0001"), max_value=Decimal(2000), places=6
).filter(bool)
parts = st.lists(st.tuples(st.integers(1, 10**9), rates), min_size=1, max_size=8)


def settling(
    amount_minor: int, credit_rate: str | Decimal, debt_rate: str | Decimal = "1.0815"
) -> Settling:
    return Settling(7, amount_minor, "EUR", Decimal(debt_rate), Decimal(credit_rate))


def test_a_stronger_euro_is_a_gain() -> None:
    assert differences([settling(100_00, "1.10", "1.05")], {}, "USD") == [5_00]


def test_yen_have_no_cents() -> None:
    one = Settling(7, 100_00, "EUR", Decimal(160), Decimal("161.5"))

    assert differences([one], {}, "JPY") == [150]
    assert worth(1_000, Decimal("0.0065"), of="JPY", to="USD") == Decimal(650)


def test_the_worked_table() -> None:
    rows = [
        [Decimal(cell) for cell in found.groups()]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if (found := PAID.match(line))
    ]
    assert len(rows) == 3
    settled = [settling(int(row[0] * 100), row[1]) for row in rows]

    booked = differences(settled, {}, "USD")

    so_far = Decimal(0)
    for one, row, booked_minor in zip(settled, rows, booked, strict=True):
        exact = worth(
            one.amount_minor, one.credit_rate - one.debt_rate, of="EUR", to="USD"
        )
        so_far += exact
        assert (exact / 100, so_far / 100) == (row[2], row[3])
        assert booked_minor == row[4] * 100
    assert sum(booked) == rows[-1][5] * 100


@given(rates, parts, st.randoms())
def test_the_order_does_not_change_what_a_debt_comes_to(
    debt_rate: Decimal, paid: list[tuple[int, Decimal]], chance: Random
) -> None:
    settled = [settling(amount, rate, debt_rate) for amount, rate in paid]
    shuffled = list(settled)
    chance.shuffle(shuffled)

    whole = sum(differences(settled, {}, "USD"))

    assert sum(differences(shuffled, {}, "USD")) == whole
    exact = sum(amount * (rate - debt_rate) for amount, rate in paid)
    assert whole == round_decimal(Decimal(exact), 0, Rounding.HALF_UP)


@given(rates, parts, st.integers(0, 7))
def test_in_two_sendings_it_comes_to_the_same(
    debt_rate: Decimal, paid: list[tuple[int, Decimal]], cut: int
) -> None:
    settled = [settling(amount, rate, debt_rate) for amount, rate in paid]
    first = differences(settled[:cut], {}, "USD")
    exact = sum(
        (amount * (rate - debt_rate) for amount, rate in paid[:cut]), Decimal(0)
    )

    second = differences(settled[cut:], {7: Reckoned(exact, sum(first))}, "USD")

    assert first + second == differences(settled, {}, "USD")


@given(rates, rates, st.lists(st.integers(1, 10**9), min_size=1, max_size=6))
def test_each_is_within_a_unit_of_its_exact_difference(
    debt_rate: Decimal, credit_rate: Decimal, amounts: list[int]
) -> None:
    settled = [settling(amount, credit_rate, debt_rate) for amount in amounts]

    for amount, booked_minor in zip(
        amounts, differences(settled, {}, "USD"), strict=True
    ):
        assert abs(booked_minor - amount * (credit_rate - debt_rate)) <= 1


def test_a_credit_of_the_same_rate_makes_no_difference() -> None:
    assert differences([settling(99_99, "1.0815")] * 3, {}, "USD") == [0, 0, 0]


@pytest.mark.parametrize("rate", ["0", "-1.1", "NaN", "Infinity", "1.0000000000001"])
def test_such_a_rate_cannot_be(rate: str) -> None:
    with pytest.raises(NoSuchRate):
        judged_rate("EUR", Decimal(rate))


def test_a_rate_is_of_a_currency_that_is_known() -> None:
    assert judged_rate("EUR", Decimal("1.085")) == Decimal("1.085")
    with pytest.raises(UnknownCurrency):
        judged_rate("EURO", Decimal("1.085"))


def test_a_stale_rate_is_refused_and_told() -> None:
    old = Rate(DAY - timedelta(days=36), Decimal("1.1"))

    with pytest.raises(RateMissing, match="more than 35 days older"):
        rate_for("EUR", DAY, old, oldest_days=35)
    assert rate_for("EUR", DAY - timedelta(days=1), old, oldest_days=35) == old


def test_no_rate_at_or_before_the_day_is_refused() -> None:
    with pytest.raises(RateMissing, match="of later days"):
        rate_for("EUR", DAY, None, oldest_days=35)


@given(st.integers(1, 10**10), st.integers(1, 10**10))
def test_what_was_changed_is_worth_what_it_became(own: int, foreign: int) -> None:
    rate = rate_between(Decimal(own), foreign, of="EUR", to="USD")

    assert abs(worth(foreign, rate, of="EUR", to="USD") - own) <= Decimal("0.5")


def test_what_is_open_at_the_rate_of_a_day() -> None:
    debt = OpenForeign(1, "EUR", 100_00, Decimal("1.05"))
    credit = OpenForeign(2, "EUR", -40_00, Decimal("1.08"))

    one, other = revalued([debt, credit], {"EUR": Decimal("1.10")}, "USD")

    assert (one.carried_minor, one.valued_minor, one.difference_minor) == (
        *(105_00, 110_00),
        5_00,
    )
    assert (other.carried_minor, other.difference_minor) == (-43_20, -80)


@given(st.lists(st.decimals(-(10**12), 10**12, places=6), max_size=10))
def test_a_trial_balance_of_zero_stays_one(balances: list[Decimal]) -> None:
    balanced = [*balances, -sum(balances, Decimal(0))]

    rounded = rounded_balances(balanced)

    assert sum(rounded) == 0
    assert all(
        abs(whole - exact) < 1 for whole, exact in zip(rounded, balanced, strict=True)
    )


def test_no_accounts_have_no_balances() -> None:
    assert rounded_balances([]) == []


@pytest.mark.parametrize(
    ("applied_minor", "amount_minor", "said"),
    [
        (100_00, 5_00, "P-1, from 1.05 (2026-11-03) to 1.1 (2026-11-17): a gain of 5"),
        (100_00, -5_00, "a loss of 5.00 USD"),
        (100_00, 0, ": no difference"),
        (-100_00, -5_00, "100.00 EUR of P-1 taken back, from 1.05"),
        (-100_00, -5_00, "a gain of 5.00 USD taken back"),
        (-100_00, 5_00, "a loss of 5.00 USD taken back"),
    ],
)
def test_a_difference_is_told_with_rates_and_days(
    applied_minor: int, amount_minor: int, said: str
) -> None:
    met = Met(
        number="P-1",
        currency="EUR",
        applied_minor=applied_minor,
        effective_on=date(2026, 11, 20),
        amount_minor=amount_minor,
        from_on=DAY,
        from_rate=Decimal("1.05"),
        to_on=date(2026, 11, 17),
        to_rate=Decimal("1.10"),
    )

    assert said in met.in_words("USD")
