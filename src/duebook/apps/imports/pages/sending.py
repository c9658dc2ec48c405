"""A file that is sent, with the papers that its rows name; nothing is taken in yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid5

from django.http import HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.imports.actions import KeepFile, keep_file
from duebook.apps.imports.forms import EXPORTED, UploadForm
from duebook.apps.imports.queries import imports, sources
from duebook.apps.imports.queries.reading import usual_order
from duebook.domain.rights import Right
from duebook.formats.bridges import read_bridge, writer_of
from duebook.formats.media import ZIP
from duebook.formats.packs import papers_sent, zipped
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

IMPORT: Final = Page(
    "import",
    "Import",
    under="charges",
    keys=(
        Key("↹", "next column"),
        Key("f", "problems"),
        Key("1", "fix, to 9"),
        Key("Ctrl ↵", "import"),
        Key("Esc", "leave, nothing kept"),
    ),
)


@page(IMPORT, Right.PREPARE)
def upload(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Send a file; nothing of it is taken in before it was looked at."""
    data = request.POST if request.method == "POST" else None
    form = UploadForm(
        data,
        request.FILES or None,
        initial={
            "kind": request.GET.get("kind", "charges"),
            "source": request.GET.get("source", ""),
        },
    )
    if form.is_valid():
        with refusing(form):
            return HttpResponseRedirect(_kept(sitting, form.cleaned_data), status=303)
    with sitting.reading():
        context = {
            "form": form,
            "last": imports(sitting.entity_id)[:5],
            "sources": sources(sitting.entity_id),
        }
    status = 422 if form.is_bound else 200
    return show(request, "imports/upload.html", context, status=status)


def _kept(sitting: Seated, said: dict[str, Any]) -> str:
    """Keep what was sent, and return the address at which it is looked at.

    Raises:
        Refusal: the papers are not taken, or no program is known that wrote the file.
    """
    name, content = said["file"].name, said["file"].read()
    told = {"kind": said["kind"], "source": said["source"], "name": name}
    if said["kind"].startswith(EXPORTED):
        told |= _exported(sitting, said["kind"].removeprefix(EXPORTED), content, name)
    papers = papers_sent((one.name, one.read()) for one in said["papers"])
    keeps = KeepFile(entity_id=sitting.entity_id, content=content)
    paper_id = keep_file(keeps, **sitting.sends(said["key"]))
    if papers:
        packed = replace(keeps, content=zipped(papers), media_type=ZIP)
        key = uuid5(said["key"], "papers")
        told["papers"] = keep_file(packed, **sitting.sends(key))
    there = reverse("imports.look", args=[sitting.code, paper_id])
    return f"{there}?{urlencode(told)}"


def _exported(
    sitting: Seated, bridge: str, content: bytes, name: str
) -> dict[str, str]:
    """Which program wrote a file, and what is to be taken in of it first."""
    with sitting.reading():
        order = usual_order(sitting.entity_id)
    writer = bridge or writer_of(content, name, assumed_order=order)
    held = read_bridge(writer, content, name, assumed_order=order)
    return {"kind": held.parts[0].kind, "bridge": writer}


urlpatterns = [path("<str:entity>/charges/import", upload, name="imports.import")]
