from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.iif import (
    EntryOutOfBalance,
    IifAccount,
    IifAccountType,
    IifCustomer,
    IifPosting,
    IifTransaction,
    NameNotForQuickBooks,
    ReceivableWithoutCustomer,
    SeveralReceivables,
    render_iif,
)
from tests.formats.iif_checker import check_iif

ACCOUNTS = [
    IifAccount("Accounts Receivable", IifAccountType.RECEIVABLE, "1200"),
    IifAccount("Sales:Services", IifAccountType.INCOME, "4000", "What we do"),
    IifAccount("Sales Tax", IifAccountType.OTHER_CURRENT_LIABILITY),
]


def receivable(amount_minor: int, customer: str = "Lee Ltd") -> IifPosting:
    return IifPosting("Accounts Receivable", amount_minor, customer, is_receivable=True)


def an_entry(*postings: IifPosting) -> IifTransaction:
    return IifTransaction(date(2026, 3, 31), "INV-0001", "Invoice INV-0001", postings)


def test_an_invoice_as_quickbooks_reads_it() -> None:
    entry = an_entry(
        IifPosting("Sales:Services", -100_00),
        receivable(107_00),
        IifPosting("Sales Tax", -7_00, memo="7 % of 100.00"),
    )

    content = render_iif([entry], accounts=ACCOUNTS, customers=[IifCustomer("Lee Ltd")])

    journal = "GENERAL JOURNAL|03/31/2026"
    assert check_iif(content) == []
    assert content.decode("cp1252").replace("\t", "|").split("\r\n")[6:] == [
        "!TRNS|TRNSTYPE|DATE|ACCNT|NAME|AMOUNT|DOCNUM|MEMO",
        "!SPL|TRNSTYPE|DATE|ACCNT|NAME|AMOUNT|DOCNUM|MEMO",
        "!ENDTRNS",
        f"TRNS|{journal}|Accounts Receivable|Lee Ltd|107.00|INV-0001|Invoice INV-0001",
        f"SPL|{journal}|Sales:Services||-100.00|INV-0001|Invoice INV-0001",
        f"SPL|{journal}|Sales Tax||-7.00|INV-0001|7 % of 100.00",
        "ENDTRNS",
        "",
    ]


def test_instalments_of_one_customer_are_one_line() -> None:
    entry = an_entry(
        receivable(50_00), IifPosting("Sales:Services", -80_00), receivable(30_00)
    )

    lines = render_iif([entry]).decode("cp1252").splitlines()

    assert len(lines) == 6
    assert "\t80.00\t" in lines[3]


def test_an_entry_of_which_nothing_remains_is_left_off() -> None:
    assert render_iif([an_entry(receivable(5), receivable(-5))]) == render_iif([])


def test_an_entry_out_of_balance_is_refused() -> None:
    with pytest.raises(EntryOutOfBalance, match=r"INV-0001 is out of balance by 0\.01"):
        render_iif([an_entry(receivable(101), IifPosting("Sales:Services", -100))])


def test_two_customers_in_one_entry_are_refused() -> None:
    with pytest.raises(SeveralReceivables):
        render_iif([an_entry(receivable(5), receivable(-5, "Kim Ltd"))])


def test_a_receivable_without_customer_is_refused() -> None:
    with pytest.raises(ReceivableWithoutCustomer):
        render_iif([an_entry(receivable(5, ""), IifPosting("Sales:Services", -5))])


@pytest.mark.parametrize(
    "name", ["x" * 42, 'The "Shop"', "A\tB", "A\nB", "Lee: Sons", "  ", "北京商店"]
)
def test_a_name_that_would_change_is_refused(name: str) -> None:
    with pytest.raises(NameNotForQuickBooks):
        render_iif([], customers=[IifCustomer(name)])


def test_an_account_part_that_is_too_long_is_refused() -> None:
    render_iif(
        [], accounts=[IifAccount("x" * 31 + ":" + "y" * 31, IifAccountType.BANK)]
    )
    with pytest.raises(NameNotForQuickBooks):
        render_iif([], accounts=[IifAccount("x" * 32, IifAccountType.BANK)])


def test_what_quickbooks_has_no_room_or_letter_for_is_written_otherwise() -> None:
    entry = replace(
        an_entry(receivable(5, "Łukasz & Zoë"), IifPosting("Sales:Services", -5)),
        number="INVOICE-2026-0001",
        memo='5" pipe\nof 北',
    )

    content = render_iif([entry])

    assert check_iif(content) == []
    written = content.decode("cp1252")
    assert {"E-2026-0001", "5' pipe of ?", "Lukasz & Zoë"} <= {
        cell for line in written.splitlines() for cell in line.split("\t")
    }
    assert "INVOICE-2026-0001" not in written


_NAMES = st.text(st.sampled_from("abcXYZ éñ&-.'/"), min_size=1, max_size=30).filter(
    str.strip
)


@given(
    st.lists(
        st.tuples(
            st.dates(date(1900, 1, 1), date(2199, 12, 31)),
            st.text(max_size=30),
            st.text(max_size=60),
            st.lists(st.tuples(_NAMES, st.integers(-(10**15), 10**15)), max_size=5),
            _NAMES,
        ),
        max_size=5,
    )
)
def test_whatever_is_rendered_is_accepted(
    facts: list[tuple[date, str, str, list[tuple[str, int]], str]],
) -> None:
    entries = [
        IifTransaction(
            day,
            number,
            memo,
            (
                *(IifPosting(f"P:{account}", minor) for account, minor in legs),
                receivable(-sum(minor for _, minor in legs), customer),
            ),
        )
        for day, number, memo, legs, customer in facts
    ]

    content = render_iif(entries, accounts=ACCOUNTS)

    assert check_iif(content) == []
    total_minor = sum(
        int(line.split("\t")[5].replace(".", ""))
        for line in content.decode("cp1252").split("\r\n")
        if line.startswith(("TRNS", "SPL"))
    )
    assert total_minor == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ((b"107.00", b"107.01"), "out of balance by 0.01"),
        ((b"03/31/2026", b"2026-03-31"), "no date"),
        ((b"\tLee Ltd\t107", b"\t\t107"), "without customer"),
        ((b"\r\nENDTRNS", b""), "has no ENDTRNS"),
        ((b"GENERAL JOURNAL", b"INVOICE"), "not a general journal"),
        ((b"INV-0001\t7", b"INV-0001-TOO-LONG\t7"), "more than 11 characters"),
        ((b"\tOCLIAB", b"\tDEBT"), "no account type"),
    ],
)
def test_the_checker_finds_planted_faults(
    fault: tuple[bytes, bytes], said: str
) -> None:
    entry = an_entry(
        IifPosting("Sales:Services", -100_00),
        receivable(107_00),
        IifPosting("Sales Tax", -7_00, memo="7 % of 100.00"),
    )
    content = render_iif([entry], accounts=ACCOUNTS)

    faults = check_iif(content.replace(*fault))

    assert any(said in fault for fault in faults)
