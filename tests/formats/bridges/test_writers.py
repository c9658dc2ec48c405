"""Which program wrote a file, told by its form or its headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from duebook.formats.bridges import VENDORS, NotRecognised, writer_of
from tests.formats.bridges.reports import CUSTOMERS, OPEN_INVOICES, PRODUCTS
from tests.formats.bridges.test_objects import ANSWER

if TYPE_CHECKING:
    from collections.abc import Iterable

HEADINGS = [
    (vendor.key, report.name, [one.split("|")[0] for one in report.headings])
    for vendor in VENDORS.values()
    for report in vendor.reports
]


@pytest.mark.parametrize("text", [OPEN_INVOICES, CUSTOMERS, PRODUCTS, ANSWER])
def test_files_of_quickbooks_are_recognised(text: str) -> None:
    assert writer_of(text.encode(), "export") == "quickbooks-online"


@pytest.mark.parametrize(("vendor", "report", "headings"), HEADINGS)
def test_each_file_is_of_one_program_by_its_headings(
    vendor: str, report: str, headings: list[str]
) -> None:
    assert writer_of(a_table(headings), f"{report}.csv") == vendor


def test_a_table_that_two_programs_could_write_is_asked_about() -> None:
    both = [
        heading
        for _, report, headings in HEADINGS
        if report in {"Products and Services", "Items and Services"}
        for heading in headings
    ]
    with pytest.raises(NotRecognised, match="QuickBooks Online and of FreshBooks"):
        writer_of(a_table(dict.fromkeys(both)), "items.csv")


def a_table(headings: Iterable[str]) -> bytes:
    row = ",".join(headings)
    return f"{row}\n{row.upper()}\n".encode()


def test_a_table_of_no_program_is_refused() -> None:
    with pytest.raises(NotRecognised, match="none that is known"):
        writer_of(b"Cust No,Qty\nC-1,2\n", "deliveries.csv")
