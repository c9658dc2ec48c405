"""A file before it is taken in: uploaded, looked at, understood otherwise, taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpResponse, QueryDict
from django.urls import path, reverse

from duebook.apps.entities.actions import acting
from duebook.apps.entities.pages.door import page
from duebook.apps.imports.actions import (
    RememberMapping,
    SentPaper,
    TakeIn,
    TakeInKept,
    remember_mapping,
    take_in,
)
from duebook.apps.imports.forms import (
    KINDS,
    LEFT_OUT,
    FileForm,
    MakeForm,
    TakeForm,
    mends_written,
)
from duebook.apps.imports.pages import shown as looks
from duebook.apps.imports.pages.mending import MOST, fields_said, to_mend
from duebook.apps.imports.pages.sending import IMPORT
from duebook.apps.imports.queries import Preview, Said, imports
from duebook.apps.imports.queries.files import standing_file
from duebook.apps.imports.queries.plans.charges import papers_of
from duebook.apps.imports.queries.plans.parties import made_codes
from duebook.apps.imports.queries.preview import judged
from duebook.apps.imports.queries.reading import Reading, read_as_found
from duebook.apps.imports.queries.worth import worth_of
from duebook.apps.papers.queries import paper
from duebook.apps.parties.actions import KeepParties, keep_parties
from duebook.apps.work.actions import start
from duebook.domain.errors import Refusal
from duebook.domain.parties import PartyEntry
from duebook.domain.rights import Right
from duebook.formats.media import CSV, XLSX
from duebook.formats.packs import papers_sent
from duebook.formats.tables import FileKind
from duebook.web.answers import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated

AT_ONCE: Final = 1_000
"""Rows that are taken in while somebody waits; more is long work."""


@dataclass(frozen=True)
class Looked:
    """A file as it was understood; a preview once no field is missing."""

    form: FileForm
    said: Said
    reading: Reading
    missing: str
    preview: Preview | None
    papers: Mapping[str, bytes]

    @property
    def unnamed(self) -> list[str]:
        """Papers that no row names, as far as the rows can be read."""
        rows = (one.row for one in self.preview.planned) if self.preview else ()
        named = {name for row in rows for name in papers_of(row)}
        return sorted(self.papers.keys() - named)


@page(IMPORT, Right.PREPARE)
def look(request: HttpRequest, sitting: Seated, paper_id: int) -> HttpResponse:
    """What taking the file in would do, row by row; POST takes it in."""
    if request.method == "POST":
        return _take(request, sitting, paper_id)
    return _show(request, sitting, paper_id, request.GET)


@page(IMPORT, Right.PREPARE)
def rows_to_mend(request: HttpRequest, sitting: Seated, paper_id: int) -> HttpResponse:
    """The rows that cannot be taken in, as a file to mend and send again."""
    looked = _looked(sitting, request.GET, paper(sitting.entity_id, paper_id))
    if looked.preview is None or not looked.preview.bad:
        raise Http404
    is_text = looked.reading.table.layout.kind is FileKind.DELIMITED
    name = f"to-mend{'.csv' if is_text else '.xlsx'}"
    return HttpResponse(
        looked.preview.bad_rows_file(),
        content_type=CSV if is_text else XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _looked(sitting: Seated, data: QueryDict, content: bytes) -> Looked:
    """Read the file as was said.

    Raises:
        Refusal: it is no table, or what was said does not fit.
    """
    form = FileForm(data)
    if not form.is_valid():
        raise Http404
    typed = form.cleaned_data
    said = form.said(data)
    reading = read_as_found(
        sitting.entity_id,
        typed["kind"],
        content,
        typed["name"],
        said=said,
        source=typed["source"],
        bridge=typed["bridge"],
    )
    papers = _papers(sitting, typed["papers"])
    missing = reading.mapping.missing(reading.specs)
    return Looked(
        form=form,
        said=said,
        reading=reading,
        missing=" or ".join(f"“{spec.label}”" for spec in missing),
        preview=None
        if missing
        else judged(
            reading,
            sitting.entity_id,
            person=acting(sitting.entity_id, sitting.actor),
            today=sitting.today,
            papers=papers,
            counts_on=typed["counts_on"],
            total=typed["total"],
        ),
        papers=papers,
    )


def _papers(sitting: Seated, pack_id: int | None) -> dict[str, bytes]:
    """The supporting documents that came with a file."""
    if pack_id is None:
        return {}
    return papers_sent([("papers.zip", paper(sitting.entity_id, pack_id))])


def _show(
    request: HttpRequest,
    sitting: Seated,
    paper_id: int,
    data: QueryDict,
    *,
    refusal: str = "",
) -> HttpResponse:
    content = paper(sitting.entity_id, paper_id)
    try:
        looked = _looked(sitting, data, content)
    except Refusal as unread:
        told = {"refusal": str(unread)}
        return show(request, "imports/unreadable.html", told, status=422)
    mapping = looked.reading.mapping
    context: dict[str, Any] = {
        "paper_id": paper_id,
        "looked": looked,
        "form": looked.form,
        "kind": dict(KINDS)[looked.reading.kind],
        "refusal": refusal,
        "key": uuid4(),
        "cards": looks.column_cards(looked.reading),
        "fields": [(LEFT_OUT, "leave out")]
        + [(spec.name, spec.label) for spec in looked.reading.specs],
        "query": data.urlencode(),
        "mends": _pairs(mends_written(mapping.mends, mapping.turned)),
        "last": imports(sitting.entity_id)[:3],
        "rows_in_file": len(looked.reading.table.rows),
        "parts": _parts(sitting, looked.reading, data),
        **_rows(looked.preview, data),
    }
    if looked.preview is not None and looked.reading.kind == "charges":
        context["worth"] = worth_of(sitting.entity_id, looked.preview.planned)
    if looked.preview is not None:
        listed = to_mend(looked.preview, sitting.entity_id, data)
        context |= {
            "to_mend": listed[:MOST],
            "carried": _pairs(dict(fields_said(mapping, data).lists())),
            "to_mend_beyond": max(0, len(listed) - MOST),
            "nobody": [
                one.trouble.value
                for one in listed
                if one.trouble and one.trouble.may_be_made
            ],
        }
    return show(
        request,
        "imports/look.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
    )


def _parts(
    sitting: Seated, reading: Reading, data: QueryDict
) -> list[tuple[str, str, bool, bool]]:
    """What an export holds: called so, at this address, looked at now, in already."""
    whose = {name: data.get(name, "") for name in ("bridge", "name", "source")}
    return [
        (
            dict(KINDS)[kind],
            f"?{urlencode({'kind': kind, **whose})}",
            kind == reading.kind,
            standing_file(sitting.entity_id, kind, reading.sha256) is not None,
        )
        for kind in reading.kinds
    ]


def _pairs(query: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """What hidden fields of a form say."""
    return [(name, value) for name, values in query.items() for value in values]


@page(IMPORT, Right.PREPARE)
def make_parties(request: HttpRequest, sitting: Seated, paper_id: int) -> HttpResponse:
    """Make parties of words of the file that name nobody, and look at it again."""
    form = MakeForm(request.POST)
    if not form.is_valid():
        raise Http404
    words = tuple(dict.fromkeys(filter(None, request.POST.getlist("word"))))
    query = QueryDict(form.cleaned_data["query"])
    try:
        with sitting.reading():
            codes = made_codes(sitting.entity_id, words)
        keep_parties(
            KeepParties(
                entity_id=sitting.entity_id,
                parties=tuple(
                    PartyEntry(code=codes[word], name=word, currency=sitting.currency)
                    for word in words
                ),
            ),
            **sitting.sends(form.cleaned_data["key"]),
        )
    except Refusal as refusal:
        with sitting.reading():
            return _show(request, sitting, paper_id, query, refusal=str(refusal))
    there = reverse("imports.look", args=[sitting.code, paper_id])
    return _see(f"{there}?{query.urlencode()}")


def _rows(preview: Preview | None, data: QueryDict) -> dict[str, Any]:
    if preview is None:
        return {}
    rows = looks.shown_rows(preview)
    way = data.get("show", "")
    wanted = [row for row in rows if not way or row.way == way]
    counts = looks.counts_of(rows)
    return {
        "preview": preview,
        "heads": [heading for _, heading in looks.shown_columns(preview.reading)],
        "rows": wanted[: looks.MOST_ROWS],
        "beyond": max(0, len(wanted) - looks.MOST_ROWS),
        "new": counts.get("new", 0),
        "changed": counts.get("changed", 0),
        "known": counts.get("in already", 0),
        "bad": counts.get("problems", 0),
        "to_write": counts.get("new", 0) + counts.get("changed", 0),
        "segments": [
            (one, _with(data, show=one), counts.get(one, 0), one == way)
            for one in looks.WAYS
            if counts.get(one)
        ]
        + [("all", _with(data, show=""), len(rows), not way)],
        "first_problem": next((row for row in rows if row.problems), None),
    }


def _with(data: QueryDict, **changes: str) -> str:
    changed = data.copy()
    for name, value in changes.items():
        changed[name] = value
    return f"?{changed.urlencode()}"


def _take(request: HttpRequest, sitting: Seated, paper_id: int) -> HttpResponse:
    """Take the file in as it was shown: at once, or as long work where it is long."""
    form = TakeForm(request.POST)
    if not form.is_valid():
        raise Http404
    taking = form.cleaned_data
    try:
        with sitting.reading():
            content = paper(sitting.entity_id, paper_id)
            looked = _looked(sitting, request.POST, content)
        if looked.preview is None:
            with sitting.reading():
                return _show(
                    request,
                    sitting,
                    paper_id,
                    request.POST,
                    refusal=f"No column is taken for {looked.missing} yet.",
                )
        command = TakeIn(
            entity_id=sitting.entity_id,
            kind=looked.reading.kind,
            name=looked.form.cleaned_data["name"],
            content=content,
            layout=looked.reading.table.layout,
            mapping=looked.reading.mapping,
            source=looked.form.cleaned_data["source"],
            bridge=looked.form.cleaned_data["bridge"],
            papers=_named_papers(looked),
            counts_on=looked.form.cleaned_data["counts_on"],
            total=looked.form.cleaned_data["total"],
            differs_because=taking["differs_because"],
        )
        there = _taken(sitting, command, paper_id, looked, taking["key"])
        if taking["remembers"] and not command.bridge:
            _remember(sitting, looked)
    except Refusal as refusal:
        with sitting.reading():
            return _show(request, sitting, paper_id, request.POST, refusal=str(refusal))
    return _see(there)


def _named_papers(looked: Looked) -> tuple[SentPaper, ...]:
    unnamed = looked.unnamed
    return tuple(
        SentPaper(name=name, content=content)
        for name, content in sorted(looked.papers.items())
        if name not in unnamed
    )


def _taken(
    sitting: Seated, command: TakeIn, paper_id: int, looked: Looked, key: Any
) -> str:
    """Where what came of it is shown."""
    if len(looked.reading.table.rows) > AT_ONCE:
        kept = TakeInKept(
            entity_id=sitting.entity_id,
            paper_id=paper_id,
            command=replace(command, content=b"", papers=()),
            papers_id=looked.form.cleaned_data["papers"],
        )
        work_id = start("import", kept, **sitting.sends(key))
        return reverse("work.work", args=[sitting.code, work_id])
    taken = take_in(command, **sitting.sends(key))
    return reverse("imports.taken", args=[sitting.code, taken.file_id])


def _remember(sitting: Seated, looked: Looked) -> None:
    remember_mapping(
        RememberMapping(
            entity_id=sitting.entity_id,
            kind=looked.reading.kind,
            source=looked.form.cleaned_data["source"],
            mapping=looked.reading.mapping,
        ),
        **sitting.sends(),
    )


def _see(address: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


_KEPT: Final = "<str:entity>/charges/import/<int:paper_id>"

urlpatterns = [
    path(_KEPT, look, name="imports.look"),
    path(f"{_KEPT}/make", make_parties, name="imports.make"),
    path(f"{_KEPT}/to-mend", rows_to_mend, name="imports.to_mend"),
]
