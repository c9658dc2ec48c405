"""A draft before it is issued, as it would be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import path

from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import template_overrides
from duebook.apps.invoicing.pages.draft_shown import DRAFT, editor_of
from duebook.apps.invoicing.queries.draft_prints import printed_draft
from duebook.documents.render import render_invoice, render_invoice_pages
from duebook.formats.media import PDF
from duebook.web.answers import show

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.editor import Editor
    from duebook.documents.records import PrintedInvoice


@page(DRAFT)
def preview(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """The pages as they would be printed, in the panel or alone."""
    shown = editor_of(sitting, draft_id)
    record = _printed(sitting, shown)
    count = len(_pages(sitting, record)) if record else 0
    return show(
        request,
        "invoicing/draft_preview.html",
        {"shown": shown, "pages": range(1, count + 1)},
    )


@page(DRAFT)
def preview_page(
    request: HttpRequest,  # noqa: ARG001 - every page takes one
    sitting: Seated,
    draft_id: int,
    number: int,
) -> HttpResponse:
    """One page of the preview as a picture."""
    record = _printed(sitting, editor_of(sitting, draft_id))
    pages = _pages(sitting, record) if record else []
    if not 1 <= number <= len(pages):
        raise Http404
    return HttpResponse(pages[number - 1], content_type="image/svg+xml")


@page(DRAFT)
def preview_pdf(
    request: HttpRequest,  # noqa: ARG001 - every page takes one
    sitting: Seated,
    draft_id: int,
) -> HttpResponse:
    """The preview as a PDF."""
    record = _printed(sitting, editor_of(sitting, draft_id))
    if record is None:
        raise Http404
    overrides = template_overrides(sitting.entity_id)
    return HttpResponse(
        render_invoice(record, template_overrides=overrides),
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="draft-{draft_id}.pdf"'},
    )


def _printed(sitting: Seated, shown: Editor) -> PrintedInvoice | None:
    return printed_draft(sitting.entity_id, shown, at=sitting.at)


def _pages(sitting: Seated, record: PrintedInvoice) -> list[bytes]:
    overrides = template_overrides(sitting.entity_id)
    return render_invoice_pages(record, template_overrides=overrides)


_HERE = "<str:entity>/drafts/<int:draft_id>"

urlpatterns = [
    path(f"{_HERE}/preview", preview, name="invoicing.draft_preview"),
    path(f"{_HERE}/preview.pdf", preview_pdf, name="invoicing.draft_pdf"),
    path(f"{_HERE}/pages/<int:number>.svg", preview_page, name="invoicing.draft_page"),
]
