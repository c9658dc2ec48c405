"""QuickBooks' XML and Xero's JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duebook.domain.errors import Refusal
from duebook.formats.bridges import NothingForUs, UnreadableExport, read_bridge
from tests.formats.bridges.reports import notes, read, values_of

ANSWER = """\
<?xml version="1.0" encoding="UTF-8"?>
<IntuitResponse xmlns="http://schema.intuit.com/finance/v3">
  <QueryResponse>
    <Customer><Id>7</Id><DisplayName>Tidewell</DisplayName>
      <BillAddr><Line1>1 Quay Road</Line1><Country>USA</Country></BillAddr></Customer>
    <Invoice><Id>1</Id><DocNumber>1001</DocNumber><TxnDate>2026-09-15</TxnDate>
      <CustomerRef name="Tidewell">7</CustomerRef><!-- the home currency -->
      <Line><Amount>80.00</Amount></Line><DueDate>2026-10-15</DueDate>
      <Balance>30.50</Balance></Invoice>
    <CreditMemo><Id>2</Id><TxnDate>2026-09-16</TxnDate>
      <CustomerRef>7</CustomerRef><RemainingCredit>5.00</RemainingCredit></CreditMemo>
    <Invoice status="Deleted"><Id>3</Id></Invoice>
  </QueryResponse>
</IntuitResponse>
"""


def test_an_answer_of_quickbooks_holds_parties_and_open_items() -> None:
    bridged = read("quickbooks-online", ANSWER)

    assert [part.kind for part in bridged.parts] == ["parties", "open_items"]
    assert values_of(bridged, "parties") == [
        {"name": "Tidewell", "address_line1": "1 Quay Road", "country": "US"}
    ]
    assert [
        (row["party"], row["document_number"], row["open_amount"], row["kind"])
        for row in values_of(bridged, "open_items")
    ] == [
        ("Tidewell", "1001", Decimal("30.50"), "invoice"),
        ("7", "CreditMemo 2", Decimal(5), "credit_note"),
    ]
    assert notes(bridged, "open_items") == ["1 left out: deleted."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<Invoice><Id>1</Invoice>", "not well formed"),
        (f"<A>{'<b>' * 3000}{'</b>' * 3000}</A>", "not well formed"),
        ('<!DOCTYPE A [<!ENTITY x "y">]><A>&x;</A>', "declares a document type"),
    ],
)
def test_xml_that_could_harm_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableExport, match=reason):
        read("quickbooks-online", text)


def test_other_objects_are_told() -> None:
    with pytest.raises(NothingForUs, match="it holds Vendor"):
        read("quickbooks-online", "<IntuitResponse><Vendor/></IntuitResponse>")


def test_an_answer_of_xero_holds_what_is_owed_and_no_drafts() -> None:
    invoice = {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"Name": "Tidewell"},
        "InvoiceNumber": "INV-1",
        "DateString": "2026-09-15T00:00:00",
        "DueDate": "/Date(1791936000000+0000)/",
        "AmountDue": 12.3,
        "CurrencyCode": "NZD",
    }
    told = {
        "Status": "OK",
        "Invoices": [invoice, invoice | {"Status": "DRAFT"}],
        "CreditNotes": [
            invoice
            | {"Type": "ACCRECCREDIT", "CreditNoteNumber": "CN-1", "RemainingCredit": 2}
        ],
        "Contacts": [
            {
                "Name": "Tidewell",
                "Addresses": [
                    {"AddressType": "STREET", "City": "Elsewhere"},
                    {"AddressType": "POBOX", "City": "Port Alder"},
                ],
            }
        ],
    }

    bridged = read("xero", json.dumps(told))

    first, second = values_of(bridged, "open_items")
    assert (first["party"], first["open_amount"]) == ("Tidewell", Decimal("12.3"))
    assert str(first["due_date"]) == "2026-10-14"
    assert (second["kind"], second["open_amount"]) == ("credit_note", Decimal(2))
    assert values_of(bridged, "parties") == [{"name": "Tidewell", "city": "Port Alder"}]
    assert notes(bridged, "open_items") == ["1 left out: a draft."]


@pytest.mark.parametrize(
    "text", ["{", '{"Invoices":' + "[" * 100_000, '{"Invoices": [1e5000, NaN]}']
)
def test_json_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        read("xero", text)


def test_an_amount_beyond_all_bounds_stays_text() -> None:
    huge = '{"Invoices": [{"InvoiceNumber": "1", "AmountDue": 1e999999999}]}'

    part = read("xero", huge).part("open_items")

    assert part is not None
    assert "1E+999999999" in part.table.rows[0].cells


def test_a_new_key_in_every_object_costs_no_more_than_its_reading() -> None:
    told = {"Invoices": [{f"k{n}": n, "InvoiceNumber": str(n)} for n in range(5_000)]}

    part = read("xero", json.dumps(told)).part("open_items")

    assert part is not None
    assert len(part.table.rows) == 5_000


@given(st.binary(max_size=200), st.sampled_from(["quickbooks-online", "xero"]))
def test_junk_is_read_or_refused(data: bytes, vendor: str) -> None:
    for junk in (data, b"<" + data, b"{" + data):
        with suppress(Refusal):
            assert read_bridge(vendor, junk, "junk").parts
