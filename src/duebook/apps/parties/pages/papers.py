"""The papers of a party: attached, taken off, and got to look at, which is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.papers.actions import (
    AttachPaper,
    DetachPaper,
    NotAttached,
    OpenPaper,
    attach_paper,
    detach_paper,
    open_paper,
)
from duebook.apps.papers.queries import attachments_of, handlings_of, paper
from duebook.apps.parties.forms.papers import AttachForm, OpenForm, TakeOffForm
from duebook.apps.parties.queries import party_by_code
from duebook.domain.rights import Right
from duebook.formats.media import media_type
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.parties.models import Party

PAPERS: Final = Page("party-papers", "Papers", under="parties")


@page(PAPERS)
def papers(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """What is attached to a party, and who had it in hand."""
    return _shown(request, sitting, party_by_code(sitting.entity_id, code))


@page(PAPERS, Right.PREPARE)
def attach(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """Attach a paper; the same name twice is refused."""
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
    form = AttachForm(request.POST or None, files=request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        with refusing(form):
            attach_paper(
                AttachPaper(
                    entity_id=sitting.entity_id,
                    subject_kind="party",
                    subject_id=party.id,
                    name=sent.name,
                    content=sent.read(),
                ),
                **sitting.sends(form.cleaned_data["key"]),
            )
            return _to_party(sitting, code)
    with sitting.reading():
        return _shown(request, sitting, party, attach=form)


@page(PAPERS, Right.PREPARE)
def take_off(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """Take a paper off, with the reason; it stays kept, and comes back by undo."""
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
    form = TakeOffForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        with refusing(form):
            detach_paper(
                DetachPaper(
                    entity_id=sitting.entity_id,
                    subject_kind="party",
                    subject_id=party.id,
                    name=said["name"],
                    reason=said["reason"],
                ),
                **sitting.sends(said["key"]),
            )
            return _to_party(sitting, code)
    with sitting.reading():
        return _shown(request, sitting, party, off=form)


@page(PAPERS, posts=True, for_readers=True)
def get(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """The bytes of a paper; who got them is noted, so no link alone gives them."""
    if request.method != "POST":
        return _to_party(sitting, code)
    form = OpenForm(request.POST)
    if not form.is_valid():
        raise Http404
    name = form.cleaned_data["name"]
    with sitting.reading():
        party = party_by_code(sitting.entity_id, code)
    command = OpenPaper(
        entity_id=sitting.entity_id,
        subject_kind="party",
        subject_id=party.id,
        name=name,
    )
    try:
        paper_id = open_paper(command, **sitting.sends(uuid4()))
    except NotAttached as none:
        raise Http404 from none
    with sitting.reading():
        content = paper(sitting.entity_id, paper_id)
    return HttpResponse(
        content,
        content_type=media_type(name, content),
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=name
            )
        },
    )


def papers_shown(
    sitting: Seated, party_id: int, *, is_past: bool = False
) -> dict[str, Any]:
    """What the fragment of a party's papers shows, here and on the party's own page.

    Where that ``is_past``, as of another day, nothing is attached or taken off.
    """
    attached = attachments_of(sitting.entity_id, "party", [party_id])
    return {
        "papers": [(one, uuid4()) for one in attached.get(party_id, ())],
        "attach": AttachForm(auto_id="paper_%s"),
        "may_prepare": sitting.may(Right.PREPARE) and not is_past,
    }


def _to_party(sitting: Seated, code: str) -> HttpResponse:
    there = reverse("parties.party", args=[sitting.code, code])
    return HttpResponseRedirect(f"{there}?tab=details", status=303)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    party: Party,
    **bound: AttachForm | TakeOffForm,
) -> HttpResponse:
    is_refused = any(form.is_bound for form in bound.values())
    context = {
        "party": party,
        **papers_shown(sitting, party.id),
        "handled": handlings_of(sitting.entity_id, "party", party.id),
        **bound,
    }
    status = 422 if is_refused else 200
    return show(request, "parties/papers.html", context, status=status)


_PAPERS: Final = "<str:entity>/parties/<str:code>/papers"

urlpatterns = [
    path(_PAPERS, papers, name="parties.papers"),
    path(f"{_PAPERS}/attach", attach, name="parties.attach"),
    path(f"{_PAPERS}/off", take_off, name="parties.take_off"),
    path(f"{_PAPERS}/get", get, name="parties.get_paper"),
]
