"""Files of others taken into an office: imported, imported with warnings, refused."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook import db
from duebook.apps.imports.queries import Outcome, Said, bad_rows
from duebook.apps.invoicing.models import Charge
from duebook.apps.parties.queries import find_parties
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor
from duebook.formats.tables import DateOrder, FieldKind, read_table
from duebook.formats.tables.cells import read_cell
from tests.apps.imports.office import problems, seen, taken
from tests.corpus.samples import expected, needs_corpus, sample, samples
from tests.office import an_entity, chain_holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


pytestmark = [needs_corpus, pytest.mark.django_db]

RETAIL = "d_ar/online_retail/online_retail_2023-02_first_half.csv"
LISTS = expected("uk25k")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def charges(entity_id: int) -> list[Any]:
    with db.reading(entity_id):
        return list(
            Charge.objects.filter(entity_id=entity_id, party__entity_id=entity_id)
            .order_by("id")
            .values_list("party__code", "po", "quantity", "unit_price")
        )


def test_retail_charges_with_their_credit_lines_come_to_the_known_totals() -> None:
    known = expected("ar")[RETAIL]
    lines = list(csv.DictReader(io.StringIO(sample(RETAIL).decode("utf-8-sig"))))
    entity_id = an_entity("OR", currency="GBP", first=date(2023, 1, 1))
    customers = {line["CustomerID"] for line in lines} - {""}
    taken(
        entity_id,
        "parties",
        as_csv(
            ["Code", "Name"],
            [
                ["WALK-IN", "Walk-in"],
                *([c, f"Customer {c}"] for c in sorted(customers)),
            ],
        ),
    )
    stock = {line["StockCode"]: line["Description"] for line in lines}
    taken(
        entity_id,
        "items",
        as_csv(["SKU", "Description"], ([k, v or k] for k, v in stock.items())),
    )
    said = Said(columns={"InvoiceNo": "po"})

    first = taken(entity_id, "charges", sample(RETAIL), said=said)
    with db.reading(entity_id):
        _, left = bad_rows(entity_id, first.file_id)
    fixed = list(csv.reader(io.StringIO(left.decode("utf-8-sig"))))
    column = fixed[0].index("CustomerID")
    for row in fixed[1:]:
        row[column] = "WALK-IN"
    second = taken(entity_id, "charges", as_csv(fixed[0], fixed[1:]), said=said)

    assert first.bad == second.created == known["lines_without_customer"]
    assert first.created + second.created == known["lines"]
    by_party: defaultdict[str, Decimal] = defaultdict(Decimal)
    by_invoice: defaultdict[str, Decimal] = defaultdict(Decimal)
    for party, invoice, quantity, price in charges(entity_id):
        by_party[party] += quantity * price
        by_invoice[invoice] += quantity * price
    assert sum(by_party.values()) == Decimal(known["grand_total"])
    for party, total in known["customer_totals_sample"].items():
        assert by_party[party or "WALK-IN"] == Decimal(total)
    assert len(by_invoice) == known["invoices"]
    for invoice, total in known["invoice_totals_sample"].items():
        assert by_invoice[invoice] == Decimal(total)
    assert chain_holds(entity_id)


@pytest.mark.parametrize("path", LISTS)
def test_payment_lists_are_taken_or_refused_row_by_row_and_nothing_is_lost(
    path: str,
) -> None:
    known = LISTS[path]
    entity_id = an_entity("UK", currency="GBP", first=date(2010, 1, 1), months=84)
    table = read_table(sample(path), path, assumed_order=DateOrder.DMY)
    supplier, day = (
        next(h for h in table.headings if word in h.casefold())
        for word in ("supplier", "date")
    )
    names = {str(row.cells[table.headings.index(supplier)]) for row in table.rows}
    taken(entity_id, "parties", as_csv(["Name"], ([name] for name in sorted(names))))
    amount = " ".join(known["amount_column"].split())
    said = {
        **dict.fromkeys(table.headings, ""),
        supplier: "party",
        day: "received_on",
        amount: "amount",
    }

    shown = seen(
        entity_id,
        "payments",
        sample(path),
        said=Said(columns=said, date_order=DateOrder.DMY),
    )

    assert len(shown.planned) + len(shown.bad) == len(table.rows)
    assert len(shown.planned) >= 0.7 * len(table.rows)
    assert all(row.problems for row in shown.bad)
    good = sum(from_minor(one.entry.amount_minor, "GBP") for one in shown.planned)
    index = table.headings.index(amount)
    column = shown.mapping.choices[index].written
    refused: list[Any] = [
        read_cell(row.cells[index], FieldKind.AMOUNT, column) for row in shown.bad
    ]
    in_refused = sum(value for value in refused if isinstance(value, Decimal))
    assert good + in_refused == Decimal(known["amount_sum"])
    negative = sum(isinstance(value, Decimal) and value < 0 for value in refused)
    assert negative == known["negative_rows"]


def test_donations_from_text_and_from_a_workbook_are_the_same_payments() -> None:
    entity_id = an_entity("DE", currency="EUR", first=date(2000, 1, 1), months=180)
    donors = read_table(
        sample("c_import/xlsx_donations/donations.csv"), "donations.csv"
    )
    at = donors.headings.index("Donor")
    names = sorted({str(row.cells[at]) for row in donors.rows})
    taken(entity_id, "parties", as_csv(["Name"], ([name] for name in names)))
    said = Said(
        columns={
            **dict.fromkeys(donors.headings, ""),
            "Donor": "party",
            "DonationDate": "received_on",
            "DonationEUR": "amount",
        }
    )

    text, book = (
        seen(
            entity_id,
            "payments",
            sample(f"c_import/xlsx_donations/donations.{suffix}"),
            f"donations.{suffix}",
            said=said,
        )
        for suffix in ("csv", "xlsx")
    )

    assert len(text.planned) + len(text.bad) == 292
    assert [one.entry for one in text.planned] == [one.entry for one in book.planned]
    assert [row.number for row in text.bad] == [row.number for row in book.bad]
    assert problems(text) == []
    assert len(text.planned) > 280


WORKBOOKS = [
    path
    for pattern in ("xls", "xlsx", "xlsm", "xlsb", "ods")
    for path in samples(f"g_naughty/xlsx_*/*.{pattern}")
]


def test_hostile_workbooks_are_parties_or_are_refused_with_a_reason() -> None:
    entity_id = an_entity()
    names = Said(header_row=0, columns={"Column A": "name"})
    taken_in, refusals = 0, []

    for path in WORKBOOKS:
        try:
            result = taken(entity_id, "parties", sample(path), name=path, said=names)
        except Refusal as refusal:
            refusals.append(str(refusal))
            continue
        taken_in += result.created > 0

    assert taken_in > 20
    assert all(refusals)
    assert chain_holds(entity_id)


def test_naughty_strings_are_names_like_any_other() -> None:
    entity_id = an_entity()
    lines = sample("g_naughty/blns/blns.txt").decode().split("\n")
    strings = [line for line in lines if line.strip() and not line.startswith("#")]
    file = as_csv(["Code", "Name"], ([f"N{n}", s] for n, s in enumerate(strings)))

    result = taken(entity_id, "parties", file)
    again = seen(entity_id, "parties", file + b"\n")

    assert result.created > 400
    assert result.created + result.bad == len(strings)
    assert all(row.problems for row in again.bad)
    assert {one.outcome for one in again.planned} == {Outcome.UNCHANGED}
    with db.reading(entity_id):
        assert find_parties(entity_id, "<script>").parties
    assert chain_holds(entity_id)
