"""Merging a double into a party: both side by side, what would move, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.parties.actions import (
    MergeParties,
    UndoMerge,
    merge_parties,
    undo_merge,
)
from duebook.apps.parties.forms.parties import MergeForm, ReasonForm
from duebook.apps.parties.queries import (
    UnknownParty,
    merge_preview,
    merges,
    party_by_code,
)
from duebook.apps.parties.queries.doubles import possible_doubles
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.parties.models import Merge, Party
    from duebook.apps.parties.queries import (
        MergePreview,
    )

MERGE: Final = Page("merge", "Merge a double", under="parties")


@page(MERGE, Right.PREPARE)
def merge(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """Show what merging a double would move; POST does it, ``undo`` takes it back.

    With ``look`` a POST shows the dry run alone.
    """
    with sitting.reading():
        kept = party_by_code(sitting.entity_id, code)
    if "undo" in request.POST:
        return _undo(request, sitting, kept)
    asked = {"double": request.GET.get("double", "")}
    form = MergeForm(request.POST or None, initial={"key": uuid4(), **asked})
    preview = None
    if form.is_bound and form.is_valid():
        preview = _preview(sitting, kept, form)
    elif asked["double"]:
        preview = _preview_of(sitting, kept, asked["double"])
    if form.is_bound and form.is_valid() and "look" not in request.POST and preview:
        command = MergeParties(
            entity_id=sitting.entity_id,
            double_id=preview.double.id,
            kept_id=kept.id,
            reason=form.cleaned_data["reason"],
        )
        with refusing(form):
            merge_parties(command, **sitting.sends(form.cleaned_data["key"]))
        if form.is_valid():
            return _to(sitting, kept)
    status = 422 if form.is_bound and form.errors else 200
    return show(
        request,
        "parties/merge.html",
        _context(sitting, kept, form, preview),
        status=status,
    )


def _context(
    sitting: Seated, kept: Party, form: MergeForm, preview: MergePreview | None
) -> dict[str, Any]:
    with sitting.reading():
        return {
            "party": kept,
            "form": form,
            "preview": preview,
            "doubles": possible_doubles(sitting.entity_id, kept),
            "merges": _merges_into(sitting, kept),
            "undo_key": uuid4(),
        }


def _merges_into(sitting: Seated, kept: Party) -> list[Merge]:
    return [one for one in merges(sitting.entity_id) if one.kept_id == kept.id]


def _preview(sitting: Seated, kept: Party, form: MergeForm) -> MergePreview | None:
    preview = _preview_of(sitting, kept, form.cleaned_data["double"].strip())
    if preview is None:
        form.add_error("double", "There is no other party of this number.")
    return preview


def _preview_of(sitting: Seated, kept: Party, code: str) -> MergePreview | None:
    with sitting.reading():
        try:
            double = party_by_code(sitting.entity_id, code)
        except UnknownParty:
            return None
        if double.id == kept.id:
            return None
        return merge_preview(sitting.entity_id, double_id=double.id, kept_id=kept.id)


def _undo(request: HttpRequest, sitting: Seated, kept: Party) -> HttpResponse:
    form = ReasonForm(request.POST)
    merge_id = request.POST["undo"]
    if form.is_valid() and merge_id.isdecimal() and len(merge_id) < 19:
        command = UndoMerge(
            entity_id=sitting.entity_id,
            merge_id=int(merge_id),
            reason=form.cleaned_data["reason"],
        )
        with refusing(form):
            undo_merge(command, **sitting.sends(form.cleaned_data["key"]))
        if form.is_valid():
            return _to(sitting, kept)
    told = MergeForm(None, initial={"key": uuid4()})
    context = {**_context(sitting, kept, told, None), "undoing": form}
    return show(request, "parties/merge.html", context, status=422)


def _to(sitting: Seated, kept: Party) -> HttpResponse:
    address = reverse("parties.party", args=[sitting.code, kept.code])
    return HttpResponse(status=303, headers={"Location": address})


urlpatterns = [
    path("<str:entity>/parties/<str:code>/merge", merge, name="parties.merge")
]
