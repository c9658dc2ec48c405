"""Today: the one list to start the day from."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from duebook import db
from duebook.apps.desk.queries import today as queries
from duebook.apps.desk.queries.bell import unseen
from duebook.apps.desk.queries.subjects import subject
from duebook.apps.entities.actions.sitting import Sending
from duebook.apps.entities.pages.door import page, spanning_page
from duebook.apps.entities.queries import people
from duebook.apps.notes.actions import (
    BringRowBack,
    FinishRow,
    HandOver,
    SnoozeRow,
    bring_row_back,
    finish_row,
    hand_over,
    snooze_row,
)
from duebook.apps.payments.queries import received_since
from duebook.apps.receivables.queries.standing import standing
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.web import figures
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable, day

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.desk.queries.today import Day, Pile
    from duebook.apps.entities.pages.door import Abroad, Seated
    from duebook.apps.entities.queries import Seat

TODAY = Page(
    "today",
    "Today",
    keys=(
        Key("j", "next"),
        Key("k", "back"),
        Key("↵", "open"),
        Key("e", "done"),
        Key("z", "snooze"),
        Key("o", "give to"),
        Key("v", "other order"),
        Key("u", "undo"),
        Key("/", "filter"),
    ),
)


@spanning_page(TODAY)
def today(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What waits for the reader in all entities, or in one kind of it."""
    seats = _days(abroad)
    found = queries.day(seats)
    kind = request.GET.get("kind", "")
    by = request.GET.get("by", "")
    by = by if by in queries.ORDERS else ""
    piles = queries.in_order(
        [pile for pile in found.piles if kind in {"", pile.name}], by
    )
    rows = [task.place for pile in piles for task in pile.tasks]
    after = dict(pairwise([*rows, *rows[-2:-1]]))
    at = request.GET.get("at", "")
    return show(
        request,
        "desk/today.html",
        {
            "day": found,
            "piles": [
                (pile, [(one, after.get(one.place, "")) for one in pile.tasks])
                for pile in piles
            ],
            "seen": _seen(kind, by),
            "other": (queries.ORDERS[_after(by)], _seen(kind, _after(by))),
            "kinds": [
                ("All", _seen("", by), not kind, found.left),
                *(_chip(pile, kind, by) for pile in found.piles),
            ],
            "at": at if at in rows else next(iter(rows), ""),
            "figures": _figures(found, seats),
            "key": uuid4(),
        },
    )


def _days(abroad: Abroad) -> list[tuple[Seat, date]]:
    """The reader's places, each with what day it is there."""
    return [
        (seat, abroad.at.astimezone(ZoneInfo(seat.time_zone)).date())
        for seat in abroad.seats
    ]


def _seen(kind: str, by: str) -> str:
    """The part of the address that says what is looked at, and in which order."""
    return "?" + urlencode({"kind": kind, **({"by": by} if by else {})})


def _after(by: str) -> str:
    """The next of the orders; after the last comes the first."""
    orders = list(queries.ORDERS)
    return orders[(orders.index(by) + 1) % len(orders)]


def _chip(pile: Pile, kind: str, by: str) -> tuple[str, str, bool, int]:
    return pile.label, _seen(pile.name, by), kind == pile.name, len(pile.tasks)


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
    return [_told(currency, sums[currency]) for currency in order]


def _told(currency: str, of: Counter[str]) -> dict[str, object]:
    share = figures.rate_of(of["overdue"], of["open"]) if of["open"] else ""
    return {
        "currency": currency,
        **{name: of[name] for name in ("waiting", "overdue", "received", "unapplied")},
        "overdue_line": f"{share} of open" if share else "",
        "unapplied_line": figures.counted(of["credits"], "credit"),
    }


def _last_working_day(on: date) -> date:
    back = {0: 3, 6: 2}.get(on.weekday(), 1)
    return on - timedelta(days=back)


@spanning_page(TODAY)
def task(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """A row in full: why it waits, what to do, done, put off."""
    entity, row = request.GET.get("entity", ""), request.GET.get("row", "")
    days = [(seat, on) for seat, on in _days(abroad) if seat.code == entity]
    found = queries.day(days)
    one = queries.task_of(found, entity, row)
    if one is None:
        raise Http404
    facts = {
        "pile": next(pile for pile in found.piles if pile.name == one.pile),
        "task": one,
        "key": uuid4(),
        "colleagues": _colleagues(one.seat) if one.about else [],
    }
    return show(request, "desk/task.html", facts, panel="desk/_task.html")


def _colleagues(seat: Seat) -> list[str]:
    """Who can be given a row of an entity: all who write there but the reader."""
    with db.reading(seat.entity_id):
        known = people(seat.entity_id)
    return [
        one.name
        for one in known
        if one.name != seat.person and Right.NOTE in one.limits
    ]


@spanning_page(TODAY)
def badges(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """How much waits behind each entry of the menu, filled in after the page."""
    code = request.GET.get("entity", request.session.get("entity", ""))
    counts = queries.waiting(queries.day(_days(abroad)), code)
    counts["bell"] = sum(
        unseen(seat.entity_id, seat.person, abroad.at) for seat in abroad.seats
    )
    return render(request, "desk/_badges.html", {"counts": counts})


class RowForm(forms.Form):
    """Which row of which entity is said to be done, put off, given or brought back."""

    entity = forms.CharField(max_length=40)
    row = forms.CharField(max_length=200)
    stamp = forms.CharField(max_length=64, required=False)
    until = forms.CharField(max_length=20, required=False)
    reason = forms.CharField(max_length=200, required=False)
    key = forms.UUIDField()
    to = forms.CharField(max_length=200, required=False)
    next = forms.CharField(max_length=200, required=False)
    what = forms.ChoiceField(
        choices=[(what, what) for what in ("done", "snooze", "give", "back")]
    )


@spanning_page(TODAY, posts=True)
def mark(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """Say that a row is done, put it off, give it to somebody, or bring it back."""
    form = RowForm(request.POST or None)
    if not form.is_valid():
        raise Http404
    facts = form.cleaned_data
    seat = next((one for one in abroad.seats if one.code == facts["entity"]), None)
    if seat is None:
        raise Http404
    try:
        _carry_out(facts, seat, abroad)
    except (Refusal, NotReadable) as refusal:
        words = str(refusal) if isinstance(refusal, Refusal) else "Which day?"
        return show(request, "web/refused.html", {"refusal": words}, status=422)
    seen = _seen(request.GET.get("kind", ""), request.GET.get("by", ""))
    at = urlencode({"at": facts["next"]})
    return HttpResponseRedirect(f"{reverse('desk.today')}{seen}&{at}", status=303)


def _give(facts: dict[str, str], seat: Seat, abroad: Abroad, asks: Sending) -> None:
    """Ask a colleague about the row, and put it off until they are to answer."""
    on = abroad.at.astimezone(ZoneInfo(seat.time_zone)).date()
    with db.reading(seat.entity_id):
        one = queries.task_of(queries.day([(seat, on)]), seat.code, facts["row"])
        if one is None or one.about is None:
            return  # done, or given, meanwhile
        about = subject(seat.entity_id, *one.about)
    if about is None:
        raise Http404
    until = day(facts["until"] or "+1", on)
    with transaction.atomic():
        asking = HandOver(
            entity_id=seat.entity_id,
            subject=about,
            asked_of=facts["to"],
            question=facts["reason"] or f"{one.act}: {one.why}",
            due_on=until,
        )
        hand_over(asking, **asks)
        away = SnoozeRow(
            entity_id=seat.entity_id,
            row=one.row,
            stamp=one.stamp,
            until=until,
            reason=f"Given to {facts['to']}",
        )
        snooze_row(
            away, actor=asks["actor"], key=uuid5(asks["key"], "away"), at=asks["at"]
        )


def _carry_out(facts: dict[str, str], seat: Seat, abroad: Abroad) -> None:
    key = uuid5(UUID(str(facts["key"])), f"{facts['row']} {facts['what']}")
    asks = Sending(actor=seat.person, key=key, at=abroad.at)
    row, stamp = facts["row"], facts["stamp"]
    on = abroad.at.astimezone(ZoneInfo(seat.time_zone)).date()
    match facts["what"]:
        case "done":
            command = FinishRow(entity_id=seat.entity_id, row=row, stamp=stamp)
            finish_row(command, **asks)
        case "snooze":
            until = day(facts["until"] or "+1", on)
            snooze_row(
                SnoozeRow(
                    entity_id=seat.entity_id,
                    row=row,
                    stamp=stamp,
                    until=until,
                    reason=facts["reason"] or "Put off",
                ),
                **asks,
            )
        case "give":
            _give(facts, seat, abroad, asks)
        case _:
            bring_row_back(BringRowBack(entity_id=seat.entity_id, row=row), **asks)


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
    path("today/row", task, name="desk.task"),
    path("today/badges", badges, name="desk.badges"),
    path("today/mark", mark, name="desk.mark_row"),
]
