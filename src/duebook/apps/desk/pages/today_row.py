"""A row of Today: why it waits, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook import db
from duebook.apps.desk.pages.looking import TODAY, Look, days
from duebook.apps.desk.pages.today_party import party_beside
from duebook.apps.desk.queries import today as queries
from duebook.apps.desk.queries.piles import KINDS
from duebook.apps.desk.queries.subjects import subject
from duebook.apps.entities.actions.sitting import Sending
from duebook.apps.entities.pages.door import spanning_page
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
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.search_line import NotReadable, day

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.desk.queries.piles import Task
    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.entities.queries import Seat


@spanning_page(TODAY)
def task(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """A row in full: why it waits, what to do, done, put off."""
    asked = request.GET
    return _answer(request, abroad, asked.get("entity", ""), asked.get("row", ""))


def _answer(
    request: HttpRequest, abroad: Abroad, entity: str, row: str, **said: Any
) -> HttpResponse:
    """A row alone, in the panel, or as the line in its place that puts it off."""
    with abroad.reading():
        one = _row(abroad, entity, row)
    if one is None and said:
        return show(request, "web/refused.html", said, status=422)
    if one is None:
        raise Http404
    told = {
        **brief(one, abroad.at),
        "look": Look.of(request).query,
        "next": request.GET.get("next", ""),
        **said,
    }
    return show(
        request,
        "desk/task.html",
        told,
        status=422 if said else 200,
        panel="desk/_task.html",
        fragment="desk/_put_off.html",
    )


def _row(abroad: Abroad, entity: str, row: str) -> Task | None:
    own = [(seat, on) for seat, on in days(abroad) if seat.code == entity]
    return queries.task_of(queries.day(own), entity, row)


def brief(one: Task, at: datetime) -> dict[str, Any]:
    """What the panel says of a row at an instant."""
    today = at.astimezone(ZoneInfo(one.seat.time_zone)).date()
    with db.reading(one.seat.entity_id):
        return {
            "task": one,
            "kind": KINDS[one.pile],
            "key": uuid4(),
            "party": party_beside(one, today),
            "colleagues": _colleagues(one.seat) if one.about else [],
        }


def _colleagues(seat: Seat) -> list[str]:
    """Who can be given a row of an entity: all who write there but the reader."""
    return [
        one.name
        for one in people(seat.entity_id)
        if one.name != seat.person and Right.NOTE in one.limits
    ]


_WHICH_DAY: Final = "Until which day? 1 is tomorrow, m Monday; or a day, as 2026-11-30."


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
        words = str(refusal) if isinstance(refusal, Refusal) else _WHICH_DAY
        return _answer(
            request, abroad, seat.code, facts["row"], refusal=words, said=facts
        )
    at = urlencode({"at": facts["next"]})
    there = f"{reverse('desk.today')}{Look.of(request).query}&{at}"
    return HttpResponseRedirect(there, status=303)


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
    until = _until(facts["until"], on)
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


def _until(said: str, on: date) -> date:
    """A day as any field takes it; ``1`` is tomorrow, ``m`` is Monday, as after ``z``.

    Raises:
        NotReadable: it is none.
    """
    said = said.strip().lower() or "1"
    return day(f"+{said}" if said.isdigit() else {"m": "mon"}.get(said, said), on)


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
            until = _until(facts["until"], on)
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


urlpatterns = [
    path("today/row", task, name="desk.task"),
    path("today/mark", mark, name="desk.mark_row"),
]
