"""The list of disputes as pages ask for it: its fields, words and sorts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.domain.disputes import Category, Outcome, Stage
from duebook.web import search_line
from duebook.web.listing import Amount, Choice, Day, Exact, Listing, Sort, Where
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from duebook.web.listing import Asking

_STAGE: Final = (
    "(SELECT moved.{column} FROM disputes_stage AS moved"
    " WHERE moved.entity_id = dispute.entity_id AND moved.dispute_id = dispute.id"
    " ORDER BY moved.id DESC LIMIT 1)"
)
_OWNER: Final = f"coalesce({_STAGE.format(column='owner')}, dispute.owner)"
_NOW: Final = _STAGE.format(column="stage")
_DUE: Final = (
    f"(CASE WHEN {_NOW} IS NULL THEN dispute.due_on"
    f" ELSE {_STAGE.format(column='due_on')} END)"
)

_ENDED: Final = (
    "dispute.id IN (SELECT ended.dispute_id FROM disputes_outcome AS ended"
    " WHERE ended.entity_id = %(entity)s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A dispute in the list; ``outcome`` is empty while it is open."""

    id: int
    number: str
    item_number: str
    party: str
    party_name: str
    currency: str
    amount_minor: int
    category: str
    owner: str
    opened_on: date
    due_on: date | None
    stage: str
    outcome: str
    closed_on: date | None
    sort_key: str

    def state(self, today: date) -> Standing:
        """``open``, ``answer late``, or how it ended."""
        return standing(self.outcome, self.due_on, today, self.stage)


_OUTCOMES: Final = {
    "upheld": "accepted",
    "rejected": "rejected",
    "withdrawn": "withdrawn",
}


_STAGES: Final = {
    Stage.INVESTIGATING: Standing("investigating"),
    Stage.WAITING_CUSTOMER: Standing("waiting", "waits for them"),
    Stage.WAITING_INSIDE: Standing("waiting", "waits for us"),
    Stage.PROPOSED: Standing("proposed"),
}


def standing(
    outcome: str, due_on: date | None, today: date, stage: str = ""
) -> Standing:
    """How a dispute stands, in the words of the desk."""
    if outcome:
        return Standing(_OUTCOMES[outcome], outcome)
    if due_on is not None and due_on < today:
        return Standing("over", "answer late")
    return _STAGES[Stage(stage)] if stage else Standing("investigating", "open")


@dataclass(frozen=True, slots=True)
class Words:
    """A dispute's or debt's number, a party's code, words of its name or reason."""

    examples: tuple[str, ...] = ("meridian", "D-2026-00001")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        like = f"%{search_line.escaped(value)}%"
        text = (
            "(dispute.number ILIKE %s OR dispute.reason ILIKE %s"
            " OR dispute.item_id IN (SELECT item.id FROM receivables_item AS item"
            " JOIN disputes_dispute AS own ON own.entity_id = dispute.entity_id"
            " AND own.item_id = item.id JOIN parties_party AS party"
            " ON party.entity_id = dispute.entity_id AND party.id = item.party_id"
            " WHERE item.entity_id = dispute.entity_id AND (item.number ILIKE %s"
            " OR party.code ILIKE %s OR party.name ILIKE %s)))"
        )
        return Where(text, (like,) * 5)


DISPUTES: Final = Listing(
    name="disputes",
    record=Case,
    sql=db.sql("duebook.apps.disputes", "listed"),
    counted=db.sql("duebook.apps.disputes", "listed_found"),
    ids=(
        "SELECT dispute.id FROM disputes_dispute AS dispute"
        " WHERE dispute.entity_id = %(entity)s AND {where} ORDER BY 1 LIMIT %(size)s"
    ),
    key="dispute.id",
    fields={
        "is": Choice(
            {
                "open": f"NOT {_ENDED})",
                "late": f"NOT {_ENDED}) AND {_DUE} < @today",
                "mine": f"NOT {_ENDED}) AND {_OWNER} = @reader",
                "closed": f"{_ENDED})",
                **{
                    one.value.replace("_", "-"): (
                        f"NOT {_ENDED}) AND {_NOW} = '{one.value}'"
                    )
                    for one in Stage
                },
                **{
                    one.value: f"{_ENDED} AND ended.outcome = '{one.value}')"
                    for one in Outcome
                },
            }
        ),
        "owner": Exact(_OWNER),
        "cause": Choice(
            {
                one.value.replace("_", "-"): f"dispute.category = '{one.value}'"
                for one in Category
            }
        ),
        "amount": Amount("dispute.amount_minor"),
        "opened": Day("dispute.opened_on"),
        "due": Day(_DUE),
    },
    words=Words(),
    sorts={
        "opened": Sort("dispute.opened_on", "date", is_descending=True),
        "due": Sort(f"coalesce({_DUE}, 'infinity')", "date"),
        "amount": Sort("dispute.amount_minor", is_descending=True),
        "number": Sort("dispute.id", is_descending=True),
    },
    first_sort="opened",
)
