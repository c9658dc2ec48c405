"""Builders for tests of disputes: an item contested, and the dispute closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duebook import db
from duebook.apps.disputes.actions import (
    CloseDispute,
    OpenDispute,
    close_dispute,
    open_dispute,
)
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.disputes import Category, Outcome
from tests.apps.payments.office import DAY
from tests.office import CLERK, MANAGER, by

if TYPE_CHECKING:
    from duebook.apps.disputes.actions import DisputeOpened
    from duebook.apps.receivables.queries import Item


def contested(
    entity_id: int, item_id: int, amount_minor: int | None = None, **said: Any
) -> DisputeOpened:
    """The clerk opens a dispute about a price, which the manager looks into."""
    usual: dict[str, Any] = {
        "category": Category.PRICE,
        "reason": "the tariff of last year was agreed",
        "owner": MANAGER,
        "opened_on": DAY,
    }
    return open_dispute(
        OpenDispute(
            entity_id=entity_id,
            item_id=item_id,
            amount_minor=amount_minor,
            **{**usual, **said},
        ),
        **by(CLERK),
    )


def closed(
    entity_id: int, number: str, outcome: Outcome = Outcome.REJECTED, **said: Any
) -> None:
    """The manager closes a dispute."""
    usual: dict[str, Any] = {"reason": "the contract says so", "closed_on": DAY}
    close_dispute(
        CloseDispute(
            entity_id=entity_id, number=number, outcome=outcome, **{**usual, **said}
        ),
        **by(MANAGER),
    )


def item_of(entity_id: int, item_id: int) -> Item:
    with db.reading(entity_id):
        return items_by_id(entity_id, [item_id])[item_id]
