"""Every list of the desk: heads, rows, search line, paging, figures, exports.

A room says what its list shows in a :class:`ListPage`; :func:`answer` shows it, and
gives the same rows as CSV or XLSX.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from duebook.web import list_files
from duebook.web import listing as asked_of
from duebook.web.answers import show, target
from duebook.web.charts import Bucket
from duebook.web.list_files import Export
from duebook.web.list_pages import (
    Bulk,
    Column,
    HeadFigure,
    ListPage,
    Look,
    Part,
    Reader,
    Standing,
    View,
    asking,
    parameters,
)
from duebook.web.listing import Asked, Cursor, Found
from duebook.web.neighbours import Listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duebook.web.search_line import Term

__all__ = [
    "Bulk",
    "Column",
    "HeadFigure",
    "ListPage",
    "Look",
    "Part",
    "Reader",
    "Standing",
    "View",
    "answer",
    "asking",
    "chosen",
    "ids_of",
]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: where a click sorts, and how it is sorted now."""

    title: str
    look: str
    address: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as shown."""

    look: str
    value: Any
    link: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row as shown: its panel is its own address, asked for by htmx."""

    id: int
    ref: str
    address: str
    cells: tuple[Cell, ...]
    currency: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A term of the line, and the address of the list without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class Start:
    """The button that begins something new."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Count and sum in one currency, the bar of its parts, and more figures of it."""

    found: Found
    bar: tuple[Bucket, ...]
    figures: tuple[HeadFigure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A list as its template draws it."""

    spec: ListPage
    line: str
    chips: tuple[Chip, ...]
    puzzles: tuple[str, ...]
    heads: tuple[Head, ...]
    rows: tuple[ShownRow, ...]
    next: str
    at: str
    views: tuple[tuple[View, str, bool], ...]
    choices: tuple[tuple[str, str, bool], ...]
    bulk: tuple[Bulk, ...]
    exports: Mapping[str, str]
    is_filtered: bool
    everything: str
    currency: str
    nothing: str = ""
    start: Start | None = None
    sooner: tuple[Start, ...] = ()
    example: str = ""
    found: Sequence[Sum] | None = None
    found_address: str = ""
    key: UUID = field(default_factory=uuid4)


def answer(
    request: HttpRequest,
    reader: Any,
    spec: ListPage,
    *,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The list as a page, the next rows, count and sum, or an export.

    ``?q=`` is the search line, ``sort`` and ``after`` its order and place, ``column``
    each extra one, ``at`` the chosen row; ``as=csv`` or ``as=xlsx`` exports all that
    is found, or offers to do so as long work; the region ``#found`` is count and sum
    of it.
    """
    inquiry = _inquiry(request, reader, spec)
    form = request.GET.get("as", "")
    if form in {"csv", "xlsx"}:
        return _exported(inquiry, form)
    return show(
        request,
        spec.template,
        {"list": _shown(inquiry), **(context or {})},
        more="web/_list_rows.html",
        found="web/_list_found.html",
        list="web/_list.html",
    )


def chosen(
    request: HttpRequest,
    reader: Any,
    spec: ListPage,
) -> list[int]:
    """The ids that a bulk act is about: the ticked ones, or all that the line finds.

    Raises:
        TooMany: more than an act takes.
    """
    asked_for = request.POST if request.method == "POST" else request.GET
    if asked_for.get("all") == "1":
        line = asked_for.get("q", "")
        asked = asked_of.understood(spec.listing, line, asking(reader))
        return ids_of(reader, spec, asked, line)
    ticked = asked_for.getlist("id")
    if len(ticked) > asked_of.MOST:
        raise asked_of.TooMany(len(ticked), asked_of.MOST)
    return sorted({int(one) for one in ticked if one.isdecimal() and len(one) < 19})


def ids_of(reader: Any, spec: ListPage, asked: Asked, line: str) -> list[int]:
    """The ids of all that a line, as it was understood, finds.

    Raises:
        TooMany: more than an act takes.
    """
    return asked_of.chosen_ids(spec.listing, asked, parameters(spec, reader, line))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inquiry:
    """What a request asks of a list, understood."""

    spec: ListPage
    reader: Any
    request: HttpRequest
    line: str
    asked: Asked
    parameters: Mapping[str, object]
    sort: str
    is_descending: bool

    @property
    def here(self) -> dict[str, str | list[str]]:
        """The parameters of the address that the next one keeps."""
        kept: dict[str, str | list[str]] = (
            {"q": self.line} if "q" in self.request.GET or self.line else {}
        )
        if sort := self.request.GET.get("sort"):
            kept["sort"] = sort
        if extra := self.request.GET.getlist("column"):
            kept["column"] = extra
        return kept

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns shown: the extra ones where they are asked for."""
        extra = set(self.request.GET.getlist("column"))
        return tuple(
            column
            for column in self.spec.columns
            if not column.is_extra or column.name in extra
        )

    def page(
        self, after: Cursor | None, size: int = 50
    ) -> tuple[list[Any], Cursor | None]:
        return asked_of.page(
            self.spec.listing,
            self.asked,
            self.parameters,
            sort=self.sort,
            is_descending=self.is_descending,
            after=after,
            size=size,
        )


def _inquiry(request: HttpRequest, reader: Any, spec: ListPage) -> _Inquiry:
    line = request.GET.get("q", spec.first_line)
    sort, is_descending = _sort(request, spec)
    return _Inquiry(
        spec=spec,
        reader=reader,
        request=request,
        line=line,
        asked=asked_of.understood(spec.listing, line, asking(reader)),
        parameters=parameters(spec, reader, line),
        sort=sort,
        is_descending=is_descending,
    )


def _shown(inquiry: _Inquiry) -> Shown:
    spec, here, get = inquiry.spec, inquiry.here, inquiry.request.GET
    after = Cursor.of(get.get("after", ""))
    rows: list[Any] = []
    following, total = None, None
    if get.get("found"):
        total = [
            Sum(one, _bar(inquiry, one), tuple(spec.figures(one)))
            for one in asked_of.found(spec.listing, inquiry.asked, inquiry.parameters)
        ]
    if target(inquiry.request) != "found":
        rows, following = inquiry.page(after)
    return Shown(
        spec=spec,
        line=inquiry.line,
        chips=_chips(inquiry),
        puzzles=inquiry.asked.puzzles,
        heads=tuple(_head(column, inquiry) for column in inquiry.columns),
        rows=tuple(_row(row, inquiry) for row in rows),
        next=_address(here | {"after": str(following)}) if following else "",
        at=get.get("at", ""),
        views=tuple(
            (view, _address({"q": view.line}), view.line == inquiry.line)
            for view in spec.views
        ),
        choices=tuple(
            (column.name, column.title, column in inquiry.columns)
            for column in spec.columns
            if column.is_extra
        ),
        bulk=tuple(one for one in spec.bulk if one.right in _rights(inquiry.reader)),
        exports={form: _address(here | {"as": form}) for form in ("xlsx", "csv")},
        is_filtered=bool(inquiry.asked.terms),
        everything=_address({"q": ""}),
        currency=inquiry.reader.currency,
        nothing=spec.nothing,
        start=next(_starts(inquiry, [inquiry.spec.start]), None),
        sooner=tuple(_starts(inquiry, inquiry.spec.sooner)),
        example=" ".join(
            f"{name}:{known.examples[0]}"
            for name, known in list(spec.listing.fields.items())[:2]
            if known.examples
        ),
        found=total,
        found_address=_address(here | {"found": "1"}),
    )


def _bar(inquiry: _Inquiry, found: Found) -> tuple[Bucket, ...]:
    parts = inquiry.spec.bar(found)
    return tuple(
        Bucket(
            part.label,
            part.amount_minor,
            age,
            _address(inquiry.here | {"q": _narrowed(inquiry.asked.terms, part.term)}),
            name=f"age{age}",
        )
        for age, part in enumerate(parts)
    )


def _narrowed(terms: Sequence[Term], term: str) -> str:
    field = term.partition(":")[0]
    kept = [str(one) for one in terms if one.field != field or one.is_not]
    return " ".join([*kept, term])


def _starts(
    inquiry: _Inquiry, ways: Iterable[tuple[str, str, str] | None]
) -> Iterator[Start]:
    """The ways to begin that the reader has the right to."""
    for way in ways:
        if way is not None and way[2] in _rights(inquiry.reader):
            yield Start(way[0], reverse(way[1], args=[inquiry.reader.code]))


def _chips(inquiry: _Inquiry) -> tuple[Chip, ...]:
    terms = inquiry.asked.terms
    return tuple(
        Chip(str(term), _address(inquiry.here | {"q": _line(terms, without=index)}))
        for index, term in enumerate(terms)
    )


def _line(terms: Sequence[Term], *, without: int) -> str:
    return " ".join(str(term) for at, term in enumerate(terms) if at != without)


def _rights(reader: Any) -> set[str]:
    seat = getattr(reader, "seat", None)
    return {str(right) for right in seat.limits} if seat else set()


def _address(parameters: Mapping[str, str | list[str]]) -> str:
    return f"?{urlencode(parameters, doseq=True)}"


def _sort(request: HttpRequest, spec: ListPage) -> tuple[str, bool]:
    """``sort=due`` or ``sort=-due``; the listing's own where none is known."""
    text = request.GET.get("sort", "")
    name = text.removeprefix("-")
    if name in spec.listing.sorts:
        return name, text.startswith("-")
    first = spec.listing.first_sort
    return first, spec.listing.sorts[first].is_descending


def _head(column: Column, inquiry: _Inquiry) -> Head:
    """A head turns its own order round, or takes the place of another's."""
    if not column.sort:
        return Head(column.title, column.look, "", "")
    by = inquiry.spec.listing.sorts[column.sort]
    is_sorted = column.sort == inquiry.sort
    is_next_down = not inquiry.is_descending if is_sorted else by.is_descending
    name = f"-{column.sort}" if is_next_down else column.sort
    how = "descending" if inquiry.is_descending else "ascending"
    address = _address(inquiry.here | {"sort": name})
    return Head(column.title, column.look, address, how if is_sorted else "none")


def _row(row: Any, inquiry: _Inquiry) -> ShownRow:
    spec, reader = inquiry.spec, inquiry.reader
    address = spec.address(row, reader)
    links = [
        column.link(row, reader) if column.link else "" for column in inquiry.columns
    ]
    listed = Listed(
        spec=spec,
        line=inquiry.line,
        sort=inquiry.sort,
        is_descending=inquiry.is_descending,
    )
    return ShownRow(
        id=row.id,
        ref=spec.ref(row),
        address=address,
        cells=tuple(
            Cell(
                column.look,
                column.value(row, reader),
                listed.link_to(row, reader) if link and link == address else link,
            )
            for column, link in zip(inquiry.columns, links, strict=True)
        ),
        currency=spec.currency(row),
    )


def _exported(inquiry: _Inquiry, form: str) -> HttpResponse:
    """All that is found as a file; or the offer to make it as long work."""
    spec, reader = inquiry.spec, inquiry.reader
    export = Export(
        list=spec.page.name,
        line=inquiry.line,
        sort=inquiry.sort,
        is_descending=inquiry.is_descending,
        form="xlsx" if form == "xlsx" else "csv",
    )
    found = list_files.found(spec, reader, export)
    count = sum(one.count for one in found)
    if count > list_files.EXPORT_MOST:
        return show(
            inquiry.request,
            "web/export.html",
            {
                "spec": spec,
                "export": export,
                "count": count,
                "most": list_files.EXPORT_MOST,
                "key": uuid4(),
                "back": _address({"q": inquiry.line}),
            },
        )
    pages = list_files.pages(spec, reader, export)
    made = list_files.made(spec, reader, export, found, pages)
    return HttpResponse(
        made.content,
        content_type=made.media_type,
        headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
    )
