"""Statements in text of others: counts, sums and balances are the known ones."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook.domain.bank_line_evidence import KnownLine
from duebook.domain.bank_lines import Standing, fresh_lines, stated_lines
from duebook.domain.money import from_minor
from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.corpus.samples import expected, needs_corpus, sample

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile, BankLine

pytestmark = needs_corpus

MT940 = expected("mt940")
BAI2 = expected("bai2")
OFX = expected("ofx")
QIF = expected("qif")

FRAGMENTS = {path for path, known in MT940.items() if not known["messages"]}
"""One field alone, as their unit tests want it; no statement begins in it."""

NO_ACCOUNT = {path for path in MT940 if path.endswith("cmxl/reference.sta")}
OLD_MARKS = {
    path for path in MT940 if path.endswith(("cmxl/mt940.sta", "raphaelm.sta"))
}
"""In German marks, which are no currency any more."""


def lines_of(read: BankFile) -> list[BankLine]:
    return [line for statement in read.statements for line in statement.lines]


def sum_of(lines: list[BankLine]) -> Decimal:
    # In every sample of two decimals, whatever the currency.
    return from_minor(sum(line.amount_minor for line in lines), "EUR")


def codes(read: BankFile) -> Counter[str]:
    return Counter(problem.code for problem in read.problems)


@pytest.mark.parametrize("path", sorted(MT940.keys() - FRAGMENTS - NO_ACCOUNT))
def test_every_mt940_comes_to_its_known_sum(path: str) -> None:
    data = sample(path)
    if path in OLD_MARKS:
        data = data.replace(b"DEM", b"EUR")
    known: list[dict[str, Any]] = MT940[path]["messages"]

    read = read_statements(data, path)

    lines = lines_of(read)
    assert len(lines) == sum(message["transactions"] for message in known)
    assert sum_of(lines) == sum(Decimal(message["sum"]) for message in known)
    wrong = [each for each in known if each["opening_plus_tx_equals_closing"] is False]
    if path not in OLD_MARKS:
        # Their answers take a balance without a currency for none.
        assert codes(read)["balance_differs"] == sum(
            1 for message in wrong if message["closing"] and message["opening"]
        )


@pytest.mark.parametrize("path", sorted(MT940.keys() - FRAGMENTS - NO_ACCOUNT))
def test_every_mt940_has_the_balances_that_it_declares(path: str) -> None:
    data = sample(path).replace(b"DEM", b"EUR")
    declared = {
        (message[which][0], abs(Decimal(message[which][2])))
        for message in MT940[path]["messages"]
        for which in ("opening", "closing")
        if message[which]
    }

    for statement in read_statements(data, path).statements:
        for balance in (statement.opening, statement.closing):
            if balance is not None and path not in OLD_MARKS:
                amount = abs(from_minor(balance.amount_minor, statement.currency))
                assert (f"{balance.on:%y%m%d}", amount) in declared


@pytest.mark.parametrize("path", sorted(FRAGMENTS | NO_ACCOUNT | OLD_MARKS))
def test_an_mt940_that_is_no_statement_is_refused_with_its_line(path: str) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_statements(sample(path), path)

    assert refused.value.place.startswith("line ")
    assert refused.value.field.startswith(":")


@pytest.mark.parametrize("path", BAI2)
def test_every_bai2_comes_to_its_known_sums(path: str) -> None:
    known = BAI2[path]["accounts"]

    read = read_statements(sample(path), path)

    assert [
        {
            "transactions": len(statement.lines),
            "tx_amount_sum": sum(abs(line.amount_minor) for line in statement.lines),
            "credits": sum(max(line.amount_minor, 0) for line in statement.lines),
        }
        for statement in read.statements
    ] == [
        {
            "transactions": account["transactions"],
            "tx_amount_sum": account["tx_amount_sum"],
            "credits": credits_read(path, account),
        }
        for account in known
    ]
    # Their control totals and counts all agree; so did what we read.
    assert codes(read).keys() <= {
        "total_differs",
        "group_not_an_update",
        "balance_differs",
    }


def credits_read(path: str, account: dict[str, Any]) -> int:
    """The credits of an account: the sum of its lines less the debits."""
    declared_credits, total = int(account["credits"]), account["tx_amount_sum"]
    assert declared_credits + int(account["debits"]) == total, path
    return declared_credits


@pytest.mark.parametrize("path", OFX)
def test_every_ofx_comes_to_its_known_sum(path: str) -> None:
    known = OFX[path]["raw_scan"]

    read = read_statements(sample(path), path)

    lines = lines_of(read)
    assert len(lines) == known["transactions"]
    if lines:
        assert sum_of(lines) == Decimal(known["sum"])
    if codes(read)["transfers_left"]:
        return
    assert [statement.account for statement in read.statements] == [
        "".join(account.split()) for account in known["accounts"]
    ]
    assert [
        from_minor(statement.closing.amount_minor, statement.currency)
        for statement in read.statements
        if statement.closing
    ] == [Decimal(balance) for balance in known["ledger_balances"]]
    assert codes(read)["reference_twice"] == (not known["fitids_unique"])
    has_error = any(code not in {"0", ""} for code in known["status_codes"])
    assert codes(read)["bank_reports_error"] == has_error


@pytest.mark.parametrize("path", sorted(path for path in QIF if sample(path)))
def test_every_qif_comes_to_its_known_sum(path: str) -> None:
    known = QIF[path]["raw_scan"]

    read = read_statements(sample(path), path)

    if "Invst" in known["types"] and "Bank" not in known["types"]:
        assert codes(read)["section_left"] == 1
        assert not read.statements
        return
    openings = [each.opening for each in read.statements if each.opening is not None]
    lines = lines_of(read)
    assert len(lines) + len(openings) == known["transactions"]
    opened_minor = sum(opening.amount_minor for opening in openings)
    assert sum_of(lines) + from_minor(opened_minor, "EUR") == Decimal(known["sum"])


def test_a_qif_of_no_bytes_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="The file is empty"):
        read_statements(sample("a_bank/qif_quiffen/empty.qif"), "empty.qif")


@pytest.mark.parametrize("path", sorted(BAI2.keys() | OFX.keys() | MT940.keys()))
def test_taking_a_file_in_twice_adds_nothing(path: str) -> None:
    try:
        read = read_statements(sample(path), path)
    except UnreadableBankFile:
        return
    file = [
        line
        for statement in read.statements
        for line in stated_lines(
            statement, account=statement.account, format_name=read.format
        )
    ]
    first = fresh_lines(file, [])

    books = [
        KnownLine(
            id=number,
            account=line.account,
            booked_on=line.booked_on,
            amount_minor=line.amount_minor,
            currency=line.currency,
            format=line.format,
            value_on=line.value_on,
            references=line.references,
            bank_reference=line.bank_reference,
            other_name=line.other_name,
            text=line.text,
        )
        for number, (line, verdict) in enumerate(zip(file, first, strict=True))
        if verdict.standing is Standing.FRESH
    ]
    again = fresh_lines(file, books)

    assert {verdict.standing for verdict in first} <= {Standing.FRESH, Standing.LEFT}
    assert {verdict.standing for verdict in again} <= {Standing.KNOWN, Standing.LEFT}
