"""Signatures under the points of a close: by people, for figures that are proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.close import models
from duebook.apps.close.queries.comparing import BANK
from duebook.apps.close.queries.points import (
    USUAL,
    NoSuchPoint,
    last_poster,
    points,
)
from duebook.apps.entities.actions import Act, action, require_as_seen
from duebook.apps.ledger.actions import NoPeriod
from duebook.apps.ledger.queries import period_of
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.apps.close.queries.points import Point


@dataclass(eq=False)
class NotProved(Refusal):
    """A point whose figures are not as they should be cannot be signed."""

    code: ClassVar[str] = "not_proved"
    template: ClassVar[str] = (
        "“{title}” does not hold, so nobody can sign for it: {why}"
    )

    title: str
    why: str


@dataclass(eq=False)
class OwnEntry(Refusal):
    """Whoever posted the last entry about a point does not sign the point."""

    code: ClassVar[str] = "own_entry"
    template: ClassVar[str] = (
        "{person} posted the last entry about “{title}”; somebody else signs it."
    )

    person: str
    title: str


@dataclass(eq=False)
class PeriodIsLocked(Refusal):
    """A period under hard lock is signed already."""

    code: ClassVar[str] = "period_is_locked"
    template: ClassVar[str] = (
        "The period that holds {day} is locked for good; what was signed stands."
    )

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPoints:
    """Sign points of the checklist of the period that a day lies in.

    ``bank`` stands for all accounts at banks.
    """

    entity_id: int
    day: date
    points: tuple[str, ...]


@action(Right.CLOSE)
def sign_points(command: SignPoints, act: Act) -> dict[str, str]:
    """Keep signatures with the figures they stand under; their hashes by point.

    Raises:
        NoPeriod, PeriodIsLocked: there is nothing to sign.
        NoSuchPoint: the checklist has no such point.
        NotProved: a point does not hold.
        OwnEntry: the person posted the last entry about a point.
    """
    period = period_of(act.entity_id, command.day)
    if period is None:
        raise NoPeriod(command.day)
    if period.state == "hard":
        raise PeriodIsLocked(command.day)
    asked = _asked(points(act.entity_id, period), command.points)
    for point in asked:
        if not point.holds:
            raise NotProved(point.title, "; ".join(point.figures))
        if last_poster(act.entity_id, period, point.code) == act.person.name:
            raise OwnEntry(act.person.name, point.title)
    for point in asked:
        models.SignOff.objects.create(
            entity_id=act.entity_id,
            period_id=period.id,
            point=point.code,
            figures="\n".join(point.figures),
            sha256=point.sha256,
            person=act.person.name,
        )
    return {point.code: point.sha256 for point in asked}


def _asked(known: Sequence[Point], codes: Iterable[str]) -> list[Point]:
    """The points of some codes, in the order of the checklist."""
    wanted = set(codes)
    for code in sorted(wanted):
        if code not in USUAL and not any(code in _names(point) for point in known):
            raise NoSuchPoint(code, ", ".join(point.code for point in known))
    return [point for point in known if wanted & _names(point)]


def _names(point: Point) -> set[str]:
    kind, colon, _ = point.code.partition(":")
    return {point.code, kind} if colon and kind == BANK else {point.code}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequireSignOffs:
    """Say which points have to be signed before a hard lock, for a reason.

    ``seen`` as in :func:`duebook.apps.entities.actions.require_as_seen`.
    """

    entity_id: int
    points: tuple[str, ...]
    reason: str
    seen: int | None = None


@action(Right.ADMINISTER)
def require_sign_offs(command: RequireSignOffs, act: Act) -> None:
    """Change what has to be signed from now on.

    Raises:
        NoSuchPoint: the checklist has no such point.
        SettingChanged: somebody else changed it since it was shown.
    """
    require_as_seen(act, command.seen, "RequireSignOffs")
    for code in command.points:
        if code not in USUAL:
            raise NoSuchPoint(code, ", ".join(USUAL))
    models.Rule.objects.update_or_create(
        entity_id=act.entity_id, defaults={"points": list(command.points)}
    )
