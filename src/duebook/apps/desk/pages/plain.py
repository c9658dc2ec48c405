"""The plain pages until the desk is built: entities, reports, documents; read only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from duebook import db
from duebook.apps.entities import queries as entities
from duebook.apps.entities.pages.door import page, spanning_page
from duebook.apps.invoicing.queries.documents import NoSuchDocument, stored
from duebook.apps.invoicing.queries.listing import count_documents, documents
from duebook.apps.invoicing.queries.printing import printed
from duebook.apps.papers.queries import stored_print
from duebook.apps.reports import queries as reports
from duebook.apps.reports.queries import REPORTS, Wanted
from duebook.documents.render import render_invoice
from duebook.domain.errors import Refusal
from duebook.formats.media import PDF, XLSX
from duebook.formats.tables import ColumnKind
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.models import Entity
    from duebook.apps.entities.pages.door import Abroad, Seated
    from duebook.apps.reports.queries import Report

PLAIN = Page("plain", "Entities", under="today")
_PAGE = 50
_ROWS = 200


@spanning_page(PLAIN)
def index(request: HttpRequest, abroad: Abroad) -> HttpResponse:  # noqa: ARG001 - every page takes one
    """All entities of the reader, with what is open in each."""
    rows = list(entities.entities())
    today = timezone.localdate()
    shown = []
    for row in rows:
        with db.reading(row.id):
            _, totals = reports.aging_rows(_wanted(row, today, size=1))
            shown.append((row, totals, count_documents(row.id)))
    return render(request, "desk/index.html", {"shown": shown})


@page(PLAIN)
def entity(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """An entity: its reports, and the newest of its documents."""
    row = entities.entity(sitting.entity_id)
    with db.reading(row.id):
        listed = documents(row.id, before=_before(request), size=_PAGE)
        aging = reports.report("aging", _wanted(row, timezone.localdate(), size=1))
    today = timezone.localdate()
    return render(
        request,
        "desk/entity.html",
        {
            "entity": row,
            "aging": aging,
            "money": ColumnKind.MONEY,
            "reports": REPORTS.values(),
            "documents": [(one, one.state(today)) for one in listed],
            "older": listed[-1].id if len(listed) == _PAGE else None,
            "is_first": not request.GET,
        },
    )


@page(PLAIN)
def report(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """A report as a table, with the same figures as a workbook one link away."""
    row = entities.entity(sitting.entity_id)
    answered = _answer(row, name, _on(request), size=_ROWS)
    return render(
        request,
        "desk/report.html",
        {
            "entity": row,
            "report": answered,
            "kind": REPORTS[name],
            "money": ColumnKind.MONEY,
            "rows": answered.rows[:_ROWS],
            "left_out": max(0, len(answered.rows) - _ROWS),
        },
    )


@page(PLAIN)
def workbook(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """A report as XLSX."""
    answered = _answer(
        entities.entity(sitting.entity_id), name, _on(request), size=None
    )
    return _file(
        reports.as_xlsx(answered), XLSX, f"{name}-{answered.on}.xlsx", is_shown=False
    )


@page(PLAIN)
def chart(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """The chart of a report as SVG."""
    answered = _answer(entities.entity(sitting.entity_id), name, _on(request), size=1)
    if answered.chart is None:
        raise Http404
    return HttpResponse(reports.as_svg(answered), content_type="image/svg+xml")


@page(PLAIN)
def document(request: HttpRequest, sitting: Seated, document_id: int) -> HttpResponse:  # noqa: ARG001 - every page takes one
    """A document as PDF: the print that was kept, else as it would be printed."""
    row = entities.entity(sitting.entity_id)
    with db.reading(row.id):
        known = stored(row.id, [document_id]).get(document_id)
        if known is None:
            raise Http404(str(NoSuchDocument(str(document_id))))
        content = stored_print(row.id, "document", document_id)
        record = None if content else printed(row.id, [document_id])[document_id]
    if record is not None:
        content = render_invoice(record)
    assert content is not None, "it was kept, or is printed now"
    return _file(content, PDF, f"{known.number}.pdf", is_shown=True)


def _answer(row: Entity, name: str, on: date, *, size: int | None) -> Report:
    if name not in REPORTS:
        raise Http404
    try:
        with db.reading(row.id):
            return reports.report(name, _wanted(row, on, size=size))
    except Refusal as refusal:
        raise Http404(str(refusal)) from refusal


def _wanted(row: Entity, on: date, *, size: int | None) -> Wanted:
    return Wanted(
        entity_id=row.id,
        currency=row.currency,
        locale="en-US",
        on=on,
        first=on.replace(month=1, day=1),
        size=size,
    )


def _on(request: HttpRequest) -> date:
    """The day asked about, today unless said."""
    text = request.GET.get("on", "")
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise Http404(f"“{text}” is no day such as 2026-11-03") from None


def _before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _file(
    content: bytes, media_type: str, name: str, *, is_shown: bool
) -> HttpResponse:
    how = "inline" if is_shown else "attachment"
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'{how}; filename="{name}"'},
    )


urlpatterns = [
    path("", index, name="index"),
    path("<str:entity>/", entity, name="entity"),
    path("<str:entity>/documents/<int:document_id>.pdf", document, name="document"),
    path("<str:entity>/reports/<str:name>.xlsx", workbook, name="workbook"),
    path("<str:entity>/reports/<str:name>.svg", chart, name="chart"),
    path("<str:entity>/reports/<str:name>/", report, name="report"),
]
