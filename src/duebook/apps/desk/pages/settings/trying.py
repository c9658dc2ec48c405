"""Settings, Document templates: a change is tried on the newest invoice, then kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django import forms
from django.core.cache import caches
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.desk.queries.changes import last_change
from duebook.apps.entities.actions import (
    KeepTemplate,
    SettingChanged,
    keep_template,
)
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import templates
from duebook.apps.invoicing.queries.documents import newest_number, stored_by_number
from duebook.apps.invoicing.queries.printing import printed
from duebook.documents.trying import NAMES, text_now, try_template
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.entities.queries import Templates
    from duebook.documents.records import PrintedInvoice

TRY: Final = Page(
    "template-try",
    "Try a template",
    under="settings",
    keys=(Key("Ctrl ↵", "show"), Key("k", "keep")),
)
_LONGEST: Final = 100_000


class TryForm(forms.Form):
    """A template and its text, shown, or kept once it prints."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.ChoiceField(label="Template", choices=[(one, one) for one in NAMES])
    text = forms.CharField(
        label="Text",
        max_length=_LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        """The text with the ends of lines that files have."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


@page(TRY, Right.ADMINISTER)
def try_one(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """A template to write in, with what it prints beside it; what prints is kept."""
    name = request.GET.get("name", "")
    name = name if name in NAMES else NAMES[0]
    with sitting.reading():
        held = templates(sitting.entity_id)
        invoice = _newest(sitting.entity_id)
        seen = last_change(sitting.entity_id, ["KeepTemplate"])
    kept = versions_of(name, held)
    looked_at = next(
        (one for one in kept if str(one.id) == request.GET.get("version")), None
    )
    form = TryForm(
        request.POST or None,
        initial={
            "name": name,
            "text": looked_at.text if looked_at else text_now(name, held.at()),
            "key": uuid4(),
            "seen": seen,
        },
    )
    pictures: list[str] = []
    status = 200
    if invoice and form.is_valid():
        with refusing(form):
            pictures = _tried(sitting, form, invoice, held.at())
        if pictures and "keep" in request.POST:
            with refusing(form):
                status = _kept(sitting, form)
            if form.is_valid():
                here = reverse("entities.try_template", args=[sitting.code])
                return HttpResponseRedirect(f"{here}?name={name}", status=303)
    if form.is_bound and not form.is_valid() and status == 200:
        status = 422
    return show(
        request,
        "desk/settings/trying.html",
        {
            "form": form,
            "tabs": [(one, f"?name={one}", one == name) for one in NAMES],
            "name": name,
            "pictures": pictures,
            "has_invoice": invoice is not None,
            "fixed": held.fixed,
            "kept": kept,
            "looked_at": looked_at,
        },
        status=status,
        tried="desk/settings/_tried.html",
    )


def _kept(sitting: Seated, form: TryForm) -> int:
    """Keep what was tried; the status of an answer where somebody was quicker."""
    told = form.cleaned_data
    is_as_it_came = told["text"] == text_now(told["name"], None)
    command = KeepTemplate(
        entity_id=sitting.entity_id,
        name=told["name"],
        text="" if is_as_it_came else told["text"],
        seen=told["seen"],
    )
    try:
        keep_template(command, **sitting.sends(told["key"]))
    except SettingChanged as quicker:
        form.add_error(None, str(quicker))
        return 409
    return 200


@dataclass(frozen=True, slots=True)
class Kept:
    """A version of a template, with what it says otherwise than the one before.

    ``id`` 0 is the template as it came; nobody kept it.
    """

    id: int
    text: str
    person: str = ""
    at: datetime | None = None
    changed: tuple[str, ...] = ()


def versions_of(name: str, held: Templates) -> list[Kept]:
    """The versions of a template, the newest first, down to the one that came."""
    shipped = text_now(name, None)
    found = [Kept(0, shipped)]
    for one in held.kept:
        if one.name != name:
            continue
        text = one.text or shipped
        lines = unified_diff(
            found[-1].text.splitlines(), text.splitlines(), lineterm="", n=1
        )
        found.append(Kept(one.id, text, one.person, one.at, tuple(lines)[2:]))
    return found[::-1]


@page(TRY, Right.ADMINISTER)
def picture(
    request: HttpRequest,  # noqa: ARG001 - every page takes one
    sitting: Seated,
    token: UUID,
    place: int,
) -> HttpResponse:
    """A page that was tried just now, for the person who did."""
    pages = caches["tried"].get(_kept_as(sitting, token), [])
    if not 1 <= place <= len(pages):
        raise Http404
    return HttpResponse(pages[place - 1], content_type="image/svg+xml")


def _newest(entity_id: int) -> PrintedInvoice | None:
    number = newest_number(entity_id)
    if not number:
        return None
    document = stored_by_number(entity_id, number)
    return printed(entity_id, [document.id])[document.id]


def _tried(
    sitting: Seated, form: TryForm, invoice: PrintedInvoice, overrides: Path | None
) -> list[str]:
    """The addresses of the pages, which are kept for ten minutes."""
    told = form.cleaned_data
    pages = try_template(
        told["name"], told["text"], invoice, template_overrides=overrides
    )
    token = uuid4()
    caches["tried"].set(_kept_as(sitting, token), pages)
    return [
        reverse("entities.tried_template", args=[sitting.code, token, place])
        for place in range(1, len(pages) + 1)
    ]


def _kept_as(sitting: Seated, token: UUID) -> str:
    return f"{sitting.entity_id}-{sitting.user_id}-{token}"


_HERE: Final = "<str:entity>/settings/templates/try"

urlpatterns = [
    path(_HERE, try_one, name="entities.try_template"),
    path(
        f"{_HERE}/<uuid:token>/<int:place>.svg",
        picture,
        name="entities.tried_template",
    ),
]
