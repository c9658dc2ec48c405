"""camt.052, camt.053, camt.054: statements, balances and what a file declares."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BookedBalance, Booking
from duebook.formats.bank.camt import read_camt
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.formats.bank.iso_files import (
    ACCOUNT,
    BODIES,
    balance,
    camt,
    code,
    damaged,
    details,
    entry,
    statement,
)

if TYPE_CHECKING:
    import random

    from duebook.domain.banking import BankFile

OPENING = balance("OPBD", "1000.00", "2026-11-19")
CLOSING = balance("CLBD", "1069.00", "2026-11-20")
A_DAY = camt(statement(OPENING, CLOSING, entry("119.00"), entry("50", side="DBIT")))


def read(*statements: str, kind: str = "camt.053", version: str = "08") -> BankFile:
    return read_camt(camt(*statements, kind=kind, version=version), "bank.xml")


def codes(file: BankFile) -> list[str]:
    return [problem.code for problem in file.problems]


def test_a_day_at_the_bank_is_read() -> None:
    file = read_camt(A_DAY, "bank.xml")

    [day] = file.statements
    assert file.format == "camt.053.001.08"
    assert (day.account, day.currency) == ("DE89370400440532013000", "EUR")
    assert day.opening == BookedBalance(date(2026, 11, 19), 1000_00)
    assert day.closing == BookedBalance(date(2026, 11, 20), 1069_00)
    assert [line.amount_minor for line in day.lines] == [119_00, -50_00]
    assert [line.place for line in day.lines] == [
        "statement 1, entry 1",
        "statement 1, entry 2",
    ]
    assert file.problems == ()


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("version", [f"{number:02}" for number in range(1, 14)])
def test_each_kind_is_read_in_every_version(kind: str, version: str) -> None:
    file = read(statement(entry(), kind=kind), kind=kind, version=version)

    assert file.format == f"{kind}.001.{version}"
    assert file.statements[0].lines[0].amount_minor == 119_00
    assert file.problems == ()


def test_the_first_version_nests_less() -> None:
    first = (
        "<Rpt><Acct><Id><BBAN>12-345</BBAN></Id><Ownr><Nm>Bakery</Nm></Ownr></Acct>"
        "<Bal><Tp><Cd>PRCD</Cd></Tp><Amt Ccy='EUR'>7</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
        "<Dt><DtTm>2007-10-17T23:59:00+02:00</DtTm></Dt></Bal>"
        + entry("5", "<TxDtls><Refs><ChqNb>99</ChqNb></Refs></TxDtls>")
        + "</Rpt>"
    )

    [report] = read(first, kind="camt.052", version="01").statements

    assert (report.account, report.holder) == ("12-345", "Bakery")
    assert report.opening == BookedBalance(date(2007, 10, 17), -7_00)
    assert report.lines[0].references == ("99",)


def test_a_version_to_come_is_read_and_told() -> None:
    file = read(statement(entry()), version="14")

    assert codes(file) == ["version_unknown"]
    assert len(file.statements[0].lines) == 1


@pytest.mark.parametrize(
    ("account", "field"),
    [
        ("<Acct><Nm>Main</Nm></Acct>", "Acct"),
        (ACCOUNT.replace("EUR", "EURO"), "Acct"),
        ("", "Stmt"),
    ],
)
def test_an_account_nobody_could_tell_is_refused(account: str, field: str) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read(statement(entry(), account=account))

    assert refused.value.field == field


def test_a_balance_without_a_day_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match="a balance needs a day"):
        read(statement(CLOSING.replace("<Dt><Dt>2026-11-20</Dt></Dt>", "")))


def test_balances_that_are_not_booked_are_left_aside() -> None:
    available = [balance(kind, "5", "2026-11-20") for kind in ("OPAV", "ITBD", "CLAV")]

    [day] = read(statement(*available)).statements

    assert (day.opening, day.closing) == (None, None)


def test_of_several_days_the_first_opens_and_the_last_closes() -> None:
    days = [
        balance("CLBD", "3", "2026-11-20"),
        balance("OPBD", "2", "2026-11-20"),
        balance("CLBD", "2", "2026-11-19"),
        balance("OPBD", "1", "2026-11-19"),
        entry("2"),
    ]

    file = read(statement(*days))

    assert file.statements[0].opening == BookedBalance(date(2026, 11, 19), 1_00)
    assert file.statements[0].closing == BookedBalance(date(2026, 11, 20), 3_00)
    assert codes(file) == []


def test_a_closing_balance_that_the_lines_do_not_reach_is_told() -> None:
    file = read(statement(OPENING, CLOSING, entry("119.00"), entry("49", side="DBIT")))

    [problem] = file.problems
    assert (problem.code, problem.place) == ("balance_differs", "statement 1")
    assert problem.sentence == (
        "Opening balance and booked lines come to 1070.00 EUR; the closing balance is "
        "1069.00 EUR."
    )


def test_lines_that_are_not_booked_do_not_count_for_the_balance() -> None:
    announced = entry("7", status="<Sts>PDNG</Sts>")
    told = entry("8", status="<Sts><Cd>INFO</Cd></Sts>")
    booked = [entry("119.00"), entry("50", side="DBIT")]

    file = read(statement(OPENING, CLOSING, announced, told, *booked))

    assert codes(file) == []
    assert [line.status for line in file.statements[0].lines[:2]] == [
        Booking.PENDING,
        Booking.INFORMATION,
    ]


def test_one_page_of_several_cannot_be_balanced_alone() -> None:
    page = "<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>"
    number = "<ElctrncSeqNb>231</ElctrncSeqNb>"

    file = read(statement(page, number, OPENING, CLOSING, entry()))

    assert codes(file) == ["page_of_several"]
    assert file.statements[0].number == "231/2"


def test_declared_counts_and_sums_are_compared() -> None:
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>3</NbOfNtries><Sum>169.00</Sum></TtlNtries>"
        "<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>120</Sum></TtlCdtNtries>"
        "<TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>50</Sum></TtlDbtNtries></TxsSummry>"
    )

    file = read(statement(summary, entry("119"), entry("50", side="DBIT")))

    assert [(problem.code, problem.field) for problem in file.problems] == [
        ("count_differs", "TxsSummry/TtlNtries"),
        ("sum_differs", "TxsSummry/TtlCdtNtries"),
    ]


def test_money_in_another_currency_is_told_and_its_balance_left_out() -> None:
    foreign = balance("CLBD", "5", "2026-11-20").replace("EUR", "SEK")

    file = read(statement(OPENING, foreign, entry("7", currency="JPY")))

    assert codes(file) == ["currency_differs", "currency_differs"]
    assert file.statements[0].closing is None
    assert file.statements[0].lines[0].amount_minor == 7


def test_balances_are_not_compared_across_currencies() -> None:
    file = read(statement(OPENING, CLOSING, entry("69", currency="USD")))

    assert codes(file) == ["currency_differs"]


def test_an_account_without_a_currency_has_that_of_its_balance() -> None:
    bare = "<Acct><Id><Othr><Id>12 34</Id></Othr></Id></Acct>"

    [day] = read(statement(CLOSING, account=bare)).statements

    assert (day.account, day.currency) == ("1234", "EUR")


def test_several_statements_of_a_file_keep_their_lines() -> None:
    other = ACCOUNT.replace("3000", "4000")

    file = read(statement(entry("1"), entry("2")), statement(entry("3"), account=other))

    assert [[line.amount_minor for line in each.lines] for each in file.statements] == [
        [1_00, 2_00],
        [3_00],
    ]
    assert file.statements[1].lines[0].place == "statement 2, entry 1"


def test_without_a_booking_day_the_value_day_counts_and_is_told() -> None:
    value = "<ValDt><DtTm>2026-11-18T23:30:00-05:00</DtTm></ValDt>"

    file = read(statement(entry(days=value)))

    assert codes(file) == ["no_booking_day"]
    assert file.statements[0].lines[0].booked_on == date(2026, 11, 18)


def test_without_any_day_the_statements_last_day_counts() -> None:
    period = "<FrToDt><ToDtTm>2026-11-17T24:00:00</ToDtTm></FrToDt>"

    file = read(statement(entry("1", days=""), entry("2"), period))

    assert codes(file) == ["no_booking_day"]
    assert [line.booked_on.day for line in file.statements[0].lines] == [17, 20]
    assert [line.amount_minor for line in file.statements[0].lines] == [1_00, 2_00]


@pytest.mark.parametrize(
    ("piece", "place", "field"),
    [
        (entry("119.005"), "statement 1, entry 1, line 8", "Amt"),
        (entry("-119.00"), "statement 1, entry 1, line 8", "Amt"),
        (entry("1,19"), "statement 1, entry 1, line 8", "Amt"),
        (entry(""), "statement 1, entry 1, line 8", "Amt"),
        (entry("1</Amt><Amt>2"), "statement 1, entry 1, line 8", "Amt"),
        (entry("1", currency="EURO"), "statement 1, entry 1, line 8", "Amt"),
        (entry(side="CREDIT"), "statement 1, entry 1, line 8", "CdtDbtInd"),
        (entry(status="<Sts>DONE</Sts>"), "statement 1, entry 1, line 8", "Sts"),
        (entry(status=""), "statement 1, entry 1, line 8", "Ntry"),
        (
            entry(days="<BookgDt><Dt>2026-02-30</Dt></BookgDt>"),
            "statement 1, entry 1, line 8",
            "Dt",
        ),
        (entry(days=""), "statement 1, entry 1, line 8", "Ntry"),
        (entry(side="").replace("<CdtDbtInd></CdtDbtInd>", ""), "line 8", "Ntry"),
        (entry("1", "<RvslInd>maybe</RvslInd>"), "line 8", "RvslInd"),
        (f"<Box>{entry()}</Box>", "line 8", "Ntry"),
        (f"<Box>{statement()}</Box>", "line 8", "Stmt"),
        ("<Acct/>", "statement 1, line 8", "Acct"),
        (balance("CLBD", "x", "2026-11-20"), "statement 1, line 8", "Amt"),
        (balance("CLBD", "1", "2026-11-20", side="NONE"), "line 8", "CdtDbtInd"),
        ("<TxsSummry><TtlNtries><Sum>1,0</Sum></TtlNtries></TxsSummry>", "8", "Sum"),
        (
            "<TxsSummry><TtlNtries><NbOfNtries>x</NbOfNtries></TtlNtries></TxsSummry>",
            "line 8",
            "NbOfNtries",
        ),
        ("</Stmt>", "line 9", "XML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(
    piece: str, place: str, field: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read(statement(piece))

    assert refused.value.place.endswith(place)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Date;Amount\n",
        A_DAY.replace(b"camt.053", b"pacs.008"),
        A_DAY.replace(b"urn:iso", b"urn:other").replace(b"camt.053", b"x"),
        A_DAY.replace(b"<Document", b'<!DOCTYPE Document [<!ENTITY a "b">]><Document'),
        camt(),
        b"<a>" * 100_000,
        camt(statement("<a>" * 200 + "</a>" * 200)),
    ],
)
def test_what_is_no_such_message_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableBankFile):
        read_camt(data, "bank.xml")


def test_a_comment_does_not_cut_an_amount_short() -> None:
    [day] = read(statement(entry("1<!-- thousand -->19.00"))).statements

    assert day.lines[0].amount_minor == 119_00


amounts = st.tuples(
    st.sampled_from((("EUR", 2), ("JPY", 0), ("KWD", 3))),
    st.integers(0, 10**15),
    st.sampled_from(("CRDT", "DBIT")),
)


@given(st.lists(amounts, min_size=1, max_size=20))
def test_every_amount_survives(
    drawn: list[tuple[tuple[str, int], int, str]],
) -> None:
    entries = []
    for (currency, digits), minor, side in drawn:
        whole, rest = divmod(minor, 10**digits)
        text = f"{whole}.{rest:0{digits}}" if digits else f"{whole}"
        entries.append(entry(text, side=side, currency=currency))

    [day] = read(statement(*entries)).statements

    assert [(line.currency, line.amount_minor) for line in day.lines] == [
        (currency, minor if side == "CRDT" else -minor)
        for (currency, _), minor, side in drawn
    ]


@given(st.randoms(use_true_random=False))
def test_the_order_of_elements_does_not_matter(shuffler: random.Random) -> None:
    pieces = [
        "<RvslInd>true</RvslInd>",
        "<ValDt><Dt>2026-11-18</Dt></ValDt>",
        "<AcctSvcrRef>B1</AcctSvcrRef>",
        code("PMNT", "RCDT", "ESCT"),
        details("<Refs><EndToEndId>E1</EndToEndId></Refs>"),
        "<AddtlNtryInf>Thank you</AddtlNtryInf>",
    ]
    around = [OPENING, CLOSING, "<ElctrncSeqNb>7</ElctrncSeqNb>"]
    expected = read(statement(*around, entry("69", *pieces)))

    shuffler.shuffle(pieces)
    around.append(entry("69", *pieces))
    shuffler.shuffle(around)

    assert read(statement(*around)) == expected


@given(damaged(A_DAY))
def test_a_damaged_file_is_read_or_refused(data: bytes) -> None:
    with suppress(UnreadableBankFile):
        read_camt(data, "bank.xml")
