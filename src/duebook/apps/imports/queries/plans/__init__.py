"""What the rows of a file would do, kind by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook.apps.imports.queries.plans.charges import plan_charges
from duebook.apps.imports.queries.plans.items import plan_items
from duebook.apps.imports.queries.plans.open_items import plan_open_items
from duebook.apps.imports.queries.plans.parties import plan_parties
from duebook.apps.imports.queries.plans.payments import plan_payments
from duebook.apps.imports.queries.plans.prices import plan_prices
from duebook.apps.imports.queries.plans.rates import plan_rates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duebook.apps.imports.queries.planning import Plan

PLANNERS: Mapping[str, Callable[[Plan[Any]], None]] = {
    "parties": plan_parties,
    "items": plan_items,
    "prices": plan_prices,
    "charges": plan_charges,
    "open_items": plan_open_items,
    "payments": plan_payments,
    "rates": plan_rates,
}
"""How the rows of each kind are judged; each fills the plan it is given."""
