"""Charges that come again: their days, made when due, kept and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.invoicing.actions.recurring import (
    GenerateRecurring,
    generate_recurring,
    keep_recurring,
)
from duebook.apps.invoicing.forms.recurring import (
    GenerateForm,
    RecurringForm,
    as_kept,
)
from duebook.apps.invoicing.pages.draft_shown import see
from duebook.apps.invoicing.queries.charges import recurring as schedules
from duebook.apps.invoicing.queries.runs_list import coming
from duebook.apps.parties.queries import party_by_code
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

RECURRING: Final = Page(
    "recurring", "Recurring", under="runs", keys=(Key("n", "new schedule"),)
)
KEEP_RECURRING: Final = Page(
    "keep-recurring",
    "Recurring schedule",
    under="runs",
    keys=(Key("Ctrl ↵", "keep it"),),
)


@page(RECURRING, posts=True)
def recurring(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What comes again, with its next twelve days; POST makes what is due."""
    form = GenerateForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        initial={"until": sitting.today},
    )
    made: int | None = None
    if form.is_valid():
        command = GenerateRecurring(
            entity_id=sitting.entity_id, until=form.cleaned_data["until"]
        )
        with refusing(form):
            made = len(
                generate_recurring(command, **sitting.sends(form.cleaned_data["key"]))
            )
    with sitting.reading():
        context = {
            "coming": coming(sitting.entity_id, sitting.today),
            "form": form,
            "made": made,
            "tab": "recurring",
            "may_prepare": sitting.may(Right.PREPARE),
        }
    status = 422 if form.errors else 200
    return show(request, "invoicing/recurring.html", context, status=status)


@page(KEEP_RECURRING, Right.PREPARE)
def keep(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Make a schedule, or change the one of a code; what it made stays."""
    code = request.GET.get("code", "")
    with sitting.reading():
        known = {one.code: one for one in schedules(sitting.entity_id)}
    if code and code not in known:
        raise Http404
    form = RecurringForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        initial=as_kept(known[code]) if code else {"starts_on": sitting.today},
    )
    if form.is_valid():
        said = form.cleaned_data["code"]
        if said != code and said in known:
            there = reverse("invoicing.keep_recurring", args=[sitting.code])
            other = f"{there}?{urlencode({'code': said})}"
            return _kept_form(request, form, code, taken=other)
        with refusing(form):
            with sitting.reading():
                party = party_by_code(sitting.entity_id, form.cleaned_data["party"])
            keep_recurring(
                form.command(sitting.entity_id, party.currency or sitting.currency),
                **sitting.sends(form.cleaned_data["key"]),
            )
            return see(reverse("invoicing.recurring", args=[sitting.code]))
    return _kept_form(request, form, code)


def _kept_form(
    request: HttpRequest, form: RecurringForm, code: str, *, taken: str = ""
) -> HttpResponse:
    """The form; ``taken`` is the address of another schedule with the same code."""
    return show(
        request,
        "invoicing/keep_recurring.html",
        {"form": form, "code": code, "taken": taken},
        status=422 if taken or form.errors else 200,
    )


_RECURRING: Final = "<str:entity>/runs/recurring"

urlpatterns = [
    path(_RECURRING, recurring, name="invoicing.recurring"),
    path(f"{_RECURRING}/schedule", keep, name="invoicing.keep_recurring"),
]
