"""Items out of a file: added, or changed in what the file says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.catalog import actions as keeping
from duebook.apps.catalog import queries as catalog
from duebook.apps.imports.queries.planning import Outcome, Planned, sift
from duebook.apps.imports.queries.records import changes_between, filled
from duebook.apps.ledger.queries import account_ids, accounts_by_role
from duebook.domain.catalog import ItemEntry, ItemKind
from duebook.domain.ledger import AccountRole

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duebook.apps.imports.queries.planning import Plan
    from duebook.formats.tables import Row

LEFT_OUT = {
    "default_price": "prices come with an import of prices, be it of this same file",
    "currency": "an item has a currency only through its prices",
    "notes": "items have no notes",
}


def plan_items(plan: Plan[ItemEntry]) -> None:
    """Judge every row; what a row does not say of a known item stays as it is."""
    batch = plan.batch
    for name, why in LEFT_OUT.items():
        if batch.has(name):
            plan.warn("column_left_out", f"“{batch.columns[name]}” is left out: {why}.")
    on_file = item_entries(
        batch.entity_id, {str(row.values["code"]) for row in batch.rows}
    )
    accounts = account_ids(batch.entity_id)
    usual_id = accounts_by_role(batch.entity_id)[AccountRole.REVENUE]
    entries: list[tuple[Row, ItemEntry]] = []
    for row in batch.rows:
        code = str(row.values["code"])
        start = on_file.get(code) or ItemEntry(
            code=code, description="", revenue_account_id=usual_id
        )
        entry = _filled(plan, row, start, accounts)
        if plan.is_good(row):
            entries.append((row, entry))
    for row, entry in sift(plan, entries, keeping.item_faults, lambda _: "code"):
        before = on_file.get(entry.code)
        changes = () if before is None else changes_between(before, entry)
        known = Outcome.UPDATED if changes else Outcome.UNCHANGED
        plan.planned.append(
            Planned(
                row,
                Outcome.CREATED if before is None else known,
                f"Item {entry.code} {entry.description}",
                entry,
                target=entry.code,
                before=before,
                changes=changes,
            )
        )


def _filled(
    plan: Plan[ItemEntry], row: Row, start: ItemEntry, accounts: Mapping[str, int]
) -> ItemEntry:
    values: Mapping[str, Any] = row.values
    account = values.get("revenue_account")
    if account is not None and account not in accounts:
        plan.object_to(row, "revenue_account", "is no account of the chart")
    kind = values.get("kind")
    given = {
        "description": values.get("description"),
        "unit": values.get("unit"),
        "tax_category": values.get("tax_category"),
        "revenue_account_id": accounts.get(account) if account else None,
        "weight_kg": values.get("weight"),
        "kind": KINDS[kind] if kind else None,
    }
    return filled(start, given)


KINDS = {
    "service": ItemKind.SERVICE,
    "goods": ItemKind.GOODS,
    "shipping": ItemKind.SERVICE,
}
"""The kinds that files know; freight that is sold as an item is a service."""


def item_entries(entity_id: int, codes: Collection[str]) -> dict[str, ItemEntry]:
    """Items as records to change and keep again, by code."""
    return {
        code: catalog.item_entry(item)
        for code, item in catalog.items_by_code(entity_id, codes).items()
    }
