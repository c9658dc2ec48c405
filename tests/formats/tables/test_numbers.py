from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.tables.numbers import (
    MAX_AMOUNT,
    Money,
    decimal_evidence,
    parse_money,
)
from duebook.formats.tables.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "decimal", "value", "currency"),
    [
        ("1234.50", ".", "1234.50", None),
        ("1,234.50", ".", "1234.50", None),
        ("1.234,50", ",", "1234.50", None),
        ("1 234,50", ",", "1234.50", None),
        ("1\u202f234,50\u00a0€", ",", "1234.50", "EUR"),
        ("1'234.50", ".", "1234.50", None),
        ("CHF 1’234.50", ".", "1234.50", "CHF"),
        ("12,34,567.00", ".", "1234567.00", None),
        ("£325,939.20", ".", "325939.20", "GBP"),
        ("-£5", ".", "-5", "GBP"),
        ("£-5", ".", "-5", "GBP"),
        ("$ 7", ".", "7", None),
        ("US$7", ".", "7", "USD"),
        ("7,00-", ",", "-7.00", None),
        ("(5.00)", ".", "-5.00", None),
        ("($1,000.00)", ".", "-1000.00", None),
        ("−3", ".", "-3", None),
        ("5.00 CR", ".", "-5.00", None),
        ("5.00 DR", ".", "5.00", None),
        (".5", ".", "0.5", None),
        ("5.", ".", "5", None),
        ("0", ".", "0", None),
        ("-0.00", ".", "0.00", None),
        (" 43,786.00 ", ".", "43786.00", None),
        ("EUR 1.234", ",", "1234", "EUR"),
    ],
)
def test_amounts_as_people_write_them(
    text: str, decimal: str, value: str, currency: str | None
) -> None:
    read = parse_money(text, decimal)

    assert read == Money(Decimal(value), currency)
    assert str(read.value) == value


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "—", "n/a", "NaN", "nan", "inf", "-Infinity", "1_000", "0x1F", "1e5",
        "1E+05", "١٢٣", "１２３", "1,23,4", "1,2345", "1.2.3", "--5", "(5", "5)",
        "-(5)",
        "5-5", "€5€", "12 34", "1 .5", ",", ".", "$", "5%", "=5", "'5", "5\n6", "½",
        "1,234,56", "99999999999999999999",
        "XYZ 5",
    ],
)  # fmt: skip
def test_what_is_no_number_is_never_taken_for_one(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_money(text)


def test_the_reason_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match="write all its digits"):
        parse_money("1.5E+05")
    with pytest.raises(Unreadable, match="write 0 or leave the cell empty"):
        parse_money("-")
    with pytest.raises(Unreadable, match="digits other than 0 to 9"):
        parse_money("٣")


@given(
    st.decimals(-MAX_AMOUNT, MAX_AMOUNT, allow_nan=False, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", "."), ("", ".")]),
    st.sampled_from(["{}", " {} ", "EUR {}", "{}\u00a0€"]),
)
def test_what_is_written_in_any_habit_is_read_again(
    value: Decimal, habit: tuple[str, str], frame: str
) -> None:
    group, decimal = habit
    plain = f"{value:,.2f}"
    text = plain.replace(",", "\x00").replace(".", decimal).replace("\x00", group)

    assert parse_money(frame.format(text), decimal).value == value


@given(st.text())
def test_any_text_is_a_number_or_unreadable(text: str) -> None:
    try:
        value = parse_money(text).value
    except Unreadable:
        return
    assert value.is_finite()
    assert abs(value) <= MAX_AMOUNT
    assert any(char in "0123456789" for char in text)


def test_the_column_decides_and_not_the_cell() -> None:
    assert decimal_evidence(["1,234", "5,5"]) == ({".": 0, ",": 1}, True)
    assert decimal_evidence(["1,234.50", "1,234"]) == ({".": 1, ",": 0}, True)
    assert decimal_evidence(["1.234.567"]) == ({".": 0, ",": 1}, False)
    assert decimal_evidence(["0,123"]) == ({".": 0, ",": 1}, False)
    assert decimal_evidence(["7", "8"]) == ({".": 0, ",": 0}, False)
