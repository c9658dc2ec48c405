"""Books as other programs take them in: lists of master data, journal, invoices.

``layouts.toml`` says what the file of each program has in its columns; QuickBooks
Desktop, whose files are no tables, has a module of its own.
"""

from __future__ import annotations

from duebook.formats.exports.desktop import desktop_files, iif_of, named_in_entries
from duebook.formats.exports.fields import Form
from duebook.formats.exports.layouts import PRODUCTS, Product
from duebook.formats.exports.records import (
    Books,
    Customer,
    Entry,
    EntryPosting,
    ExportFile,
    Item,
    LedgerAccount,
    SalesLine,
)
from duebook.formats.exports.tables import OtherCurrencies, table_files, workbook

__all__ = [
    "PRODUCTS",
    "Books",
    "Customer",
    "Entry",
    "EntryPosting",
    "ExportFile",
    "Form",
    "Item",
    "LedgerAccount",
    "OtherCurrencies",
    "Product",
    "SalesLine",
    "desktop_files",
    "iif_of",
    "named_in_entries",
    "table_files",
    "workbook",
]
