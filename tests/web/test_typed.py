"""Amounts and days as they are typed, worked out by the server."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.web.search_line import NotReadable
from duebook.web.typed import AmountField, AmountsForm, DayField, DaysForm, worked_out


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("12*31.40", 376_80),
        ("1.5k", 1_500_00),
        ("18936", 18_936_00),
        ("1,250.00 - 3.50", 1_246_50),
        ("100/3", 33_33),
        (".5", 50),
    ],
)
def test_a_clerk_types_an_amount(text: str, minor: int) -> None:
    assert worked_out(text, "USD") == minor


@pytest.mark.parametrize(
    "text", ["", "31,40", "1,2345", "12.345", "1/0", "1e9", "ten", "2**9", "9" * 61]
)
def test_what_could_mean_two_things_is_asked_about(text: str) -> None:
    with pytest.raises(NotReadable):
        worked_out(text, "USD")


@given(minor=st.integers(-(10**12), 10**12))
def test_an_amount_reads_as_it_is_written(minor: int) -> None:
    assert worked_out(f"{Decimal(minor).scaleb(-2):,.2f}", "USD") == minor


class Refunded(AmountsForm):
    amount = AmountField()
    fee = AmountField(required=False)


def refunded(**typed: str) -> Refunded:
    sent = {"key": str(uuid4()), **typed}
    return Refunded(sent, currency="USD", today=date(2026, 11, 22))


def test_amounts_are_told_in_minor_units_and_an_empty_one_is_nothing() -> None:
    form = refunded(amount="12*31.40", fee="")

    assert form.is_valid()
    assert form.cleaned_data["amount_minor"] == 376_80
    assert form.cleaned_data["fee_minor"] == 0


def test_each_amount_that_cannot_be_read_is_named_where_it_was_typed() -> None:
    form = refunded(amount="much", fee="-5")

    assert form.errors == {
        "amount": ["“much” is no amount in USD. Write 1,250.00, 12*31.40 or 1.5k."],
        "fee": ["It takes an amount above zero."],
    }


class Held(DaysForm):
    until = DayField()
    since = DayField(required=False)


def held(**typed: str) -> Held:
    return Held(typed, today=date(2026, 11, 20))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("t", date(2026, 11, 20)),
        ("+3", date(2026, 11, 23)),
        ("-1", date(2026, 11, 19)),
        ("fri", date(2026, 11, 27)),
        ("eom", date(2026, 11, 30)),
        ("som", date(2026, 11, 1)),
        ("2026-12-24", date(2026, 12, 24)),
    ],
)
def test_a_clerk_types_a_day(text: str, meant: date) -> None:
    form = held(until=text)

    assert form.is_valid()
    assert form.cleaned_data == {"until": meant, "since": None}


def test_a_day_is_shown_as_the_one_it_was_read_as() -> None:
    assert held(until="eom")["until"].value() == "2026-11-30"
    assert held(until="soon")["until"].value() == "soon"
    assert "2026-11-23" in str(
        Held(today=date(2026, 11, 20), initial={"until": date(2026, 11, 23)})["until"]
    )


@pytest.mark.parametrize("text", ["soon", "2026-02-30", "1899-12-31", "3000-01-01"])
def test_what_is_no_day_that_somebody_means_is_asked_about(text: str) -> None:
    assert held(until=text).errors == {
        "until": [f"“{text}” is no day. Write t, -1, fri, eom or 2026-11-03."]
    }
