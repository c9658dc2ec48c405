"""Figures that others published: currencies, rounding, splitting, dates, rates."""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from duebook.domain.calendars import (
    PaymentTerms,
    TermsPart,
    add_months,
    due_dates,
    month_end,
    next_business_day,
)
from duebook.domain.money import (
    EXPONENTS,
    Rounding,
    UnreadableAmount,
    allocate,
    parse_amount,
    round_decimal,
    round_ratio,
    to_minor,
)
from duebook.domain.tax import RoundingPer, TaxTable, tax_groups
from tests.domain.builders import a_rate

BESIDE = Path(__file__).parents[3] / "shared" / "data"
CORPUS = Path(os.environ.get("DUEBOOK_CORPUS", BESIDE)) / "e_tax"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of others' files is not here"
)


def records(name: str, key: str) -> Any:
    with (CORPUS / "rounding_vectors" / name).open(encoding="utf-8") as file:
        return json.load(file)[key]


def rows(key: str) -> list[list[Any]]:
    found: list[list[Any]] = records("dates.json", key)["rows"]
    assert found
    return found


def test_every_currency_of_iso_4217_has_its_digits() -> None:
    listed: dict[str, str] = {}
    # Our own copy of a public list, no entities in it.
    tree = ET.parse(CORPUS / "iso4217" / "iso-4217-list-one.xml")  # noqa: S314
    for entry in tree.iter("CcyNtry"):
        currency = entry.findtext("Ccy")
        digits = entry.findtext("CcyMnrUnts")
        if currency and digits and digits != "N.A.":
            listed[currency] = digits
    assert len(listed) == 166

    assert {currency: str(EXPONENTS.get(currency)) for currency in listed} == listed
    assert sorted(EXPONENTS.keys() - listed.keys()) == ["XAD", "XCG"]  # since 2025


def test_iso_beats_the_digits_that_locales_like_to_show() -> None:
    for currency, facts in records("currency_minor_units.json", "currencies").items():
        minor = facts["minor"]
        assert str(EXPONENTS.get(currency, "N.A.")) == minor, currency


MODES = {
    **{mode.name: mode for mode in Rounding},
    "dinero:up": Rounding.CEILING,
    "dinero:down": Rounding.FLOOR,
    "dinero:halfEven": Rounding.HALF_EVEN,
    "dinero:halfAwayFromZero": Rounding.HALF_UP,
    "dinero:halfTowardsZero": Rounding.HALF_DOWN,
}
"""The names of others; half to odd and half towards an infinity no law asks for."""


def test_halves_round_as_elsewhere() -> None:
    compared = 0
    for vector in records("vectors.json", "rounding"):
        if vector["mode"] in MODES:
            value = Decimal(vector["value"])
            rounded = round_decimal(value, 0, MODES[vector["mode"]])
            assert rounded == Decimal(vector["expected"]), vector
            compared += 1
    for vector in records("vectors.json", "divide"):
        if vector["mode"] in MODES:
            quotient = round_ratio(
                int(vector["a"]), int(vector["b"]), MODES[vector["mode"]]
            )
            assert quotient == int(vector["expected"]), vector
            compared += 1
    assert compared > 30


def test_values_round_to_tens_and_hundreds_as_elsewhere() -> None:
    for vector in records("vectors.json", "round_to_unit"):
        if vector["mode"] in MODES:
            rounded = round_decimal(
                Decimal(vector["value"]), -int(vector["digits"]), MODES[vector["mode"]]
            )
            assert rounded == Decimal(vector["expected"]), vector


def test_products_are_exact() -> None:
    for vector in records("vectors.json", "multiply"):
        product = Decimal(vector["a"]) * Decimal(vector["b"])
        assert product == Decimal(vector["expected"]), vector


def test_amounts_split_as_elsewhere() -> None:
    differing = []
    for vector in records("vectors.json", "allocation"):
        weights = whole([Decimal(ratio) for ratio in vector["ratios"]])
        expected = [int(part) for part in vector["expected"]]
        parts = allocate(int(vector["amount"]), weights)
        assert sum(parts) == sum(expected)
        if parts != expected:
            differing.append((vector["source"], vector["amount"], parts))
    assert differing == [
        # Theirs rounds shares down and not towards zero; ours negates with the
        # amount, so that a credit note splits as its invoice.
        ("moneyphp", "-5", [-4, -1]),
        # Theirs gives the rest to the first parts, more than one unit off the share.
        (
            "RubyMoney seen in the wild",
            "-700273",
            [-61565] * 7 + [-60954, -52091, -52091, -52091, -52091],
        ),
    ]
    for vector in records("vectors.json", "allocation_n"):
        parts = allocate(int(vector["amount"]), [1] * int(vector["parts"]))
        assert parts == [int(part) for part in vector["expected"]], vector


def whole(ratios: list[Decimal]) -> list[int]:
    digits = max(-int(ratio.as_tuple().exponent) for ratio in ratios)
    return [int(ratio.scaleb(digits)) for ratio in ratios]


def test_texts_become_minor_units_as_elsewhere_or_are_refused() -> None:
    of_digits = {"0": "JPY", "2": "USD", "3": "KWD"}
    refused = []
    for vector in records("vectors.json", "decimal_parse"):
        try:
            amount = parse_amount(vector["text"])
        except UnreadableAmount as refusal:
            refused.append(refusal.text)
            continue
        currency = of_digits[vector["subunit"]]
        minor = to_minor(amount, currency, rounding=Rounding.HALF_UP)
        assert minor == int(vector["expected_minor"]), vector
    assert refused == ["99."]


def net(days: int, day_of_month: int = 0) -> PaymentTerms:
    part = TermsPart(share_bp=10_000, net_days=days, day_of_month=day_of_month)
    return PaymentTerms(code="net", name="net", parts=(part,))


def test_due_dates_and_business_days_agree() -> None:
    holidays = {
        date.fromisoformat(day)
        for day in records("dates.json", "holidays")["US"]["pandas_us_federal_observed"]
    }
    for issued, net_days, calendar_due, business_due in rows("net_terms_us_federal"):
        [part] = due_dates(net(net_days), date.fromisoformat(issued), 1)
        assert part.due_on.isoformat() == calendar_due
        if part.due_on < max(holidays):
            assert next_business_day(part.due_on, holidays).isoformat() == business_due


def test_months_end_as_elsewhere() -> None:
    for day, end, end_plus_30, end_of_next in rows("end_of_month"):
        issued_on = date.fromisoformat(day)
        [at_month_end] = due_dates(net(0, day_of_month=31), issued_on, 1)
        assert at_month_end.due_on.isoformat() == end
        assert month_end(issued_on).isoformat() == end
        assert (month_end(issued_on) + timedelta(days=30)).isoformat() == end_plus_30
        assert month_end(add_months(issued_on, 1)).isoformat() == end_of_next


def test_months_are_added_as_elsewhere() -> None:
    for day, months, result in rows("add_months_clamped"):
        assert add_months(date.fromisoformat(day), months).isoformat() == result


def test_the_states_of_the_us_tax_a_hundred_dollars() -> None:
    with (CORPUS / "us_state_rates" / "state-rates.csv").open(encoding="utf-8") as file:
        states = list(csv.DictReader(file))
    assert len(states) >= 50
    table = TaxTable(
        a_rate(state["state_rate_pct"], id=number, place=f"US-{state['code']}")
        for number, state in enumerate(states)
    )
    for state in states:
        place = f"US-{state['code']}-Somewhere"
        levy = table.levy_on(place, "standard", date(2026, 11, 2))
        taxed = tax_groups(
            [(100_00, levy)], rounding=Rounding.HALF_UP, per=RoundingPer.TAX_GROUP
        )
        expected = to_minor(
            Decimal(state["state_rate_pct"]), "USD", rounding=Rounding.HALF_UP
        )
        assert taxed.groups[0].tax_minor == expected, state


def test_countries_and_their_provinces_levy_together() -> None:
    path = CORPUS / "sales_tax_npm" / "res" / "sales_tax_rates.json"
    with path.open(encoding="utf-8") as file:
        countries = json.load(file, parse_float=Decimal, parse_int=Decimal)
    rates = []
    expected: dict[str, Decimal] = defaultdict(Decimal)
    for country, facts in countries.items():
        provinces = facts.get("states", {})
        rates.append((country, facts["rate"]))
        rates += [
            (f"{country}-{province}", more["rate"])
            for province, more in provinces.items()
        ]
        expected[country] = facts["rate"]
        for province, more in provinces.items():
            expected[f"{country}-{province}"] = facts["rate"] + more["rate"]
    table = TaxTable(
        a_rate(str(100 * rate), id=number, place=place)
        for number, (place, rate) in enumerate(rates)
    )

    assert len(expected) > 150
    for place, rate in expected.items():
        levied = table.taxes_for(place, "standard", date(2026, 11, 2))
        assert sum(one.percent for one in levied) == 100 * rate, place
