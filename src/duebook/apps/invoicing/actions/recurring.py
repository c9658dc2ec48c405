"""Charges that come again: kept as schedules, generated up to a day, never twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.catalog import queries as catalog
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.actions.charges import NewCharge, UnknownItem, write_charges
from duebook.apps.parties import queries as parties
from duebook.apps.parties.actions import UNKNOWN, NobodyInParticular
from duebook.domain.calendars import Schedule, Unit, add_months, occurrences, prorate
from duebook.domain.errors import Refusal
from duebook.domain.money import Rounding, from_minor, to_minor
from duebook.domain.rights import Right
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringEntry:
    """A charge that comes again, known by ``code``.

    It comes every so many ``unit`` from ``starts_on``, up to ``ends_on`` or so many
    ``times``.  With ``is_prorated`` a last period that ends early is charged for its
    days; that needs a stated price.
    """

    code: str
    party: str
    item: str
    description: str
    quantity: Decimal = Decimal(1)
    unit_price: Decimal | None = None
    currency: str
    every: int = 1
    unit: Unit = Unit.MONTH
    starts_on: date
    ends_on: date | None = None
    times: int | None = None
    is_prorated: bool = False


@dataclass(eq=False)
class ScheduleNotUsable(Refusal):
    """A recurring charge that cannot be as it is said."""

    code: ClassVar[str] = "schedule_not_usable"
    template: ClassVar[str] = "Recurring charge {recurring}: {what}."

    recurring: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRecurring:
    """Add recurring charges, or change those of known codes."""

    entity_id: int
    entries: tuple[RecurringEntry, ...]


@action(Right.PREPARE)
def keep_recurring(command: KeepRecurring, act: Act) -> int:
    """Write the schedules, and return how many.

    Raises:
        UnknownParty, UnknownItem: a code is not known.
        NobodyInParticular: the party is that of unidentified money.
        ScheduleNotUsable: one would never come, or could not be prorated.
    """
    served = parties.parties_by_code(act.entity_id, {e.party for e in command.entries})
    items = catalog.items_by_code(act.entity_id, {e.item for e in command.entries})
    for entry in command.entries:
        _judge(entry)
        if entry.party not in served:
            raise parties.UnknownParty(entry.party)
        if entry.party == UNKNOWN:
            raise NobodyInParticular
        if entry.item not in items:
            raise UnknownItem(entry.item)
    rows = [
        models.Recurring(
            entity_id=act.entity_id,
            code=entry.code,
            party_id=served[entry.party].id,
            item_id=items[entry.item].id,
            description=entry.description,
            quantity=entry.quantity,
            unit_price=entry.unit_price,
            currency=entry.currency,
            every=entry.every,
            unit=entry.unit,
            starts_on=entry.starts_on,
            ends_on=entry.ends_on,
            times=entry.times,
            is_prorated=entry.is_prorated,
        )
        for entry in command.entries
    ]
    models.Recurring.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["entity_id", "code"],
        update_fields=[
            *("party_id", "item_id", "description", "quantity", "unit_price"),
            *("currency", "every", "unit", "starts_on", "ends_on", "times"),
            "is_prorated",
        ],
    )
    return len(rows)


def _judge(entry: RecurringEntry) -> None:
    if entry.every < 1 or (entry.times is not None and entry.times < 1):
        raise ScheduleNotUsable(entry.code, "it comes every 1 or more, 1 or more times")
    if entry.ends_on is not None and entry.ends_on <= entry.starts_on:
        raise ScheduleNotUsable(entry.code, "it ends before it begins")
    if entry.is_prorated and entry.unit_price is None:
        raise ScheduleNotUsable(entry.code, "to be prorated it needs a stated price")


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerateRecurring:
    """Make the charges of all schedules that fall on days before ``until``."""

    entity_id: int
    until: date


@action(Right.PREPARE)
def generate_recurring(command: GenerateRecurring, act: Act) -> tuple[int, ...]:
    """Write the charges that are due and not there yet, and return their ids.

    A charge's key is made of its schedule and day, so that generating again, or
    after days of silence, neither doubles nor skips one.
    """
    rows = list(
        models.Recurring.objects.filter(
            entity_id=act.entity_id, starts_on__lt=command.until
        )
        .order_by("id")
        .select_for_update()
    )
    codes = _codes(act.entity_id, rows)
    due = {
        charge.external_key: charge
        for row in rows
        for charge in _due(row, codes, command.until)
    }
    known = set(
        models.Charge.objects.filter(
            entity_id=act.entity_id, external_key__in=due
        ).values_list("external_key", flat=True)
    )
    fresh = [charge for key, charge in due.items() if key not in known]
    return tuple(write_charges(act, fresh))


def _codes(
    entity_id: int, rows: Sequence[models.Recurring]
) -> Mapping[tuple[str, int], str]:
    """The codes of the parties and items of schedules."""
    served = parties.parties(entity_id, {row.party_id for row in rows})
    items = catalog.items(entity_id, {row.item_id for row in rows})
    return {
        **{("party", party.id): party.code for party in served.values()},
        **{("item", item.id): item.code for item in items.values()},
    }


def _due(
    row: models.Recurring, codes: Mapping[tuple[str, int], str], until: date
) -> Iterator[NewCharge]:
    schedule = Schedule(
        first_on=row.starts_on,
        every=row.every,
        unit=Unit(row.unit),
        until=row.ends_on,
        times=row.times,
    )
    for day in occurrences(schedule, until=until):
        yield NewCharge(
            external_key=f"recurring/{row.code}/{day}",
            party=codes["party", row.party_id],
            item=codes["item", row.item_id],
            description=row.description,
            quantity=row.quantity,
            service_on=day,
            currency=row.currency,
            unit_price=_price(row, schedule, day),
        )


def _price(row: models.Recurring, schedule: Schedule, day: date) -> Decimal | None:
    """The price of a period: of its days only where the schedule ends within it."""
    following = _next(schedule, day)
    cut = row.ends_on is not None and row.ends_on < following
    if not (row.is_prorated and cut) or row.unit_price is None:
        return row.unit_price
    whole_minor = to_minor(row.unit_price, row.currency, rounding=Rounding.HALF_UP)
    part_minor = prorate(
        whole_minor,
        served=Span(day, row.ends_on),
        period=Span(day, following),
        rounding=Rounding.HALF_UP,
    )
    return from_minor(part_minor, row.currency)


def _next(schedule: Schedule, day: date) -> date:
    match schedule.unit:
        case Unit.DAY:
            return day + timedelta(days=schedule.every)
        case Unit.WEEK:
            return day + timedelta(weeks=schedule.every)
        case Unit.MONTH:
            anchor_day = schedule.first_on.day
            return add_months(day, schedule.every, anchor_day=anchor_day)
        case Unit.YEAR:
            anchor_day = schedule.first_on.day
            return add_months(day, 12 * schedule.every, anchor_day=anchor_day)
