"""The books leave for another program, typed as a clerk types it."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from tests.apps.close.test_closing import office  # noqa: F401 - a month of the office
from tests.formats.iif_checker import check_iif

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("office")]

NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-30")


@pytest.fixture
def exported(tmp_path: Path) -> Callable[..., dict[str, bytes]]:
    """Type the command, and read what lies in the folder then."""

    def enter(product: str, *words: str) -> dict[str, bytes]:
        call_command(
            *("export", *words, "--for", product, "--out", str(tmp_path / product)),
            *("--entity", "HP"),
        )
        files = (tmp_path / product).iterdir()
        return {path.name: path.read_bytes() for path in files}

    return enter


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_quickbooks_online_gets_lists_and_a_journal_that_balances(
    exported: Callable[..., dict[str, bytes]],
) -> None:
    files = exported("quickbooks-online", *NOVEMBER)

    assert files.keys() == {
        "chart-of-accounts.csv",
        "customers.csv",
        "journal-entries.csv",
        "products-and-services.csv",
    }
    journal = rows(files["journal-entries.csv"])
    debits, credits_ = (
        sum(Decimal(row[side] or 0) for row in journal)
        for side in ("Debits", "Credits")
    )
    assert debits == credits_ == Decimal("480.00")
    named = {row["Name"] for row in journal} - {""}
    assert named <= {row["Name"] for row in rows(files["customers.csv"])}
    accounts = {row["Account Name"] for row in rows(files["chart-of-accounts.csv"])}
    assert {row["AccountName"] for row in journal} <= accounts


def test_xero_gets_sales_only_when_asked(
    exported: Callable[..., dict[str, bytes]],
) -> None:
    assert "sales-invoices.csv" not in exported("xero", *NOVEMBER)

    sales = rows(exported("xero", "sales", *NOVEMBER)["sales-invoices.csv"])

    [number] = {row["*InvoiceNumber"] for row in sales}
    assert number == "INV-2026-00001"
    total = sum(
        Decimal(row["*Quantity"]) * Decimal(row["*UnitAmount"]) for row in sales
    )
    assert total == Decimal(sales[0]["Total"])


def test_quickbooks_desktop_gets_two_files(
    exported: Callable[..., dict[str, bytes]],
) -> None:
    files = exported("quickbooks-desktop", *NOVEMBER)

    assert files.keys() == {"lists.iif", "journal.iif"}
    assert check_iif(files["lists.iif"] + files["journal.iif"]) == []


def test_without_days_there_are_the_lists(
    exported: Callable[..., dict[str, bytes]],
) -> None:
    assert exported("plain").keys() == {
        "accounts.csv",
        "customers.csv",
        "items.csv",
        "duebook.xlsx",
    }


def test_what_a_program_does_not_take_is_told(
    exported: Callable[..., dict[str, bytes]],
) -> None:
    with pytest.raises(CommandError, match="takes accounts, customers, items, journal"):
        exported("quickbooks-online", "sales")
    with pytest.raises(CommandError, match="with --from and --to"):
        exported("xero", "journal")
