"""Holding and releasing a party, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import uuid4

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.parties.actions import (
    HoldParties,
    ReleaseParties,
    hold_parties,
    release_parties,
)
from duebook.apps.parties.forms.parties import ReasonForm
from duebook.apps.parties.queries import party_by_code
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.parties.models import Party

HOLD: Final = Page("hold", "Hold", under="parties")


@page(HOLD, Right.PREPARE)
def hold(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """Stop billing a party, or begin again, with the reason."""
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
    form = ReasonForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid():
        with refusing(form):
            _act(sitting, party, form, release="release" in request.POST)
        if form.is_valid():
            address = reverse("parties.party", args=[sitting.code, code])
            return HttpResponse(status=303, headers={"Location": address})
    status = 422 if form.is_bound else 200
    return show(
        request, "parties/hold.html", {"party": party, "form": form}, status=status
    )


def _act(sitting: Seated, party: Party, form: ReasonForm, *, release: bool) -> None:
    reason, sends = form.cleaned_data["reason"], sitting.sends(form.cleaned_data["key"])
    if release:
        command = ReleaseParties(
            entity_id=sitting.entity_id, party_ids=(party.id,), reason=reason
        )
        release_parties(command, **sends)
    else:
        held = HoldParties(
            entity_id=sitting.entity_id, party_ids=(party.id,), reason=reason
        )
        hold_parties(held, **sends)


urlpatterns = [path("<str:entity>/parties/<str:code>/hold", hold, name="parties.hold")]
