"""Charges out of a file: each row one charge, unless it came before."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from duebook.apps.catalog import queries as catalog
from duebook.apps.imports.queries.identity import fresh_rows
from duebook.apps.imports.queries.naming import Named
from duebook.apps.imports.queries.planning import Outcome, Planned
from duebook.apps.invoicing.actions.charges import NewCharge
from duebook.apps.invoicing.queries.charges import known_keys
from duebook.domain.catalog import MUCH
from duebook.domain.errors import Refusal
from duebook.formats.media import media_type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duebook.apps.imports.queries.planning import Plan
    from duebook.formats.tables import Row


def plan_charges(plan: Plan[NewCharge]) -> None:
    """Judge every row by the parties, items and supporting documents there are."""
    batch = plan.batch
    fresh = fresh_rows(plan, ("external_key",))
    named = Named(plan, (one.row for one in fresh))
    sold = catalog.items_by_code(
        batch.entity_id, {str(one.row.values.get("item", "")) for one in fresh}
    )
    taken = known_keys(
        batch.entity_id, {str(one.row.values.get("external_key", "")) for one in fresh}
    )
    undated = 0
    for one in fresh:
        values: Mapping[str, Any] = one.row.values
        party = named.party(one.row)
        if values.get("item", "") not in sold:
            plan.object_to(one.row, "item", _no_item(values))
        if values.get("external_key") in taken:
            plan.object_to(one.row, "external_key", "is the key of another charge")
        _judge_figures(plan, one.row)
        _judge_papers(plan, one.row)
        undated += "service_date" not in values
        currency = values.get("currency") or (party.currency if party else "USD")
        discount_minor = plan.minor(one.row, "discount_amount", currency)
        discount_bp = plan.basis_points(one.row, "discount_percent")
        if discount_minor is not None and discount_minor < 0:
            plan.object_to(one.row, "discount_amount", "must not be negative")
        if party is None or not plan.is_good(one.row):
            continue
        charge = NewCharge(
            external_key=values.get("external_key", ""),
            party=party.code,
            item=values["item"],
            description=values.get("description", ""),
            quantity=values.get("quantity", Decimal(1)),
            unit=values.get("unit", ""),
            service_on=values.get("service_date", batch.today),
            currency=currency,
            unit_price=values.get("unit_price"),
            discount_bp=discount_bp or 0,
            discount_minor=discount_minor or 0,
            po=values.get("po", ""),
            site=values.get("site", ""),
            contract=values.get("contract", ""),
            biller=values.get("biller", ""),
        )
        label = f"Charge {charge.quantity} × {charge.item} to {charge.party}"
        plan.planned.append(
            Planned(one.row, Outcome.CREATED, label, charge, charge.item, key=one.key)
        )
    if undated:
        plan.warn(
            "service_date_assumed",
            f"{undated:,} rows have no service date and count as of {batch.today}.",
        )


def _no_item(values: Mapping[str, Any]) -> str:
    if "item" in values:
        return "is not the code of an item on file"
    return "is missing; a charge is for an item of the price book"


def _judge_figures(plan: Plan[NewCharge], row: Row) -> None:
    values: Mapping[str, Any] = row.values
    for name in ("quantity", "unit_price"):
        if abs(values.get(name, 0)) >= MUCH:
            plan.object_to(row, name, "is larger than a charge can be")


def papers_of(row: Row) -> list[str]:
    """The names of the supporting documents that a row names."""
    named = str(row.values.get("attachment", "")).replace("|", ";").split(";")
    return [name.strip() for name in named if name.strip()]


def _judge_papers(plan: Plan[NewCharge], row: Row) -> None:
    for name in papers_of(row):
        content = plan.batch.papers.get(name)
        if content is None:
            plan.object_to(row, "attachment", "is not among the supporting documents")
            continue
        try:
            media_type(name, content)
        except Refusal as refusal:
            plan.object_to(row, "attachment", f"is refused: {refusal}")
