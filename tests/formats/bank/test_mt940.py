"""MT940 and MT942 as banks send them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import BankLine, Booking, Counterparty, Movement
from duebook.formats.bank.mt940 import read_mt940
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.text_file import LARGEST_BYTES
from tests.formats.bank.broken import broken
from tests.formats.tables.clock import cpu_seconds

if TYPE_CHECKING:
    from duebook.domain.banking import BankFile

GERMAN = """\
{1:F01DEUTDEFFXXXX0000000000}{2:I940DEUTDEFFXXXXN}{4:
:20:STARTUMS
:25:50880050/0194787400EUR
:28C:27/1
:60F:C261118EUR1000,00
:61:2611191119CR119,00NTRFNONREF//4711
:86:166?00GUTSCHRIFT?20EREF+HP-2026-10241?21SVWZ+Rechnung HP-2026-10241?22
 vom 3.11.2026 ueber 119,00?30DRESDEFF508?31DE1450880050019478?32HOTEL?33 POST
:61:2611191119D19,99NDDTSubscr. 12//4712
:86:105?00BASISLASTSCHRIFT?20EREF+A-77?21MREF+M-1?22SVWZ+Abo?32Cloud GmbH
:62F:C261119EUR1099,01
-}
"""


def statement(*lines: str, closing: str = "") -> bytes:
    head = [":20:X", ":25:12345678/99", ":28C:1/1", ":60F:C261118EUR100,00"]
    tail = [closing] if closing else []
    return "\n".join([*head, *lines, *tail, "-", ""]).encode()


def only_line(*lines: str) -> BankLine:
    [found] = read_mt940(statement(*lines), "x.sta").statements
    [line] = found.lines
    return line


def codes(read: BankFile) -> list[str]:
    return [problem.code for problem in read.problems]


def test_a_german_statement_is_read_whole() -> None:
    read = read_mt940(GERMAN.encode(), "november.sta")

    assert (read.format, codes(read)) == ("MT940", [])
    [found] = read.statements
    assert (found.bank, found.account) == ("50880050", "0194787400")
    assert (found.currency, found.number) == ("EUR", "27/1")
    paid, taken = found.lines
    assert paid == BankLine(
        place="line 6",
        booked_on=date(2026, 11, 19),
        value_on=date(2026, 11, 19),
        amount_minor=119_00,
        currency="EUR",
        movement=Movement.TRANSFER,
        code="166",
        other=Counterparty(
            name="HOTEL POST", account="DE1450880050019478", bank="DRESDEFF508"
        ),
        references=("HP-2026-10241",),
        bank_reference="4711",
        text="Rechnung HP-2026-10241 vom 3.11.2026 ueber 119,00",
    )
    assert taken.amount_minor == -19_99
    assert taken.movement is Movement.DIRECT_DEBIT
    assert taken.references == ("A-77", "M-1", "Subscr. 12")


@pytest.mark.parametrize(
    ("mark", "amount_minor", "is_reversal"),
    [
        ("C", 50_00, False),
        ("D", -50_00, False),
        ("CR", 50_00, False),
        ("DR", -50_00, False),
        ("RC", -50_00, True),
        ("RD", 50_00, True),
        ("RCR", -50_00, True),
        ("RDR", 50_00, True),
    ],
)
def test_a_reversed_credit_takes_money_and_a_reversed_debit_gives_it(
    mark: str,
    amount_minor: int,
    is_reversal: bool,  # noqa: FBT001 - a column of the table
) -> None:
    line = only_line(f":61:261119{mark}50,00NTRFNONREF")

    assert (line.amount_minor, line.is_reversal) == (amount_minor, is_reversal)


@pytest.mark.parametrize(
    ("told", "bank", "account"),
    [
        ("50880050/0194787400EUR", "50880050", "0194787400"),
        ("DEUTDEFF/0194787400", "DEUTDEFF", "0194787400"),
        ("1291.99.348EUR", "", "1291.99.348"),
        ("NL91 ABNA 0417 1643 00 EUR", "", "NL91ABNA0417164300"),
        ("NL91ABNA0417164300", "", "NL91ABNA0417164300"),
        ("MT31MALT01100000000000000000123", "", "MT31MALT01100000000000000000123"),
    ],
)
def test_the_account_may_carry_its_bank_and_its_currency(
    told: str, bank: str, account: str
) -> None:
    data = statement().replace(b"12345678/99", told.encode())

    [found] = read_mt940(data, "x.sta").statements

    assert (found.bank, found.account) == (bank, account)


@pytest.mark.parametrize(
    ("days", "booked_on", "value_on"),
    [
        ("2612310102", date(2027, 1, 2), date(2026, 12, 31)),
        ("2701011231", date(2026, 12, 31), date(2027, 1, 1)),
        ("280301" + "0229", date(2028, 2, 29), date(2028, 3, 1)),
        ("261119", date(2026, 11, 19), date(2026, 11, 19)),
    ],
)
def test_the_entry_day_is_in_the_year_nearest_to_the_value_day(
    days: str, booked_on: date, value_on: date
) -> None:
    line = only_line(f":61:{days}C1,00NTRFNONREF")

    assert (line.booked_on, line.value_on) == (booked_on, value_on)


def test_the_thirtieth_of_february_is_the_last_day_and_told() -> None:
    read = read_mt940(statement(":61:2702300301D6,00NINTNONREF"), "x.sta")

    assert read.statements[0].lines[0].value_on == date(2027, 2, 28)
    assert "day_not_in_calendar" in codes(read)


def test_the_words_between_slashes_of_dutch_banks() -> None:
    told = (
        ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A"
        "/NAME/J JANSEN/REMI/Factuur 77/EREF/E2E-9"
    )

    # The bank breaks the text where its line is full, be it within a name.
    line = only_line(":61:261119C42,00NTRFEREF//B1", told[:69], told[69:])

    assert line.other.account == "NL91ABNA0417164300"
    assert line.other.bank == "ABNANL2A"
    assert line.other.name == "J JANSEN"
    assert line.text == "Factuur 77"
    assert line.references == ("E2E-9",)


def test_what_came_back_says_why() -> None:
    german = only_line(":61:261119RC10,00NRTINONREF", ":86:109?20EREF+A1?32KARL?34901")
    dutch = only_line(
        ":61:261119D10,00NTRFNONREF", ":86:/RTRN/AC04/NAME/KARL/REMI/x/EREF/A1"
    )

    assert [line.return_code for line in (german, dutch)] == ["901", "AC04"]
    assert {line.movement for line in (german, dutch)} == {Movement.RETURN}


def test_plain_text_keeps_its_words_and_the_banks_remark() -> None:
    line = only_line(
        ":61:261119C1,00NCHK0012345//B2", "CHEQUE PAID IN", ":86:Thank you", " for all"
    )

    assert line.text == "Thank you for all CHEQUE PAID IN"
    assert line.references == ("0012345",)
    assert line.movement is Movement.CHEQUE


def test_several_texts_of_one_line_are_one_and_a_text_of_the_statement_is_none() -> (
    None
):
    [found] = read_mt940(
        statement(
            ":61:261119C1,00NTRFNONREF",
            ":86:first",
            ":86:second",
            closing=":62F:C261119EUR101,00\n:86:of the whole statement",
        ),
        "x.sta",
    ).statements

    assert [line.text for line in found.lines] == ["first second"]


def test_a_balance_that_differs_is_told_and_not_mended() -> None:
    read = read_mt940(
        statement(":61:261119C1,00NTRFNONREF", closing=":62F:C261119EUR102,00"),
        "x.sta",
    )

    [problem] = read.problems
    assert (problem.code, problem.place, problem.field) == (
        "balance_differs",
        "line 6",
        ":62F:",
    )
    assert "101.00 EUR" in problem.sentence
    assert "102.00 EUR" in problem.sentence
    assert read.statements[0].closing is not None
    assert read.statements[0].closing.amount_minor == 102_00


PAGES = """\
:20:A
:25:99
:28C:7/1
:60F:C261118EUR100,00
:61:261119C1,00NTRFNONREF
:62M:C261119EUR101,00
-
:20:A
:25:99
:28C:7/2
:60M:C261119EUR{begins}
:61:261119C2,00NTRFNONREF
:62F:C261119EUR103,00
-
"""


def test_the_pages_of_a_statement_are_one_statement() -> None:
    read = read_mt940(PAGES.format(begins="101,00").encode(), "x.sta")

    [found] = read.statements
    assert codes(read) == []
    assert [line.amount_minor for line in found.lines] == [1_00, 2_00]
    assert found.opening is not None
    assert found.closing is not None
    assert (found.opening.amount_minor, found.closing.amount_minor) == (100_00, 103_00)


def test_pages_that_do_not_continue_each_other_are_told() -> None:
    read = read_mt940(PAGES.format(begins="111,00").encode(), "x.sta")

    assert codes(read) == ["balance_differs", "pages_differ"]


def test_a_page_alone_has_no_balance_of_a_day() -> None:
    first, _, _ = PAGES.partition("-\n")
    read = read_mt940(first.encode(), "x.sta")

    assert codes(read) == ["page_missing"]
    assert read.statements[0].closing is None


INTERIM = """\
:20:A
:25:DE89370400440532013000
:28C:1
:34F:EURD0,00
:13D:2611191030+0100
:61:261119C5,00NTRFNONREF
:61:261119D2,00NTRFNONREF
:90D:1EUR2,00
:90C:{credits}
-
"""


def test_an_interim_report_announces_and_does_not_book() -> None:
    read = read_mt940(INTERIM.format(credits="1EUR5,00").encode(), "x.sta")

    assert (read.format, codes(read)) == ("MT942", [])
    [found] = read.statements
    assert {line.status for line in found.lines} == {Booking.PENDING}
    assert found.until_on == date(2026, 11, 19)


def test_counts_and_sums_of_an_interim_report_are_compared() -> None:
    read = read_mt940(INTERIM.format(credits="2EUR5,01").encode(), "x.sta")

    assert codes(read) == ["count_differs", "sum_differs"]


def test_yen_have_no_cents() -> None:
    data = GERMAN.replace("EUR", "JPY").replace(",00", ",").replace(",99", ",")
    data = data.replace(",01", ",")
    [found] = read_mt940(data.encode(), "x.sta").statements

    assert found.lines[0].amount_minor == 119


@pytest.mark.parametrize(
    ("wrong", "place", "named"),
    [
        (":61:261119C1.2.3NTRFNONREF", "line 5", ":61:"),
        (":61:261119CNTRFNONREF", "line 5", ":61:"),
        (":61:261319C1,00NTRFNONREF", "line 5", ":61:"),
        (":61:2611191340C1,00NTRFNONREF", "line 5", ":61:"),
        (":61:261119C1,005NTRFNONREF", "line 5", ":61:"),
        (":62F:C261119EURx", "line 5", ":62F:"),
        (":62F:C261119USD1,00", "line 5", ":62F:"),
        (":60F:C261119XXQ1,00", "line 5", ":60F:"),
    ],
)
def test_what_does_not_read_is_refused_with_line_and_field(
    wrong: str, place: str, named: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_mt940(statement(wrong), "x.sta")

    assert (refused.value.place, refused.value.field) == (place, named)


def test_a_statement_that_begins_in_its_middle_is_refused() -> None:
    with pytest.raises(UnreadableBankFile, match=r"line 1, :61:: .* begins with :20:"):
        read_mt940(b":61:261119C1,00NTRFNONREF", "x.sta")


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_whatever_ends_lines_and_writes_umlauts(ending: str, encoding: str) -> None:
    data = GERMAN.replace("ueber", "für").replace("\n", ending).encode(encoding)

    [found] = read_mt940(data, "x.sta").statements

    assert "für" in found.lines[0].text
    assert found.lines[1].place == "line 9"


def test_a_long_statement_takes_no_time() -> None:
    data = statement(*([":61:261119C1,00NTRFNONREF", ":86:x"] * 15_000))
    started = cpu_seconds()

    [found] = read_mt940(data, "x.sta").statements

    assert len(found.lines) == 15_000
    assert cpu_seconds() - started < 10


@given(st.integers(0, 10**12), st.sampled_from(["C", "D", "RC", "RD"]))
def test_an_amount_is_what_it_says(amount_minor: int, mark: str) -> None:
    whole, cents = divmod(amount_minor, 100)

    line = only_line(f":61:261119{mark}{whole},{cents:02}NTRFNONREF")

    assert line.amount_minor in {amount_minor, -amount_minor}


@given(broken(GERMAN.encode()))
def test_a_broken_file_is_read_or_refused(data: bytes) -> None:
    try:
        read = read_mt940(data, "x.sta")
    except UnreadableBankFile:
        return
    assert read.statements


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (":20:X\n:28C:1\n", ":25:"),
        (":20:X\n:25:99\n:61:261119C1,00NTRFNONREF\n", ":60F:"),
        (":20:X\n:25:99\n:34F:EUR0,\n:13D:noon\n", ":13D:"),
        (":20:X\n:25:99\n:34F:EUR0,\n:90D:none\n", ":90D:"),
        ("", ":20:"),
    ],
)
def test_what_a_statement_cannot_do_without_is_named(told: str, named: str) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_mt940(told.encode(), "x.sta")

    assert refused.value.field == named


def test_the_currency_may_stand_on_the_account_alone_and_the_balance_is_told() -> None:
    data = statement(closing=":62F:C261119100,00").replace(b"118EUR", b"118")
    read = read_mt940(data.replace(b"/99", b"/99CHF"), "x.sta")

    assert read.statements[0].currency == "CHF"
    assert codes(read) == ["balance_without_currency", "balance_without_currency"]


def test_a_number_in_a_purpose_does_not_hide_the_words_behind_it() -> None:
    line = only_line(
        ":61:261119C1,00NTRFNONREF",
        ":86:166?20IBAN: DE8937040044053201300?210 Rechnung 77?32HOTEL",
    )

    assert line.other.account == "DE89370400440532013000"
    assert line.text == "Rechnung 77"


def test_sixteen_bit_letters_are_read_and_huge_files_are_not() -> None:
    [found] = read_mt940(GERMAN.encode("utf-16"), "x.sta").statements
    assert len(found.lines) == 2

    with pytest.raises(UnreadableBankFile, match="larger than 64 MiB"):
        read_mt940(b" " * (LARGEST_BYTES + 1), "x.sta")
