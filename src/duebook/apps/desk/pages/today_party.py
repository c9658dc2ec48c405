"""The party of a row of Today: what it owes, and the last that happened with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from duebook.apps.desk.pages.party_aging import bar, own_first
from duebook.apps.desk.pages.party_told import Happening, shown
from duebook.apps.desk.queries.party import Figures, figures, told
from duebook.apps.desk.queries.subjects import subject
from duebook.apps.parties.queries import parties
from duebook.web.addresses import address_of
from duebook.web.charts import Bucket

if TYPE_CHECKING:
    from datetime import date

    from duebook.apps.desk.queries.piles import Task

_LAST: Final = 3
"""Things that are told of a party beside a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A party as the panel of a row tells of it, in the currency of the row."""

    name: str
    address: str
    figures: Figures
    bar: list[Bucket]
    words: list[Happening]


def party_beside(one: Task, today: date) -> Beside | None:
    """The party that a row is about, within a reading of its entity; or nobody."""
    seat = one.seat
    about = subject(seat.entity_id, *one.about) if one.about else None
    if about is None or about.party_id is None:
        return None
    party = parties(seat.entity_id, [about.party_id])[about.party_id]
    sums = figures(seat.entity_id, party.id, None, today)
    first = own_first(sums, one.currency or party.currency)[0]
    code, zone = seat.code.lower(), ZoneInfo(seat.time_zone)
    return Beside(
        name=party.name,
        address=address_of("parties.party", code, party.code),
        figures=first,
        bar=bar(code, party, first),
        words=[
            shown(row, code, zone=zone, today=today)
            for row in told(seat.entity_id, party.id, size=_LAST)[:_LAST]
        ],
    )
