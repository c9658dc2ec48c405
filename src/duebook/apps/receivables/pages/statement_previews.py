"""A statement of a party as it would be printed, before anybody issues it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import template_overrides
from duebook.apps.receivables.pages.statements import STATEMENT
from duebook.apps.receivables.queries.statements import Asked, statement_of
from duebook.apps.receivables.queries.statements import statement as issued
from duebook.documents.render import render_statement_pages
from duebook.domain.statements import StatementKind
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.documents.records import PrintedStatement

PREVIEW: Final = Page("statement-preview", "Preview", under="statements")


class PreviewForm(forms.Form):
    """Which statement is looked at: its kind and its days, as they stand above."""

    kind = forms.ChoiceField(
        choices=[(kind.value, kind.value) for kind in StatementKind]
    )
    as_of = forms.DateField()
    from_on = forms.DateField(required=False)


@page(PREVIEW)
def preview(request: HttpRequest, sitting: Seated, party: str) -> HttpResponse:
    """The pages as they would be printed, beside the dry run or alone."""
    told = _told(request, sitting, party)
    return show(
        request,
        "receivables/statement_preview.html",
        {
            "party": party,
            "told": told,
            "pages": range(1, len(_pages(sitting, told)) + 1),
            "asked": urlencode(request.GET),
        },
        panel="receivables/_statement_preview.html",
    )


@page(PREVIEW)
def preview_page(
    request: HttpRequest, sitting: Seated, party: str, number: int
) -> HttpResponse:
    """One page of the preview as a picture."""
    return _picture(_pages(sitting, _told(request, sitting, party)), number)


@page(STATEMENT)
def sent_page(
    request: HttpRequest,  # noqa: ARG001 - every page takes one
    sitting: Seated,
    statement: str,
    number: int,
) -> HttpResponse:
    """One page of a statement that was issued, as a picture."""
    return _picture(_pages(sitting, [issued(sitting.entity_id, statement)]), number)


def _told(request: HttpRequest, sitting: Seated, party: str) -> list[PrintedStatement]:
    form = PreviewForm(request.GET)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    kind = StatementKind(said["kind"])
    if kind is StatementKind.ACTIVITY and said["from_on"] is None:
        raise Http404
    asked = Asked(kind=kind, as_of=said["as_of"], from_on=said["from_on"])
    with sitting.reading():
        return statement_of(sitting.entity_id, party, asked)


def _pages(sitting: Seated, told: list[PrintedStatement]) -> list[bytes]:
    overrides = template_overrides(sitting.entity_id)
    return [
        page
        for one in told  # a statement for each currency
        for page in render_statement_pages(one, template_overrides=overrides)
    ]


def _picture(pages: list[bytes], number: int) -> HttpResponse:
    if not 1 <= number <= len(pages):
        raise Http404
    return HttpResponse(pages[number - 1], content_type="image/svg+xml")


_ALL = "<str:entity>/statements"

urlpatterns = [
    path(
        f"{_ALL}/preview/<str:party>",
        preview,
        name="receivables.statement_preview",
    ),
    path(
        f"{_ALL}/preview/<str:party>/<int:number>.svg",
        preview_page,
        name="receivables.statement_preview_page",
    ),
    path(
        f"{_ALL}/<str:statement>/<int:number>.svg",
        sent_page,
        name="receivables.statement_page",
    ),
]
