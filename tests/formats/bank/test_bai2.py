"""BAI2 reports as American banks send them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BankLine, Booking, Movement
from duebook.formats.bank.bai2 import read_bai2
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.formats.bank.broken import broken

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile

REPORT = """\
01,021000021,DUEBOOK,261120,0600,1,80,,2/
02,DUEBOOK,021000021,1,261119,2400,USD,2/
03,000123456789,,010,1000000,,,015,1350000,,/
88,100,400000,2,,400,50000,1,/
16,115,300000,S,100000,200000,0,LBX77,,LOCKBOX 12, 3 CHEQUES
16,195,100000,V,261120,,W-88,INV 10241/
88,WIRE FROM HOTEL POST
16,555,50000,0,,4711,RETURNED ITEM/
49,3250000,7/
98,3250000,1,9/
99,3250000,1,11/
"""


def report(*lines: str, group: str = "1,261119,2400,USD,2", account: str = "") -> bytes:
    """A report of one account with these 16 records and trailers that agree."""
    amounts = [int(line.split(",")[2]) for line in lines if line[:3] != "88,"]
    total = sum(amounts)
    records = len(lines)
    return "\n".join(
        [
            "01,A,B,261120,0600,1,,,2/",
            f"02,B,A,{group}/",
            f"03,99,{account}/",
            *lines,
            f"49,{total},{records + 2}/",
            f"98,{total},1,{records + 4}/",
            f"99,{total},1,{records + 6}/",
        ]
    ).encode()


def only_line(*lines: str, group: str = "1,261119,2400,USD,2") -> BankLine:
    [line] = read_bai2(report(*lines, group=group), "x.bai").statements[0].lines
    return line


def codes(read: BankFile) -> list[str]:
    return [problem.code for problem in read.problems]


def test_a_report_is_read_whole() -> None:
    read = read_bai2(REPORT.encode(), "today.bai")

    assert codes(read) == []
    [found] = read.statements
    assert (found.bank, found.account, found.currency) == (
        "021000021",
        "000123456789",
        "USD",
    )
    assert found.opening is not None
    assert found.closing is not None
    assert (found.opening.on, found.opening.amount_minor) == (
        date(2026, 11, 18),
        10_000_00,
    )
    assert (found.closing.on, found.closing.amount_minor) == (
        date(2026, 11, 19),
        13_500_00,
    )
    lockbox, wire, returned = found.lines
    assert lockbox == BankLine(
        place="line 5",
        booked_on=date(2026, 11, 19),
        amount_minor=3_000_00,
        currency="USD",
        movement=Movement.DEPOSIT,
        code="115",
        bank_reference="LBX77",
        text="LOCKBOX 12, 3 CHEQUES",
    )
    assert wire.value_on == date(2026, 11, 20)
    assert wire.references == ("INV 10241",)
    assert wire.text == "WIRE FROM HOTEL POST"
    assert returned.amount_minor == -500_00
    assert returned.movement is Movement.RETURN
    assert returned.references == ("4711",)


@pytest.mark.parametrize(
    ("code", "amount_minor"),
    [
        ("100", 5),
        ("399", 5),
        ("400", -5),
        ("699", -5),
        ("920", 5),
        ("960", -5),
    ],
)
def test_the_type_code_tells_the_direction(code: str, amount_minor: int) -> None:
    assert only_line(f"16,{code},5,Z,,,").amount_minor == amount_minor


@pytest.mark.parametrize(
    "availability",
    ["", "0", "1", "2", "Z", "V,261120,1200", "S,1,2,3", "D,2,0,1,1,4", "D,0"],
)
def test_whatever_the_availability_the_references_are_found(availability: str) -> None:
    line = only_line(f"16,142,5,{availability},BANK,OWN,TEXT/")

    assert (line.bank_reference, line.references, line.text) == (
        "BANK",
        ("OWN",),
        "TEXT",
    )


@pytest.mark.parametrize(
    ("group", "account", "currency"),
    [
        ("1,261119,2400,,2", "", "USD"),
        ("1,261119,2400,GBP,2", "", "GBP"),
        ("1,261119,2400,GBP,2", "JPY", "JPY"),
    ],
)
def test_the_currency_is_the_accounts_else_the_groups_else_dollars(
    group: str, account: str, currency: str
) -> None:
    data = report("16,142,500,,,", group=group, account=account)

    [found] = read_bai2(data, "x.bai").statements

    assert (found.currency, found.lines[0].amount_minor) == (currency, 500)


@pytest.mark.parametrize(
    ("group", "status", "told"),
    [
        ("1,261119,2400,USD,2", Booking.BOOKED, []),
        ("1,261119,1200,USD,3", Booking.PENDING, []),
        ("2,261119,2400,USD,2", Booking.INFORMATION, ["group_not_an_update"]),
        ("3,261119,2400,USD,2", Booking.BOOKED, ["group_not_an_update"]),
        ("4,261119,2400,USD,2", Booking.INFORMATION, ["group_not_an_update"]),
    ],
)
def test_only_what_the_bank_has_booked_is_booked(
    group: str, status: Booking, told: list[str]
) -> None:
    read = read_bai2(report("16,142,500,,,", group=group), "x.bai")

    assert read.statements[0].lines[0].status is status
    assert codes(read) == told


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("49,3250000,7/", "49,3250001,7/", "control_differs"),
        ("49,3250000,7/", "49,3250000,8/", "count_differs"),
        ("98,3250000,1,9/", "98,3250000,2,9/", "count_differs"),
        ("98,3250000,1,9/", "98,1,1,9/", "control_differs"),
        ("99,3250000,1,11/", "99,3250000,2,11/", "count_differs"),
        ("99,3250000,1,11/", "99,3250000,1,12/", "count_differs"),
        ("100,400000,2,,", "100,400000,3,,", "count_differs"),
    ],
)
def test_a_trailer_that_differs_is_told(right: str, wrong: str, told: str) -> None:
    read = read_bai2(REPORT.replace(right, wrong).encode(), "x.bai")

    assert codes(read) == [told]
    assert len(read.statements[0].lines) == 3


def test_balances_and_totals_that_differ_are_told() -> None:
    data = REPORT.replace("015,1350000", "015,1350001")
    data = data.replace("100,400000", "100,399999")

    # The control totals hold: one amount is more by what the other is less.
    assert codes(read_bai2(data.encode(), "x.bai")) == [
        "total_differs",
        "balance_differs",
    ]


def test_a_text_goes_on_in_a_word_where_the_line_is_full() -> None:
    full = "X" * 77

    line = only_line("16,142,500,,,/", f"88,{full}", "88,YZ", "88,END")

    assert line.text == f"{full}YZ END"


@pytest.mark.parametrize(
    ("wrong", "place", "named"),
    [
        ("16,142,5.00,,,", "line 4", "amount"),
        ("16,142,,,,", "line 4", "amount"),
        ("16,720,5,,,", "line 4", "type code"),
        ("16,,5,,,", "line 4", "type code"),
        ("16,142,5,V,261345,,,", "line 4", "value date"),
        ("17,142,5,,,", "line 4", "record"),
        ("03,77,", "line 4", "record 03"),
    ],
)
def test_what_does_not_read_is_refused_with_line_and_field(
    wrong: str, place: str, named: str
) -> None:
    data = report("16,142,5,,,").replace(b"16,142,5,,,", wrong.encode())

    with pytest.raises(UnreadableBankFile) as refused:
        read_bai2(data, "x.bai")

    assert (refused.value.place, refused.value.field) == (place, named)


def test_a_file_that_was_cut_off_is_refused() -> None:
    cut, _, _ = REPORT.partition("99,")

    with pytest.raises(UnreadableBankFile, match="before the trailer"):
        read_bai2(cut.encode(), "x.bai")


def test_the_first_version_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="is not BAI2"):
        read_bai2(REPORT.replace(",,2/", ",,1/").encode(), "x.bai")


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8))
def test_lines_add_up_to_the_control_total(amounts: list[int]) -> None:
    data = report(*(f"16,142,{amount},,," for amount in amounts))

    read = read_bai2(data, "x.bai")

    assert codes(read) == []
    assert [line.amount_minor for line in read.statements[0].lines] == amounts


@given(broken(REPORT.encode()))
def test_a_broken_file_is_read_or_refused(data: bytes) -> None:
    try:
        read = read_bai2(data, "x.bai")
    except UnreadableBankFile:
        return
    assert read.format == "BAI2"


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("01,021000021", "88,021000021", "continues no record"),
        ("1,261119,2400", "9,261119,2400", "no status of a group"),
        ("1,261119,2400", "1,today,2400", "is not a day"),
        ("03,000123456789", "03,", "has no number"),
        ("015,1350000", "010,1350000", "stands twice"),
        ("49,3250000,7/", "49,3250000,seven/", "is not a count"),
        (REPORT, " \n", "no record in this file"),
    ],
)
def test_what_makes_no_sense_is_refused(right: str, wrong: str, reason: str) -> None:
    with pytest.raises(UnreadableBankFile, match=reason):
        read_bai2(REPORT.replace(right, wrong).encode(), "x.bai")


def test_a_mere_message_is_no_line_and_a_type_may_come_without_an_amount() -> None:
    data = report("16,142,5,,,", account=",040,,,").replace(
        b"49,5,3", b"16,890,,,,,NOTE/\n49,5,4"
    )
    data = data.replace(b"98,5,1,5", b"98,5,1,6").replace(b"99,5,1,7", b"99,5,1,8")

    read = read_bai2(data, "x.bai")

    assert codes(read) == []
    assert [line.amount_minor for line in read.statements[0].lines] == [5]
