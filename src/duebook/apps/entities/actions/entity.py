"""Opening an entity, and how it prints itself, rounds and charges."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import available_timezones

from django.db import transaction

from duebook import db
from duebook.apps.audit import actions as audit
from duebook.apps.audit.queries import events
from duebook.apps.entities import models, queries
from duebook.apps.entities.actions.frame import SYSTEM, Act, action
from duebook.documents.records import Paper
from duebook.documents.words import LANGUAGES
from duebook.domain.calendars import BASIS_POINTS
from duebook.domain.errors import Refusal
from duebook.domain.money import MAX_MINOR, Rounding, exponent
from duebook.domain.rights import Right
from duebook.domain.tax import RoundingPer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from enum import StrEnum


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
    is_practice: bool = False


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


@dataclass(eq=False)
class SettingChanged(Refusal):
    """A setting that somebody else changed since it was shown."""

    code: ClassVar[str] = "setting_changed"
    template: ClassVar[str] = (
        "{person} changed this since it was shown. Look at it anew to go on."
    )

    person: str


def require_as_seen(act: Act, seen: int | None, command: str) -> None:
    """Refuse to change what is no longer as the person saw it.

    The entity stays locked until the transaction ends, so that of two who saw the
    same, one is told of the other.

    Args:
        act: the change.
        seen: the newest event of the command when it was shown, 0 for none; ``None``
            where nobody looked.
        command: what changes the setting, as the audit names it.

    Raises:
        SettingChanged: there is a newer event.
    """
    if seen is None:
        return
    models.Entity.objects.select_for_update(no_key=True).get(id=act.entity_id)
    newest = events(act.entity_id, commands=[command], limit=1)
    if newest and newest[0].id != seen:
        raise SettingChanged(newest[0].actor)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLetterhead:
    """Print these from now on; ``None`` stays as it is.

    ``logo`` is SVG text; ``seen`` as in :func:`require_as_seen`.
    """

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
    seen: int | None = None


@action(Right.ADMINISTER)
def change_letterhead(command: ChangeLetterhead, act: Act) -> None:
    """Change how the entity prints itself; what was issued stays as it was.

    Raises:
        SettingChanged: somebody else did since it was shown.
    """
    require_as_seen(act, command.seen, "ChangeLetterhead")
    changes = asdict(command)
    del changes["entity_id"], changes["seen"]
    models.Entity.objects.filter(id=act.entity_id).update(
        **{name: value for name, value in changes.items() if value is not None}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSettings:
    """Reckon by these from now on, for a reason; ``None`` stays as it is.

    ``seen`` as in :func:`require_as_seen`.
    """

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
    rate_days: int | None = None
    seen: int | None = None


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
    "rate_days": (0, 3650),
}
"""The least and the most of each figure of an entity, both possible."""


@action(Right.ADMINISTER)
def change_settings(command: ChangeSettings, act: Act) -> None:
    """Change how the entity reckons; what was issued stays as it was.

    Raises:
        OutOfBounds: a figure cannot be.
        SettingChanged: somebody else changed them since they were shown.
    """
    require_as_seen(act, command.seen, "ChangeSettings")
    changes = {
        name: value
        for name, value in asdict(command).items()
        if name not in {"entity_id", "reason", "seen"} and value is not None
    }
    _require_within_bounds(changes)
    models.Entity.objects.filter(id=act.entity_id).update(**changes)


def _require_within_bounds(settings: Mapping[str, str | int]) -> None:
    for name, (least, most) in BOUNDS.items():
        value = settings.get(name)
        if isinstance(value, int) and not least <= value <= most:
            raise OutOfBounds(name, least, most, value)
