"""A party's record in the browser: typed anew, or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.parties.actions import KeepParties, keep_parties
from duebook.apps.parties.forms.parties import PartyForms, version
from duebook.apps.parties.queries import entries_by_code, parties_by_code, terms_by_id
from duebook.domain.parties import PartyEntry
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page

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
    with sitting.reading():
        entry = entries_by_code(sitting.entity_id, [code]).get(code)
    if entry is None:
        raise Http404
    forms = _forms(request, sitting, entry)
    status = 200
    if request.method == "POST":
        status = 422
        if forms.is_valid():
            if _is_stale(sitting, forms, entry):
                status = 409
                forms.party.add_error(None, _changed(entry))
            else:
                with refusing(forms.party):
                    _keep(sitting, forms)
                if forms.party.is_valid():
                    return _to_party(sitting, code)
    return show(
        request, "parties/edit.html", {"forms": forms, "entry": entry}, status=status
    )


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


def _keep(sitting: Seated, forms: PartyForms) -> None:
    command = KeepParties(entity_id=sitting.entity_id, parties=(forms.said(),))
    keep_parties(command, **sitting.sends(forms.party.cleaned_data["key"]))


def _is_stale(sitting: Seated, forms: PartyForms, entry: PartyEntry) -> bool:
    """Whether the party changed since it was shown, but for this very form."""
    said = forms.party.cleaned_data
    if said["seen"] in {"", version(entry)}:
        return False
    with sitting.reading():
        return not is_spent(sitting.entity_id, said["key"])


def _changed(entry: PartyEntry) -> str:
    return (
        f"{entry.name} was changed since this page was shown. What you typed is kept "
        "here; open the party in another tab to see how it is now, or begin again."
    )


def _to_party(sitting: Seated, code: str) -> HttpResponse:
    address = reverse("parties.party", args=[sitting.code, code])
    return HttpResponse(status=303, headers={"Location": address})


urlpatterns = [
    path("<str:entity>/parties/new", new_party, name="parties.new_party"),
    path("<str:entity>/parties/<str:code>/edit", edit_party, name="parties.edit_party"),
]
