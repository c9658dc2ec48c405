"""Books as QuickBooks, Xero and any other program take them in."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from duebook.formats.exports import (
    PRODUCTS,
    Books,
    Customer,
    Entry,
    EntryPosting,
    Form,
    Item,
    LedgerAccount,
    OtherCurrencies,
    SalesLine,
    desktop_files,
    table_files,
    workbook,
)
from duebook.formats.exports.names import written_names
from tests.formats.iif_checker import check_iif

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.formats.exports import ExportFile

TIDE = Customer(
    code="TIDE",
    name="Tidewell: Hotels",
    currency="USD",
    contact="Ann Tide",
    email="ap@tidewell.example",
    phone="555 010-1234",
    street="1 Quay Road\nFloor 2",
    city="Port Alder",
    region="ME",
    postcode="04101",
    country="US",
)


def an_entry(number: int, *, currency: str = "USD", legs: int = 2) -> Entry:
    others = [
        EntryPosting(account="4000", amount_minor=-100, currency=currency)
        for _ in range(legs - 1)
    ]
    receivable = EntryPosting(
        account="1200",
        amount_minor=100 * len(others),
        currency=currency,
        party="TIDE",
        memo=f"INV-{number}",
        is_receivable=True,
    )
    return Entry(
        id=str(number),
        effective_on=date(2026, 10, 31),
        number=f"INV-{number}",
        memo="invoice: October",
        postings=(receivable, *others),
    )


BOOKS = Books(
    currency="USD",
    customers=(TIDE,),
    items=(
        Item(
            code="CLEAN",
            description="Office cleaning",
            kind="service",
            account="4000",
            unit="h",
            price=Decimal("42.500000"),
        ),
        Item(code="SOAP", description="=Soap", kind="goods", account="4000"),
    ),
    accounts=(
        LedgerAccount(code="1200", name="Receivables", kind="asset", role="receivable"),
        LedgerAccount(code="4000", name="Services", kind="income", role="revenue"),
    ),
    entries=(an_entry(1042),),
    sales=(
        SalesLine(
            number="INV-1042",
            party="TIDE",
            issued_on=date(2026, 10, 31),
            due_on=date(2026, 11, 30),
            currency="USD",
            total_minor=100_00,
            account="4000",
            description="Office cleaning",
            quantity=Decimal("2.000000"),
            unit_price=Decimal("50.000000"),
            net_minor=100_00,
            reference="PO 7",
        ),
    ),
)


def form(product: str) -> Form:
    return Form(PRODUCTS[product], tax_rate="No VAT", local_dates="%d/%m/%Y")


def rows(file: ExportFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))


def filled(file: ExportFile) -> list[dict[str, str]]:
    return [{key: cell for key, cell in row.items() if cell} for row in rows(file)]


def test_quickbooks_online_has_the_names_of_accounts_and_customers() -> None:
    lists = ("accounts", "customers", "items", "journal")

    accounts, customers, items, journal = table_files(
        BOOKS, lists, form("quickbooks-online")
    )

    assert rows(accounts)[0] == {
        "Account Number": "1200",
        "Account Name": "Receivables",
        "Account Type": "Accounts receivable (A/R)",
        "Detail Type": "Accounts Receivable (A/R)",
    }
    assert rows(customers)[0]["Name"] == "Tidewell Hotels"
    assert rows(customers)[0]["Street"] == "1 Quay Road, Floor 2"
    assert filled(items)[0] == {
        "Name": "CLEAN",
        "SKU": "CLEAN",
        "Type": "Service",
        "Sales Description": "Office cleaning",
        "Sales Price/Rate": "42.500000",
        "Income Account": "Services",
    }
    assert journal.name == "journal-entries.csv"
    assert filled(journal) == [
        {
            "JournalNo": "1042",
            "JournalDate": "10/31/2026",
            "AccountName": "Receivables",
            "Debits": "1.00",
            "Description": "INV-1042 invoice: October",
            "Name": "Tidewell Hotels",
        },
        {
            "JournalNo": "1042",
            "JournalDate": "10/31/2026",
            "AccountName": "Services",
            "Credits": "1.00",
            "Description": "INV-1042 invoice: October",
        },
    ]


def test_xero_has_codes_and_signs_and_days_that_nobody_misreads() -> None:
    contacts, journal, sales = table_files(
        BOOKS, ("customers", "journal", "sales"), form("xero")
    )

    assert filled(contacts)[0]["POAddressLine2"] == "Floor 2"
    assert filled(journal) == [
        {
            "*Narration": "1042 invoice: October",
            "*Date": "31 Oct 2026",
            "Description": "INV-1042 invoice: October",
            "*AccountCode": code,
            "*TaxRate": "No VAT",
            "*Amount": amount,
        }
        for code, amount in [("1200", "1.00"), ("4000", "-1.00")]
    ]
    assert filled(sales) == [
        {
            "*ContactName": "Tidewell: Hotels",
            "*InvoiceNumber": "INV-1042",
            "Reference": "PO 7",
            "*InvoiceDate": "31/10/2026",
            "*DueDate": "30/11/2026",
            "Total": "100.00",
            "*Description": "Office cleaning",
            "*Quantity": "2",
            "*UnitAmount": "50.00",
            "*AccountCode": "4000",
            "*TaxType": "No VAT",
            "Currency": "USD",
        }
    ]


def test_a_discounted_line_is_once_its_net_amount() -> None:
    [line] = BOOKS.sales
    discounted = replace(line, net_minor=90_00)

    [file] = table_files(replace(BOOKS, sales=(discounted,)), ("sales",), form("xero"))

    [row] = rows(file)
    assert (row["*Quantity"], row["*UnitAmount"]) == ("1", "90.00")
    assert row["*Description"] == "2 × Office cleaning"


def test_what_looks_like_a_formula_is_guarded() -> None:
    [file] = table_files(BOOKS, ("items",), form("plain"))

    assert rows(file)[1]["Description"] == "'=Soap"


def test_files_hold_as_many_rows_as_the_importer_takes_and_no_entry_is_cut() -> None:
    entries = tuple(an_entry(number, legs=3) for number in range(101))

    files = table_files(replace(BOOKS, entries=entries), ("journal",), form("xero"))

    assert [(file.name, file.records) for file in files] == [
        ("manual-journals-1.csv", 300),
        ("manual-journals-2.csv", 3),
    ]


def test_a_journal_in_another_currency_is_refused_but_plain() -> None:
    foreign = replace(BOOKS, entries=(an_entry(1), an_entry(2, currency="EUR")))

    for product in ("quickbooks-online", "xero"):
        with pytest.raises(OtherCurrencies, match="1 entries are in EUR"):
            table_files(foreign, ("journal",), form(product))
    with pytest.raises(OtherCurrencies, match="QuickBooks Desktop"):
        desktop_files(foreign, ("journal",))
    [file] = table_files(foreign, ("journal",), form("plain"))
    assert {row["Currency"] for row in rows(file)} == {"USD", "EUR"}


def test_the_workbook_has_numbers_and_days() -> None:
    lists = ("accounts", "customers", "items", "journal", "sales")

    book = load_workbook(io.BytesIO(workbook(BOOKS, lists, form("plain"))))

    assert book.sheetnames == ["Accounts", "Customers", "Items", "Journal", "Sales"]
    cells = {cell.value for row in book["Journal"].iter_rows() for cell in row}
    assert 1 in cells
    assert any(getattr(cell, "year", 0) == 2026 for cell in cells)


def test_quickbooks_desktop_has_its_lists_in_one_file() -> None:
    lists, journal = desktop_files(BOOKS, ("accounts", "customers", "items", "journal"))

    assert check_iif(lists.content + journal.content) == []
    assert lists.content.decode("cp1252").replace("\t", "|").splitlines() == [
        "!ACCNT|NAME|ACCNTTYPE|DESC|ACCNUM",
        "ACCNT|Receivables|AR||1200",
        "ACCNT|Services|INC||4000",
        "!CUST|NAME|BADDR1|BADDR2|BADDR3|BADDR4|BADDR5|EMAIL|PHONE1|CONT1",
        (
            "CUST|Tidewell Hotels|Tidewell: Hotels|1 Quay Road|Floor 2|"
            "Port Alder ME 04101|US|ap@tidewell.example|555 010-1234|Ann Tide"
        ),
        "!INVITEM|NAME|INVITEMTYPE|DESC|ACCNT|PRICE",
        "INVITEM|CLEAN|SERV|Office cleaning|Services|42.5",
        "INVITEM|SOAP|PART|=Soap|Services|",
    ]
    assert journal.content.startswith(b"!TRNS")


def test_names_that_would_be_alike_have_their_code_behind_them() -> None:
    names = {"A": "Lee: Ltd", "B": "LEE LTD", "C": "Lee Limited", "D": "Lee Ltd (A)"}

    assert written_names(names, most=41, forbidden=":") == {
        "A": "Lee Ltd (A)",
        "B": "LEE LTD (B)",
        "C": "Lee Limited",
        "D": "Lee Ltd (A) (D)",
    }


codes = st.text("ABCDEFGH0123456789-", min_size=1, max_size=12)
parts = st.text('ab: "É\t', max_size=50)


@given(st.dictionaries(codes, parts, max_size=6), st.sampled_from([41, 100]))
def test_written_names_fit_and_are_nobody_elses(
    names: dict[str, str], most: int
) -> None:
    written = written_names(names, most=most, forbidden=':"\t')

    assert written.keys() == names.keys()
    assert len({name.casefold() for name in written.values()}) == len(names)
    for name in written.values():
        assert 0 < len(name) <= most
        assert not set(':"\t') & set(name)


@given(st.lists(st.integers(2, 40), max_size=40))
def test_all_rows_are_in_some_file_in_their_order(legs: Sequence[int]) -> None:
    entries = tuple(an_entry(number, legs=many) for number, many in enumerate(legs))

    files = table_files(replace(BOOKS, entries=entries), ("journal",), form("xero"))

    written = [row["*Narration"].split()[0] for file in files for row in rows(file)]
    assert written == [str(n) for n, many in enumerate(legs) for _ in range(many)]
    assert all(file.records <= 300 for file in files)
