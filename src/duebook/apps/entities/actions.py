"""Commands: what every one of them goes through, and those about the entity itself."""

from __future__ import annotations

import uuid
from dataclasses import MISSING, asdict, dataclass, field
from datetime import UTC, date, datetime
from functools import update_wrapper
from string import Formatter
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, connection, transaction

from duebook import db
from duebook.apps.audit import actions as audit
from duebook.apps.entities import models, queries
from duebook.documents.records import Paper
from duebook.documents.words import LANGUAGES
from duebook.domain import rights
from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.errors import Refusal
from duebook.domain.money import MAX_MINOR, Rounding, exponent
from duebook.domain.rights import Person, Right
from duebook.domain.tax import RoundingPer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from enum import StrEnum

C = TypeVar("C", bound=audit.Command)
R = TypeVar("R")

SYSTEM = "duebook"
"""The actor of jobs and of set-up: it holds every right, and signs for nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an action knows of its command's carrying out: who, when, as which event."""

    entity_id: int
    event_id: int
    person: Person
    at: datetime
    today: date
    approval_id: int | None = None

    def require(self, right: Right) -> None:
        """Refuse a person without a right (see :func:`rights.require`)."""
        rights.require(self.person, right)


@dataclass(eq=False)
class BooksSayNo(Refusal):
    """A constraint of the database refused the command."""

    code: ClassVar[str] = "books_say_no"
    template: ClassVar[str] = "The books refuse this ({constraint}): {detail}"

    constraint: str
    detail: str


@dataclass(eq=False)
class ReasonNeeded(Refusal):
    """An act that must say why."""

    code: ClassVar[str] = "reason_needed"
    template: ClassVar[str] = "Say why, so that the next person understands."


REFUSED_BY: dict[str, str] = {
    "item_open_within_amount": "an application may not exceed what is open.",
    "entry_in_open_period": "the day lies in a closed period, or in none.",
    "journal_entry_balances": "a journal entry must balance.",
    "line_bills_charge_once": "a charge was billed already.",
}


class Action(Generic[C, R]):
    """A command's function in its frame: rights, one transaction, one event.

    Call it with the command and, by keyword, who asks, the key of this sending and
    the instant; the wrapped function gets the command and an :class:`Act`.
    Actions are found again by the name of their command in ``ACTIONS``.
    """

    def __init__(self, body: Callable[[C, Act], R], right: Right) -> None:
        update_wrapper(self, body)
        self.body = body
        self.right = right

    def command_kind(self) -> type[C]:
        """The record that the action takes, to read a held command back."""
        kind: type[C] = get_type_hints(self.body)["command"]
        return kind

    def __call__(
        self,
        command: C,
        *,
        actor: str,
        key: uuid.UUID,
        at: datetime,
        approval_id: int | None = None,
    ) -> R:
        result_kind = get_type_hints(self.body)["return"]

        def run(event_id: int) -> R:
            act = _act(command.entity_id, event_id, actor, at, approval_id)
            act.require(self.right)
            _require_reason(command)
            return self.body(command, act)

        try:
            with transaction.atomic():
                result: R = audit.carry_out(
                    command, result_kind, run, actor=actor, key=key, at=at
                )
                return result
        except IntegrityError as error:
            raise _refusal(error) from error


ACTIONS: dict[str, Action[Any, Any]] = {}


def action(right: Right) -> Callable[[Callable[[C, Act], R]], Action[C, R]]:
    """Make a function an action that needs a right."""

    def framed(body: Callable[[C, Act], R]) -> Action[C, R]:
        made = Action(body, right)
        ACTIONS[str(body.__annotations__["command"])] = made
        return made

    return framed


def acting(entity_id: int, actor: str) -> Person:
    """Who acts under a name: a person of the entity, or the office itself."""
    if actor == SYSTEM:
        return Person(SYSTEM, dict.fromkeys(Right))
    return queries.person(entity_id, actor)


def _require_reason(command: audit.Command) -> None:
    """Refuse a command that asks for a reason and got none."""
    asked = getattr(type(command), "__dataclass_fields__", {}).get("reason")
    if asked is None or asked.default is not MISSING:
        return
    if not getattr(command, "reason", "").strip():
        raise ReasonNeeded


def _act(
    entity_id: int, event_id: int, actor: str, at: datetime, approval_id: int | None
) -> Act:
    zone = ZoneInfo(queries.entity(entity_id).time_zone)
    person = acting(entity_id, actor)
    if Right.SOFT_LOCKED in person.limits:
        db.permit_soft_locked_periods()
    return Act(
        entity_id=entity_id,
        event_id=event_id,
        person=person,
        at=at,
        today=at.astimezone(zone).date(),
        approval_id=approval_id,
    )


def _refusal(error: IntegrityError) -> Exception:
    """The refusal that a constraint's name stands for; a bug stays a bug."""
    diagnosis = getattr(error.__cause__, "diag", None)
    constraint = diagnosis and diagnosis.constraint_name
    if constraint not in REFUSED_BY:
        return error
    return BooksSayNo(constraint, REFUSED_BY[constraint])


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEntity:
    """Open the books of a new entity; fields as in :class:`models.Entity`."""

    entity_id: int = 0
    code: str
    name: str
    address: str
    country: str
    currency: str
    time_zone: str
    settings: dict[str, str | int] = field(default_factory=dict)


@dataclass(eq=False)
class NotKnown(Refusal):
    """Something about an entity that nothing could work with."""

    code: ClassVar[str] = "not_known"
    template: ClassVar[str] = "“{value}” is no {what} that Duebook knows."

    what: str
    value: str


@dataclass(eq=False)
class CodeTaken(Refusal):
    """Another entity has this code."""

    code: ClassVar[str] = "code_taken"
    template: ClassVar[str] = "There is an entity {taken} already."

    taken: str


CHOICES: dict[str, type[StrEnum]] = {
    "paper": Paper,
    "rounding": Rounding,
    "tax_rounding_per": RoundingPer,
}
"""Settings of an entity that are one of a few words."""


def open_entity(command: OpenEntity, *, key: uuid.UUID, at: datetime) -> int:
    """Make an entity, and return its id; it is the first event of its chain.

    Raises:
        UnknownCurrency, NotKnown: nothing could be reckoned or printed with it.
        OutOfBounds: a figure cannot be.
        CodeTaken: there is one of this code.
    """
    _require_known(command)
    if queries.is_code_taken(command.code):
        raise CodeTaken(command.code)
    with transaction.atomic():
        [entity_id] = db.take_ids("entities_entity", 1)
        numbered = OpenEntity(**{**asdict(command), "entity_id": entity_id})

        def run(_: int) -> int:
            facts = asdict(numbered)
            settings = facts.pop("settings")
            del facts["entity_id"]
            models.Entity.objects.create(id=entity_id, **facts, **settings)
            return entity_id

        return audit.carry_out(numbered, int, run, actor=SYSTEM, key=key, at=at)


def _require_known(command: OpenEntity) -> None:
    exponent(command.currency)
    if command.time_zone not in available_timezones():
        raise NotKnown("time zone", command.time_zone)
    language = str(command.settings.get("language", LANGUAGES[0]))
    if language.partition("-")[0] not in LANGUAGES:
        raise NotKnown("language", language)
    for name, choices in CHOICES.items():
        value = command.settings.get(name)
        if value is not None and value not in set(choices):
            raise NotKnown(name.replace("_", " "), str(value))
    _require_within_bounds(command.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLetterhead:
    """Print these from now on; ``None`` stays as it is.  ``logo`` is SVG text."""

    entity_id: int
    name: str | None = None
    address: str | None = None
    tax_id: str | None = None
    registration: str | None = None
    email: str | None = None
    phone: str | None = None
    website: str | None = None
    bank_name: str | None = None
    iban: str | None = None
    bic: str | None = None
    remit_to: str | None = None
    logo: str | None = None
    footer: str | None = None
    paper: Paper | None = None


@action(Right.ADMINISTER)
def change_letterhead(command: ChangeLetterhead, act: Act) -> None:
    """Change how the entity prints itself; what was issued stays as it was."""
    changes = asdict(command)
    del changes["entity_id"]
    models.Entity.objects.filter(id=act.entity_id).update(
        **{name: value for name, value in changes.items() if value is not None}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Reckon by these from now on, for a reason; ``None`` stays as it is."""

    entity_id: int
    reason: str
    rounding: Rounding | None = None
    tax_rounding_per: RoundingPer | None = None
    cash_unit_minor: int | None = None
    discount_limit_bp: int | None = None
    small_balance_minor: int | None = None
    late_fee_minor: int | None = None
    interest_bp: int | None = None
    stale_days: int | None = None


@dataclass(eq=False)
class OutOfBounds(Refusal):
    """A figure of an entity that nothing could be reckoned with."""

    code: ClassVar[str] = "out_of_bounds"
    template: ClassVar[str] = "{what} is {least} to {most}; {value} cannot be."

    what: str
    least: int
    most: int
    value: int


BOUNDS: dict[str, tuple[int, int]] = {
    "cash_unit_minor": (1, MAX_MINOR),
    "discount_limit_bp": (0, BASIS_POINTS),
    "small_balance_minor": (0, MAX_MINOR),
    "late_fee_minor": (0, MAX_MINOR),
    "interest_bp": (0, BASIS_POINTS),
    "stale_days": (1, 3650),
}
"""The least and the most of each figure of an entity, both possible."""


@action(Right.ADMINISTER)
def change_settings(command: ChangeSettings, act: Act) -> None:
    """Change how the entity reckons; what was issued stays as it was.

    Raises:
        OutOfBounds: a figure cannot be.
    """
    changes = {
        name: value
        for name, value in asdict(command).items()
        if name not in {"entity_id", "reason"} and value is not None
    }
    _require_within_bounds(changes)
    models.Entity.objects.filter(id=act.entity_id).update(**changes)


def _require_within_bounds(settings: Mapping[str, str | int]) -> None:
    for name, (least, most) in BOUNDS.items():
        value = settings.get(name)
        if isinstance(value, int) and not least <= value <= most:
            raise OutOfBounds(name, least, most, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointPerson:
    """Give a person a role, and its own limits where they differ from the role's."""

    entity_id: int
    name: str
    role: str
    email: str = ""
    limits: dict[Right, int | None] = field(default_factory=dict)


@action(Right.ADMINISTER)
def appoint_person(command: AppointPerson, act: Act) -> int:
    """Make a person known with the rights of a role, and return its id."""
    person, _ = models.Person.objects.update_or_create(
        entity_id=act.entity_id,
        name=command.name,
        defaults={"role": command.role, "email": command.email},
    )
    models.Grant.objects.filter(entity_id=act.entity_id, person=person).delete()
    models.Grant.objects.bulk_create(
        models.Grant(
            entity_id=act.entity_id, person=person, right=right, limit_minor=limit_minor
        )
        for right, limit_minor in {
            **rights.ROLES[command.role],
            **command.limits,
        }.items()
    )
    return person.id


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirePerson:
    """Take all rights from a person who has left, for a reason."""

    entity_id: int
    name: str
    reason: str


@dataclass(eq=False)
class UnknownPerson(Refusal):
    """Nobody of the entity has this name."""

    code: ClassVar[str] = "unknown_person"
    template: ClassVar[str] = "Nobody is known here as {name}."

    name: str


@dataclass(eq=False)
class LastAdministrator(Refusal):
    """Nobody would be left who can appoint people."""

    code: ClassVar[str] = "last_administrator"
    template: ClassVar[str] = (
        "{name} alone can appoint people; appoint another administrator first."
    )

    name: str


@action(Right.ADMINISTER)
def retire_person(command: RetirePerson, act: Act) -> None:
    """Leave a person known, so that what they did keeps its name, without rights.

    Raises:
        UnknownPerson: there is nobody of this name.
        LastAdministrator: nobody else could appoint anybody.
    """
    grants = models.Grant.objects.filter(entity_id=act.entity_id)
    people = models.Person.objects.filter(entity_id=act.entity_id, name=command.name)
    person = people.first()
    if person is None:
        raise UnknownPerson(command.name)
    administrators = grants.filter(right=Right.ADMINISTER).select_for_update()
    if {grant.person_id for grant in administrators} == {person.id}:
        raise LastAdministrator(command.name)
    grants.filter(person=person).delete()
    people.update(role=queries.RETIRED)


PATTERNS = {
    "invoice": "INV-{year}-{number:05d}",
    "credit_note": "CN-{year}-{number:05d}",
    "debit_note": "DN-{year}-{number:05d}",
    "quote": "Q-{year}-{number:05d}",
    "statement": "ST-{year}-{number:05d}",
    "payment": "P-{year}-{number:05d}",
    "refund": "R-{year}-{number:05d}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPattern:
    """Let a kind of document be numbered by another pattern from a year on."""

    entity_id: int
    kind: str
    year: int
    pattern: str


@dataclass(eq=False)
class PatternNotUsable(Refusal):
    """A pattern that would give two documents the same number, or none."""

    code: ClassVar[str] = "pattern_not_usable"
    template: ClassVar[str] = (
        "“{pattern}” makes no numbers: it needs {{year}} and {{number}}, since every "
        "year begins at one, and no other name in braces."
    )

    pattern: str


@dataclass(eq=False)
class SeriesHasBegun(Refusal):
    """Numbers of the series were given out by the pattern that it has."""

    code: ClassVar[str] = "series_has_begun"
    template: ClassVar[str] = (
        "Numbers of {kind} were given out for {year}; set the pattern of another year."
    )

    kind: str
    year: int


@action(Right.ADMINISTER)
def set_pattern(command: SetPattern, act: Act) -> None:
    """Set the pattern of a series from which no number was taken yet.

    Raises:
        PatternNotUsable: it would repeat a number.
        SeriesHasBegun: a number was taken.
    """
    _judge(command.pattern)
    series = models.NumberSeries.objects.filter(
        entity_id=act.entity_id, kind=command.kind, year=command.year
    )
    series.filter(next=1).delete()
    if series.exists():
        raise SeriesHasBegun(command.kind, command.year)
    models.NumberSeries.objects.create(
        entity_id=act.entity_id,
        kind=command.kind,
        year=command.year,
        pattern=command.pattern,
    )


def _judge(pattern: str) -> None:
    try:
        names = {name for _, name, _, _ in Formatter().parse(pattern)} - {None}
        pattern.format(year=2026, number=1)
    except (ValueError, LookupError, AttributeError) as error:
        raise PatternNotUsable(pattern) from error
    if names != {"year", "number"}:
        raise PatternNotUsable(pattern)


def take_numbers(entity_id: int, kind: str, on: date, count: int) -> list[str]:
    """Take the next numbers of a series, without gap, inside a command.

    The row of the series stays locked until the transaction ends, so take numbers
    late.
    """
    pattern = (
        models.NumberSeries.objects.filter(entity_id=entity_id, kind=kind)
        .order_by("-year")
        .values_list("pattern", flat=True)
        .first()
    ) or PATTERNS[kind]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entities_number_series (entity_id, kind, year, pattern, next)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (entity_id, kind, year) DO UPDATE"
            " SET next = entities_number_series.next + %s RETURNING next, pattern",
            [entity_id, kind, on.year, pattern, 1 + count, count],
        )
        following, pattern = cursor.fetchone()
    return [
        pattern.format(year=on.year, number=number)
        for number in range(following - count, following)
    ]


def new_key() -> uuid.UUID:
    """A key for a sending that nobody will repeat."""
    return uuid.uuid4()


def now() -> datetime:
    """The instant, for the doors that read the clock."""
    return datetime.now(UTC)
