"""What was taken in: all files, one of them, its rows to mend, and taking it back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils.http import content_disposition_header

from duebook.apps.entities.pages.door import page
from duebook.apps.imports.actions import UndoImport, undo_import
from duebook.apps.imports.forms import EXPORTED, UndoForm
from duebook.apps.imports.queries import (
    NoBadRows,
    bad_rows,
    import_by_id,
    imports,
    rows_of_file,
)
from duebook.apps.invoicing.queries.charges import whereabouts
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.bridges import VENDORS
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.imports.queries import FileTaken

IMPORTS: Final = Page("imports", "Imports", under="charges", keys=(Key("i", "import"),))
TAKEN: Final = Page(
    "taken",
    "Import",
    under="charges",
    keys=(Key("i", "another file"), Key("u", "undo")),
)

LISTED: Final = {
    "parties": "parties.parties",
    "open_items": "invoicing.invoices",
    "payments": "payments.payments",
}
"""Where stands what an import brought, if it has a list of its own."""

MOST_FILES: Final = 100
MOST_ROWS: Final = 100


@page(IMPORTS)
def all_imports(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """The files that were taken in, the last one first."""
    files = imports(sitting.entity_id)
    context = {"files": files[:MOST_FILES], "beyond": max(0, len(files) - MOST_FILES)}
    return show(request, "imports/imports.html", context)


@page(TAKEN)
def taken(request: HttpRequest, sitting: Seated, file_id: int) -> HttpResponse:
    """What came of a file."""
    return _shown(request, sitting, file_id, UndoForm())


@page(TAKEN, Right.PREPARE)
def undo(request: HttpRequest, sitting: Seated, file_id: int) -> HttpResponse:
    """Take back all that a file brought, while nothing is built on it."""
    here = reverse("imports.taken", args=[sitting.code, file_id])
    back = HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": here})
    if request.method != "POST":
        return back
    form = UndoForm(request.POST)
    if form.is_valid():
        command = UndoImport(
            entity_id=sitting.entity_id,
            file_id=file_id,
            reason=form.cleaned_data["reason"],
        )
        try:
            undo_import(command, **sitting.sends(form.cleaned_data["key"]))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return back
    with sitting.reading():
        return _shown(request, sitting, file_id, form, status=422)


@page(TAKEN)
def left_behind(
    request: HttpRequest,  # noqa: ARG001 - every page takes one
    sitting: Seated,
    file_id: int,
) -> HttpResponse:
    """The rows that an import left behind, to be mended and sent again."""
    try:
        name, content = bad_rows(sitting.entity_id, file_id)
    except NoBadRows as none:
        raise Http404 from none
    return HttpResponse(
        content,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=name
            )
        },
    )


def _shown(
    request: HttpRequest,
    sitting: Seated,
    file_id: int,
    form: UndoForm,
    *,
    status: int = 200,
) -> HttpResponse:
    file = import_by_id(sitting.entity_id, file_id)
    rows = rows_of_file(sitting.entity_id, file_id)
    context = {
        "file": file,
        "rows": rows[:MOST_ROWS],
        "beyond": max(0, len(rows) - MOST_ROWS),
        "kind": file.kind.replace("_", " "),
        "form": form,
        "may_undo": sitting.may(Right.PREPARE) and file.state == "taken",
        "all_rows": file.created
        + file.updated
        + file.unchanged
        + file.known
        + file.bad,
        "known": file.known + file.unchanged,
        "may_prepare": sitting.may(Right.PREPARE),
        "another": urlencode(_another(file)),
    }
    if file.kind == "charges":
        made = [row.target_id for row in rows if row.target_id and not row.is_undone]
        context["whereabouts"] = whereabouts(sitting.entity_id, made)
    elif file.kind in LISTED:
        context["listed"] = reverse(LISTED[file.kind], args=[sitting.code])
    return show(request, "imports/taken.html", context, status=status)


def _another(file: FileTaken) -> dict[str, str]:
    """What is said of the next file from where this one came."""
    if file.source in VENDORS:
        return {"kind": f"{EXPORTED}{file.source}"}
    return {"kind": file.kind, "source": file.source}


_TAKEN: Final = "<str:entity>/imports/<int:file_id>"

urlpatterns = [
    path("<str:entity>/imports", all_imports, name="imports.imports"),
    path(_TAKEN, taken, name="imports.taken"),
    path(f"{_TAKEN}/undo", undo, name="imports.undo"),
    path(f"{_TAKEN}/bad-rows", left_behind, name="imports.bad_rows"),
]
