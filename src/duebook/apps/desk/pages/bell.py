"""The bell: what happened to my work, over all my entities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.desk.queries.bell import bell
from duebook.apps.entities.actions import new_key
from duebook.apps.entities.pages.door import spanning_page
from duebook.apps.notes.actions import SeeNotices, see_notices
from duebook.domain.rights import Right
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.desk.queries.bell import Rung
    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.entities.queries import Seat

BELL = Page("bell", "Bell", under="today", keys=(Key("e", "all seen"),))


@spanning_page(BELL, posts=True)
def the_bell(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What happened to the reader's work; sent, all of it is seen."""
    if request.method == "POST":
        for seat in abroad.seats:
            if Right.NOTE in seat.limits:
                seen = SeeNotices(entity_id=seat.entity_id, seen_to=abroad.at)
                see_notices(seen, actor=seat.person, key=new_key(), at=abroad.at)
        return HttpResponseRedirect(reverse("desk.bell"), status=303)
    rung = [
        (seat, one, _address(seat, one))
        for seat in abroad.seats
        for one in bell(seat.entity_id, seat.person, abroad.at)
    ]
    rung.sort(key=lambda row: row[1].notice.at, reverse=True)
    fresh = sum(one.is_new for _, one, _ in rung)
    return show(request, "desk/bell.html", {"rung": rung, "fresh": fresh})


def _address(seat: Seat, one: Rung) -> str:
    notice, code = one.notice, seat.code.lower()
    match notice.subject_kind:
        case "hand_over":
            return address_of("notes.hand_over", code, notice.subject_id)
        case "request":
            return address_of("desk.approval", code, notice.subject_id)
        case "dispute":
            return address_of("disputes.dispute", code, notice.called)
        case "document":
            return address_of("invoicing.invoice", code, notice.called)
        case "work":
            return address_of("work.work", code, notice.subject_id)
        case kind:
            return address_of("notes.note", code, kind, notice.subject_id)


urlpatterns = [path("bell", the_bell, name="desk.bell")]
