"""QIF as Quicken and its friends write it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BankLine, BookedBalance, Counterparty
from duebook.formats.bank.qif import read_qif
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.formats.bank.broken import broken

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile

EXPORT = """\
# written by a bank
!Account
NMain Street
TBank
^
!Type:Bank
D11/18'26
T1,000.00
POpening Balance
L[Main Street]
^
D11/19'26
T-1,250.50
N1042
PSmith & Sons
MInvoice 77
LRent
SRent
$-1,000.00
SHeating
Ewinter
$-250.50
CX
^
!Type:Invst
D11/19'26
T5.00
^
"""


def qif(*records: str) -> str:
    return "!Type:Bank\n" + "".join(f"{record}\n^\n" for record in records)


def read(text: str) -> BankFile:
    return read_qif(text.encode(), "x.qif")


def codes(found: BankFile) -> list[str]:
    return [problem.code for problem in found.problems]


def days(*texts: str) -> tuple[list[date], list[str]]:
    found = read(qif(*(f"D{text}\nT1.00" for text in texts)))
    return [line.booked_on for line in found.statements[0].lines], codes(found)


def test_an_export_is_read_whole() -> None:
    found = read(EXPORT)

    assert codes(found) == ["section_left"]
    [statement] = found.statements
    assert (statement.account, statement.currency) == ("MainStreet", "")
    assert statement.opening == BookedBalance(date(2026, 11, 18), 1000_00)
    assert statement.lines == (
        BankLine(
            place="line 12",
            booked_on=date(2026, 11, 19),
            amount_minor=-1250_50,
            currency="",
            code="Rent",
            other=Counterparty(name="Smith & Sons"),
            references=("1042",),
            text="Invoice 77",
        ),
    )


@pytest.mark.parametrize(
    ("texts", "found", "told"),
    [
        (["11/19'26", "1/ 2'26"], [date(2026, 11, 19), date(2026, 1, 2)], []),
        (["19.11.26", "2.1.26"], [date(2026, 11, 19), date(2026, 1, 2)], []),
        (["19/11/2026", "2/1/26"], [date(2026, 11, 19), date(2026, 1, 2)], []),
        (["2026-11-19", "2026-01-02"], [date(2026, 11, 19), date(2026, 1, 2)], []),
        (["11-19-98"], [date(1998, 11, 19)], []),
        (["11/19'98"], [date(2098, 11, 19)], []),
        (["2.2.26", "3.3.26"], [date(2026, 2, 2), date(2026, 3, 3)], []),
        (["1/2/2026"], [date(2026, 1, 2)], ["day_order_assumed"]),
        (["1.2.2026"], [date(2026, 2, 1)], ["day_order_assumed"]),
    ],
)
def test_the_whole_file_decides_which_number_is_the_month(
    texts: list[str], found: list[date], told: list[str]
) -> None:
    assert days(*texts) == (found, told)


def test_a_day_that_the_others_contradict_is_refused() -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        days("11/19/2026", "12/24/2026", "24/12/2026")

    assert (refused.value.place, refused.value.field) == ("line 8", "D")
    assert "month first" in refused.value.reason


@pytest.mark.parametrize(
    ("texts", "amounts", "told"),
    [
        (["1,234.56", "-7"], [1234_56, -7_00], []),
        (["1.234,56", "-7,1"], [1234_56, -7_10], []),
        (["1,234"], [1234_00], ["amounts_ambiguous"]),
    ],
)
def test_the_whole_file_decides_what_stands_before_the_decimals(
    texts: list[str], amounts: list[int], told: list[str]
) -> None:
    found = read(qif(*(f"D11/19/2026\nT{text}" for text in texts)))

    assert [line.amount_minor for line in found.statements[0].lines] == amounts
    assert codes(found) == told


def test_splits_that_miss_the_total_are_told_and_make_no_lines() -> None:
    found = read(qif("D11/19/2026\nT10.00\nSRent\n$6.00\nSHeating\n$3.00"))

    assert [line.amount_minor for line in found.statements[0].lines] == [10_00]
    [problem] = found.problems
    assert (problem.code, problem.place) == ("split_differs", "line 3")
    assert "9.00" in problem.sentence


def test_where_there_is_no_t_the_u_counts() -> None:
    found = read(qif("D11/19/2026\nU-10.00"))

    assert found.statements[0].lines[0].amount_minor == -10_00


@pytest.mark.parametrize(
    ("record", "place", "field"),
    [
        ("D11/19/2026\nTten", "line 3", "T"),
        ("D11/19/2026\nT", "line 3", "T"),
        ("D11/19/2026\nT1.005", "line 3", "T"),
        ("D11/19/2026\nPnobody", "line 2", "T"),
        ("D30/30/2026\nT1.00", "line 2", "D"),
        ("Dsoon\nT1.00", "line 2", "D"),
        ("T1.00", "line 2", "D"),
        ("D11/19/2026\nT1.00\nSx\n$?", "line 5", "$"),
    ],
)
def test_what_does_not_read_is_refused_with_line_and_field(
    record: str, place: str, field: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read(qif(record))

    assert (refused.value.place, refused.value.field) == (place, field)


def test_a_record_before_any_heading_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="before the first heading"):
        read("D11/19/2026\nT1.00\n^\n!Type:Bank\n")


@pytest.mark.parametrize("kind", ["Bank", "Cash", "CCard", "bank "])
def test_the_sections_that_hold_money(kind: str) -> None:
    found = read(f"!Type:{kind}\nD11/19/2026\nT1.00\n^\n")

    assert len(found.statements) == 1


@given(st.integers(-(10**11), 10**11), st.sampled_from([".", ","]))
def test_an_amount_is_what_it_says(amount_minor: int, decimal: str) -> None:
    text = f"{amount_minor / 100:,.2f}" if abs(amount_minor) < 10**9 else "1.00"
    if decimal == ",":
        text = text.translate(str.maketrans(".,", ",."))

    found = read(qif(f"D11/19/2026\nT{text}"))

    wanted = amount_minor if abs(amount_minor) < 10**9 else 1_00
    assert found.statements[0].lines[0].amount_minor == wanted


@given(broken(EXPORT.encode()))
def test_a_broken_file_is_read_or_refused(data: bytes) -> None:
    try:
        found = read_qif(data, "x.qif")
    except UnreadableBankFile:
        return
    assert found.statements or "no_statement" in codes(found)
