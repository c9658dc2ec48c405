"""Reading receivables: what is open, for whom, now or as it was known then."""

from __future__ import annotations

from duebook.apps.receivables.queries.items import (
    Applied,
    Item,
    KnownItem,
    NoSuchItem,
    applications_of,
    instalments_of,
    item_by_number,
    items_as_of,
    items_by_id,
    items_by_number,
    known_numbers,
    lock_document_items,
    lock_items,
    lock_open_debts,
    open_balances,
    parties_of_items,
    small_balances,
    standing_application,
)

__all__ = [
    "Applied",
    "Item",
    "KnownItem",
    "NoSuchItem",
    "applications_of",
    "instalments_of",
    "item_by_number",
    "items_as_of",
    "items_by_id",
    "items_by_number",
    "known_numbers",
    "lock_document_items",
    "lock_items",
    "lock_open_debts",
    "open_balances",
    "parties_of_items",
    "small_balances",
    "standing_application",
]
