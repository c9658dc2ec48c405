"""What stands around every page, drawn for who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from zoneinfo import ZoneInfo

from django.urls import resolve
from django.utils.functional import SimpleLazyObject

from duebook import db
from duebook.apps.desk.pages.menu import groups
from duebook.apps.desk.queries.acts import last_act
from duebook.apps.entities.actions import now
from duebook.apps.entities.pages.door import Seated
from duebook.apps.notes.queries import views
from duebook.web.addresses import address_of
from duebook.web.frame import Frame, House, LastAct, SavedView, address_of_view
from duebook.web.list_pages import LISTS
from duebook.web.neighbours import neighbours
from duebook.web.places import place_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.entities.queries import Seat
    from duebook.web.frame import Beside


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
    here = sitting.seat if isinstance(sitting, Seated) else None
    seat = here or _latest(request, sitting)
    houses = tuple(_house(request, one) for one in sitting.seats)
    user: Any = request.user
    return Frame(
        house=next((one for one in houses if here and one.code == here.code), None),
        houses=houses,
        groups=groups(seat, {}),
        person=seat.person if seat else user.get_username(),
        today=_today(seat),
        zone=seat.time_zone if seat else "UTC",
        last_act=_last_act(seat) if seat else None,
        theme=user.theme.replace("auto", ""),
        density=user.density.replace("normal", ""),
        keys=user.single_keys.replace("on", ""),
        saved_views=_saved_views(request, here) if here else (),
        beside=_beside(request, sitting) if isinstance(sitting, Seated) else None,
    )


def _beside(request: HttpRequest, sitting: Seated) -> Beside | None:
    """What stands beside a page in the list that it was opened from."""
    place = place_of(request)
    if not place or request.page.name in LISTS:  # type: ignore[attr-defined]
        return None
    with sitting.reading():
        return neighbours(sitting, place)


def _last_act(seat: Seat) -> LastAct | None:
    """What the reader did last here, with its way back; of yesterday nothing."""
    with db.reading(seat.entity_id):
        done = last_act(seat.entity_id, seat.person)
    zone = ZoneInfo(seat.time_zone)
    if done is None or done.at.astimezone(zone).date() != _today(seat):
        return None
    told_at = address_of("desk.act", seat.code.lower(), done.event_id)
    undo = address_of("desk.undo", seat.code.lower(), done.event_id)
    return LastAct(
        done.sentence,
        f"{done.at.astimezone(zone):%H:%M}",
        undo if done.can_be_undone else "",
        told_at,
    )


def _saved_views(request: HttpRequest, seat: Seat) -> tuple[SavedView, ...]:
    name = request.page.name  # type: ignore[attr-defined]
    with db.reading(seat.entity_id):
        kept = views(seat.entity_id, seat.person, name)
    return tuple(
        SavedView(
            one.name,
            address_of_view(one.line),
            _asks(one.line, request),
            one.person == seat.person,
        )
        for one in kept
    )


def _asks(line: str, request: HttpRequest) -> bool:
    """Whether a request asks what a kept view does."""
    if line.startswith("?"):
        return parse_qs(line[1:]) == parse_qs(request.GET.urlencode())
    return line == request.GET.get("q", "")


def _latest(request: HttpRequest, abroad: Seated | Abroad) -> Seat | None:
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
        is_practice=seat.is_practice,
    )


def _same_page(request: HttpRequest, seat: Seat) -> str:
    """The same page of another entity where its reader may open it, or a list."""
    match = resolve(request.path_info)
    code = seat.code.lower()
    right = getattr(match.func, "right", None)
    if set(match.kwargs) == {"entity"} and (right is None or right in seat.limits):
        return address_of(match.view_name, code)
    entry = request.page.entry  # type: ignore[attr-defined]
    room = match.view_name.partition(".")[0]
    return address_of(f"{room}.{entry}", code) or address_of("parties.parties", code)
