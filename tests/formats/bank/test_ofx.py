"""OFX, old and new, tidy and untidy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BankLine, Booking, Counterparty, Movement
from duebook.formats.bank.ofx import read_ofx
from duebook.formats.bank.reading import read_statements
from duebook.formats.bank.refusals import UnreadableBankFile
from tests.formats.bank.broken import broken

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile

HEADER = """\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252

"""
LINE = """\
<STMTTRN><TRNTYPE>CHECK<DTPOSTED>20261119120000.000[-5:EST]<TRNAMT>-316.67
<FITID>F1<CHECKNUM>1042<NAME>Smith &amp; Sons<MEMO>Invoice  77
</STMTTRN>
"""


def ofx(lines: str = LINE, *, header: str = HEADER, currency: str = "USD") -> str:
    return (
        f"{header}<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        "</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>\n<STATUS><CODE>0"
        f"</STATUS>\n<STMTRS><CURDEF>{currency}\n<BANKACCTFROM><BANKID>021000021\n"
        "<ACCTID>123 456\n</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>20261101<DTEND>20261120\n{lines}</BANKTRANLIST>\n"
        "<LEDGERBAL><BALAMT>382.34<DTASOF>20261120</LEDGERBAL>\n"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def movement(inner: str) -> str:
    return f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261119<FITID>F9{inner}</STMTTRN>"


def read(text: str) -> BankFile:
    return read_ofx(text.encode(), "x.ofx")


def only_line(inner: str) -> BankLine:
    [line] = read(ofx(movement(inner))).statements[0].lines
    return line


def codes(found: BankFile) -> list[str]:
    return [problem.code for problem in found.problems]


def test_qfx_is_ofx_with_two_lines_for_quicken() -> None:
    """The web-connect files of American banks: Intuit's bank and user in the head."""
    quicken = ofx().replace("</SONRS>", "<INTU.BID>3000<INTU.USERID>harbor</SONRS>", 1)

    found = read_statements(quicken.encode(), "download.qfx")

    assert (found.format, codes(found)) == ("OFX", [])
    assert found.statements == read(ofx()).statements


def test_a_statement_without_closing_tags_is_read_whole() -> None:
    found = read(ofx())

    assert codes(found) == []
    [statement] = found.statements
    assert (statement.bank, statement.account) == ("021000021", "123456")
    assert (statement.from_on, statement.until_on) == (
        date(2026, 11, 1),
        date(2026, 11, 20),
    )
    assert statement.closing is not None
    assert statement.closing.amount_minor == 382_34
    assert statement.lines == (
        BankLine(
            place="line 15",
            booked_on=date(2026, 11, 19),
            amount_minor=-316_67,
            currency="USD",
            movement=Movement.CHEQUE,
            code="CHECK",
            other=Counterparty(name="Smith & Sons"),
            references=("1042",),
            bank_reference="F1",
            text="Invoice 77",
        ),
    )


def test_the_same_as_xml_is_the_same() -> None:
    header = '<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="203"?>\n'
    closed = """<STMTTRN><TRNTYPE>CHECK</TRNTYPE>
<DTPOSTED>20261119120000.000[-5:EST]</DTPOSTED><TRNAMT>-316.67</TRNAMT>
<FITID>F1</FITID><CHECKNUM>1042</CHECKNUM><REFNUM/><NAME>Smith &amp; Sons</NAME>
<MEMO><![CDATA[Invoice]]> <!-- no --> 77</MEMO></STMTTRN>
"""

    [old] = read(ofx()).statements[0].lines
    [new] = read(ofx(closed, header=header)).statements[0].lines

    assert new.place == "line 10"
    assert [
        new.booked_on,
        new.amount_minor,
        new.other,
        new.references,
        new.bank_reference,
        new.text,
    ] == [
        old.booked_on,
        old.amount_minor,
        old.other,
        old.references,
        old.bank_reference,
        old.text,
    ]


@pytest.mark.parametrize(
    "header",
    ["", HEADER.replace("\n", "\n\n"), HEADER.replace("\n", " "), "DATA:OFXSGML\n\n"],
)
def test_the_header_may_be_torn(header: str) -> None:
    assert len(read(ofx(header=header)).statements[0].lines) == 1


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("1252", "cp1252"),
        ("1250", "cp1250"),
        ("ISO-8859-1", "latin-1"),
        ("1252", "utf8"),
    ],
)
def test_letters_are_those_of_the_header_unless_they_are_unicode(
    told: str, written: str
) -> None:
    header = HEADER.replace("CHARSET:1252", f"CHARSET:{told}")
    text = ofx(movement("<TRNAMT>1.00<NAME>Müller"), header=header)

    found = read_ofx(text.encode(written), "x.ofx")

    assert found.statements[0].lines[0].other.name == "Müller"


@pytest.mark.parametrize(
    ("text", "amount_minor"),
    [
        ("12.5", 12_50),
        ("-12,50", -12_50),
        ("+7", 7_00),
        (".05", 5),
        ("1000.00", 1000_00),
    ],
)
def test_amounts_have_a_comma_or_a_point(text: str, amount_minor: int) -> None:
    assert only_line(f"<TRNAMT>{text}").amount_minor == amount_minor


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        ("<TRNAMT>", "TRNAMT"),
        ("", "TRNAMT"),
        ("<TRNAMT>--5", "TRNAMT"),
        ("<TRNAMT>1,000.00", "TRNAMT"),
        ("<TRNAMT>1.005", "TRNAMT"),
        ("<TRNAMT>1.00<DTAVAIL>20261332", "DTAVAIL"),
        ("<TRNAMT>1.00<CURRENCY><CURSYM>XXQ</CURRENCY>", "CURSYM"),
    ],
)
def test_what_does_not_read_is_refused_with_line_and_field(
    inner: str, named: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read(ofx(movement(inner)))

    assert (refused.value.place, refused.value.field) == ("line 15", named)


def test_a_reference_told_twice_is_told() -> None:
    found = read(ofx(LINE + LINE + LINE))

    [problem] = found.problems
    assert (problem.code, problem.place) == ("reference_twice", "line 18")
    assert "“F1” stands on 3 lines" in problem.sentence
    assert len(found.statements[0].lines) == 3


def test_a_line_in_another_currency_is_told_and_one_exchanged_is_not() -> None:
    within = "<CURRENCY><CURRATE>1.1<CURSYM>EUR</CURRENCY>"

    other = read(ofx(movement(f"<TRNAMT>1.00{within}")))
    exchanged = read(
        ofx(
            movement(f"<TRNAMT>1.00{within.replace('<', '<ORIG', 1)}").replace(
                "</CURRENCY", "</ORIGCURRENCY"
            )
        )
    )

    assert codes(other) == ["line_in_other_currency"]
    assert other.statements[0].lines[0].currency == "EUR"
    assert codes(exchanged) == []
    line = exchanged.statements[0].lines[0]
    assert (line.currency, line.original_currency) == ("USD", "EUR")


def test_pending_lines_are_pending() -> None:
    pending = (
        "</BANKTRANLIST><BANKTRANLISTP><STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20261120"
        "<TRNAMT>-5.00<NAME>Shop</STMTTRNP></BANKTRANLISTP><BANKTRANLIST>"
    )

    [line] = read(ofx(pending)).statements[0].lines

    assert (line.status, line.amount_minor) == (Booking.PENDING, -5_00)


def test_a_correction_is_told() -> None:
    found = read(ofx(movement("<TRNAMT>1.00<CORRECTFITID>F1<CORRECTACTION>DELETE")))

    [problem] = found.problems
    assert problem.code == "correction_of_a_line"
    assert "delete the line “F1”" in problem.sentence


def test_a_bank_that_answers_with_an_error_is_heard() -> None:
    found = read(
        f"{HEADER}<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR"
        "<MESSAGE>Wrong password</STATUS></SONRS></SIGNONMSGSRSV1></OFX>"
    )

    assert codes(found) == ["bank_reports_error", "no_statement"]
    assert "15500: Wrong password" in found.problems[0].sentence


INVESTMENTS = """<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><CURDEF>USD
<INVACCTFROM><BROKERID>b<ACCTID>9</INVACCTFROM><INVTRANLIST>
<BUYSTOCK><INVBUY><UNITS>3</INVBUY></BUYSTOCK>
<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261119<TRNAMT>5.00<FITID>1</STMTTRN>
<SUBACCTFUND>CASH</INVBANKTRAN>
<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261119<TRNAMT>6.00<FITID>2</STMTTRN>
<SUBACCTFUND>MARGIN</INVBANKTRAN>
</INVTRANLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1></OFX>"""


def test_of_an_investment_account_only_cash_is_read() -> None:
    found = read(INVESTMENTS)

    assert [line.amount_minor for line in found.statements[0].lines] == [5_00]
    [problem] = found.problems
    assert problem.code == "investments_left"
    assert "Left: 2 movements of securities" in problem.sentence


def test_answers_to_transfer_orders_are_left_and_told() -> None:
    found = read("<OFX><INTRARS><XFERINFO><TRNAMT>5.00</XFERINFO></INTRARS></OFX>")

    assert codes(found) == ["transfers_left", "no_statement"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ofx().partition("</STMTTRN>")[0], "The file ends before this has ended"),
        (ofx(LINE.replace("</STMTTRN>", "") * 2), "before the STMTTRN above has ended"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><OFX></OFX>", "entities are not read"),
        ("OFXHEADER:100 and nothing else", "no <OFX>"),
        (ofx().replace("<ACCTID>123 456", ""), "names no account"),
    ],
)
def test_broken_markup_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableBankFile, match=reason):
        read(text)


@pytest.mark.parametrize("piece", ["<STATUS><SONRS>", "<A>", "<", "</STMTRS>", "<!--"])
def test_hostile_markup_takes_no_time(piece: str) -> None:
    text = f"<OFX>{piece * 50_000}"
    try:
        found = read(text)
    except UnreadableBankFile:
        return
    assert codes(found) == ["no_statement"]


@given(st.integers(-(10**12), 10**12))
def test_an_amount_is_what_it_says(amount_minor: int) -> None:
    sign = "-" if amount_minor < 0 else ""
    whole, cents = divmod(abs(amount_minor), 100)

    line = only_line(f"<TRNAMT>{sign}{whole}.{cents:02}")

    assert line.amount_minor == amount_minor


@given(broken(ofx().encode()))
def test_a_broken_file_is_read_or_refused(data: bytes) -> None:
    try:
        found = read_ofx(data, "x.ofx")
    except UnreadableBankFile:
        return
    assert found.statements or "no_statement" in codes(found)
