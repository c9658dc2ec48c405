"""X12 820: what a payer says a payment is for, and the envelope around it."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.banking import Counterparty, RemittanceLine
from duebook.domain.errors import Refusal
from duebook.formats.bank.ach_records import AchAddendum, AchEntry
from duebook.formats.bank.edi820 import read_820, remittance_of
from duebook.formats.bank.refusals import UnreadableBankFile
from duebook.formats.bank.x12 import Signs, open_x12

ISA = (
    "ISA*00*          *00*          *ZZ*HILLBAKERY     *ZZ*LOWLANDMILLS   "
    "*261120*0900*U*00401*000000007*0*P*>~"
)
BODY = """ST*820*0001~
BPR*C*290*C*ACH*CTX*01*076401251*DA*12345*1234567890**01*121042882*DA*777*20261123~
TRN*1*PAY-88~
CUR*PR*USD~
N1*PR*HILL BAKERY~
N1*PE*LOWLAND MILLS~
ENT*1~
RMR*IV*INV-1041**180*200*5~
REF*PO*PO-3~
DTM*003*20261001~
ADX*-15*01~
RMR*CM*CN-12**-40.5~
RMR*IV*INV-1050**150.50~
"""


def remittance_file(body: str = BODY, end: str = "") -> bytes:
    count = body.count("~") + 1
    tail = end or f"SE*{count}*0001~GE*1*7~IEA*1*000000007~"
    return f"{ISA}GS*RA*A*B*20261120*0900*7*X*004010~{body}{tail}".encode()


def entry(text: str, amount_minor: int) -> AchEntry:
    pieces = [text[at : at + 80] for at in range(0, len(text), 80)]
    return AchEntry(
        place="line 3",
        transaction="22",
        is_credit=True,
        amount_minor=amount_minor,
        account="12345",
        bank="076401255",
        trace="076401250000001",
        addenda=tuple(AchAddendum("05", piece) for piece in pieces),
    )


def test_a_remittance_is_read_with_what_was_left_out() -> None:
    (read,), problems = read_820(remittance_file(), "advice.edi")

    assert problems == []
    assert read.payer == Counterparty(
        name="HILL BAKERY", account="12345", bank="076401251"
    )
    assert (read.reference, read.currency) == ("PAY-88", "USD")
    assert (read.paid_on, read.total_minor) == (date(2026, 11, 23), 290_00)
    assert read.lines == (
        RemittanceLine(
            reference="INV-1041",
            paid_minor=180_00,
            billed_minor=200_00,
            discount_minor=5_00,
            adjustment_minor=15_00,
            adjustment_code="01",
            note="PO-3; 20261001",
        ),
        RemittanceLine(reference="CN-12", paid_minor=-40_50),
        RemittanceLine(reference="INV-1050", paid_minor=150_50),
    )


def test_yen_have_no_decimals() -> None:
    body = BODY.replace("CUR*PR*USD", "CUR*PR*JPY").replace("40.5", "40")
    body = body.replace("150.50", "150")

    (read,), problems = read_820(remittance_file(body), "")

    assert (read.total_minor, read.currency, problems) == (290, "JPY", [])


def test_lines_that_do_not_add_up_are_told() -> None:
    data = remittance_file(BODY.replace("150.50", "150.05"))

    _, problems = read_820(data, "")

    assert [told.code for told in problems] == ["remittance_total_differs"]
    assert "289.55" in problems[0].sentence


def test_a_line_that_contradicts_itself_is_told_with_its_place() -> None:
    _, problems = read_820(remittance_file(BODY.replace("200*5~", "201*5~")), "")

    assert [(told.code, told.place) for told in problems] == [
        ("remittance_line_differs", "segment 10 in line 8")
    ]


def test_an_adjustment_of_the_payment_itself_is_a_line() -> None:
    body = BODY.replace("ENT*1~", "ADX*-10*CS~\nENT*1~").replace("*290*", "*280*")

    (read,), problems = read_820(remittance_file(body), "")

    assert problems == []
    assert read.lines[-1].paid_minor == -10_00
    assert read.lines[-1].adjustment_code == "CS"


@pytest.mark.parametrize(
    ("old", "new", "place", "field"),
    [
        ("*290*", "*29O*", "segment 4 in line 2", "BPR02"),
        ("20261123", "20261323", "segment 4 in line 2", "BPR16"),
        ("*-15*", "**", "segment 13 in line 11", "ADX01"),
        ("*290*", "*290.005*", "segment 4 in line 2", "BPR02"),
        ("ST*820", "ST*850", "segment 3 in line 1", "ST01"),
    ],
)
def test_what_cannot_be_read_is_refused_with_segment_and_element(
    old: str, new: str, place: str, field: str
) -> None:
    with pytest.raises(UnreadableBankFile) as refused:
        read_820(remittance_file(BODY.replace(old, new, 1)), "")

    assert (refused.value.place, refused.value.field) == (place, field)


def test_a_purchase_order_is_refused_by_its_name() -> None:
    with pytest.raises(UnreadableBankFile, match=r"a purchase order \(850\)"):
        read_820(remittance_file(BODY.replace("ST*820", "ST*850")), "")


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"UNA:+.? 'UNB+UNOC", "EDIFACT"), (b"STX=ANA:1+", "TRADACOMS"), (b"", "ISA")],
)
def test_other_families_are_refused_by_their_name(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableBankFile, match=word):
        read_820(data, "order.edi")


@pytest.mark.parametrize(
    ("end", "codes"),
    [
        ("SE*12*0001~GE*1*7~IEA*1*7~", ["x12_se_count_differs"]),
        ("SE*14*0002~GE*1*7~IEA*1*7~", ["x12_se_control_differs"]),
        ("SE*14*0001~GE*2*7~IEA*1*7~", ["x12_ge_count_differs"]),
        ("SE*14*0001~GE*1*7~IEA*1*8~", ["x12_iea_control_differs"]),
        ("SE*14*0001~", ["x12_ge_missing", "x12_iea_missing"]),
    ],
)
def test_the_envelope_is_counted(end: str, codes: list[str]) -> None:
    _, problems = read_820(remittance_file(end=end), "")

    assert [told.code for told in problems] == codes


def test_the_signs_come_from_the_isa() -> None:
    other = remittance_file().decode().replace("~\n", "~")
    other = other.replace("~", "\n").replace("*", "|").replace(">", "^")

    assert open_x12(io.BytesIO(other.encode()), "").signs == Signs("|", "\n", "^")
    (read,), problems = read_820(other.encode(), "")
    assert (read.total_minor, problems) == (290_00, [])


def test_one_segment_in_an_addendum_is_a_remittance() -> None:
    read, problems = remittance_of(entry("RMR*IV*INV-1041**125.50\\", 125_50))

    assert problems == []
    assert read is not None
    assert read.reference == "076401250000001"
    assert read.total_minor == 125_50
    assert [line.reference for line in read.lines] == ["INV-1041"]


def test_a_whole_820_over_many_addenda_is_a_remittance() -> None:
    text = remittance_file().decode().replace("\n", "")

    read, problems = remittance_of(entry(text, 290_00))

    assert problems == []
    assert read is not None
    assert (read.reference, len(read.lines)) == ("PAY-88", 3)


def test_words_in_an_addendum_are_no_remittance() -> None:
    assert remittance_of(entry("INVOICE 1041 THANK YOU", 125_50)) == (None, [])


def test_an_addendum_that_says_less_than_was_paid_is_told() -> None:
    _, problems = remittance_of(entry("RMR*IV*INV-1041**125.50\\", 130_00))

    assert [told.code for told in problems] == ["remittance_total_differs"]


GOOD = remittance_file()


@given(st.integers(0, len(GOOD) - 1), st.binary(max_size=3), st.integers(0, 60))
def test_a_damaged_file_is_read_or_refused(at: int, put: bytes, cut: int) -> None:
    with suppress(Refusal):
        read_820(GOOD[:at] + put + GOOD[at + cut :], "damaged.edi")


@given(st.sampled_from(BODY.splitlines()[1:]))
def test_no_dropped_segment_goes_unseen(line: str) -> None:
    data = remittance_file().decode().replace(line, "", 1).encode()

    _, problems = read_820(data, "")

    assert "x12_se_count_differs" in {told.code for told in problems}
