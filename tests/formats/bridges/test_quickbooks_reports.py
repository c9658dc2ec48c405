from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from duebook.formats.bridges import NotFromVendor, read_bridge
from duebook.formats.tables.refusals import EmptyTable
from tests.formats.bridges.reports import (
    CUSTOMERS,
    OPEN_INVOICES,
    PRODUCTS,
    notes,
    read,
    values_of,
)


def test_open_invoices_stand_under_the_names_of_their_customers() -> None:
    bridged = read("quickbooks-online", OPEN_INVOICES)

    assert bridged.what == "Open Invoices of QuickBooks Online"
    assert bridged.printed == Decimal("974.75")
    assert [
        (row["party"], row["document_number"], row["open_amount"], row["kind"])
        for row in values_of(bridged, "open_items")
    ] == [
        ("Tidewell Hotels", "5004", Decimal(1000), "invoice"),
        ("Tidewell Hotels", "Payment 09/02/2026", Decimal(-50), "payment"),
        ("Tidewell Hotels:Quay House", "5005", Decimal(100), "invoice"),
        ("Café Brio", "C-12", Decimal("-75.25"), "credit_note"),
    ]
    assert notes(bridged, "open_items") == []


def test_a_workbook_reads_like_the_text() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Open Invoices")
        for number, cells in enumerate(csv.reader(OPEN_INVOICES.splitlines())):
            for place, cell in enumerate(cells):
                sheet.write_string(number, place, cell)
        sheet.write_number(6, 6, 1000)

    bridged = read_bridge("quickbooks-online", content.getvalue(), "open.xlsx")

    assert values_of(bridged, "open_items") == values_of(
        read("quickbooks-online", OPEN_INVOICES), "open_items"
    )


def test_an_aging_by_age_names_the_customer_in_a_column() -> None:
    aging = """\
Harbour Cleaning,,,,,,,
A/R Aging Detail,,,,,,,

,Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
91 or more days past due,,,,,,,
,05/01/2026,Invoice,4711,Tidewell Hotels,05/31/2026,500.00,200.00
Total for 91 or more days past due,,,,,,500.00,200.00
Current,,,,,,,
,09/20/2026,Journal Entry,J1,Café Brio,,10.00,10.00
Total for Current,,,,,,10.00,10.00
TOTAL,,,,,,510.00,210.00
"""
    bridged = read("quickbooks-online", aging)

    assert bridged.printed == Decimal(210)
    first, second = values_of(bridged, "open_items")
    assert first == {
        "party": "Tidewell Hotels",
        "document_number": "4711",
        "document_date": date(2026, 5, 1),
        "due_date": date(2026, 5, 31),
        "open_amount": Decimal(200),
        "kind": "invoice",
    }
    assert second["party"] == "Café Brio"
    assert "kind" not in second


def test_a_total_of_a_group_that_differs_is_told() -> None:
    spoilt = OPEN_INVOICES.replace("$100.00", "$110.00")

    assert notes(read("quickbooks-online", spoilt), "open_items") == [
        "Row 11 prints 110.00 for Quay House; the rows above are 100.00."
    ]


def test_without_totals_of_groups_a_name_closes_the_one_before() -> None:
    flat = "\n".join(
        line for line in OPEN_INVOICES.splitlines() if "otal" not in line.casefold()
    )

    bridged = read("quickbooks-online", flat)

    assert bridged.printed is None
    assert [row["party"] for row in values_of(bridged, "open_items")] == [
        "Tidewell Hotels",
        "Tidewell Hotels",
        "Quay House",
        "Café Brio",
    ]


def test_customers_have_the_number_of_their_phone_and_no_footer() -> None:
    first, second, third = values_of(read("quickbooks-online", CUSTOMERS), "parties")

    assert first == {
        "name": "Tidewell Hotels",
        "emails": ("ap@tidewell.example",),
        "phone": "(555) 010-1234",
        "contact_person": "Ann Tide",
        "address_line1": "1 Quay Rd\nPort Alder ME 04101",
    }
    assert second["name"] == "Tidewell Hotels:Quay House"
    assert third["name"] == "Café Brio"


def test_products_have_a_code_and_those_with_a_price_have_a_price() -> None:
    bridged = read("quickbooks-online", PRODUCTS)

    assert [(row["code"], row["kind"]) for row in values_of(bridged, "items")] == [
        ("CLEAN", "service"),
        ("Soap dispenser", "goods"),
        ("Survey", "service"),
    ]
    assert [
        (row["item"], row["unit_price"]) for row in values_of(bridged, "prices")
    ] == [("CLEAN", Decimal(40)), ("Soap dispenser", Decimal("12.5"))]
    assert notes(bridged, "prices") == [
        "1 left out: a category.",
        "Items that have no price there, and get none here: 1.",
    ]


def test_another_table_is_refused_with_what_would_be_understood() -> None:
    with pytest.raises(NotFromVendor, match="Open Invoices"):
        read("quickbooks-online", "Name,Balance\nTidewell,1\n")


def test_a_report_without_rows_is_empty() -> None:
    with pytest.raises(EmptyTable):
        read(
            "quickbooks-online",
            ",Date,Transaction type,Num,Due date,Open balance\nTOTAL,,,,,$0.00\n",
        )


amounts = st.lists(st.integers(-(10**9), 10**9).filter(bool), min_size=1, max_size=4)
groups = st.dictionaries(
    st.sampled_from(["Ada", "Total Energies", "Zoë & Söhne", "30 days"]),
    amounts,
    min_size=1,
)


@given(groups)
def test_every_row_is_somebodys_and_the_total_is_their_sum(
    owed: dict[str, list[int]],
) -> None:
    lines = [",Date,Transaction type,Num,Due date,Open balance"]
    for name, minors in owed.items():
        lines.append(f"{name},,,,,")
        lines += [
            f",09/13/2026,Journal Entry,{name[0]}{place},09/30/2026,{minor / 100:.2f}"
            for place, minor in enumerate(minors)
        ]
        lines.append(f"Total for {name},,,,,{sum(minors) / 100:.2f}")
    total = sum(map(sum, owed.values()))
    lines.append(f"TOTAL,,,,,{total / 100:.2f}")

    bridged = read("quickbooks-online", "\n".join(lines))

    assert bridged.printed == Decimal(total) / 100
    rows = values_of(bridged, "open_items")
    assert [(row["party"], row["open_amount"]) for row in rows] == [
        (name, Decimal(minor) / 100)
        for name, minors in owed.items()
        for minor in minors
    ]
    assert notes(bridged, "open_items") == []
