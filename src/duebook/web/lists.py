"""Every list of the desk: heads, rows, search line, paging, figures, exports.

A room says what its list shows in a :class:`ListPage`; :func:`answer` shows it, and
gives the same rows as CSV or XLSX.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from typing_extensions import override

from duebook.domain.money import exponent
from duebook.formats.media import XLSX
from duebook.formats.tables import Column as ExportColumn
from duebook.formats.tables import ColumnKind, Sheet, write_csv, write_xlsx
from duebook.web import listing as asked_of
from duebook.web.answers import show, target
from duebook.web.charts import Bucket
from duebook.web.frame import Page
from duebook.web.listing import Asked, Asking, Cursor, Found, Listing, TooMany
from duebook.web.states import spoken

if TYPE_CHECKING:
    from datetime import date

    from duebook.web.search_line import Term

EXPORT_MOST = 100_000
"""Rows of an export that is answered at once; more is long work."""


CSV = "text/csv; charset=utf-8"


class Look(StrEnum):
    """How a cell is shown."""

    TEXT = "text"
    STRONG = "strong"
    DIM = "dim"
    MONEY = "money"
    COUNT = "count"
    DAY = "day"
    STATE = "state"


_KINDS = {
    Look.MONEY: ColumnKind.MONEY,
    Look.COUNT: ColumnKind.INTEGER,
    Look.DAY: ColumnKind.DATE,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a row stands: a word of web/states.py, and what is said instead of it.

    ``Standing("over", "24 d over")``; a ``kind`` takes the place of the word's own.
    """

    word: str
    text: str = ""
    kind: str = ""

    @override
    def __str__(self) -> str:
        """As people say it."""
        return self.text or spoken(self.word)


class Reader(Protocol):
    """Who reads a list, and where."""

    @property
    def entity_id(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def today(self) -> date: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a list.

    ``value`` gives what is shown and exported: text, minor units, a day, a count or a
    state.  ``sort`` names a sort of the listing.  ``link`` gives the address that the
    cell leads to.  An ``is_extra`` column is shown when the reader asks for it.
    """

    name: str
    title: str
    value: Callable[[Any, Reader], Any]
    look: Look = Look.TEXT
    sort: str = ""
    link: Callable[[Any, Reader], str] | None = None
    is_extra: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A search line under a name."""

    name: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """An act on what is ticked, under ``address``; it shows first what it would do.

    ``right`` is the name of the right that it needs.
    """

    key: str
    label: str
    icon: str
    address: str
    right: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sum that was found; ``term`` narrows the line to its rows.

    The term takes the place of what the line said of its field before.
    """

    label: str
    amount_minor: int
    term: str


@dataclass(frozen=True, slots=True)
class HeadFigure:
    """A figure of all that was found, above its count."""

    name: str
    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list as a page: ``ref`` names a row for people and addresses.

    ``nothing`` is the sentence where the list was never used, ``start`` its button:
    label, name of an address, and the right that it needs.  ``summed`` says what the
    sum is of: "open".  ``bar`` divides what was found, young to old; ``figures`` tell
    of it.
    """

    page: Page
    listing: Listing[Any]
    columns: tuple[Column, ...]
    ref: Callable[[Any], str]
    address: Callable[[Any, Reader], str]
    views: tuple[View, ...] = ()
    bulk: tuple[Bulk, ...] = ()
    nothing: str = "Nothing is here yet."
    start: tuple[str, str, str] | None = None
    first_line: str = ""
    template: str = "web/list.html"
    summed: str = ""
    bar: Callable[[Any], Sequence[Part]] = lambda _: ()
    figures: Callable[[Any], Sequence[HeadFigure]] = lambda _: ()
    currency: Callable[[Any], str] = field(default=lambda row: row.currency)


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
    is_continued: bool
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
    example: str = ""
    found: Sequence[Sum] | None = None
    found_address: str = ""
    key: UUID = field(default_factory=uuid4)


def answer(
    request: HttpRequest,
    reader: Any,
    spec: ListPage,
    *,
    facts: Mapping[str, object] | None = None,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The list as a page, the next rows, count and sum, or an export.

    ``?q=`` is the search line, ``sort`` and ``after`` its order and place, ``column``
    each extra one, ``at`` the chosen row; ``as=csv`` or ``as=xlsx`` exports all that
    is found; the region ``#found`` is count and sum of it.
    """
    inquiry = _inquiry(request, reader, spec, facts or {})
    form = request.GET.get("as", "")
    if form in {"csv", "xlsx"}:
        return _export(inquiry, form)
    return show(
        request,
        spec.template,
        {"list": _shown(inquiry), **(context or {})},
        more="web/_list_rows.html",
        found="web/_list_found.html",
        list="web/_list.html",
    )


def asking(reader: Reader) -> Asking:
    """What values mean to a reader."""
    return Asking(reader.today, reader.currency, reader.actor, reader.entity_id)


def chosen(
    request: HttpRequest,
    reader: Any,
    spec: ListPage,
    *,
    facts: Mapping[str, object] | None = None,
) -> list[int]:
    """The ids that a bulk act is about: the ticked ones, or all that the line finds.

    Raises:
        TooMany: more than an act takes.
    """
    asked_for = request.POST if request.method == "POST" else request.GET
    if asked_for.get("all") == "1":
        line = asked_for.get("q", "")
        asked = asked_of.understood(spec.listing, line, asking(reader))
        parameters = {"entity": reader.entity_id, "today": reader.today}
        return asked_of.chosen_ids(spec.listing, asked, {**parameters, **(facts or {})})
    ticked = asked_for.getlist("id")[: asked_of.MOST]
    return sorted({int(one) for one in ticked if one.isdecimal() and len(one) < 19})


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


def _inquiry(
    request: HttpRequest, reader: Any, spec: ListPage, facts: Mapping[str, object]
) -> _Inquiry:
    line = request.GET.get("q", spec.first_line)
    sort, is_descending = _sort(request, spec)
    return _Inquiry(
        spec=spec,
        reader=reader,
        request=request,
        line=line,
        asked=asked_of.understood(spec.listing, line, asking(reader)),
        parameters={"entity": reader.entity_id, "today": reader.today, **facts},
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
        is_continued=after is not None,
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
        start=_start(inquiry),
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


def _start(inquiry: _Inquiry) -> Start | None:
    if inquiry.spec.start is None:
        return None
    label, name, right = inquiry.spec.start
    if right not in _rights(inquiry.reader):
        return None
    return Start(label, reverse(name, args=[inquiry.reader.code]))


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
    return ShownRow(
        id=row.id,
        ref=spec.ref(row),
        address=spec.address(row, reader),
        cells=tuple(
            Cell(
                column.look,
                column.value(row, reader),
                column.link(row, reader) if column.link else "",
            )
            for column in inquiry.columns
        ),
        currency=spec.currency(row),
    )


def _export(inquiry: _Inquiry, form: str) -> HttpResponse:
    """All that is found, with every column; amounts beside their currency.

    Raises:
        TooMany: more than is answered at once.
    """
    spec, reader = inquiry.spec, inquiry.reader
    rows = _all(inquiry)
    digits = max((exponent(spec.currency(row)) for row in rows), default=2)
    columns = [
        *(
            ExportColumn(
                column.title, _KINDS.get(column.look, ColumnKind.TEXT), digits=digits
            )
            for column in spec.columns
        ),
        ExportColumn("Currency"),
    ]
    cells = [
        (
            *(_exported(column, row, inquiry, digits) for column in spec.columns),
            spec.currency(row),
        )
        for row in rows
    ]
    name = f"{spec.page.name}-{reader.today}"
    if form == "csv":
        return _file(write_csv(columns, cells), CSV, f"{name}.csv")
    sheet = Sheet(spec.page.title, columns, cells, title=spec.page.title)
    return _file(write_xlsx([sheet]), XLSX, f"{name}.xlsx")


def _all(inquiry: _Inquiry) -> list[Any]:
    rows, after = inquiry.page(None, asked_of.MOST)
    while after is not None:
        if len(rows) >= EXPORT_MOST:
            raise TooMany(len(rows), EXPORT_MOST)
        more, after = inquiry.page(after, asked_of.MOST)
        rows += more
    return rows


def _exported(column: Column, row: Any, inquiry: _Inquiry, digits: int) -> Any:
    """What stands in a file: a state's word, amounts with the digits of the column."""
    value = column.value(row, inquiry.reader)
    match column.look:
        case Look.STATE if value is not None:
            return str(value)
        case Look.MONEY if value is not None:
            return value * 10 ** (digits - exponent(inquiry.spec.currency(row)))
        case _:
            return value


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
