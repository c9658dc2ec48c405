"""Files with a row for each line of a document: FreshBooks, Zoho Invoice, Xero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duebook.formats.bridges import NoSuchVendor, NothingCounts
from duebook.formats.imports import OPEN_ITEMS
from duebook.formats.tables import read_records
from tests.formats.bridges.reports import notes, read, values_of

DETAILS = """\
Client Name,Invoice #,Date Issued,Date Due,Invoice Status,Date Paid,Item Name,Line Total,Currency
Tidewell,0000101,2026-09-01,2026-10-01,sent,,Cleaning,100.10,USD
Tidewell,0000101,2026-09-01,2026-10-01,sent,,Soap,9.90,USD
Brio,0000102,2026-09-02,2026-10-02,paid,2026-09-20,Cleaning,50.00,USD
Brio,0000103,2026-09-03,2026-10-03,draft,,Cleaning,50.00,USD
Brio,0000104,2026-09-04,2026-10-04,partial,,Cleaning,75.00,USD
"""  # noqa: E501 - a line of theirs is one line


def test_the_lines_of_an_invoice_are_one_open_item() -> None:
    bridged = read("freshbooks", DETAILS)
    part = bridged.part("open_items")
    assert part is not None

    good, bad = read_records(part.table, part.mapping, OPEN_ITEMS)

    assert [(row.number, row.values["open_amount"]) for row in good] == [
        (2, Decimal("110.00"))
    ]
    assert [(row.number, str(row.problems[0])) for row in bad] == [
        (6, "Open amount: 'partly paid' is not a number")
    ]
    assert notes(bridged, "open_items") == ["1 left out: paid.", "1 left out: a draft."]


def test_an_amount_that_cannot_be_read_does_not_become_a_sum() -> None:
    part = read("freshbooks", DETAILS.replace("9.90", "nine")).part("open_items")
    assert part is not None

    _, bad = read_records(part.table, part.mapping, OPEN_ITEMS)

    assert "'nine' is not a number" in str(bad[0].problems[0])


def test_only_what_counts_is_taken() -> None:
    paid = "\n".join(DETAILS.splitlines()[:1] + DETAILS.splitlines()[3:5])

    with pytest.raises(NothingCounts, match=r"1 left out: paid\. 1 left out: a draft"):
        read("freshbooks", paid)


def test_a_client_without_organisation_has_the_name_of_the_person() -> None:
    clients = """\
Organization,First Name,Last Name,Email,Phone,Address Line 1,City,Country
Tidewell Hotels,Ann,Tide,ap@tidewell.example,,1 Quay Road,Port Alder,United States
,Bo,Berg,bo@berg.example,,,,
"""
    first, second = values_of(read("freshbooks", clients), "parties")

    assert (first["name"], first["contact_person"]) == ("Tidewell Hotels", "Ann Tide")
    assert first["country"] == "US"
    assert (second["name"], second["contact_person"]) == ("Bo Berg", "Bo Berg")


def test_items_and_services_of_freshbooks() -> None:
    bridged = read(
        "freshbooks",
        "Name,Type,Rate,Income Account,Status\nCleaning,Service,40.00,Sales,Active\n",
    )

    assert values_of(bridged, "items") == [
        {"code": "Cleaning", "description": "Cleaning", "kind": "service"}
    ]
    assert values_of(bridged, "prices") == [
        {"item": "Cleaning", "unit_price": Decimal(40)}
    ]


def test_the_balance_of_a_zoho_invoice_counts_once() -> None:
    invoices = """\
Invoice Date,Invoice ID,Invoice Number,Invoice Status,Customer Name,Due Date,Item Name,Item Total,Total,Balance
2026-09-01,9001,INV-1,Sent,Tidewell,2026-10-01,Cleaning,100,120,70
2026-09-01,9001,INV-1,Sent,Tidewell,2026-10-01,Soap,20,120,70
2026-09-02,9002,INV-2,Draft,Brio,2026-10-02,Soap,20,20,20
2026-09-03,9003,INV-3,Closed,Brio,2026-10-03,Soap,20,20,0
"""  # noqa: E501 - a line of theirs is one line
    rows = values_of(read("zoho-invoice", invoices), "open_items")

    assert [(row["document_number"], row["open_amount"]) for row in rows] == [
        ("INV-1", Decimal(70)),
        ("INV-3", Decimal(0)),
    ]


def test_a_zoho_credit_note_is_a_credit() -> None:
    credits_ = """\
Credit Note Date,Credit Note Number,Credit Note Status,Customer Name,Total,Balance
2026-09-01,CN-1,Open,Tidewell,120,20
"""
    [row] = values_of(read("zoho-invoice", credits_), "open_items")

    assert (row["kind"], row["open_amount"]) == ("credit_note", Decimal(20))


def test_zoho_contacts_that_sell_to_us_are_left_out() -> None:
    contacts = """\
Contact ID,Display Name,Company Name,Contact Type,Customer Sub Type,EmailID,Billing Address,Billing City,Billing Code
11,Tidewell,Tidewell Hotels LLC,customer,business,ap@tidewell.example,1 Quay Road,Port Alder,04101
12,Soap Works,,vendor,,,,,
"""  # noqa: E501 - a line of theirs is one line
    [row] = values_of(read("zoho-invoice", contacts), "parties")

    assert (row["name"], row["kind"]) == ("Tidewell", "organisation")
    assert (row["city"], row["postcode"]) == ("Port Alder", "04101")


def test_zoho_items() -> None:
    items = """\
Item ID,Item Name,SKU,Usage unit,Rate,Product Type
21,Steel bracket,SB-01,pcs,USD 250.00,goods
"""
    bridged = read("zoho-invoice", items)

    assert values_of(bridged, "items")[0]["code"] == "SB-01"
    assert values_of(bridged, "prices")[0]["unit_price"] == Decimal(250)


def test_sales_invoices_of_xero() -> None:
    invoices = """\
ContactName,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,InvoiceAmountDue,Description,Currency,Type,Status
Tidewell,INV-1,PO 7,14/09/2026,30/09/2026,120.00,70.00,Cleaning,EUR,Sales invoice,Awaiting Payment
Tidewell,INV-1,PO 7,14/09/2026,30/09/2026,120.00,70.00,Soap,EUR,Sales invoice,Awaiting Payment
Brio,INV-2,,15/09/2026,30/09/2026,10.00,10.00,Soap,EUR,Sales invoice,Draft
"""  # noqa: E501 - a line of theirs is one line
    [row] = values_of(read("xero", invoices), "open_items")

    assert (row["open_amount"], row["currency"]) == (Decimal(70), "EUR")
    assert row["their_reference"] == "PO 7"


def test_there_is_no_bridge_from_everywhere() -> None:
    with pytest.raises(NoSuchVendor, match="quickbooks-online, freshbooks"):
        read("abacus", DETAILS)
