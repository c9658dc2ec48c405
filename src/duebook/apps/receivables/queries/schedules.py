"""Schedules of statements: what they say, what they did, and what they have due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from django.db.models import Max

from duebook.apps.entities.queries import entity
from duebook.apps.receivables import models
from duebook.apps.receivables.queries.by_line import NobodyMeant, codes_of_line
from duebook.apps.receivables.queries.statements import Asked, Floor
from duebook.apps.receivables.queries.telling import NOBODY, dry_run
from duebook.domain import statement_schedules as rule
from duebook.domain.errors import Absent
from duebook.domain.statement_schedules import (
    Rhythm,
    StatementDays,
    StatementTerms,
    days_due,
    tells_from,
)
from duebook.domain.statements import StatementKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from duebook.apps.receivables.queries.telling import DryRun
    from duebook.web.listing import Asking

NEXT_DAYS: Final = 3


@dataclass(eq=False)
class NoSuchSchedule(Absent):
    """No schedule of statements has this id or name."""

    code: ClassVar[str] = "no_such_statement_schedule"
    template: ClassVar[str] = "There is no schedule of statements {schedule}."

    schedule: str


@dataclass(eq=False)
class NoSuchBatch(Absent):
    """No batch of scheduled statements has this id."""

    code: ClassVar[str] = "no_such_statement_batch"
    template: ClassVar[str] = "There are no scheduled statements {batch_id}."

    batch_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A schedule as it stands, with its next days while it is on."""

    id: int
    terms: StatementTerms
    state: str
    since: datetime
    version: int
    changed_by: str
    changed_at: datetime
    next_days: tuple[date, ...]

    @property
    def days_in_words(self) -> str:
        """``the end of every month``."""
        return rule.in_words(self.terms.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What came of a day of a schedule."""

    id: int
    schedule_id: int
    name: str
    kind: str
    as_of: date
    state: str
    why: str
    run_id: int | None
    made_at: datetime
    settled_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day whose statements are to be made, by a schedule of a version."""

    schedule_id: int
    version: int
    as_of: date


def terms_of(row: models.StatementSchedule) -> StatementTerms:
    """What a schedule says."""
    return StatementTerms(
        name=row.name,
        kind=StatementKind(row.kind),
        days=StatementDays(
            rhythm=Rhythm(row.rhythm),
            first_on=row.first_on,
            every=row.every,
            day_of_month=row.day_of_month,
        ),
        line=row.line,
        least_minor=row.least_minor,
        is_sent=row.is_sent,
    )


def schedules(entity_id: int, today: date) -> list[Scheduled]:
    """The schedules of the entity, by name, without those that were deleted."""
    rows = models.StatementSchedule.objects.filter(entity_id=entity_id)
    return [
        _scheduled(row, today)
        for row in rows.exclude(state="deleted").order_by("name", "id")
    ]


def schedule(entity_id: int, schedule_id: int, today: date) -> Scheduled:
    """A schedule, also one that was deleted.

    Raises:
        NoSuchSchedule: there is none of this id.
    """
    rows = models.StatementSchedule.objects.filter(entity_id=entity_id)
    row = rows.filter(id=schedule_id).first()
    if row is None:
        raise NoSuchSchedule(str(schedule_id))
    return _scheduled(row, today)


def _scheduled(row: models.StatementSchedule, today: date) -> Scheduled:
    terms = terms_of(row)
    is_on = row.state == "on"
    return Scheduled(
        id=row.id,
        terms=terms,
        state=row.state,
        since=row.since,
        version=row.version,
        changed_by=row.changed_by,
        changed_at=row.changed_at,
        next_days=rule.coming(terms.days, today, most=NEXT_DAYS) if is_on else (),
    )


def batches(
    entity_id: int, *, schedule_id: int | None = None, newest: int = 50
) -> list[Batch]:
    """What schedules did, or one of them, the newest day first."""
    rows = _batches(entity_id)
    if schedule_id is not None:
        rows = rows.filter(schedule_id=schedule_id)
    return [_batch(row) for row in rows.order_by("-as_of", "-id")[:newest]]


def waiting_batches(entity_id: int) -> list[Batch]:
    """What schedules made for somebody to look at, the oldest day first."""
    rows = _batches(entity_id).filter(state="waiting")
    return [_batch(row) for row in rows.order_by("as_of", "id")]


def batch(entity_id: int, batch_id: int) -> Batch:
    """What came of a day.

    Raises:
        NoSuchBatch: there is none of this id.
    """
    row = _batches(entity_id).filter(id=batch_id).first()
    if row is None:
        raise NoSuchBatch(batch_id)
    return _batch(row)


def _batches(entity_id: int) -> QuerySet[models.StatementBatch]:
    rows = models.StatementBatch.objects.filter(
        entity_id=entity_id, schedule__entity_id=entity_id
    )
    return rows.select_related("schedule")


def _batch(row: models.StatementBatch) -> Batch:
    return Batch(
        id=row.id,
        schedule_id=row.schedule_id,
        name=row.schedule.name,
        kind=row.schedule.kind,
        as_of=row.as_of,
        state=row.state,
        why=row.why,
        run_id=row.run_id,
        made_at=row.made_at,
        settled_by=row.settled_by,
    )


def due(entity_id: int, at: datetime) -> list[Due]:
    """What schedules have to make by now: of each the last day that has ended.

    Days before it that nobody made are passed over by it.
    """
    rows = models.StatementSchedule.objects.filter(entity_id=entity_id, state="on")
    kept = list(rows.order_by("id"))
    if not kept:
        return []
    return [
        Due(schedule_id=row.id, version=row.version, as_of=days[-1])
        for row, days in zip(kept, unmade(entity_id, kept, at), strict=True)
        if days
    ]


def unmade(
    entity_id: int, rows: Sequence[models.StatementSchedule], at: datetime
) -> list[list[date]]:
    """Of each schedule the days that ended, and of which nothing has come yet."""
    done = dict(
        models.StatementBatch.objects.filter(
            entity_id=entity_id, schedule_id__any_of=[row.id for row in rows]
        )
        .values_list("schedule_id")
        .annotate(Max("as_of"))
    )
    zone = entity(entity_id).time_zone
    return [
        [
            day
            for day in days_due(
                terms_of(row).days, zone=zone, after=row.since, until=at
            )
            if day > done.get(row.id, date.min)
        ]
        for row in rows
    ]


def first_day(
    entity_id: int, terms: StatementTerms, as_of: date, schedule_id: int | None = None
) -> date | None:
    """From which day on an activity statement of a day tells; others need none.

    It goes on after the last day of which the schedule issued statements.
    """
    if terms.kind is not StatementKind.ACTIVITY:
        return None
    issued = models.StatementBatch.objects.filter(
        entity_id=entity_id, schedule_id=schedule_id, state="issued", as_of__lt=as_of
    )
    told = issued.order_by("-as_of").values_list("as_of", flat=True).first()
    return tells_from(terms.days, as_of, told)


def preview(asking: Asking, terms: StatementTerms, *, from_on: date | None) -> DryRun:
    """What a schedule would issue, were the day of ``asking`` one of its days.

    Raises:
        LineNotRead: who is meant cannot be said.
    """
    asked = Asked(kind=terms.kind, as_of=asking.today, from_on=from_on)
    try:
        codes = codes_of_line(asking, terms.line)
    except NobodyMeant:
        return NOBODY
    floor = Floor(currency=asking.currency, least_minor=terms.least_minor)
    return dry_run(asking.entity_id, asked, codes, floor)
