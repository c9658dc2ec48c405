"""The page of an issued document, its panel, its images and its PDF."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.http import content_disposition_header

from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.printing import (
    file_to_read,
    papers_inside,
    print_documents,
)
from duebook.apps.invoicing.pages.invoice_sheets import sheets
from duebook.apps.invoicing.pages.invoice_shown import (
    applied_as,
    explained,
    history,
    tracks,
)
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.apps.invoicing.queries.invoices_list import KINDS
from duebook.apps.invoicing.queries.printing import own_templates, printed
from duebook.apps.invoicing.queries.rebilling import document_rebills, rebilled_as
from duebook.apps.invoicing.queries.whole import whole
from duebook.apps.notes.queries import thread_of
from duebook.apps.papers import queries as papers
from duebook.documents.render import placed_amounts, render_invoice_pages
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.whole import Settled, Whole
    from duebook.documents.render import PlacedAmount

INVOICE: Final = Page(
    "invoice",
    "Invoice",
    under="invoices",
    keys=(
        Key("p", "payment"),
        Key("c", "credit note"),
        Key("b", "correct and rebill"),
        Key("t", "dispute"),
        Key("m", "send again"),
        Key("w", "write off"),
        Key("o", "open PDF"),
        Key("e", "explain by mail"),
        Key("q", "ask a colleague"),
    ),
)

_KEEP: Final = "private, max-age=86400"
"""Issued documents never change, so a browser may keep them for a day."""


@page(INVOICE)
def invoice(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """What was sent, what became of it, and where each amount comes from."""
    found: Whole = whole(sitting.entity_id, number)
    return show(
        request,
        "invoicing/invoice.html",
        about(sitting, found),
        panel="invoicing/_invoice_panel.html",
    )


def about(sitting: Seated, found: Whole) -> dict[str, Any]:
    """The context of a document's page and of the pages of its acts."""
    number = found.document.number
    inside = papers_inside(sitting.entity_id, [found.document.id])
    return {
        "whole": found,
        "document": found.document,
        "row": found.row,
        "state": found.row.state(sitting.today),
        "tracks": tracks(found, sitting.today),
        "lines": explained(found),
        "settled": [
            (applied_as(one), one, _other_side(sitting, one)) for one in found.settled
        ],
        "history": history(found),
        **_rebilled(sitting.entity_id, found),
        "thread": thread_of(
            sitting.entity_id,
            Subject(
                kind=SubjectKind.DOCUMENT,
                id=found.document.id,
                called=number,
            ),
        ),
        "back": reverse("invoicing.invoice", args=[sitting.code, number]),
        "papers": inside.get(found.document.id, ()),
        "may": {right.value: sitting.may(right) for right in Right},
    }


def _rebilled(entity_id: int, found: Whole) -> dict[str, Any]:
    """Where its charges stand anew, and what its own were taken back from.

    Corrections that name their document are among its links already.
    """
    linked = {link.number for link in found.links}
    is_taken_back = any(link.kind == "credit_note" for link in found.links)
    anew = rebilled_as(entity_id, found.document.id) if is_taken_back else []
    before = document_rebills(entity_id, found.document.id)
    return {
        "rebilled_as": [one for one in anew if one.number not in linked],
        "rebills": [number for number in before if number not in linked],
    }


def _other_side(sitting: Seated, one: Settled) -> str:
    """The page of what was put against a document; nothing where it has none."""
    name = "payments.payment" if one.kind == "payment" else "invoicing.invoice"
    if one.kind != "payment" and one.kind not in KINDS:
        return ""
    try:
        return reverse(name, args=[sitting.code, one.number])
    except NoReverseMatch:
        return ""


@page(INVOICE)
def pdf(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The file as it is kept from its first print on.

    It is kept in the name of who may send it.  Who only reads keeps nothing.
    """
    document = stored_by_number(sitting.entity_id, number)
    if sitting.may(Right.SEND):
        files = print_documents(sitting.entity_id, [document.id], **sitting.sends())
        content = files[document.id]
    else:
        content = file_to_read(sitting.entity_id, document.id)
    return HttpResponse(
        content,
        content_type=PDF,
        headers={
            "Content-Disposition": f'inline; filename="{number}.pdf"',
            "Cache-Control": _KEEP,
        },
    )


@page(INVOICE)
def image(
    request: HttpRequest,  # noqa: ARG001 - a page
    sitting: Seated,
    number: str,
    place: int,
) -> HttpResponse:
    """One page of the document as a drawing."""
    document = stored_by_number(sitting.entity_id, number)
    pages = _drawn(sitting.entity_id, document.id)
    if not 1 <= place <= len(pages):
        raise Http404
    return HttpResponse(
        pages[place - 1],
        content_type="image/svg+xml",
        headers={"Cache-Control": _KEEP},
    )


@page(INVOICE)
def images(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """All pages, one below the other; an amount leads to where it comes from."""
    document = stored_by_number(sitting.entity_id, number)
    drawn = _drawn(sitting.entity_id, document.id)
    placed = _placed(sitting.entity_id, document.id)
    return show(
        request,
        "invoicing/invoice_pages.html",
        {"number": number, "sheets": sheets(drawn, placed)},
    )


@lru_cache(maxsize=64)
def _drawn(entity_id: int, document_id: int) -> tuple[bytes, ...]:
    """The pages of an issued document, which never changes."""
    record = printed(entity_id, [document_id])[document_id]
    overrides = own_templates(entity_id, [document_id])[document_id]
    return tuple(render_invoice_pages(record, template_overrides=overrides))


@lru_cache(maxsize=64)
def _placed(entity_id: int, document_id: int) -> tuple[PlacedAmount, ...]:
    """Where its amounts stand on these pages."""
    record = printed(entity_id, [document_id])[document_id]
    overrides = own_templates(entity_id, [document_id])[document_id]
    return tuple(placed_amounts(record, template_overrides=overrides))


@page(INVOICE)
def paper(
    request: HttpRequest,  # noqa: ARG001 - a page
    sitting: Seated,
    number: str,
    paper_id: int,
) -> HttpResponse:
    """A supporting document of it, to keep."""
    document = stored_by_number(sitting.entity_id, number)
    inside = papers_inside(sitting.entity_id, [document.id]).get(document.id, ())
    attached = next((one for one in inside if one.paper_id == paper_id), None)
    if attached is None:
        raise Http404
    return HttpResponse(
        papers.paper(sitting.entity_id, paper_id),
        content_type=attached.media_type,
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=attached.name
            )
        },
    )


_ONE: Final = "<str:entity>/invoices/<str:number>"

urlpatterns = [
    path(f"{_ONE}.pdf", pdf, name="invoicing.pdf"),
    path(f"{_ONE}/pages", images, name="invoicing.pages"),
    path(f"{_ONE}/pages/<int:place>.svg", image, name="invoicing.image"),
    path(f"{_ONE}/papers/<int:paper_id>", paper, name="invoicing.paper"),
    path(_ONE, invoice, name="invoicing.invoice"),
]
