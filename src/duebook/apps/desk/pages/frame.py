"""What stands around every page, drawn for who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import SimpleLazyObject

from duebook.apps.desk.pages.menu import SETTINGS, groups
from duebook.apps.entities.actions import now
from duebook.apps.entities.pages.door import Seated
from duebook.web.frame import Frame, House

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.entities.queries import Seat


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: ``frame`` (drawn if asked), ``page``, ``sitting``."""
    sitting = getattr(request, "sitting", None)
    if sitting is None:
        return {}
    return {
        "sitting": sitting,
        "page": request.page,  # type: ignore[attr-defined]
        "frame": SimpleLazyObject(lambda: _frame(request, sitting)),
    }


def _frame(request: HttpRequest, sitting: Seated | Abroad) -> Frame:
    seat = sitting.seat if isinstance(sitting, Seated) else _latest(request, sitting)
    waiting: dict[str, int] = {}
    houses = tuple(_house(request, one) for one in sitting.seats)
    here = sitting.seat if isinstance(sitting, Seated) else None
    return Frame(
        house=next((one for one in houses if here and one.code == here.code), None),
        houses=houses,
        groups=groups(seat, waiting),
        person=sitting.actor if isinstance(sitting, Seated) else sitting.name,
        today=_today(seat),
        settings=reverse(SETTINGS.page, args=[seat.code.lower()]) if seat else "",
    )


def _latest(request: HttpRequest, abroad: Abroad) -> Seat | None:
    """The entity that a reader was in last, for the menu of pages that span all."""
    code = request.session.get("entity", "")
    seats = abroad.seats
    return next(
        (seat for seat in seats if seat.code == code), seats[0] if seats else None
    )


def _today(seat: Seat | None) -> date:
    return now().astimezone(ZoneInfo(seat.time_zone if seat else "UTC")).date()


def _house(request: HttpRequest, seat: Seat) -> House:
    words = [word for word in seat.name.split() if word[:1].isalnum()]
    letters = "".join(word[0] for word in words[:2]) or seat.code[:2]
    return House(
        code=seat.code,
        name=seat.name,
        monogram=letters.upper(),
        colour=seat.entity_id % 8,
        role=seat.role,
        address=_same_page(request, seat),
    )


def _same_page(request: HttpRequest, seat: Seat) -> str:
    """The same page of another entity, or its nearest list."""
    match = resolve(request.path_info)
    code = seat.code.lower()
    if set(match.kwargs) == {"entity"}:
        return reverse(match.view_name, args=[code])
    under = getattr(request, "page", None)
    room = match.view_name.partition(".")[0]
    try:
        return reverse(f"{room}.{under.entry if under else ''}", args=[code])
    except NoReverseMatch:
        return reverse("parties.parties", args=[code])
