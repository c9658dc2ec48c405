"""Today: the one list to start the day from."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from duebook.apps.desk.pages import today_row
from duebook.apps.desk.pages.looking import TODAY, Look, chosen, days, known, shown
from duebook.apps.desk.queries import today as queries
from duebook.apps.desk.queries.bell import unseen
from duebook.apps.entities.pages.door import page, spanning_page
from duebook.apps.payments.queries import received_since
from duebook.apps.receivables.queries.standing import standing
from duebook.domain.calendars import is_business_day
from duebook.web import figures
from duebook.web.answers import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.desk.pages.looking import Shown
    from duebook.apps.desk.queries.piles import Task
    from duebook.apps.desk.queries.today import Day
    from duebook.apps.entities.pages.door import Abroad, Seated
    from duebook.apps.entities.queries import Seat


@spanning_page(TODAY)
def today(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What waits for the reader in all entities, or in one kind of it.

    A page that stands open asks again, with the rows that it knows: what is settled
    leaves it, and what is new is counted.
    """
    seats, look = days(abroad), Look.of(request)
    found = queries.day(seats)
    piles = queries.in_order(
        [pile for pile in found.piles if look.kind in {"", pile.name}], look.by
    )
    stand = shown(piles, request.GET.get("shown"))
    rows = [task for one in stand for task in one.tasks]
    at = _at(rows, chosen(request), is_first="shown" not in request.GET)
    return show(
        request,
        "desk/today.html",
        {
            "day": found,
            "shown": _drawn(stand, look),
            "look": look.query,
            "again": _again(look, request.GET.get("shown", known(rows))),
            "other": (queries.ORDERS[look.next_order.by], look.next_order.query),
            "chips": _chips(found, look),
            "at": at.place if at else "",
            "figures": _figures(found, seats),
            "key": uuid4(),
            **(today_row.brief(at, abroad.at) if at else {}),
        },
    )


def _at(rows: Sequence[Task], place: str, *, is_first: bool) -> Task | None:
    """The chosen row; one that is gone chooses no other while the page stands open."""
    named = next((task for task in rows if task.place == place), None)
    return named or next(iter(rows if is_first else ()), None)


def _again(look: Look, of: str | None) -> str:
    return "" if of is None else f"{look.query}&{urlencode({'shown': of})}"


def _chips(found: Day, look: Look) -> list[tuple[str, str, bool, int]]:
    """The kinds: label, address, whether it is looked at, and how many rows it has."""
    return [
        ("All", Look("", look.by).query, not look.kind, found.left),
        *(
            (
                pile.label,
                Look(pile.name, look.by).query,
                look.kind == pile.name,
                len(pile.tasks),
            )
            for pile in found.piles
        ),
    ]


def _drawn(
    stand: Sequence[Shown], look: Look
) -> list[tuple[Shown, list[tuple[Task, str, str]]]]:
    """Each pile with its rows, the row chosen after each, and each row's address."""
    places = [task.place for one in stand for task in one.tasks]
    after = defaultdict(str, pairwise([*places, *places[-2:-1]]))
    return [
        (
            one,
            [
                (task, after[task.place], look.row(task, after[task.place]))
                for task in one.tasks
            ],
        )
        for one in stand
    ]


def _figures(found: Day, seats: list[tuple[Seat, date]]) -> list[dict[str, object]]:
    """The four figures of each currency, that of most entities first."""
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for seat, on in seats:
        for one in standing(seat.entity_id, on):
            sums[one.currency] += Counter(
                open=one.open_minor,
                overdue=one.overdue_minor,
                unapplied=one.unapplied_minor,
                credits=one.credits,
            )
        since = _last_working_day(on)
        for currency, sum_minor in received_since(seat.entity_id, since).items():
            sums[currency]["received"] += sum_minor
    for currency, sum_minor in found.sums.items():
        sums[currency]["waiting"] += sum_minor
    own = [seat.currency for seat, _ in seats]
    order = sorted(sums, key=lambda currency: (-own.count(currency), currency))
    weekdays = {f"{_last_working_day(on):%A}" for _, on in seats}
    came_in = "Came in since " + " or ".join(sorted(weekdays))
    return [
        {**_told(currency, sums[currency]), "came_in": came_in} for currency in order
    ]


def _told(currency: str, of: Counter[str]) -> dict[str, object]:
    share = figures.rate_of(of["overdue"], of["open"]) if of["open"] else ""
    return {
        "currency": currency,
        **{name: of[name] for name in ("waiting", "overdue", "received", "unapplied")},
        "overdue_line": f"{share} of open" if share else "",
        "unapplied_line": figures.counted(of["credits"], "credit"),
    }


def _last_working_day(on: date) -> date:
    """The day since which money counts as new."""
    back = on - timedelta(days=1)
    while not is_business_day(back):
        back -= timedelta(days=1)
    return back


@spanning_page(TODAY)
def badges(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """How much waits behind each entry of the menu, filled in after the page."""
    code = request.GET.get("entity", request.session.get("entity", ""))
    counts = queries.waiting(queries.day(days(abroad)), code)
    counts["bell"] = sum(
        unseen(seat.entity_id, seat.person, abroad.at) for seat in abroad.seats
    )
    return render(request, "desk/_badges.html", {"counts": counts})


@spanning_page(TODAY)
def home(request: HttpRequest, abroad: Abroad) -> HttpResponse:  # noqa: ARG001 - a page
    """The front door leads to what waits."""
    return HttpResponseRedirect(reverse("desk.today"))


@page(TODAY)
def entrance(request: HttpRequest, sitting: Seated) -> HttpResponse:  # noqa: ARG001 - a page
    """The entrance of an entity leads to its documents, which all its people read."""
    return HttpResponseRedirect(reverse("invoicing.invoices", args=[sitting.code]))


urlpatterns = [
    path("", home, name="desk.home"),
    path("<str:entity>/", entrance, name="desk.entrance"),
    path("today", today, name="desk.today"),
    path("today/badges", badges, name="desk.badges"),
    *today_row.urlpatterns,
]
