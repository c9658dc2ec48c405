"""What a mail of the morning tells: numbers alone, for mail is open to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from duebook import db
from duebook.apps.desk.queries.bell import unseen
from duebook.apps.desk.queries.today import day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from duebook.apps.entities.queries import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """How much waits for somebody in one entity, by kind, and how much is news."""

    entity: str
    waiting: tuple[tuple[str, int], ...]
    news: int


def morning(seats: Sequence[Seat], at: datetime) -> list[Morning]:
    """What waits for a person in each of their entities that has something."""
    with db.reading(*(seat.entity_id for seat in seats)):
        mornings = [_in_one(seat, at) for seat in seats]
    return [one for one in mornings if one.waiting or one.news]


def _in_one(seat: Seat, at: datetime) -> Morning:
    today = at.astimezone(ZoneInfo(seat.time_zone)).date()
    piles = day([(seat, today)]).piles
    return Morning(
        entity=seat.name,
        waiting=tuple((pile.label, len(pile.tasks)) for pile in piles),
        news=unseen(seat.entity_id, seat.person, at),
    )
