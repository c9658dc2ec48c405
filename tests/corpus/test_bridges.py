"""QuickBooks Online's XML and Xero's JSON: read where they hold what imports know."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from duebook.formats.bridges import (
    NothingCounts,
    NothingForUs,
    UnreadableExport,
    read_bridge,
)
from duebook.formats.imports import IMPORT_KINDS
from duebook.formats.tables import read_records
from tests.corpus.samples import expected, needs_corpus, sample

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.formats.bridges import Bridged

pytestmark = needs_corpus

QUICKBOOKS = expected("qbo")
XERO = expected("xero")
OWED = {
    "Invoice": lambda told: told["balance"],
    "CreditMemo": lambda told: told["balance"],
    "Payment": lambda told: told["unapplied"],
}
"""What of an object of QuickBooks is open, by its type."""


def rows_of(bridged: Bridged, kind: str) -> list[Mapping[str, Any]]:
    part = bridged.part(kind)
    if part is None:
        return []
    rows, bad = read_records(part.table, part.mapping, IMPORT_KINDS[kind])
    assert bad == []
    return [row.values for row in rows]


def owed_in(path: str) -> list[tuple[str, Decimal]]:
    """What the known answers say is owed by the documents of a file, with the day."""
    return [
        (told["date"], Decimal(OWED[told["type"]](told)))
        for told in QUICKBOOKS[path].get("objects", ())
        if told["type"] in OWED and told["date"]
    ]


@pytest.mark.parametrize("path", list(filter(owed_in, QUICKBOOKS)))
def test_what_quickbooks_xml_says_is_owed_is_read(path: str) -> None:
    bridged = read_bridge("quickbooks-online", sample(path), path)

    assert [
        (str(row["document_date"]), row["open_amount"])
        for row in rows_of(bridged, "open_items")
    ] == owed_in(path)


@pytest.mark.parametrize(
    "path", [path for path in QUICKBOOKS if path.endswith(".xml") and not owed_in(path)]
)
def test_other_quickbooks_xml_brings_no_open_item(path: str) -> None:
    is_broken = QUICKBOOKS[path].get("well_formed") is False
    reason: Any = UnreadableExport if is_broken else (NothingForUs, NothingCounts)
    if path.endswith(("fetch_customer_by_id.xml", "/items.xml")):
        assert (
            read_bridge("quickbooks-online", sample(path), path).part("open_items")
            is None
        )
        return

    with pytest.raises(reason):
        read_bridge("quickbooks-online", sample(path), path)


def test_the_customers_and_items_of_quickbooks_are_all_there() -> None:
    folder = "c_import/qbo_xml/"
    parties, items = (
        rows_of(read_bridge("quickbooks-online", sample(folder + file), file), kind)
        for file, kind in [
            ("fetch_customer_by_id.xml", "parties"),
            ("items.xml", "items"),
        ]
    )

    assert [party["name"] for party in parties] == ["Thrifty Meats"]
    assert [item["code"] for item in items] == ["Plush Baby Doll", "Sales"]


@pytest.mark.parametrize("path", [path for path in XERO if XERO[path]["documents"]])
def test_what_xero_json_says_is_owed_is_read(path: str) -> None:
    known = {
        told["id"]: Decimal(str(told["amount_due"])) for told in XERO[path]["documents"]
    }
    if "INV-0008" in known:  # not approved yet, so nothing is owed
        with pytest.raises(NothingCounts, match="1 left out: not approved"):
            read_bridge("xero", sample(path), path)
        return

    rows = rows_of(read_bridge("xero", sample(path), path), "open_items")

    assert {row["document_number"]: row["open_amount"] for row in rows} == known


def test_the_list_of_invoices_of_xero_leaves_out_the_void_one() -> None:
    path = "c_import/xero_examples/getInvoices_200.json"

    rows = rows_of(read_bridge("xero", sample(path), path), "open_items")

    assert [(row["document_number"], row["open_amount"]) for row in rows] == [
        ("INV-0002", Decimal(0)),
        ("INV-0003", Decimal(115)),
    ]
