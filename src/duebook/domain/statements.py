"""What a party is told that it owes: open items, or movements with a balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class StatementKind(StrEnum):
    """The three ways of telling a party what it owes."""

    OPEN_ITEM = "open_item"
    BALANCE_FORWARD = "balance_forward"
    ACTIVITY = "activity"


@dataclass(eq=False)
class SpanNeeded(Refusal):
    """The statement shows movements, and nobody said from which day."""

    code: ClassVar[str] = "span_needed"
    template: ClassVar[str] = "Say from which day on the {kind} statement shall tell."

    kind: str


@dataclass(eq=False)
class EndsBeforeItBegins(Refusal):
    """The first day of a statement lies after its last."""

    code: ClassVar[str] = "ends_before_it_begins"
    template: ClassVar[str] = "A statement from {from_on} cannot end on {as_of}."

    from_on: date
    as_of: date


def require_span(kind: StatementKind, from_on: date | None, as_of: date) -> None:
    """Refuse days that a statement of this kind cannot tell of.

    Raises:
        SpanNeeded: an activity statement needs a first day.
        EndsBeforeItBegins: the first day lies after the last.
    """
    if from_on is None:
        if kind is StatementKind.ACTIVITY:
            raise SpanNeeded(kind.value)
    elif from_on > as_of:
        raise EndsBeforeItBegins(from_on, as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedItem:
    """A debt (positive) or credit (negative), and what was open of it on the day.

    ``contested_minor`` is how much of what was open was under dispute.
    """

    kind: str
    number: str
    their_reference: str
    document_on: date
    due_on: date
    amount_minor: int
    open_minor: int
    contested_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What changed the balance of a party: up if positive, down if negative.

    ``on`` is the day it counts for, ``known_at`` the instant it was recorded.
    """

    kind: str
    number: str
    their_reference: str
    on: date
    due_on: date | None
    amount_minor: int
    known_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRow:
    """A row: what raised the balance, what lowered it, what is open or owed after.

    ``open_minor`` and ``contested_minor``, a part of it, belong to open items,
    ``balance_minor`` to movements.
    """

    kind: str
    number: str
    their_reference: str
    on: date
    due_on: date | None
    charge_minor: int = 0
    credit_minor: int = 0
    open_minor: int = 0
    contested_minor: int = 0
    balance_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The body of a statement.

    ``total_minor`` is what the party owes: opening plus charges less credits, or the
    open rows less ``unapplied_minor``.
    """

    rows: tuple[StatedRow, ...]
    opening_minor: int
    unapplied_minor: int
    total_minor: int


def open_item_statement(items: Sequence[StatedItem]) -> Stated:
    """Every debt with what is open of it, oldest due first; credits as one sum.

    What nobody has applied yet belongs to no invoice, so it is taken off the total
    and not off a row.
    """
    debts = sorted(
        (item for item in items if item.open_minor > 0),
        key=lambda item: (item.due_on, item.document_on, item.number),
    )
    unapplied_minor = -sum(item.open_minor for item in items if item.open_minor < 0)
    return Stated(
        rows=tuple(
            StatedRow(
                kind=item.kind,
                number=item.number,
                their_reference=item.their_reference,
                on=item.document_on,
                due_on=item.due_on,
                charge_minor=item.amount_minor,
                open_minor=item.open_minor,
                contested_minor=item.contested_minor,
            )
            for item in debts
        ),
        opening_minor=0,
        unapplied_minor=unapplied_minor,
        total_minor=sum(item.open_minor for item in debts) - unapplied_minor,
    )


def movement_statement(opening_minor: int, movements: Iterable[Movement]) -> Stated:
    """The balance that a party was told last, and what has moved it since.

    The rows are in order of the days they count for, whatever order they were
    recorded in; the last balance is what the party owes.
    """
    rows = sorted(movements, key=lambda row: (row.on, row.known_at, row.number))
    balances = list(
        accumulate((row.amount_minor for row in rows), initial=opening_minor)
    )
    return Stated(
        rows=tuple(
            StatedRow(
                kind=row.kind,
                number=row.number,
                their_reference=row.their_reference,
                on=row.on,
                due_on=row.due_on,
                charge_minor=max(row.amount_minor, 0),
                credit_minor=max(-row.amount_minor, 0),
                balance_minor=balance_minor,
            )
            for row, balance_minor in zip(rows, balances[1:], strict=True)
        ),
        opening_minor=opening_minor,
        unapplied_minor=0,
        total_minor=balances[-1],
    )
