"""Payment lists, retail invoices and tax rates of others, with known answers."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook.formats.imports import CHARGES, PAYMENTS
from duebook.formats.tables import (
    CellProblem,
    Content,
    DateOrder,
    FieldKind,
    guess_mapping,
    read_records,
    read_table,
)
from duebook.formats.tables.cells import read_cell
from tests.corpus.samples import expected, needs_corpus, sample

if TYPE_CHECKING:
    from duebook.formats.tables import (
        Table,
    )

pytestmark = needs_corpus

LISTS = expected("uk25k")
ENCODINGS = {"utf-8-sig": {"utf-8", "utf-8-sig"}, "cp1252": {"cp1252"}}


def column(
    table: Table, heading: str, kind: FieldKind
) -> tuple[list[Any], list[CellProblem]]:
    """The values of one column and the cells that cannot be read."""
    index = table.headings.index(" ".join(heading.split()))
    read = [
        read_cell(row.cells[index], kind, table.layout.columns[index])
        for row in table.rows
    ]
    problems = [value for value in read if isinstance(value, CellProblem)]
    values = [v for v in read if v is not None and not isinstance(v, CellProblem)]
    return values, problems


@pytest.mark.parametrize("path", LISTS)
def test_payment_lists_of_departments_map_themselves(path: str) -> None:
    known = LISTS[path]
    table = read_table(sample(path), path, assumed_order=DateOrder.DMY)

    choices = guess_mapping(table, PAYMENTS).choices

    found = {choice.field for choice in choices if choice.field}
    assert {"received_on", "external_key"} <= found
    amount = next(one for one in choices if one.field == "amount")
    assert amount.heading == " ".join(known["amount_column"].split())


@pytest.mark.parametrize("path", LISTS)
def test_payment_lists_of_departments_are_found_out(path: str) -> None:
    known = LISTS[path]

    table = read_table(sample(path), path, assumed_order=DateOrder.DMY)

    assert table.layout.delimiter == known["delimiter"]
    assert table.layout.encoding in ENCODINGS[known["encoding"]]
    assert table.layout.header_row == known["header_row"] + 1
    named = [" ".join(heading.split()) for heading in known["header"] if heading]
    assert [h for h in table.headings if not h.startswith("Column ")] == named
    amounts, unreadable = column(table, known["amount_column"], FieldKind.AMOUNT)
    assert unreadable == []
    assert len(amounts) == known["rows_with_amount"]
    assert sum(amounts) == Decimal(known["amount_sum"])
    assert sum(amount < 0 for amount in amounts) == known["negative_rows"]


@pytest.mark.parametrize("path", LISTS)
def test_their_dates_are_days_of_the_fiscal_year_in_order(path: str) -> None:
    table = read_table(sample(path), path, assumed_order=DateOrder.DMY)
    heading = next(h for h in table.headings if "date" in h.casefold())

    days, unreadable = column(table, heading, FieldKind.DAY)

    assert unreadable == []
    assert len(days) >= 0.9 * len(table.rows)
    months = Counter((day.year, day.month) for day in days)
    assert months.most_common(1)[0][1] >= 0.7 * len(days), "day and month swapped?"


def test_the_retail_invoices_add_up() -> None:
    path = "d_ar/online_retail/online_retail_2023-02_first_half.csv"
    known = expected("ar")[path]
    table = read_table(sample(path), path)
    mapping = guess_mapping(table, CHARGES)

    assert {choice.heading: choice.field for choice in mapping.choices} == {
        "InvoiceNo": None,
        "StockCode": "item",
        "Description": "description",
        "Quantity": "quantity",
        "InvoiceDate": "service_date",
        "UnitPrice": "unit_price",
        "CustomerID": "party",
        "Country": None,
    }
    rows, bad = read_records(table, mapping, CHARGES)

    assert len(rows) + len(bad) == known["lines"]
    assert len(bad) == known["lines_without_customer"]
    assert {str(problem) for row in bad for problem in row.problems} == {
        "CustomerID is missing"
    }
    quantities, _ = column(table, "Quantity", FieldKind.QUANTITY)
    prices, _ = column(table, "UnitPrice", FieldKind.AMOUNT)
    assert sum(q * p for q, p in zip(quantities, prices, strict=True)) == Decimal(
        known["grand_total"]
    )
    assert (
        sum(quantity < 0 for quantity in quantities) == known["negative_quantity_lines"]
    )
    assert sum(price == 0 for price in prices) == known["zero_price_lines"]
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        values: Any = row.values
        totals[values["party"]] += values["quantity"] * values["unit_price"]
    for party, total in known["customer_totals_sample"].items():
        assert totals[party] == (Decimal(total) if party else 0)


def test_tax_rates_are_numbers_with_leading_blanks_and_flags() -> None:
    table = read_table(sample("e_tax/us_state_rates/state-rates.csv"), "rates.csv")

    rates, unreadable = column(table, "state_rate_pct", FieldKind.PERCENT)
    flags, unclear = column(table, "local_varies", FieldKind.BOOLEAN)

    assert unreadable == unclear == []
    assert len(rates) == len(flags) == len(table.rows)
    assert max(rates) < 10


def test_the_csv_and_the_workbook_of_one_list_say_the_same() -> None:
    text = read_table(sample("c_import/xlsx_donations/donations.csv"), "donations.csv")
    book = read_table(
        sample("c_import/xlsx_donations/donations.xlsx"), "donations.xlsx"
    )

    assert text.headings == book.headings
    assert len(text.rows) == len(book.rows) == 292
    for heading, kind in (
        ("Donor", FieldKind.TEXT),
        ("DonationEUR", FieldKind.AMOUNT),
        ("DonationDate", FieldKind.DAY),
        ("Country", FieldKind.COUNTRY),
    ):
        assert column(text, heading, kind) == column(book, heading, kind)


def test_a_list_of_names_with_blanks_behind_commas() -> None:
    table = read_table(sample("d_ar/names_febrl/febrl/dataset1.csv"), "names.csv")

    assert len(table.rows) == 1000
    assert table.headings[:3] == ("rec_id", "given_name", "surname")
    assert table.layout.columns[9].content is Content.NUMBER
    born, _ = column(table, "date_of_birth", FieldKind.DAY)
    assert len(born) > 800
