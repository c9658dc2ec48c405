"""A certificate of tax exemption, typed as it comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.parties.actions import (
    AddCertificates,
    GivenCertificate,
    add_certificates,
)
from duebook.apps.parties.forms.parties import CertificateForm
from duebook.apps.parties.queries import certificates_of, party_by_code
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated

CERTIFICATES: Final = Page("certificates", "Certificates", under="parties")


@page(CERTIFICATES, Right.PREPARE)
def certificates(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """The certificates of a party, and one more."""
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
        known = certificates_of(sitting.entity_id, [party.id]).get(party.id, ())
    form = CertificateForm(request.POST or None, today=sitting.today)
    if form.is_bound and form.is_valid():
        given = GivenCertificate(party_id=party.id, certificate=form.entry())
        command = AddCertificates(entity_id=sitting.entity_id, certificates=(given,))
        with refusing(form):
            add_certificates(command, **sitting.sends(form.cleaned_data["key"]))
        if form.is_valid():
            address = reverse("parties.party", args=[sitting.code, code])
            return HttpResponse(
                status=303, headers={"Location": f"{address}?tab=details"}
            )
    return show(
        request,
        "parties/certificates.html",
        {"party": party, "form": form, "known": known},
        status=422 if form.is_bound else 200,
    )


urlpatterns = [
    path(
        "<str:entity>/parties/<str:code>/certificates",
        certificates,
        name="parties.certificates",
    )
]
