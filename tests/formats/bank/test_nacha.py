"""NACHA files: what is paid, what came back, what is to be written otherwise."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.formats.bank.ach_codes import change_reason, return_reason
from duebook.formats.bank.nacha import read_nacha
from duebook.formats.bank.refusals import UnreadableBankFile

HEADER = "101 076401251 0764012512611201511A094101RIVER BANK             HILL BAKERY"
BATCH = (
    "5200HILL BAKERY                         1234567890CTXINVOICES  261120261123   1"
)
ENTRY = (
    "62207640125512345            0000012550SUPPLIER-7     0002LOWLAND MILLS       1"
)
PAID = "705RMR*IV*INV-1041**125.50\\"
BATCH_END = "82000000030007640125000000000000000000012550"
FILE_END = "9000001000001000000030007640125000000000000000000012550"


def record(text: str, end: str = "") -> str:
    return text.ljust(94 - len(end)) + end


def paid() -> list[str]:
    """Hill Bakery pays its miller 125.50 by CTX, with two addenda."""
    trace = "076401250000001"
    return [
        record(HEADER),
        record(BATCH, "076401250000001"),
        record(ENTRY, trace),
        record(PAID, "00010000001"),
        record("705THANK YOU", "00020000001"),
        record(BATCH_END + "1234567890", "076401250000001"),
        record(FILE_END),
        "9" * 94,
        "9" * 94,
        "9" * 94,
    ]


def returned(addendum: str) -> list[str]:
    """One debit of 125.50 that comes back, or that a bank comments on."""
    trace = "076401250000009"
    return [
        record(HEADER),
        record(BATCH.replace("CTX", "PPD"), "076401250000001"),
        record("62607640125512345            0000012550TENANT 12      ANNA BORG", "")[
            :78
        ]
        + "1"
        + trace,
        record(addendum, trace),
        record(
            "8200000002000764012500000001255000000000000012345678 90"[:44]
            + "1234567890",
            "076401250000001",
        ),
        record("9000001000001000000020007640125000000012550000000000000"),
    ]


def file_of(lines: list[str], line_end: str = "\r\n") -> bytes:
    return line_end.join(lines).encode()


def test_a_payment_for_an_invoice_is_read() -> None:
    read = read_nacha(file_of(paid()), "pay.ach")

    (batch,) = read.batches
    (entry,) = batch.entries
    assert (batch.sec, batch.company, batch.company_id) == (
        "CTX",
        "HILL BAKERY",
        "1234567890",
    )
    assert batch.effective_on == date(2026, 11, 23)
    assert (entry.amount_minor, entry.is_credit) == (12550, True)
    assert (entry.account, entry.bank) == ("12345", "076401255")
    assert (entry.individual_id, entry.name) == ("SUPPLIER-7", "LOWLAND MILLS")
    assert entry.trace == "076401250000001"
    assert entry.text.startswith("RMR*IV*INV-1041**125.50\\")
    assert entry.text.endswith("THANK YOU")
    assert read.problems == ()


@pytest.mark.parametrize("line_end", ["\n", "\r", ""], ids=["unix", "mac", "none"])
def test_the_line_ends_do_not_matter(line_end: str) -> None:
    assert read_nacha(file_of(paid(), line_end), "") == read_nacha(file_of(paid()), "")


def test_a_return_says_why_and_which_entry() -> None:
    addendum = "799R01121042880000017      07640125INSUFFICIENT"

    read = read_nacha(file_of(returned(addendum)), "returns.ach")

    (entry,) = read.batches[0].entries
    assert entry.returned is not None
    assert not entry.is_credit
    assert entry.returned.code == "R01"
    assert entry.returned.reason == "not enough money on the account"
    assert entry.returned.original_trace == "121042880000017"
    assert entry.returned.original_bank == "07640125"
    assert entry.returned.note == "INSUFFICIENT"
    assert read.problems == ()


def test_a_return_for_a_death_says_the_day() -> None:
    addendum = "799R1512104288000001726103107640125"

    (batch,) = read_nacha(file_of(returned(addendum)), "").batches

    assert batch.entries[0].returned is not None
    assert batch.entries[0].returned.died_on == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("code", "field", "bank", "account"),
    [
        ("C01", "99887766", "", "99887766"),
        ("C02", "121042882", "121042882", ""),
        ("C03", "121042882   99887766", "121042882", "99887766"),
        ("C06", "99887766            22", "", "99887766"),
        ("C07", "121042882" + "99887766".ljust(17) + "22", "121042882", "99887766"),
        ("C05", "32", "", ""),
    ],
)
def test_a_notification_of_change_gives_what_is_right(
    code: str, field: str, bank: str, account: str
) -> None:
    addendum = f"798{code}121042880000017      07640125{field}"

    (batch,) = read_nacha(file_of(returned(addendum)), "").batches

    change = batch.entries[0].change
    assert change is not None
    assert (change.code, change.bank, change.account) == (code, bank, account)
    assert change.original_trace == "121042880000017"


def test_every_difference_to_the_controls_is_told() -> None:
    lines = paid()
    lines[2] = lines[2].replace("0000012550", "0000012500")

    read = read_nacha(file_of(lines), "")

    assert [(told.code, told.place) for told in read.problems] == [
        ("credit_total_differs", "line 6"),
        ("credit_total_differs", "line 7"),
    ]
    assert "USD 125.50" in read.problems[0].sentence
    assert "USD 125.00" in read.problems[0].sentence


def test_a_lost_line_is_seen_by_the_counts() -> None:
    lines = paid()
    del lines[4]

    codes = {told.code for told in read_nacha(file_of(lines), "").problems}

    assert codes == {"entry_count_differs"}


def test_lost_controls_are_told() -> None:
    codes = [told.code for told in read_nacha(file_of(paid()[1:5]), "").problems]

    assert codes == [
        "batch_control_missing",
        "file_header_missing",
        "file_control_missing",
    ]


def test_stripped_blanks_are_put_back_and_told() -> None:
    lines = [line.rstrip() for line in paid()]

    read = read_nacha(file_of(lines), "")

    assert read.batches == read_nacha(file_of(paid()), "").batches
    assert [told.code for told in read.problems] == ["short_lines"]


@pytest.mark.parametrize(
    ("line", "old", "new", "place", "field"),
    [
        (2, "0000012550", "00000l2550", "line 3", "amount"),
        (2, "0000012550", " " * 10, "line 3", "amount"),
        (2, "62207640125", "69907640125", "line 3", "transaction code"),
        (1, "CTX", "C X", "line 2", "standard entry class"),
        (3, "705", "7X5", "line 4", "addenda type"),
        (0, "09410", "10610", "line 1", "record size"),
        (6, "9000001", "4000001", "line 7", "record type"),
        (4, "THANK YOU", "THANK YOU AND MORE", "line 5", "record"),
    ],
)
def test_what_cannot_be_read_is_refused_with_line_and_field(
    line: int, old: str, new: str, place: str, field: str
) -> None:
    lines = paid()
    lines[line] = lines[line].replace(old, new, 1)

    with pytest.raises(UnreadableBankFile) as refused:
        read_nacha(file_of(lines), "")

    assert (refused.value.place, refused.value.field) == (place, field)


def test_every_code_has_a_word() -> None:
    assert return_reason("R29") == "the company did not authorize the debit"
    assert return_reason("R61") == "the return itself is disputed between the banks"
    assert "do not know" in return_reason("R99")
    assert change_reason("C03") == "the routing number and the account number"


PAY = file_of(paid())


@given(st.integers(0, len(PAY) - 1), st.binary(max_size=3), st.integers(0, 120))
def test_a_damaged_file_is_read_or_refused(at: int, put: bytes, cut: int) -> None:
    with suppress(Refusal):
        read_nacha(PAY[:at] + put + PAY[at + cut :], "damaged.ach")


@given(st.integers(0, 9), st.integers(1, 9))
def test_no_changed_digit_of_the_amount_goes_unseen(at: int, by: int) -> None:
    lines = paid()
    digit = str((int(lines[2][29 + at]) + by) % 10)
    lines[2] = lines[2][: 29 + at] + digit + lines[2][30 + at :]

    codes = [told.code for told in read_nacha(file_of(lines), "").problems]

    assert codes == ["credit_total_differs"] * 2
