"""Acts: what I did today with its way back, what everybody did, and the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import NAMESPACE_OID, uuid4, uuid5

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.audit.queries import head
from duebook.apps.desk.actions.undoing import undo as undo_act
from duebook.apps.desk.queries.acts import Done, act_of, acts, days_of_undoing
from duebook.apps.desk.queries.subjects import address
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import people
from duebook.apps.ledger.queries import (
    entries_of_event,
    has_posted,
    moved_by_event,
)
from duebook.domain.notes import SubjectKind
from duebook.domain.rights import Right
from duebook.formats.media import CSV
from duebook.formats.tables import Column, ColumnKind, write_csv
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated

ACTS = Page(
    "acts",
    "Acts",
    under="settings",
    keys=(
        *(Key("j", "next"), Key("k", "back"), Key("u", "undo")),
        *(Key("=", "entries"), Key("↵", "open")),
    ),
)
ENTRIES = Page("entries", "Entries", under="settings", keys=(Key("n", "more"),))
AUDIT = Page("audit", "Audit", under="settings", keys=(Key("e", "export"),))

PAGE_SIZE = 50
EVERYBODY = "*"
EXPORT_MOST = 10_000
SEES_ALL = (Right.APPROVE, Right.CLOSE, Right.ADMINISTER)
"""Who holds one of these sees what everybody did; so do those who only read."""


@dataclass(frozen=True, slots=True)
class Row:
    """An act with the addresses of what it touched."""

    act: Done
    links: tuple[tuple[str, str], ...]

    @property
    def place(self) -> str:
        """Its place in the chain, as text."""
        return f"{self.act.seq:,}"


def _rows(sitting: Seated, found: Sequence[Done]) -> list[Row]:
    return [
        Row(
            act,
            tuple((one.called, address(sitting.code, one)) for one in act.touched),
        )
        for act in found
    ]


class FilterForm(forms.Form):
    """Whose acts, and of which day."""

    who = forms.CharField(required=False, label="Whose")
    day = forms.DateField(
        required=False, label="Day", widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.IntegerField(required=False)


@page(ACTS)
def my_acts(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What the reader did, or by right what everybody did, newest first."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    sees_all = not sitting.seat.limits or any(map(sitting.may, SEES_ALL))
    who = (asked.get("who") if sees_all else "") or sitting.actor
    day = asked.get("day") or (sitting.today if "day" not in request.GET else None)
    found = acts(
        sitting.entity_id,
        None if who == EVERYBODY else who,
        day=day,
        before=asked.get("before"),
        limit=PAGE_SIZE + 1,
    )
    shown = found[:PAGE_SIZE]
    return show(
        request,
        "desk/acts.html",
        {
            "rows": _rows(sitting, shown),
            "who": who,
            "day": day,
            "everybody": EVERYBODY,
            "people": people(sitting.entity_id) if sees_all else [],
            "more": _more(shown, found, who=who, day=day),
            "at": request.GET.get("at", ""),
        },
    )


def _more(shown: Sequence[Done], found: Sequence[Done], **asked: object) -> str:
    """The query of the next page, or nothing where this was the last."""
    if len(found) == len(shown):
        return ""
    known = {name: value or "" for name, value in asked.items()}
    return urlencode({**known, "before": shown[-1].seq})


class UndoForm(forms.Form):
    """Why an act is taken back."""

    reason = forms.CharField(max_length=500, label="Why")
    key = forms.UUIDField(widget=forms.HiddenInput)


@page(ACTS)
def one_act(request: HttpRequest, sitting: Seated, event_id: int) -> HttpResponse:
    """One act: what it touched, its place in the chain, and its way back."""
    return _show_act(
        request, sitting, event_id, UndoForm(initial={"key": uuid4()}), status=200
    )


@page(ACTS, Right.NOTE)
def undo(request: HttpRequest, sitting: Seated, event_id: int) -> HttpResponse:
    """Take an act back.

    The key line's ``undo`` sends no words: a slip that is taken back at once needs
    none, and its key follows from the act, so that a second click does nothing.
    """
    posted = request.POST.copy()
    if request.method == "POST" and "key" not in posted:
        posted["key"] = str(uuid5(NAMESPACE_OID, f"{sitting.entity_id} {event_id}"))
        posted["reason"] = "Taken back at once."
    form = UndoForm(
        posted if request.method == "POST" else None, initial={"key": uuid4()}
    )
    if form.is_valid():
        said = form.cleaned_data
        with refusing(form):
            undo_act(sitting, event_id, said["reason"], said["key"])
    if form.is_bound and form.is_valid():
        there = _afterwards(sitting, event_id, request.POST.get("back", ""))
        return HttpResponseRedirect(there, status=303)
    return _show_act(
        request, sitting, event_id, form, status=422 if form.is_bound else 200
    )


def _afterwards(sitting: Seated, event_id: int, came_from: str) -> str:
    """Back to where the key was pressed: Today, or the bank line that waits again."""
    if came_from == "today":
        return reverse("desk.today")
    if came_from == "bank":
        with sitting.reading():
            touched = act_of(sitting.entity_id, event_id).touched
        for one in touched:
            if one.kind is SubjectKind.BANK_LINE:
                return address(sitting.code, one)
    return reverse("desk.acts", args=[sitting.code])


def _show_act(
    request: HttpRequest, sitting: Seated, event_id: int, form: UndoForm, *, status: int
) -> HttpResponse:
    with sitting.reading():
        [row] = _rows(sitting, [act_of(sitting.entity_id, event_id)])
        days = (
            days_of_undoing(sitting.entity_id, event_id, sitting.today)
            if row.act.can_be_undone
            else []
        )
        posted = has_posted(sitting.entity_id, event_id)
    return show(
        request,
        "desk/act.html",
        {
            "row": row,
            "form": form,
            "days": days,
            "may_undo": sitting.may(Right.NOTE),
            "has_posted": posted,
        },
        status=status,
        panel="desk/_act.html",
    )


@page(ENTRIES)
def entries(request: HttpRequest, sitting: Seated, event_id: int) -> HttpResponse:
    """What an act posted: what it moved on each account, and entry by entry."""
    act = act_of(sitting.entity_id, event_id)
    after = request.GET.get("after", "")
    found = entries_of_event(
        sitting.entity_id,
        event_id,
        after=int(after) if after.isdecimal() else 0,
        limit=PAGE_SIZE + 1,
    )
    moved = moved_by_event(sitting.entity_id, event_id)
    return show(
        request,
        "desk/entries.html",
        {
            "act": act,
            "moved": moved,
            "totals": [
                (
                    currency,
                    sum(one.debit_minor for one in moved if one.currency == currency),
                    sum(one.credit_minor for one in moved if one.currency == currency),
                )
                for currency in sorted({one.currency for one in moved})
            ],
            "entries": found[:PAGE_SIZE],
            "more": found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else 0,
        },
    )


@page(AUDIT)
def audit_log(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every event of the chain with its hash, and whether that still holds."""
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    who, day = asked.get("who") or "", asked.get("day")
    is_export = request.GET.get("as") == "csv"
    size = EXPORT_MOST if is_export else PAGE_SIZE
    found = acts(
        sitting.entity_id,
        who or None,
        day=day,
        before=asked.get("before"),
        limit=size + 1,
        is_whole=True,
    )
    shown = found[:size]
    if is_export:
        return _as_csv(sitting, shown)
    return show(
        request,
        "desk/audit.html",
        {
            "rows": _rows(sitting, shown),
            "who": who,
            "day": day,
            "people": people(sitting.entity_id),
            "head": head(sitting.entity_id),
            "broken": sum(not act.is_sound for act in shown),
            "export": urlencode({"who": who, "day": day or "", "as": "csv"}),
            "more": _more(shown, found, who=who, day=day),
        },
    )


_EXPORTED = (
    ("Event", ColumnKind.INTEGER),
    ("At", ColumnKind.TEXT),
    ("Person", ColumnKind.TEXT),
    ("Command", ColumnKind.TEXT),
    ("What", ColumnKind.TEXT),
    ("Why", ColumnKind.TEXT),
    ("SHA-256", ColumnKind.TEXT),
    ("Holds", ColumnKind.TEXT),
)


def _as_csv(sitting: Seated, shown: Sequence[Done]) -> HttpResponse:
    content = write_csv(
        [Column(title, kind) for title, kind in _EXPORTED],
        [
            (
                act.seq,
                act.at.isoformat(),
                act.person,
                act.command,
                act.sentence,
                act.reason,
                act.hash,
                "yes" if act.is_sound else "no",
            )
            for act in shown
        ],
    )
    name = f"audit-{sitting.code}-{sitting.today}.csv"
    return HttpResponse(
        content,
        content_type=CSV,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("<str:entity>/acts", my_acts, name="desk.acts"),
    path("<str:entity>/acts/<int:event_id>", one_act, name="desk.act"),
    path("<str:entity>/acts/<int:event_id>/entries", entries, name="desk.entries"),
    path("<str:entity>/acts/<int:event_id>/undo", undo, name="desk.undo"),
    path("<str:entity>/audit", audit_log, name="desk.audit"),
]
