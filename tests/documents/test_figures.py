"""Figures as the reader's language writes them, never rounded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.documents.figures import figures_in
from duebook.domain.money import from_minor


@pytest.mark.parametrize(
    ("locale", "amount", "with_symbol"),
    [
        ("en-US", "−1,234.50", "−$1,234.50"),
        ("en-GB", "−1,234.50", "−US$1,234.50"),
        ("de-DE", "−1.234,50", "−1.234,50\u00a0$"),
        ("es-ES", "−1.234,50", "−1.234,50\u00a0US$"),
        ("es-MX", "−1,234.50", "−USD\u00a01,234.50"),
        ("fr-FR", "−1\u202f234,50", "−1\u202f234,50\u00a0$US"),
    ],
)
def test_an_amount_in_each_language(locale: str, amount: str, with_symbol: str) -> None:
    figures = figures_in(locale)

    assert figures.money(-1234_50, "USD") == amount
    assert figures.money_with_symbol(-1234_50, "USD") == with_symbol


@pytest.mark.parametrize(
    ("currency", "amount"),
    [("USD", "12,345.00"), ("JPY", "1,234,500"), ("KWD", "1,234.500")],
)
def test_all_digits_of_the_currency_are_shown(currency: str, amount: str) -> None:
    assert figures_in("en-US").money(1_234_500, currency) == amount


def test_prices_and_quantities_keep_their_digits() -> None:
    figures = figures_in("en-US")

    assert figures.price(Decimal("0.03450"), "USD") == "0.0345"
    assert figures.price(Decimal(31), "USD") == "31.00"
    assert figures.quantity(Decimal("40.000")) == "40"
    assert figures.quantity(Decimal("4E+3")) == "4,000"
    assert figures.quantity(Decimal("-0.25")) == "−0.25"


def test_rates_and_days() -> None:
    assert figures_in("en-US").percent(Decimal("8.250")) == "8.25%"
    assert figures_in("de-DE").percent(Decimal("8.250")) == "8,25\u00a0%"
    assert figures_in("de-DE").day(date(2026, 11, 3)) == "03.11.2026"
    assert figures_in("fr-FR").long_day(date(2026, 11, 3)) == "3 novembre 2026"


def test_a_span_of_days_says_once_what_the_days_share() -> None:
    first, last = date(2026, 10, 28), date(2026, 10, 30)

    assert figures_in("en-GB").days(first, last) == "28–30 Oct 2026"
    assert figures_in("en-US").days(first, last) == "Oct 28\u2009–\u200930, 2026"
    assert figures_in("de-DE").days(first, first) == "28.10.2026"


@given(
    st.integers(-(2**63), 2**63 - 1),
    st.sampled_from(["USD", "JPY", "KWD", "CLF"]),
    st.sampled_from(["en-US", "de-DE", "es-ES", "fr-FR"]),
)
def test_what_is_printed_is_the_amount(minor: int, currency: str, locale: str) -> None:
    figures = figures_in(locale)
    kept = {figures.point(): ".", "−": "-"}

    printed = "".join(
        kept.get(sign, sign)
        for sign in figures.money(minor, currency)
        if sign.isdigit() or sign in kept
    )

    assert Decimal(printed) == from_minor(minor, currency)
