"""What people taught: names and accounts of payers, deductions, rules of the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.queries.lines import ROOM

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class KnownAlias:
    """How a bank names a party; ``hits`` counts the decisions that said so."""

    id: int
    party: str
    name: str
    kind: str
    value: str
    hits: int


def aliases(entity_id: int, *, party: str = "") -> list[KnownAlias]:
    """Aliases by party; of one party by its code, or of all."""
    return db.rows_of(
        KnownAlias, db.sql(ROOM, "aliases"), {"entity": entity_id, "party": party}
    )


@dataclass(frozen=True, slots=True)
class KnownDeduction:
    """Something a payer leaves out and we let go; ``party`` is empty for everybody."""

    code: str
    party: str
    why: str
    rate_bp: int | None
    limit_minor: int
    is_automatic: bool


def deductions(entity_id: int) -> list[KnownDeduction]:
    """Known deductions, by code and party."""
    return db.rows_of(KnownDeduction, db.sql(ROOM, "deductions"), {"entity": entity_id})


@dataclass(frozen=True, slots=True)
class KnownRule:
    """A rule of the house with how often people confirmed and denied it."""

    id: int
    name: str
    account: str
    text: str
    movement: str
    state: str
    hits: int
    misses: int


def rules(entity_id: int) -> list[KnownRule]:
    """Rules of the house, retired ones too, in the order they were written."""
    return db.rows_of(KnownRule, db.sql(ROOM, "rules"), {"entity": entity_id})


@dataclass(frozen=True, slots=True)
class MatchRate:
    """How many receipts and how many settled documents one way of matching made.

    Amounts in minor units; ``way`` is the matcher, a person, or a rule of the house.
    """

    way: str
    currency: str
    receipts: int
    documents: int
    amount_minor: int


def match_rates(entity_id: int, first: date, last: date) -> list[MatchRate]:
    """Who matched the money of a span of days, both included."""
    return db.rows_of(
        MatchRate,
        db.sql(ROOM, "match_rates"),
        {"entity": entity_id, "first": first, "last": last},
    )
