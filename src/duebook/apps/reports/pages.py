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
from duebook.apps.parties.queries import UnknownParty, party_by_code
from duebook.apps.reports import queries
from duebook.apps.reports.queries import REPORTS, Wanted
from duebook.apps.reports.queries.aging import aging_rows, made_of
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
from duebook.web.explained import Explained, Ingredient
from duebook.web.figures import rate_of
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.reports.queries import Report
    from duebook.apps.reports.queries.aging import Made

SHOWN: Final = 200
"""Rows of a table on a page; a workbook has all."""

REPORTS_PAGE = Page("reports", "Reports", keys=(Key("j", "next"), Key("↵", "open")))
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
WHY = Page("why", "Why this number", under="reports")

_NAMES: Final = ("not-due", "1-30", "31-60", "61-90", "91")
_FIGURES: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    **{name: (name, (index,)) for index, name in enumerate(_NAMES)},
    "open": ("Open items", (0, 1, 2, 3, 4)),
    "overdue": ("Overdue", (1, 2, 3, 4)),
    "unapplied": ("Unapplied", (-1,)),
    "balance": ("Balance", (-1, 0, 1, 2, 3, 4)),
}
"""The figures that open items add up to: their label, and the ages they are made of."""

_RULES: Final = {
    AgeBy.INSTALMENT: "by days since each instalment fell due",
    AgeBy.DUE: "by days since the day by which the whole document is due",
    AgeBy.DOCUMENT: "by days since the day of the document",
}


@page(REPORTS_PAGE)
def index(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every report by the question it answers."""
    known = [
        (kind, reverse("reports.report", args=[sitting.code, kind.name]))
        for kind in REPORTS.values()
    ]
    return show(request, "reports/index.html", {"known": known})


@page(REPORT)
def report(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """A report as a table, a workbook, CSV or PDF; each row as the books have it."""
    if name not in REPORTS:
        raise Http404
    form = request.GET.get("as", "")
    wanted, puzzle = _wanted(request, sitting, size=None if form else SHOWN)
    try:
        answered = queries.report(name, wanted)
    except Refusal as refusal:
        answered, puzzle = queries.report(name, _plain(wanted)), str(refusal)
    if form:
        return _file(answered, form, sitting)
    return show(
        request,
        "reports/report.html",
        {
            "kind": REPORTS[name],
            "report": answered,
            "rows": answered.rows[:SHOWN],
            "left_out": max(0, len(answered.rows) - SHOWN),
            "wanted": wanted,
            "puzzle": puzzle,
            "money": ColumnKind.MONEY,
            "exports": _exports(request),
        },
        status=422 if puzzle else 200,
    )


@page(AGING)
def aging(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Who owes us how much and how old it is, each figure with its rows."""
    form = request.GET.get("as", "")
    wanted, puzzle = _wanted(request, sitting, size=None if form else SHOWN)
    if form:
        return _file(queries.report("aging", wanted), form, sitting)
    listed, totals = aging_rows(wanted)
    currencies = [
        _Aged(sitting, wanted, total, listed) for total in _own_first(totals, sitting)
    ]
    notes = queries.report("aging", replace(wanted, size=1)).notes
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
            "notes": notes,
            "tie": notes[0] if notes else "",
            "ties": not any(note.startswith("DOES NOT TIE") for note in notes),
            "puzzle": puzzle,
            "exports": _exports(request),
        },
        status=422 if puzzle else 200,
    )


@page(WHY)
def why(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What a figure is made of, by which rule, and what is not in it."""
    figure = request.GET.get("figure", "")
    if figure not in _FIGURES:
        raise Http404
    wanted, _ = _wanted(request, sitting, size=20)
    label, buckets = _FIGURES[figure]
    currency = request.GET.get("currency", sitting.currency)[:3]
    party = _party(request, sitting)
    rows = made_of(
        wanted,
        currency=currency,
        buckets=buckets,
        party_id=party[0] if party else None,
    )
    explained = _explained(sitting, wanted, rows, (label, figure, currency), party)
    return show(
        request,
        "reports/why.html",
        {"explained": explained},
        panel="reports/_why.html",
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
                zip(_NAMES, aging_buckets(), self.total.bucket_minor, strict=True)
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
                zip(_NAMES, aging_buckets(), self.total.bucket_minor, strict=True)
            )
        ]

    def _cells(self, row: AgingRow, code: str) -> list[tuple[int, str]]:
        return [
            (amount_minor, self._why(name, code))
            for name, amount_minor in zip(_NAMES, row.bucket_minor, strict=True)
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


def _explained(
    sitting: Seated,
    wanted: Wanted,
    rows: Sequence[Made],
    figure: tuple[str, str, str],
    party: tuple[int, str] | None,
) -> Explained:
    label, name, currency = figure
    shown_minor = sum(row.amount_minor for row in rows)
    sum_minor = rows[0].sum_minor if rows else 0
    more = rows[0].items - len(rows) if rows else 0
    by = AgeBy(wanted.by or AgeBy.INSTALMENT)
    return Explained(
        label=f"{party[1]}, {label}" if party else label,
        amount_minor=sum_minor,
        currency=currency,
        as_of=wanted.on,
        made_of=tuple(
            Ingredient(
                label=row.number,
                amount_minor=row.amount_minor,
                address=_address(sitting, row),
                note=row.party if party is None else f"due {row.due_on:%-d %b %Y}",
            )
            for row in rows
        ),
        rule=(
            f"What was open at the end of {wanted.on:%-d %B %Y}, {_RULES[by]}. "
            "Payments and credits count on the day they took effect, as known "
            f"{'then' if wanted.known_at else 'today'}."
        ),
        rule_name="aging",
        left_out=_left_out(name),
        more=more,
        more_address=address_of("invoicing.invoices", sitting.code),
        rest_minor=sum_minor - shown_minor,
    )


def _left_out(figure: str) -> tuple[str, ...]:
    if figure == "unapplied":
        return ("Money set apart as unidentified, which belongs to nobody yet.",)
    if figure == "balance":
        return ("Charges that are not billed yet.",)
    return (
        "Unapplied credits: they have no age, and lower the balance alone.",
        "Charges that are not billed yet, and drafts.",
    )


def _address(sitting: Seated, row: Made) -> str:
    if row.kind in {"invoice", "credit_note", "debit_note"}:
        return address_of("invoicing.invoice", sitting.code, row.number)
    if row.kind == "payment":
        return address_of("payments.payment", sitting.code, row.number)
    return ""


def _own_first(totals: Sequence[AgingRow], sitting: Seated) -> list[AgingRow]:
    return sorted(
        totals, key=lambda row: (row.currency != sitting.currency, row.currency)
    )


def _party(request: HttpRequest, sitting: Seated) -> tuple[int, str] | None:
    code = request.GET.get("party", "")
    if not code:
        return None
    try:
        found = party_by_code(sitting.entity_id, code)
    except UnknownParty as unknown:
        raise Http404 from unknown
    return found.id, found.name


def _wanted(
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
    )
    if wanted.by and wanted.by not in {
        by for kind in REPORTS.values() for by in kind.bys
    }:
        return _plain(wanted), f"No report goes by “{wanted.by}”."
    return wanted, puzzle


def _plain(wanted: Wanted) -> Wanted:
    return replace(wanted, by="")


def _here(request: HttpRequest, **changed: str) -> str:
    kept = {name: value for name, value in request.GET.items() if name != "as"}
    return f"?{urlencode(kept | changed)}"


def _exports(request: HttpRequest) -> dict[str, str]:
    return {
        form: _here(request) + f"&as={form}" for form in ("xlsx", "csv", "pdf", "svg")
    }


def _drawn(answered: Report) -> str:
    try:
        return queries.as_svg(answered)
    except queries.NothingToDraw as nothing:
        raise Http404 from nothing


def _file(answered: Report, form: str, sitting: Seated) -> HttpResponse:
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
    path("<str:entity>/why", why, name="reports.why"),
]
