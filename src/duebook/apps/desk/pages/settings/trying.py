"""Settings, Document templates: a change is tried on the newest invoice first.

Nothing is kept here: a template that pleases is put into the entity's folder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django import forms
from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import template_overrides
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
    from duebook.documents.records import PrintedInvoice

TRY: Final = Page(
    "template-try", "Try a template", under="settings", keys=(Key("Ctrl ↵", "show"),)
)
_LONGEST: Final = 100_000


class TryForm(forms.Form):
    """A template and its text."""

    name = forms.ChoiceField(label="Template", choices=[(one, one) for one in NAMES])
    text = forms.CharField(
        label="Text",
        max_length=_LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
    )


@page(TRY, Right.ADMINISTER)
def try_one(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """A template to write in, with what it prints beside it."""
    name = request.GET.get("name", "")
    name = name if name in NAMES else NAMES[0]
    with sitting.reading():
        overrides = template_overrides(sitting.entity_id)
        invoice = _newest(sitting.entity_id)
    text = text_now(name, overrides)
    form = TryForm(request.POST or None, initial={"name": name, "text": text})
    pictures: list[str] = []
    if invoice and form.is_valid():
        with refusing(form):
            pictures = _tried(sitting, form, invoice, overrides)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return show(
        request,
        "desk/settings/trying.html",
        {
            "form": form,
            "tabs": [(one, f"?name={one}", one == name) for one in NAMES],
            "name": name,
            "pictures": pictures,
            "has_invoice": invoice is not None,
        },
        status=status,
        tried="desk/settings/_tried.html",
    )


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
