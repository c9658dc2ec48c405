"""Points of a close: what the machine proves of a period, and who signed for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.close import models
from duebook.apps.close.queries.comparing import (
    BANK,
    RECEIVABLES,
    SUB_LEDGERS,
    ties,
)
from duebook.apps.close.queries.invariants import ROOM
from duebook.apps.invoicing.queries.charges import known_keys, recurring
from duebook.domain.calendars import Schedule, Unit, occurrences
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.apps.ledger.queries import PeriodState
    from duebook.domain.tie_out import Tie

MONEY, UNFINISHED, RECURRING = "money", "unfinished", "recurring"
USUAL = (RECEIVABLES, SUB_LEDGERS, BANK, MONEY, UNFINISHED, RECURRING)
"""What is signed before a hard lock where nobody decided otherwise.

``bank`` stands for every account at a bank.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of the checklist: its figures, and whether they are as they should be.

    ``figures`` are the lines that a signature stands under.  A point that does not
    hold cannot be signed; one that only asks to be looked at always holds.
    """

    code: str
    title: str
    holds: bool
    figures: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The hash of the figures; a signature is good as long as it is the same."""
        return sha256("\n".join(self.figures).encode()).hexdigest()


@dataclass(eq=False)
class NoSuchPoint(Refusal):
    """The checklist has no such point."""

    code: ClassVar[str] = "no_such_point"
    template: ClassVar[str] = "The checklist has no point “{point}”; it has {known}."

    point: str
    known: str


def points_of(entity_id: int, period: PeriodState, found: Sequence[Tie]) -> list[Point]:
    """The points of a period, from what ``ties`` found on its last day."""
    last = period.until - timedelta(days=1)
    banks = sorted({tie.point for tie in found if tie.point.startswith(f"{BANK}:")})
    return [
        _of_ties(RECEIVABLES, "receivables equal the ledger", found),
        _of_ties(SUB_LEDGERS, "sub-ledgers equal the ledger", found),
        *(
            _of_ties(
                point, f"{point.removeprefix(f'{BANK}:')}: book equals bank", found
            )
            for point in banks
        ),
        _money(entity_id, last),
        _unfinished(entity_id, period.first, last),
        _recurring(entity_id, period),
    ]


def points(entity_id: int, period: PeriodState) -> list[Point]:
    """The points of a period, as they stand."""
    last = period.until - timedelta(days=1)
    return points_of(entity_id, period, ties(entity_id, last))


def _of_ties(code: str, title: str, found: Iterable[Tie]) -> Point:
    mine = [tie for tie in found if tie.point == code]
    figures = [
        f"{tie.title}: {tie.left} {told(tie.left_minor, tie.currency)}, "
        f"{tie.right} {told(tie.right_minor, tie.currency)}"
        for tie in mine
    ]
    figures += [
        f"{one.cause.value}: {one.subject}, {told(one.amount_minor, one.currency)}"
        for tie in mine
        for one in tie.differences
    ]
    return Point(
        code=code,
        title=title,
        holds=not any(tie.faults for tie in mine),
        figures=tuple(figures) or ("nothing was posted",),
    )


_HELD_MONEY = (
    AccountRole.UNIDENTIFIED_CASH,
    AccountRole.UNAPPLIED_CASH,
    AccountRole.ON_ACCOUNT,
)


def _money(entity_id: int, last: date) -> Point:
    """Money received that settles nothing yet: to be looked at, never wrong."""
    figures = [
        f"{code} {name}: {told(-amount_minor, currency)}"
        for _, _, code, name, currency, amount_minor in db.tuples_of(
            db.sql(ROOM, "role_balances"),
            {"entity": entity_id, "on": last, "roles": list(_HELD_MONEY)},
        )
    ]
    return Point(
        code=MONEY,
        title="unidentified, unapplied and on-account money looked at",
        holds=True,
        figures=tuple(figures) or ("none",),
    )


def _unfinished(entity_id: int, first: date, last: date) -> Point:
    counts = db.tuples_of(
        db.sql(ROOM, "unfinished"),
        {"entity": entity_id, "first": first, "last": last},
    )
    return Point(
        code=UNFINISHED,
        title="drafts and exceptions looked at",
        holds=True,
        figures=tuple(f"{what}: {count}" for what, count in counts),
    )


def _recurring(entity_id: int, period: PeriodState) -> Point:
    due = {
        f"recurring/{one.code}/{day}"
        for one in recurring(entity_id)
        for day in occurrences(
            Schedule(
                first_on=one.starts_on,
                every=one.every,
                unit=Unit(one.unit),
                until=one.ends_on,
                times=one.times,
            ),
            until=period.until,
        )
        if period.first <= day
    }
    missing = sorted(due - known_keys(entity_id, due))
    return Point(
        code=RECURRING,
        title="recurring charges generated",
        holds=not missing,
        figures=(
            f"{len(due)} fall into the period, {len(due) - len(missing)} are there",
            *(f"missing: {key.removeprefix('recurring/')}" for key in missing),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed a point last, and whether its figures are still those signed."""

    point: str
    person: str
    at: datetime
    is_valid: bool
    figures: str


def signatures(
    entity_id: int, period: PeriodState, now: Iterable[Point]
) -> dict[str, Signature]:
    """The last signature under each point of a period, by the point's code."""
    hashes = {point.code: point.sha256 for point in now}
    rows = models.SignOff.objects.filter(
        entity_id=entity_id, period_id=period.id
    ).order_by("id")
    return {
        row.point: Signature(
            point=row.point,
            person=row.person,
            at=row.at,
            is_valid=hashes.get(row.point) == row.sha256,
            figures=row.figures,
        )
        for row in rows
    }


def to_be_signed(entity_id: int) -> tuple[str, ...]:
    """The points that have to be signed before a period is locked for good."""
    row = models.Rule.objects.filter(entity_id=entity_id).first()
    return USUAL if row is None else tuple(row.points)


def unsigned(
    entity_id: int, now: Iterable[Point], signed: dict[str, Signature]
) -> list[str]:
    """The codes of the points whose signature is missing or void."""
    asked = set(to_be_signed(entity_id))
    return [
        point.code
        for point in now
        if point.code.partition(":")[0] in asked
        and not (point.code in signed and signed[point.code].is_valid)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """An entry that no document caused: who posted it, why, what it mends."""

    entry_id: int
    effective_on: date
    person: str
    reason: str
    point: str
    difference: str
    currency: str
    amount_minor: int
    legs: str
    reversed_by: int | None


def entries_by_hand(entity_id: int, first: date, last: date) -> list[ByHand]:
    """Entries by hand of some days, in order; the amount is the sum of their debits."""
    return db.rows_of(
        ByHand,
        db.sql(ROOM, "entries_by_hand"),
        {"entity": entity_id, "first": first, "last": last},
    )


def last_poster(entity_id: int, period: PeriodState, point: str) -> str:
    """Who posted the last entry about a point in a period; empty where nobody did."""
    last = period.until - timedelta(days=1)
    mine = [
        one
        for one in entries_by_hand(entity_id, period.first, last)
        if one.point == point
    ]
    return mine[-1].person if mine else ""
