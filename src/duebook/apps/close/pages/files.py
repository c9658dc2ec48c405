"""Files of the books for others: an audit sample by its seed, exports by program."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import path

from duebook.apps.close.forms import ExportForm, SampleForm
from duebook.apps.close.queries.exports import each_once, exported
from duebook.apps.close.queries.sampling import audit_sample
from duebook.apps.entities.pages.door import page, refusing
from duebook.documents.render import render_dossier
from duebook.formats.media import PDF, ZIP
from duebook.formats.packs import zipped
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated

SAMPLE = Page("audit-sample", "Audit sample", under="close")
EXPORTS = Page("exports", "Export the books", under="close")


@page(SAMPLE)
def sample(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Documents drawn by a seed with all that stands behind them, as a PDF."""
    first, last = _last_month(sitting.today)
    form = SampleForm(
        request.GET if "seed" in request.GET else None,
        today=sitting.today,
        initial={"count": 25, "first": first, "last": last},
    )
    if form.is_valid():
        with refusing(form):
            dossier = audit_sample(sitting.entity_id, **form.cleaned_data)
            return _file(render_dossier(dossier), PDF, "audit-sample.pdf")
    return show(
        request,
        "close/sample.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@page(EXPORTS)
def exports(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Master data and journal as another program takes them in, as a ZIP."""
    first, last = _last_month(sitting.today)
    form = ExportForm(
        request.GET if "program" in request.GET else None,
        today=sitting.today,
        initial={"first": first, "last": last},
    )
    if form.is_valid():
        with refusing(form):
            return _exported(sitting, form)
    return show(
        request,
        "close/exports.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


def _exported(sitting: Seated, form: ExportForm) -> HttpResponse:
    told = form.cleaned_data
    files = exported(
        sitting.entity_id,
        told["program"],
        each_once(told["program"], has_days=bool(told["first"])),
        first=told["first"] or sitting.today,
        last=told["last"] or sitting.today,
    )
    content = zipped({file.name: file.content for file in files})
    return _file(content, ZIP, f"{sitting.code}-{told['program']}.zip")


def _last_month(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("<str:entity>/close/sample", sample, name="close.sample"),
    path("<str:entity>/close/exports", exports, name="close.exports"),
]
