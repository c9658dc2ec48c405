"""Pages of long work: its card, what it left out, its file, and the list of mine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.work import queries
from duebook.apps.work.actions import (
    CarryOnWork,
    StopWork,
    WorkGoesOn,
    WorkHasEnded,
    carry_on,
    start,
    stop,
)
from duebook.apps.work.actions.exporting import EXPORT, ExportList
from duebook.domain.errors import Absent, Refusal
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.list_files import Export
from duebook.web.list_pages import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.work.queries import Card

WORKS: Final = Page("works", "Long work", under="today")
WORK: Final = Page("work", "Long work", under="today", keys=(Key("r", "refresh"),))
_EXCEPTIONS: Final = 50


@page(WORKS)
def works(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """The reader's newest works, newest first."""
    found = queries.works_of(sitting.entity_id, sitting.actor, now=sitting.at)
    return show(request, "work/list.html", {"works": found})


@page(WORK)
def work(request: HttpRequest, sitting: Seated, work_id: int) -> HttpResponse:
    """The card of a work; as a fragment it looks again by itself until it ends."""
    return _show_card(request, sitting, _card(sitting, work_id))


@page(WORK)
def exceptions(request: HttpRequest, sitting: Seated, work_id: int) -> HttpResponse:
    """Everything that a work left out so far, fifty at a time."""
    card = _card(sitting, work_id)
    first = _number(request.GET.get("from", ""))
    listed = queries.exceptions_of(
        sitting.entity_id, work_id, first=first, size=_EXCEPTIONS
    )
    following = first + len(listed)
    return show(
        request,
        "work/exceptions.html",
        {
            "work": card,
            "exceptions": listed,
            "following": following if following < card.exceptions else 0,
        },
    )


@page(WORK)
def fetch(request: HttpRequest, sitting: Seated, work_id: int) -> HttpResponse:  # noqa: ARG001 - every page takes one
    """The file that a work made; one's own export is nobody else's."""
    made = queries.file_of(sitting.entity_id, work_id, sitting.actor, now=sitting.at)
    return HttpResponse(
        made.content,
        content_type=made.media_type,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )


@page(WORKS, posts=True, for_readers=True)
def export(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Have all that a list finds written to a file, as long work."""
    if request.method != "POST":
        return _see(reverse("work.works", args=[sitting.code]))
    said = request.POST
    sort = said.get("sort", "")
    try:
        command = ExportList(
            entity_id=sitting.entity_id,
            title=LISTS[said.get("list", "")].page.title,
            export=Export(
                list=said["list"],
                line=said.get("q", ""),
                sort=sort.removeprefix("-"),
                is_descending=sort.startswith("-"),
                form="xlsx" if said.get("as") == "xlsx" else "csv",
            ),
            today=sitting.today,
        )
        key = UUID(said.get("key", ""))
    except (KeyError, ValueError):
        raise Http404 from None
    work_id = start(EXPORT, command, **sitting.sends(key))
    return _see(reverse("work.work", args=[sitting.code, work_id]))


@page(WORK, posts=True, for_readers=True)
def stop_work(request: HttpRequest, sitting: Seated, work_id: int) -> HttpResponse:
    """Let a work end after its piece; one that has ended is shown as it is."""
    return _act(request, sitting, work_id, lambda: _stop(sitting, work_id))


@page(WORK, posts=True, for_readers=True)
def carry_on_work(request: HttpRequest, sitting: Seated, work_id: int) -> HttpResponse:
    """Go on where a work was stopped or failed."""
    return _act(request, sitting, work_id, lambda: _carry_on(sitting, work_id))


def _stop(sitting: Seated, work_id: int) -> None:
    command = StopWork(entity_id=sitting.entity_id, work_id=work_id)
    stop(command, **sitting.sends())


def _carry_on(sitting: Seated, work_id: int) -> None:
    command = CarryOnWork(entity_id=sitting.entity_id, work_id=work_id)
    carry_on(command, **sitting.sends())


def _act(
    request: HttpRequest, sitting: Seated, work_id: int, act: Callable[[], None]
) -> HttpResponse:
    """Act, and show the card: too late is no fault of anybody's."""
    if request.method == "POST":
        try:
            act()
        except (WorkHasEnded, WorkGoesOn):
            pass
        except Absent:
            raise
        except Refusal as refusal:
            with sitting.reading():
                card = _card(sitting, work_id)
            return _show_card(request, sitting, card, refused=str(refusal))
    return _see(reverse("work.work", args=[sitting.code, work_id]))


def _show_card(
    request: HttpRequest, sitting: Seated, card: Card, *, refused: str = ""
) -> HttpResponse:
    return show(
        request,
        "work/card.html",
        {"work": card, "refused": refused, "sitting": sitting},
        status=422 if refused else 200,
    )


def _card(sitting: Seated, work_id: int) -> Card:
    return queries.card(sitting.entity_id, work_id, now=sitting.at)


def _see(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})


def _number(text: str) -> int:
    return min(int(text), 10**9) if text.isascii() and text.isdigit() else 0


urlpatterns = [
    path("<str:entity>/work", works, name="work.works"),
    path("<str:entity>/work/exports", export, name="work.export"),
    path("<str:entity>/work/<int:work_id>", work, name="work.work"),
    path(
        "<str:entity>/work/<int:work_id>/exceptions",
        exceptions,
        name="work.exceptions",
    ),
    path("<str:entity>/work/<int:work_id>/file", fetch, name="work.file"),
    path("<str:entity>/work/<int:work_id>/stop", stop_work, name="work.stop"),
    path(
        "<str:entity>/work/<int:work_id>/carry-on",
        carry_on_work,
        name="work.carry_on",
    ),
]
