"""One party across the rooms: what is open and how old, and all that happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.disputes.queries import disputes
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.disputes.queries import Dispute


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a party owes in one currency, in minor units; credits are negative."""

    currency: str
    balance_minor: int = 0
    open_minor: int = 0
    debts: int = 0
    contested_minor: int = 0
    unapplied_minor: int = 0
    credits: int = 0
    not_due_minor: int = 0
    to_30_minor: int = 0
    to_60_minor: int = 0
    to_90_minor: int = 0
    older_minor: int = 0

    @property
    def overdue_minor(self) -> int:
        """What is open after the day it was due."""
        return self.open_minor - self.not_due_minor

    @property
    def by_age(self) -> tuple[int, ...]:
        """What is open by age, the youngest first."""
        return (
            self.not_due_minor,
            self.to_30_minor,
            self.to_60_minor,
            self.to_90_minor,
            self.older_minor,
        )


def figures(
    entity_id: int, party_id: int, on: date | None, today: date
) -> list[Figures]:
    """What a party owes in each currency: now, or at the end of the day ``on``."""
    query = db.sql("duebook.apps.desk", "party_figures")
    return db.rows_of(
        Figures,
        query.replace("{items}", _items(on)),
        {"entity": entity_id, "party": party_id, "on": on or today},
    )


def _items(on: date | None) -> str:
    name = "party_items_now" if on is None else "party_items_then"
    return db.sql("duebook.apps.desk", name)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """A debt or credit of a party that is open, in minor units."""

    id: int
    kind: str
    number: str
    po: str
    document_on: date
    due_on: date
    currency: str
    amount_minor: int
    open_minor: int
    contested_minor: int
    is_credit: int
    reason: str

    def days_over(self, today: date) -> int:
        """How many days after its day a debt is; a credit is never late."""
        return 0 if self.is_credit else max(0, (today - self.due_on).days)

    def age(self, today: date) -> int:
        """Its bucket of the aging: 0 is not due, 4 the oldest."""
        return sum(self.days_over(today) > edge for edge in (0, 30, 60, 90))

    @property
    def contested_whole(self) -> bool:
        """Whether all that is open is under dispute."""
        return 0 < self.contested_minor == self.open_minor

    def state(self, today: date) -> Standing:
        """``not due``, ``24 d over``, ``part paid``, ``disputed``, ``unapplied``."""
        if self.is_credit:
            return Standing("unapplied")
        if self.contested_minor:
            return Standing("disputed")
        if self.open_minor < self.amount_minor:
            return Standing("part paid")
        over = self.days_over(today)
        return Standing("over", f"{over} d over") if over else Standing("not due")

    @property
    def cursor(self) -> str:
        """Where the page after this row begins."""
        return f"{self.is_credit}~{self.due_on}~{self.id}"


def open_items(
    entity_id: int,
    party_id: int,
    on: date | None,
    *,
    after: str = "",
    size: int = 50,
) -> list[OpenItem]:
    """A page of what is open, after the cursor of the page before.

    It has one more row than ``size`` where others follow.

    Raises:
        ValueError: the cursor is none.
    """
    where, parameters = "true", {}
    if after:
        is_credit, due_on, item_id = after.split("~")
        where = (
            "((item.open_minor < 0)::int, item.due_on, item.id)"
            " > (%(is_credit)s, %(due_on)s, %(after)s)"
        )
        parameters = {
            "is_credit": int(is_credit),
            "due_on": date.fromisoformat(due_on),
            "after": int(item_id),
        }
    query = db.sql("duebook.apps.desk", "party_items")
    return db.rows_of(
        OpenItem,
        query.replace("{items}", _items(on)).replace("{after}", where),
        {
            "entity": entity_id,
            "party": party_id,
            "on": on,
            "size": size + 1,
            **parameters,
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much stands behind each tab; ``paid_days`` is the median lateness."""

    documents: int
    payments: int
    last_paid_on: date | None
    statements: int
    tariffs: int
    paid_cases: int
    paid_days: int | None


def counts(entity_id: int, party_id: int) -> Counts:
    """How much there is of a party, and how late it pays."""
    query = db.sql("duebook.apps.desk", "party_counts")
    return db.rows_of(Counts, query, {"entity": entity_id, "party": party_id})[0]


def open_disputes(entity_id: int, party_id: int) -> list[Dispute]:
    """The open disputes of a party, the newest first."""
    rows = db.tuples_of(
        "SELECT item.id FROM receivables_item AS item WHERE item.entity_id = %(entity)s"
        " AND item.party_id = %(party)s AND item.open_minor <> 0"
        " AND item.contested_minor > 0",
        {"entity": entity_id, "party": party_id},
    )
    return disputes(entity_id, item_ids=[row[0] for row in rows], only_open=True)


FAMILIES: Final = ("money", "mail", "notes")
"""What the stream of a party can be narrowed to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Something that happened with a party; ``amount_minor`` where it is about money.

    ``kind`` tells what happened, ``number`` to which document; ``state`` is the word
    of its kind: how a delivery stands, a payment's method, how a dispute ended.
    """

    at: datetime
    family: str
    kind: str
    id: int
    number: str
    amount_minor: int | None
    currency: str
    words: str
    who: str
    state: str

    @property
    def cursor(self) -> str:
        """Where the page after this row begins."""
        return f"{self.at.isoformat()}~{self.kind}~{self.id}"


_END: Final = datetime.max.replace(tzinfo=UTC)


def told(
    entity_id: int,
    party_id: int,
    *,
    families: Sequence[str] = FAMILIES,
    before: str = "",
    until: datetime | None = None,
    size: int = 20,
) -> list[Told]:
    """A page of what happened, newest first.

    It has one more row than ``size`` where others follow.

    Raises:
        ValueError: the cursor is none.
    """
    at, kind, row_id = until or _END, "~", 0
    if before:
        instant, kind, number = before.split("~")
        at, row_id = datetime.fromisoformat(instant), int(number)
    return db.rows_of(
        Told,
        db.sql("duebook.apps.desk", "party_told"),
        {
            "entity": entity_id,
            "party": party_id,
            "families": list(families),
            "at": at,
            "kind": kind,
            "id": row_id,
            "size": size + 1,
        },
    )
