"""Reports in the browser: a question, its table, and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import Seated, page
from duebook.apps.entities.queries import letterhead
from duebook.apps.reports import queries
from duebook.apps.reports.queries import REPORTS, REPORTS_ABOUT, Choice, Wanted
from duebook.apps.reports.queries.aging import aging_notes, aging_rows
from duebook.apps.reports.queries.behind import (
    figures_of,
    key_of,
)
from duebook.apps.reports.queries.books import not_closed
from duebook.documents.records import Paper
from duebook.documents.render import render_report
from duebook.domain.aging import AgeBy, AgingRow, aging_buckets
from duebook.domain.errors import Refusal
from duebook.formats.media import PDF, XLSX
from duebook.formats.tables import ColumnKind
from duebook.web import search_line
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.charts import Bucket
from duebook.web.figures import rate_of
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest

    from duebook.apps.reports.queries import Report, Row
    from duebook.apps.reports.queries.behind import Figures
    from duebook.formats.tables import Column, Value

SHOWN: Final = 200
"""Rows of a table on a page; a workbook has all."""

REPORTS_PAGE = Page(
    "reports",
    "Reports",
    keys=(Key("j", "next"), Key("↵", "open"), Key("n", "your own table")),
)
REPORT = Page(
    "report",
    "Report",
    under="reports",
    keys=(Key("d", "as of"), Key("e", "export"), Key("=", "why this number")),
)
AGING = Page(
    "aging",
    "Aging",
    under="reports",
    keys=(
        Key("j", "row"),
        Key("k", "back"),
        Key("d", "as of"),
        Key("e", "export"),
        Key("=", "why this number"),
    ),
)
AGES: Final = ("not-due", "1-30", "31-60", "61-90", "91")


@page(REPORTS_PAGE)
def index(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every report by the question it answers."""
    known = [
        (
            about,
            [
                (kind, reverse("reports.report", args=[sitting.code, kind.name]))
                for kind in kinds
            ],
        )
        for about, kinds in REPORTS_ABOUT.items()
    ]
    own_table = reverse("reports.own_table", args=[sitting.code])
    return show(request, "reports/index.html", {"known": known, "own_table": own_table})


@page(REPORT)
def report(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """A report as a table, a workbook, CSV or PDF; each row as the books have it."""
    if name not in REPORTS:
        raise Http404
    form = request.GET.get("as", "")
    wanted, puzzle = wanted_in(request, sitting, size=None if form else SHOWN)
    try:
        answered = queries.report(name, wanted)
    except Refusal as refusal:
        answered, puzzle = queries.report(name, _plain(wanted)), str(refusal)
    if form:
        return as_file(answered, form, sitting)
    looks = _looks(answered)
    return show(
        request,
        "reports/report.html",
        {
            "kind": REPORTS[name],
            "report": answered,
            "heads": list(zip(answered.columns, looks, strict=True)),
            "rows": _rows(request, sitting, wanted, answered, looks),
            "totals": [
                (row, list(zip(answered.columns, row.cells, looks, strict=True)))
                for row in answered.totals
            ],
            "may_change": may_change(sitting, answered.first, wanted.on),
            "left_out": max(0, len(answered.rows) - SHOWN),
            "wanted": wanted,
            "puzzle": puzzle,
            "money": ColumnKind.MONEY,
            "count": ColumnKind.INTEGER,
            "exports": exports_of(_kept(request)),
        },
        status=422 if puzzle else 200,
    )


@page(AGING)
def aging(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Who owes us how much and how old it is, each figure with its rows."""
    form = request.GET.get("as", "")
    wanted, puzzle = wanted_in(request, sitting, size=None if form else SHOWN)
    if form:
        return as_file(queries.report("aging", wanted), form, sitting)
    listed, totals = aging_rows(wanted)
    currencies = [
        _Aged(sitting, wanted, total, listed) for total in _own_first(totals, sitting)
    ]
    notes = aging_notes(wanted, listed, totals)
    return show(
        request,
        "reports/aging.html",
        {
            "wanted": wanted,
            "by": AgeBy(wanted.by or AgeBy.INSTALMENT),
            "bys": [
                (by, label, _here(request, by=by))
                for by, label in zip(
                    AgeBy, ("Instalment", "Due date", "Invoice date"), strict=True
                )
            ],
            "currencies": currencies,
            "may_change": may_change(sitting, wanted.on, wanted.on),
            "notes": notes,
            "tie": notes[0] if notes else "",
            "ties": not any(note.startswith("DOES NOT TIE") for note in notes),
            "puzzle": puzzle,
            "exports": exports_of(_kept(request)),
        },
        status=422 if puzzle else 200,
    )


_Cell = tuple["Column", "Value", str]
_LEFT_OUT: Final = frozenset({"Corrects", "Due", "Party"})
"""Columns of a wide report that a narrow sheet leaves out, so that amounts stay."""


def _looks(answered: Report) -> list[str]:
    """The classes of each column: where it stands, and how it gives way in a wide one.

    The code of a party gives way to its name.
    """
    is_wide = queries.is_wide(answered)
    looks = []
    for column in answered.columns:
        look = "clip" if column.is_text else "r"
        if is_wide and column.title in queries.LONG_TEXTS:
            look = "clip cut"
        elif is_wide and column.title in _LEFT_OUT:
            look += " low"
        looks.append(look)
    return looks


def _rows(
    request: HttpRequest,
    sitting: Seated,
    wanted: Wanted,
    answered: Report,
    looks: Sequence[str],
) -> list[tuple[Row, list[tuple[Column, Value, str, str]]]]:
    """The rows shown, each cell with the address of what stands behind it, and look."""
    figures = figures_of(answered.name, wanted.by)
    told = []
    for row in answered.rows[:SHOWN]:
        cells = _cells(request, sitting, answered, row, figures)
        told.append(
            (row, [(*cell, look) for cell, look in zip(cells, looks, strict=True)])
        )
    return told


def _cells(
    request: HttpRequest,
    sitting: Seated,
    answered: Report,
    row: Row,
    figures: Figures | None,
) -> list[_Cell]:
    cells = list(zip(answered.columns, row.cells, strict=True))
    kind = row.kind or next(
        (str(value) for column, value in cells if column.title == "Kind"), ""
    )
    key = key_of(figures, answered.columns, row) if figures else None
    told = []
    for column, value in cells:
        address = ""
        if column.title == "Number":
            address = document_address(sitting, kind.replace(" ", "_"), str(value))
        elif figures and key is not None and column.title in figures.columns and value:
            asked = {
                **{name: text for name, text in request.GET.items() if name != "as"},
                "column": column.title,
                "key": key,
                "currency": row.currency,
            }
            there = reverse("reports.cell_why", args=[sitting.code, answered.name])
            address = f"{there}?{urlencode(asked, doseq=True)}"
        told.append((column, value, address))
    return told


def may_change(sitting: Seated, first: date, last: date) -> str:
    """The months of a span that are not closed, whose figures may still change."""
    months = [
        f"{one.first:%B %Y}" for one in not_closed(sitting.entity_id, first, last)
    ]
    if not months:
        return ""
    if len(months) == 1:
        return f"{months[0]} is not closed: its figures may still change."
    return (
        f"{months[0]} to {months[-1]}: {len(months)} months are not closed, and their "
        "figures may still change."
    )


@dataclass(frozen=True, slots=True)
class _Aged:
    """The aging of one currency: its figures, its bar, its rows."""

    sitting: Seated
    wanted: Wanted
    total: AgingRow
    listed: Sequence[tuple[str, str, AgingRow]]

    @property
    def currency(self) -> str:
        return self.total.currency

    @property
    def rows(self) -> list[tuple[str, str, AgingRow, list[tuple[int, str]]]]:
        """Code, name, figures, and each cell with the address of its why."""
        return [
            (code, name, row, self._cells(row, code))
            for code, name, row in self.listed
            if row.currency == self.currency
        ]

    @property
    def cells(self) -> list[tuple[int, str]]:
        """The totals, each with the address of its why."""
        return self._cells(self.total, "")

    @property
    def most(self) -> int:
        """The largest amount of a cell, which is the warmest."""
        of_party = (row for _, _, row in self.listed if row.currency == self.currency)
        return max((max(row.bucket_minor) for row in of_party), default=0)

    @property
    def figures(self) -> list[tuple[str, str, int, str, str, str]]:
        """Name, label, amount, share, address and tone of each head figure."""
        owed = sum(self.total.bucket_minor)
        shown = [
            (
                name,
                bucket.name,
                amount_minor,
                rate_of(amount_minor, owed) if owed else "",
                self._why(name, ""),
                f"a{index}",
            )
            for index, (name, bucket, amount_minor) in enumerate(
                zip(AGES, aging_buckets(), self.total.bucket_minor, strict=True)
            )
        ]
        credit = -self.total.unapplied_minor
        return [
            *shown,
            (
                "unapplied",
                "unapplied",
                credit,
                "",
                self._why("unapplied", ""),
                "credit",
            ),
        ]

    @property
    def bar(self) -> list[Bucket]:
        """The bar by age."""
        return [
            Bucket(bucket.name, amount_minor, age, self._why(name, ""))
            for age, (name, bucket, amount_minor) in enumerate(
                zip(AGES, aging_buckets(), self.total.bucket_minor, strict=True)
            )
        ]

    def _cells(self, row: AgingRow, code: str) -> list[tuple[int, str]]:
        return [
            (amount_minor, self._why(name, code))
            for name, amount_minor in zip(AGES, row.bucket_minor, strict=True)
        ]

    def _why(self, figure: str, party: str) -> str:
        asked = {
            "figure": figure,
            "party": party,
            "currency": self.currency,
            "as_of": self.wanted.on.isoformat(),
            "by": self.wanted.by,
        }
        told = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('reports.why', args=[self.sitting.code])}?{told}"


_PAYMENTS: Final = {"payment", "return", "payment_return"}
_DOCUMENTS: Final = {
    *("invoice", "credit_note", "debit_note", "void", "fee", "late_fee", "interest"),
    *("write_off", "small_balance"),
}


def document_address(sitting: Seated, kind: str, number: str) -> str:
    """The page of a document by its kind; nothing where it has none of its own."""
    if kind in _PAYMENTS:
        return address_of("payments.payment", sitting.code, number)
    if kind in _DOCUMENTS:
        return address_of("invoicing.invoice", sitting.code, number)
    return ""


def _own_first(totals: Sequence[AgingRow], sitting: Seated) -> list[AgingRow]:
    return sorted(
        totals, key=lambda row: (row.currency != sitting.currency, row.currency)
    )


def wanted_in(
    request: HttpRequest, sitting: Seated, *, size: int | None
) -> tuple[Wanted, str]:
    """What is asked, and a sentence where a part of it could not be read."""
    puzzle = ""
    on, first, known_at = sitting.today, sitting.today.replace(month=1, day=1), None
    try:
        if text := request.GET.get("as_of", ""):
            on = search_line.day(text, sitting.today)
            first = on.replace(month=1, day=1)
        if text := request.GET.get("first", ""):
            first = search_line.day(text, sitting.today)
        if text := request.GET.get("known_at", ""):
            known_at = datetime.fromisoformat(text).astimezone()
    except (NotReadable, ValueError) as unread:
        puzzle = f"“{unread}” is no day that can be read; this is as of today."
    wanted = Wanted(
        entity_id=sitting.entity_id,
        currency=sitting.currency,
        locale=sitting.seat.language,
        on=on,
        first=min(first, on),
        known_at=known_at,
        by=request.GET.get("by", ""),
        size=size,
        choice=Choice(
            measure=request.GET.get("measure", ""),
            across=request.GET.get("across", ""),
            line=request.GET.get("q", ""),
            currency=request.GET.get("currency", "").upper(),
        ),
    )
    if wanted.by and wanted.by not in {
        by for kind in REPORTS.values() for by in kind.bys
    }:
        return _plain(wanted), f"No report goes by “{wanted.by}”."
    return wanted, puzzle


def _plain(wanted: Wanted) -> Wanted:
    return replace(wanted, by="")


def _here(request: HttpRequest, **changed: str) -> str:
    return f"?{urlencode(_kept(request) | changed)}"


def _kept(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.GET.items() if name != "as"}


def exports_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The addresses of a report's files, and of its chart."""
    return {
        form: f"?{urlencode({**asked, 'as': form})}"
        for form in ("xlsx", "csv", "pdf", "svg")
    }


def _drawn(answered: Report) -> str:
    try:
        return queries.as_svg(answered)
    except queries.NothingToDraw as nothing:
        raise Http404 from nothing


def as_file(answered: Report, form: str, sitting: Seated) -> HttpResponse:
    name = f"{answered.name}-{answered.on}.{form}"
    match form:
        case "xlsx":
            content, media = queries.as_xlsx(answered), XLSX
        case "csv":
            content, media = queries.as_csv(answered), "text/csv; charset=utf-8"
        case "svg":
            return HttpResponse(_drawn(answered), content_type="image/svg+xml")
        case "pdf":
            entity = letterhead(sitting.entity_id).name
            printed = queries.as_printed(answered, entity=entity, paper=Paper.A4)
            content, media = render_report(printed), PDF
        case _:
            raise Http404
    return HttpResponse(
        content,
        content_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


urlpatterns = [
    path("<str:entity>/reports", index, name="reports.reports"),
    path("<str:entity>/reports/aging", aging, name="reports.aging"),
    path("<str:entity>/reports/<slug:name>", report, name="reports.report"),
]
