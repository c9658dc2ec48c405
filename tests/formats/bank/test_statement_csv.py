"""Bank tables of any layout: the same lines, whatever the bank calls its columns."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BookedBalance, Booking, Movement
from duebook.domain.errors import Refusal
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.statement_csv import (
    guess_statement,
    read_statement_table,
)
from duebook.formats.tables import read_table

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile, BankLine

ENGLISH = """Date,Description,Amount,Balance
2026-11-02,Invoice 1041 Anna Borg,125.50,1125.50
2026-11-03,Account fee,-5.00,1120.50
2026-11-05,Invoice 1050,99.50,1220.00
"""
GERMAN = """Kontoauszug vom 06.11.2026;;;
Buchungstag;Valutadatum;Buchungstext;Auftraggeber/Empfänger;IBAN Zahlungsbeteiligter;\
Verwendungszweck;Betrag;Währung;Saldo nach Buchung
05.11.2026;05.11.2026;GUTSCHRIFT;Bäckerei Hügel;DE89 3704 0044 0532 0130 00;\
RE 1050;1.299,50;EUR;2.220,00
03.11.2026;03.11.2026;ENTGELT;;;Kontoführung;-5,00;EUR;920,50
"""
SPANISH = """Fecha;Concepto;Cargo;Abono;Saldo
05/11/2026;Factura 1050;;99,50;1.220,00
13/11/2026;Comisión;5,00;;1.215,00
"""
FRENCH = """Date opération;Libellé;Débit;Crédit
05/11/2026;VIR FACTURE 1050;;1 099,50
13/11/2026;FRAIS DE TENUE;-5,00;
"""


def read_statement(data: bytes, name: str) -> BankFile:
    """A table as far as its headings tell what is what."""
    table = read_table(data, name)
    return read_statement_table(table, guess_statement(table))


def lines(text: str) -> tuple[BankLine, ...]:
    (statement,) = read_statement(text.encode(), "bank.csv").statements
    return statement.lines


def test_a_plain_table_is_a_statement() -> None:
    read = read_statement(ENGLISH.encode(), "november.csv")

    (statement,) = read.statements
    assert [line.amount_minor for line in statement.lines] == [125_50, -5_00, 99_50]
    assert statement.lines[0].text == "Invoice 1041 Anna Borg"
    assert statement.lines[0].place == "row 2"
    assert statement.opening == BookedBalance(date(2026, 11, 2), 1000_00)
    assert statement.closing == BookedBalance(date(2026, 11, 5), 1220_00)
    assert (statement.from_on, statement.until_on) == (
        date(2026, 11, 2),
        date(2026, 11, 5),
    )
    assert read.problems == ()


def test_the_newest_line_may_come_first() -> None:
    fee, paid = lines(GERMAN)

    assert (fee.amount_minor, fee.movement) == (-5_00, Movement.FEE)
    assert (paid.amount_minor, paid.currency) == (1299_50, "EUR")
    assert paid.other.name == "Bäckerei Hügel"
    assert paid.other.account == "DE89370400440532013000"
    assert (paid.booked_on, paid.value_on) == (date(2026, 11, 5), date(2026, 11, 5))


@pytest.mark.parametrize(
    ("text", "amounts"), [(SPANISH, [99_50, -5_00]), (FRENCH, [1099_50, -5_00])]
)
def test_debits_and_credits_may_have_columns(text: str, amounts: list[int]) -> None:
    assert [line.amount_minor for line in lines(text)] == amounts


@pytest.mark.parametrize("heading", ["Dr/Cr", "Transaction Type", "Type", "Art"])
def test_a_column_of_debit_and_credit_is_the_sign(heading: str) -> None:
    text = f"Date,Amount,{heading}\n2026-11-02,12.50,credit\n2026-11-03,5.00,debit\n"

    assert [line.amount_minor for line in lines(text)] == [12_50, -5_00]


def test_cr_is_money_in() -> None:
    text = "Date,Details,Amount,Balance\n2026-11-02,A,12.50 CR,112.50 CR\n"
    text += "2026-11-03,B,5.00 DR,107.50 CR\n"

    (statement,) = read_statement(text.encode(), "").statements

    assert [line.amount_minor for line in statement.lines] == [12_50, -5_00]
    assert statement.closing == BookedBalance(date(2026, 11, 3), 107_50)


def test_a_jump_of_the_balance_is_told_with_its_row() -> None:
    text = ENGLISH.replace("2026-11-03,Account fee,-5.00,1120.50\n", "")

    problems = read_statement(text.encode(), "").problems

    assert [(told.code, told.place) for told in problems] == [("balance_jump", "row 3")]
    assert "1220.00" in problems[0].sentence
    assert "1225.00" in problems[0].sentence


def test_a_balance_once_a_day_is_enough() -> None:
    text = ENGLISH.replace("1125.50\n", "\n").replace("1120.50\n", "\n")

    read = read_statement(text.encode(), "")

    assert read.problems == ()
    assert read.statements[0].opening == BookedBalance(date(2026, 11, 2), 1000_00)


def test_each_account_is_a_statement() -> None:
    text = "Date,Account,Amount\n2026-11-02,12 345,1.00\n2026-11-02,Savings,2.00\n"

    read = read_statement(text.encode(), "")

    assert [each.account for each in read.statements] == ["12345", "Savings"]


def test_pending_lines_do_not_move_the_balance() -> None:
    text = """Date,Text,Amount,Status,Balance
2026-11-02,A,10.00,booked,110.00
2026-11-03,B,20.00,pending,
2026-11-04,C,5.00,booked,115.00
"""
    read = read_statement(text.encode(), "")

    assert read.problems == ()
    assert read.statements[0].lines[1].status is Booking.PENDING


def test_the_currency_may_stand_in_the_heading() -> None:
    (line,) = lines("Date,Amount (JPY),Text\n2026-11-02,1250,Rent\n")

    assert (line.amount_minor, line.currency) == (1250, "JPY")


def test_a_person_may_say_what_the_columns_are() -> None:
    table = read_table(b"Wann,Was,Wieviel\n2026-11-02,Rent,12.50\n", "")
    mapping = guess_statement(table).assign(0, "booked_on").assign(2, "amount")

    read = read_statement_table(table, mapping, account="777", currency="EUR")
    again = read_statement_table(table, guess_statement(table, [mapping]))

    (statement,) = read.statements
    assert (statement.account, statement.currency) == ("777", "EUR")
    assert statement.lines[0].amount_minor == 12_50
    assert again.statements[0].lines[0].amount_minor == 12_50


def test_what_a_person_said_of_the_sign_is_kept() -> None:
    table = read_table(b"Date,Amount,Type\n2026-11-02,12.50,debit\n", "")
    said = guess_statement(table).assign(2, "kind")

    read = read_statement_table(table, guess_statement(table, [said]))

    assert read.statements[0].lines[0].amount_minor == 12_50


def test_a_card_s_statement_has_payments_out_without_a_sign() -> None:
    table = read_table(b"Date,Merchant,Amount\n2026-11-02,Fuel,36.33\n", "")

    read = read_statement_table(table, guess_statement(table), out_is_positive=True)

    assert read.statements[0].lines[0].amount_minor == -36_33


@pytest.mark.parametrize(
    ("old", "new", "place", "field"),
    [
        ("-5.00", "n/a", "row 3", "Amount"),
        ("-5.00", "", "row 3", "Amount"),
        ("-5.00", "-5.005", "row 3", "Amount"),
        ("2026-11-03", "2026-11-31", "row 3", "Date"),
        ("2026-11-03", "", "row 3", "Date"),
        ("1120.50", "?", "row 3", "Balance"),
        ("Amount", "Menge", "headings", "amount"),
        ("Date", "Wetter", "headings", "Booking date"),
    ],
)
def test_what_cannot_be_read_is_refused_with_row_and_column(
    old: str, new: str, place: str, field: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_statement(ENGLISH.replace(old, new).encode(), "")

    assert (refused.value.place, refused.value.field) == (place, field)


def test_a_row_with_debit_and_credit_is_refused() -> None:
    text = SPANISH.replace(";;99,50", ";1,00;99,50")

    with pytest.raises(UnreadableBankFile, match="Cargo and Abono are both filled"):
        read_statement(text.encode(), "")


@given(st.lists(st.integers(-(10**7), 10**7), min_size=2, max_size=12), st.booleans())
def test_the_lines_lead_from_opening_to_closing(
    amounts: list[int],
    newest_first: bool,  # noqa: FBT001  (hypothesis gives it)
) -> None:
    balance, rows = 5_000_00, []
    for day, minor in enumerate(amounts, 1):
        balance += minor
        rows.append(f"2026-11-{day:02},{minor / 100:.2f},{balance / 100:.2f}")
    text = "\n".join(["Date,Amount,Balance", *(rows[::-1] if newest_first else rows)])

    read = read_statement(text.encode(), "")

    (statement,) = read.statements
    assert [line.amount_minor for line in statement.lines] == amounts
    assert [told for told in read.problems if told.code == "balance_jump"] == []
    assert statement.closing == BookedBalance(date(2026, 11, len(amounts)), balance)


GOOD = GERMAN.encode()


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=3), st.integers(0, 60))
def test_a_damaged_file_is_read_or_refused(at: int, put: bytes, cut: int) -> None:
    with suppress(Refusal):
        read_statement(GOOD[:at] + put + GOOD[at + cut :], "damaged.csv")
