"""The left column of the bank workspace: accounts, and lines in their groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook.apps.banking.queries.accounts import BankAccount
from duebook.apps.banking.queries.workspace import (
    Row,
    last_day,
    placed_rows,
    waiting_rows,
)
from duebook.web.charts import Piece
from duebook.web.figures import money

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHY: Final = {
    "no_payer": "payer unknown",
    "payer_unsure": "payer unsure",
    "no_items": "nothing open",
    "too_many_ways": "many ways",
    "name_alone": "name alone",
    "amount_alone": "amount alone",
    "damaged": "damaged number",
    "contradiction": "contradicts itself",
    "settled_already": "paid already?",
    "contested": "in dispute",
    "wanted_twice": "wanted twice",
    "rejected": "said no to it",
    "late_discount": "late discount",
    "money_out": "money out",
    "booked_already": "in the books?",
    "period_closed": "month closed",
    "ruled": "rule suggests",
}
"""Why a line waits, in two words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the list: who, when, how much, and why in two words.

    ``open_by`` is who else looks at it just now.
    """

    row: Row
    name: str
    said: str
    why: str
    kind: str
    open_by: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one head."""

    name: str
    title: str
    rows: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Side:
    """The list of an account: what waits, and what was placed of one day."""

    account: BankAccount
    on: date | None
    groups: tuple[Group, ...]

    @property
    def lines(self) -> int:
        """How many lines the groups hold."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def counts(self) -> dict[str, int]:
        """Lines by group; those of people count as posted."""
        of = {group.name: len(group.rows) for group in self.groups}
        return {
            "posted": of["posted"] + of["placed"],
            "proposed": of["proposed"],
            "need": of["need"],
        }

    @property
    def pieces(self) -> list[Piece]:
        """The bar of the three."""
        counts = self.counts
        return [
            Piece("ok", counts["posted"], "posted"),
            Piece("info", counts["proposed"], "proposed"),
            Piece("warn", counts["need"], "need a person"),
        ]

    @property
    def waiting(self) -> list[Row]:
        """What waits, in the order in which it is shown."""
        return [
            one.row
            for group in self.groups
            if group.name in {"need", "proposed"}
            for one in group.rows
        ]


def side_of(
    entity_id: int,
    account: BankAccount,
    on: date | None = None,
    open_by: Mapping[int, str] | None = None,
) -> Side:
    """The list of an account; what was placed is that of the last day, unless said.

    ``open_by`` says who else has which line open.
    """
    others = open_by or {}
    day = on or last_day(entity_id, account.id)
    waiting = waiting_rows(entity_id, account.id)
    placed = placed_rows(entity_id, account.id, day) if day else []
    by_people = [row for row in placed if row.rule == "person" or row.state == "known"]
    by_itself = [row for row in placed if row not in by_people]
    return Side(
        account,
        day,
        (
            _group(
                "need",
                "Need a person",
                [row for row in waiting if not row.is_proposed],
                others,
            ),
            _group(
                "proposed",
                "Proposed, one key to accept",
                [row for row in waiting if row.is_proposed],
                others,
            ),
            _group("posted", "Posted by themselves", by_itself, others),
            _group("placed", "Placed by people", by_people, others),
        ),
    )


def _group(name: str, title: str, rows: list[Row], open_by: Mapping[int, str]) -> Group:
    shown = [_shown(row, name, open_by.get(row.id, "")) for row in rows]
    return Group(name, title, shown)


def _shown(row: Row, group: str, open_by: str) -> Shown:
    name = row.other_name or row.text or row.movement.replace("_", " ")
    references = [one for one in row.payer_references if one]
    said = references[0] if references else row.text if row.other_name else ""
    kinds = {"need": "warn", "proposed": "info"}
    return Shown(
        row, name, said or "no reference", why(row), kinds.get(group, ""), open_by
    )


def why(row: Row) -> str:
    """Why a line waits, or by what it was placed, in two words."""
    match row.state:
        case "explained":
            return {"matcher": "by the matcher", "person": "by a person"}.get(
                row.rule, row.rule or "linked"
            )
        case "known":
            return "told twice"
        case "doubtful":
            return "seen before?"
        case "apart" if not row.ways:
            return "unidentified"
    if row.return_code:
        return f"return {row.return_code}"
    return _held(row)


def _held(row: Row) -> str:
    if row.short_minor:
        return f"{money(row.short_minor, row.currency)} short"
    if row.held == "several_ways" or row.ways > 1:
        return f"{row.ways} matches"
    if row.over_minor and row.held == "over":
        return f"{money(row.over_minor, row.currency)} over"
    if row.held in _WHY:
        return _WHY[row.held]
    return row.held.replace("_", " ") or "not looked at"
