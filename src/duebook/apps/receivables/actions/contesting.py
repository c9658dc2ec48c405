"""Parts of debts put under dispute, and taken out of it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.receivables.queries import Item
from duebook.domain.disputes import ContestedBeforeOwed, ContestedTooMuch
from duebook.domain.money import from_minor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContest:
    """How much more of a debt is contested from a day on, or how much less.

    ``amount_minor`` is negative where it is contested no longer.
    """

    item: Item
    amount_minor: int
    effective_on: date
    reason: str


def contest(act: Act, contests: Sequence[NewContest]) -> None:
    """Move what is contested of items that are locked: a row for each.

    Raises:
        ContestedTooMuch: more than is open and not contested yet.
        ContestedBeforeOwed: the debt does not count yet on this day.
    """
    _judge(contests)
    db.write(
        "receivables_contest",
        ("entity_id", "item_id", "amount_minor", "effective_on", "reason"),
        [
            (act.entity_id, one.item.id, one.amount_minor, one.effective_on, one.reason)
            for one in contests
        ],
    )


def _judge(contests: Sequence[NewContest]) -> None:
    """Refuse what does not fit; each contest finds what those before it left."""
    left: dict[int, int] = {}
    for one in contests:
        item = one.item
        left_minor = left.get(item.id, item.as_debt().offered_minor)
        if one.amount_minor > left_minor:
            raise ContestedTooMuch(
                item.number,
                from_minor(left_minor, item.currency),
                from_minor(one.amount_minor, item.currency),
                item.currency,
            )
        if one.effective_on < item.effective_on:
            raise ContestedBeforeOwed(item.number, item.effective_on, one.effective_on)
        left[item.id] = left_minor - one.amount_minor
