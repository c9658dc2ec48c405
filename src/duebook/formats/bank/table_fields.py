"""The fields of the tables that banks, payers and processors send, with their words."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from duebook.formats.tables import FieldKind, FieldSpec
from duebook.formats.tables.mapping import worded

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS: Final[Mapping[str, Any]] = tomllib.loads(
    files("duebook.formats.bank")
    .joinpath("table_words.toml")
    .read_text(encoding="utf-8")
)


def _specs(kind: str, *fields: FieldSpec) -> tuple[FieldSpec, ...]:
    choices = WORDS["choices"].get(kind, {})
    return worded(fields, WORDS["headings"][kind], choices)


STATEMENT_FIELDS: Final = _specs(
    "statement",
    FieldSpec("booked_on", "Booking date", FieldKind.DAY, required=True),
    FieldSpec("value_on", "Value date", FieldKind.DAY),
    FieldSpec("amount", "Amount", FieldKind.AMOUNT),
    FieldSpec("debit", "Debit", FieldKind.AMOUNT),
    FieldSpec("credit", "Credit", FieldKind.AMOUNT),
    FieldSpec("sign", "Debit or credit", FieldKind.CHOICE),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("other_name", "Payer"),
    FieldSpec("other_account", "Payer's account", FieldKind.CODE),
    FieldSpec("other_bank", "Payer's bank", FieldKind.CODE),
    FieldSpec("reference", "Reference", FieldKind.CODE),
    FieldSpec("bank_reference", "Bank's reference", FieldKind.CODE),
    FieldSpec("text", "Text"),
    FieldSpec("more_text", "More text"),
    FieldSpec("kind", "Type"),
    FieldSpec("status", "Status", FieldKind.CHOICE),
    FieldSpec("balance", "Balance", FieldKind.AMOUNT),
    FieldSpec("account", "Account", FieldKind.CODE),
    FieldSpec("original_amount", "Original amount", FieldKind.AMOUNT),
    FieldSpec("original_currency", "Original currency", FieldKind.CURRENCY),
)

ADVICE_FIELDS: Final = _specs(
    "advice",
    FieldSpec("reference", "Invoice", FieldKind.CODE, required=True),
    FieldSpec("paid", "Amount paid", FieldKind.AMOUNT, required_unless="billed"),
    FieldSpec("billed", "Gross", FieldKind.AMOUNT),
    FieldSpec("discount", "Discount", FieldKind.AMOUNT),
    FieldSpec("adjustment", "Deduction", FieldKind.AMOUNT),
    FieldSpec("adjustment_code", "Deduction reason", FieldKind.CODE),
    FieldSpec("paid_on", "Payment date", FieldKind.DAY),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY),
    FieldSpec("payer", "Payer"),
    FieldSpec("payment_reference", "Payment reference", FieldKind.CODE),
    FieldSpec("total", "Payment total", FieldKind.AMOUNT),
    FieldSpec("note", "Note"),
)

PAYOUT_FIELDS: Final = _specs(
    "payout",
    FieldSpec("payout", "Payout", FieldKind.CODE),
    FieldSpec("arrives_on", "Arrival", FieldKind.DAY),
    FieldSpec("id", "Balance transaction", FieldKind.CODE, required=True),
    FieldSpec("kind", "Category", FieldKind.CODE, required=True),
    FieldSpec("gross", "Gross", FieldKind.AMOUNT, required=True),
    FieldSpec("fee", "Fee", FieldKind.AMOUNT, required=True),
    FieldSpec("net", "Net", FieldKind.AMOUNT, required=True),
    FieldSpec("currency", "Currency", FieldKind.CURRENCY, required=True),
    FieldSpec("source", "Source", FieldKind.CODE),
    FieldSpec("charge", "Charge", FieldKind.CODE),
    FieldSpec("created_on", "Created", FieldKind.DAY),
    FieldSpec("invoice", "Invoice", FieldKind.CODE),
    FieldSpec("description", "Description"),
    FieldSpec("customer", "Customer"),
)
