"""The fields of every kind of import, with the headings people give them.

The headings and the words for choices are data of their own, in ``import_words.toml``.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from duebook.formats.tables.cells import FieldKind
from duebook.formats.tables.mapping import (
    ColumnChoice,
    ColumnMapping,
    FieldSpec,
    layout_fingerprint,
    worded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duebook.formats.tables.records import Table

WORDS: Mapping[str, Any] = tomllib.loads(
    files("duebook.formats").joinpath("import_words.toml").read_text(encoding="utf-8")
)


def _specs(kind: str, *fields: FieldSpec) -> Sequence[FieldSpec]:
    """The fields of one kind of import, each with its words."""
    own, shared = WORDS["headings"][kind], WORDS["headings"]["any"]
    headings = {
        field.name: (*own.get(field.name, ()), *shared.get(field.name, ()))
        for field in fields
    }
    return worded(fields, headings, WORDS["choices"].get(kind, {}))


PARTIES = _specs(
    "parties",
    FieldSpec("external_key", "Code", FieldKind.CODE),
    FieldSpec("name", "Name", required=True),
    FieldSpec("kind", "Kind", FieldKind.CHOICE),
    FieldSpec("roles", "Roles", FieldKind.LIST),
    FieldSpec("emails", "E-mail", FieldKind.EMAILS),
    FieldSpec("phone", "Phone"),
    FieldSpec("contact_person", "Contact person"),
    FieldSpec("address_line1", "Address line 1"),
    FieldSpec("address_line2", "Address line 2"),
    FieldSpec("city", "City"),
    FieldSpec("region", "State or region"),
    FieldSpec("postcode", "Postcode", FieldKind.CODE),
    FieldSpec("country", "Country", FieldKind.COUNTRY),
    FieldSpec("tax_id", "Tax id", FieldKind.CODE),
    FieldSpec("payment_terms", "Payment terms"),
    FieldSpec("language", "Language", FieldKind.LANGUAGE),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("delivery", "Delivery", FieldKind.CHOICE),
    FieldSpec("credit_limit", "Credit limit", FieldKind.AMOUNT),
    FieldSpec("po_required", "PO required", FieldKind.BOOLEAN),
    FieldSpec("bill_to", "Bill to", FieldKind.CODE),
    FieldSpec("price_book", "Price book"),
    FieldSpec("tax_place", "Tax place"),
    FieldSpec("discount_percent", "Discount %", FieldKind.PERCENT),
    FieldSpec("notes", "Notes"),
    FieldSpec("exemption_number", "Exemption certificate", FieldKind.CODE),
    FieldSpec("exemption_until", "Exemption valid until", FieldKind.DAY),
)

ITEMS = _specs(
    "items",
    FieldSpec("code", "Code", FieldKind.CODE, required=True),
    FieldSpec("description", "Description"),
    FieldSpec("unit", "Unit"),
    FieldSpec("tax_category", "Tax category"),
    FieldSpec("revenue_account", "Revenue account", FieldKind.CODE),
    FieldSpec("default_price", "Price", FieldKind.AMOUNT),
    FieldSpec("weight", "Weight", FieldKind.QUANTITY),
    FieldSpec("kind", "Kind", FieldKind.CHOICE),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("notes", "Notes"),
)

PRICES = _specs(
    "prices",
    FieldSpec("item", "Item", FieldKind.CODE, required=True),
    FieldSpec("price_book", "Price book"),
    FieldSpec("party", "Party", FieldKind.CODE),
    FieldSpec("from_quantity", "From quantity", FieldKind.QUANTITY),
    FieldSpec("unit_price", "Unit price", FieldKind.AMOUNT, required=True),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("valid_from", "Valid from", FieldKind.DAY),
    FieldSpec("valid_until", "Valid until", FieldKind.DAY),
    FieldSpec("tax_inclusive", "Tax inclusive", FieldKind.BOOLEAN),
    FieldSpec("notes", "Notes"),
)

CHARGES = _specs(
    "charges",
    FieldSpec("external_key", "External key", FieldKind.CODE),
    FieldSpec("party", "Party", FieldKind.CODE, required=True),
    FieldSpec("item", "Item", FieldKind.CODE, required_unless="description"),
    FieldSpec("description", "Description"),
    FieldSpec("quantity", "Quantity", FieldKind.QUANTITY),
    FieldSpec("unit", "Unit"),
    FieldSpec("unit_price", "Unit price", FieldKind.AMOUNT),
    FieldSpec("service_date", "Service date", FieldKind.DAY),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("discount_percent", "Discount %", FieldKind.PERCENT),
    FieldSpec("discount_amount", "Discount amount", FieldKind.AMOUNT),
    FieldSpec("po", "PO", FieldKind.CODE),
    FieldSpec("site", "Site"),
    FieldSpec("contract", "Contract", FieldKind.CODE),
    FieldSpec("biller", "Biller"),
    FieldSpec("attachment", "Attachment file"),
)

OPEN_ITEMS = _specs(
    "open_items",
    FieldSpec("party", "Party", FieldKind.CODE, required=True),
    FieldSpec("document_number", "Document number", FieldKind.CODE, required=True),
    FieldSpec("document_date", "Document date", FieldKind.DAY, required=True),
    FieldSpec("due_date", "Due date", FieldKind.DAY),
    FieldSpec("amount", "Amount", FieldKind.AMOUNT, required_unless="open_amount"),
    FieldSpec("open_amount", "Open amount", FieldKind.AMOUNT, required_unless="amount"),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("their_reference", "Their reference", FieldKind.CODE),
    FieldSpec("kind", "Kind", FieldKind.CHOICE),
)

PAYMENTS = _specs(
    "payments",
    FieldSpec("external_key", "External key", FieldKind.CODE),
    FieldSpec("party", "Party", FieldKind.CODE, required_unless="documents"),
    FieldSpec("received_on", "Received on", FieldKind.DAY, required=True),
    FieldSpec("amount", "Amount", FieldKind.AMOUNT, required=True),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("method", "Method", FieldKind.CHOICE),
    FieldSpec("reference", "Reference", FieldKind.CODE),
    FieldSpec("documents", "For documents", FieldKind.LIST),
    FieldSpec("discount_taken", "Discount taken", FieldKind.AMOUNT),
    FieldSpec("bank", "Bank"),
    FieldSpec("undeposited", "Not deposited yet", FieldKind.BOOLEAN),
    FieldSpec("notes", "Notes"),
)

RATES = _specs(
    "rates",
    FieldSpec("currency", "Currency", FieldKind.CURRENCY, required=True),
    FieldSpec("valued_on", "Day", FieldKind.DAY, required=True),
    FieldSpec("rate", "Rate", FieldKind.AMOUNT, required=True),
    FieldSpec("source", "Source"),
    FieldSpec("reason", "Reason"),
)

IMPORT_KINDS: Mapping[str, Sequence[FieldSpec]] = {
    "parties": PARTIES,
    "items": ITEMS,
    "prices": PRICES,
    "charges": CHARGES,
    "open_items": OPEN_ITEMS,
    "payments": PAYMENTS,
    "rates": RATES,
}
"""What can be imported, and the fields of each."""


OUR_LISTS: Mapping[str, Mapping[str, str]] = {
    "parties": {
        "Party": "name",
        "Number": "external_key",
        "Roles": "roles",
        "Open": "",
        "Overdue": "",
        "Oldest due": "",
        "Unapplied": "",
        "Last payment": "",
        "State": "",
        "Currency": "currency",
    },
    "charges": {
        "Done": "service_date",
        "Party": "party",
        "Item": "item",
        "Quantity": "quantity",
        "Price": "unit_price",
        "From": "",
        "Worth": "",
        "State": "",
        "PO": "po",
        "Description": "description",
        "Unit": "unit",
        "Their key": "external_key",
        "Number": "",
        "Currency": "currency",
    },
}
"""The headings of the lists that Duebook exports, with the fields that they hold.

An empty field says what cannot be taken in, whatever it is called elsewhere.
"""


def our_list(kind: str, table: Table) -> ColumnMapping | None:
    """What the columns hold where the table is a list that Duebook exported."""
    fields = OUR_LISTS.get(kind, {})
    if table.headings != tuple(fields):
        return None
    return ColumnMapping(
        layout_fingerprint(table.headings),
        tuple(
            ColumnChoice(column, field or None, 1.0, "as our own list has it")
            for column, field in zip(table.layout.columns, fields.values(), strict=True)
        ),
    )
