"""Opening balances out of a file: what was open in the books before ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.imports.queries.identity import fresh_rows
from duebook.apps.imports.queries.naming import Named
from duebook.apps.imports.queries.planning import Outcome, Planned
from duebook.apps.imports.queries.posting import why_not_on
from duebook.apps.imports.queries.ties import as_owed, open_field
from duebook.apps.receivables.actions import OpeningItem
from duebook.apps.receivables.queries import items_by_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.imports.queries.planning import Plan
    from duebook.formats.tables import Row


def plan_open_items(plan: Plan[OpeningItem]) -> None:
    """Judge every row; what is open counts, and not what it once was."""
    batch = plan.batch
    fresh = fresh_rows(plan, ("document_number", "party", "due_date"))
    named = Named(plan, (one.row for one in fresh))
    on_file = items_by_number(
        batch.entity_id, {str(one.row.values["document_number"]) for one in fresh}
    )
    closed = why_not_on(batch, [batch.counts_on])[batch.counts_on]
    settled = 0
    for one in fresh:
        values: Mapping[str, Any] = one.row.values
        party = named.party(one.row)
        number = values["document_number"]
        if party is None:
            continue
        if closed:
            plan.object_to(
                one.row,
                "document_number",
                f"cannot be posted on {batch.counts_on}: {closed}",
            )
        if any(
            item.party_id == party.id and item.open_minor
            for item in on_file.get(number, ())
        ):
            plan.object_to(one.row, "document_number", "is an open item already")
        currency = values.get("currency", party.currency)
        amount_minor = _open_minor(plan, one.row, currency)
        if amount_minor == 0:
            settled += 1
            continue
        if amount_minor is None or not plan.is_good(one.row):
            continue
        item = OpeningItem(
            party_id=party.id,
            number=number,
            currency=currency,
            amount_minor=amount_minor,
            document_on=values["document_date"],
            due_on=values.get("due_date", values["document_date"]),
        )
        label = f"Open item {number} of {party.code}"
        plan.planned.append(
            Planned(one.row, Outcome.CREATED, label, item, number, key=one.key)
        )
    if settled:
        plan.warn(
            "nothing_open", f"{settled:,} rows have nothing open and were left out."
        )


def _open_minor(plan: Plan[OpeningItem], row: Row, currency: str) -> int | None:
    """What the row says is open, debts positive and credits negative."""
    minor = plan.minor(row, open_field(row.values), currency)
    return None if minor is None else as_owed(row.values, minor)
