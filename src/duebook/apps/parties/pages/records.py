"""A party's record in the browser: typed anew, or changed."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.parties.actions import (
    KeepParties,
    PartyChanged,
    keep_as_seen,
    keep_parties,
)
from duebook.apps.parties.forms.parties import PartyForms
from duebook.apps.parties.queries import (
    entries_by_code,
    parties_by_code,
    party_by_code,
    terms_by_id,
)
from duebook.domain.errors import Refusal
from duebook.domain.parties import PartyEntry
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page
from duebook.web.states import spoken

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated


NEW_PARTY: Final = Page("new-party", "New party", under="parties")
EDIT_PARTY: Final = Page("edit-party", "Edit party", under="parties")


@page(NEW_PARTY, Right.PREPARE)
def new_party(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Type a new party."""
    empty = PartyEntry(code="", name="", currency=sitting.currency)
    forms = _forms(request, sitting, empty, is_new=True)
    status = 200
    if request.method == "POST":
        status = 422
        if forms.is_valid() and not _is_taken(sitting, forms):
            with refusing(forms.party):
                _keep(sitting, forms)
            if forms.party.is_valid():
                return _to_party(sitting, forms.said().code)
    return show(request, "parties/edit.html", {"forms": forms}, status=status)


@page(EDIT_PARTY, Right.PREPARE)
def edit_party(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """Change a party; one that changed meanwhile answers 409."""
    entry = _entry(sitting, code)
    forms = _forms(request, sitting, entry)
    status = 200
    if request.method == "POST":
        status = 422
        if forms.is_valid():
            try:
                _keep(sitting, forms, entry.code)
            except PartyChanged as changed:
                status = 409
                entry = _entry(sitting, code)
                forms.party.add_error(None, _told(changed, forms.said(), entry))
            except Refusal as refusal:
                forms.party.add_error(None, str(refusal))
            if forms.party.is_valid():
                return _to_party(sitting, code)
    return show(
        request, "parties/edit.html", {"forms": forms, "entry": entry}, status=status
    )


def _entry(sitting: Seated, code: str) -> PartyEntry:
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
        return entries_by_code(sitting.entity_id, [party.code])[party.code]


def _forms(
    request: HttpRequest, sitting: Seated, entry: PartyEntry, *, is_new: bool = False
) -> PartyForms:
    with sitting.reading():
        known = terms_by_id(sitting.entity_id).values()
    return PartyForms(
        request.POST if request.method == "POST" else None,
        entry=entry,
        terms=[(one.code, one.name) for one in known],
        is_new=is_new,
    )


def _is_taken(sitting: Seated, forms: PartyForms) -> bool:
    """Whether a new party has the number of one that is there: that would change it.

    The same form sent again is no other party.
    """
    said = forms.party.cleaned_data
    with sitting.reading():
        known = parties_by_code(sitting.entity_id, [said["code"]]).get(said["code"])
        if known is None or is_spent(sitting.entity_id, said["key"]):
            return False
    forms.party.add_error("code", f"{known.name} has this number. Take another.")
    return True


def _keep(sitting: Seated, forms: PartyForms, code: str = "") -> None:
    """Write what was typed; a party of this code only as it was seen."""
    said = forms.party.cleaned_data
    command = KeepParties(entity_id=sitting.entity_id, parties=(forms.said(),))
    instead = keep_as_seen(code, said["seen"]) if code else None
    keep_parties(command, **sitting.sends(said["key"]), instead=instead)


def _told(changed: PartyChanged, typed: PartyEntry, now: PartyEntry) -> str:
    """Who changed it, and in what it differs now from what is typed here."""
    differing = [
        spoken(one.name)
        for one in fields(now)
        if getattr(typed, one.name) != getattr(now, one.name)
    ]
    rest = f" It differs in: {', '.join(differing)}." if differing else ""
    return (
        f"{changed}{rest} What you typed is kept here; open the party in another tab "
        "to see how it is now, or begin again."
    )


def _to_party(sitting: Seated, code: str) -> HttpResponse:
    address = reverse("parties.party", args=[sitting.code, code])
    return HttpResponse(status=303, headers={"Location": address})


urlpatterns = [
    path("<str:entity>/parties/new", new_party, name="parties.new_party"),
    path("<str:entity>/parties/<str:code>/edit", edit_party, name="parties.edit_party"),
]
