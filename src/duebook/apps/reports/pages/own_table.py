"""A table of the reader's own: its address says what, its figures lead to documents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.reports import queries
from duebook.apps.reports.forms import OwnTableForm
from duebook.apps.reports.pages.reports import (
    SHOWN,
    as_file,
    exports_of,
    may_change,
    wanted_in,
)
from duebook.apps.reports.pages.why import WHY, made_of_documents
from duebook.apps.reports.queries import Choice
from duebook.apps.reports.queries.measures import DIMENSIONS, MEASURES
from duebook.apps.reports.queries.own_chart import drawn
from duebook.apps.reports.queries.own_table import (
    OWN_TABLE,
    behind_own_table,
    currencies,
    notes_of,
    own_table,
)
from duebook.domain.errors import Refusal
from duebook.web.answers import show
from duebook.web.explained import Explained
from duebook.web.figures import counted
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.reports.queries import Wanted
    from duebook.apps.reports.queries.own_table_records import OwnTable, TableRow

PAGE: Final = Page(
    OWN_TABLE,
    "Your own table",
    under="reports",
    keys=(
        Key("j", "row"),
        Key("d", "days"),
        Key("/", "search"),
        Key("e", "export"),
        Key("=", "why this number"),
    ),
)
MORE: Final = 500
"""Documents behind a figure on a page of their own."""

EXAMPLES: Final = (
    "measure=net&by=party&across=month",
    "measure=net&by=item&across=month",
    "measure=credited&by=party&across=quarter",
    "measure=written-off&by=reason&across=person",
    "measure=received&by=month&across=method",
)
"""Tables to begin with; the first is the one of who chose nothing yet."""


@page(PAGE)
def table(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """The table that the address asks for, with what else it could ask."""
    form = request.GET.get("as", "")
    wanted, puzzle = _wanted(request, sitting, size=SHOWN)
    try:
        if form and not puzzle:
            whole = queries.report(OWN_TABLE, replace(wanted, size=None))
            return as_file(whole, form, sitting)
        answered = own_table(wanted)
    except Refusal as refusal:
        wanted, puzzle = _plainly(wanted), str(refusal)
        answered = own_table(wanted)
    asked = _asked(request, wanted, puzzle)
    *rows, totals = _rows(sitting, answered, asked)
    return show(
        request,
        "reports/own_table.html",
        {
            "table": answered,
            "chart": drawn(answered, wanted.locale),
            "rows": rows,
            "totals": totals,
            "wanted": wanted,
            "form": OwnTableForm(
                measure=answered.measure,
                days=(wanted.first, wanted.on),
                currencies=_currencies(sitting, wanted),
                initial=asked,
            ),
            "examples": _examples(asked),
            "line": f"?{urlencode(asked)}",
            "key": uuid4(),
            "notes": notes_of(answered),
            "may_change": may_change(sitting, wanted.first, wanted.on),
            "puzzle": puzzle,
            "exports": exports_of(asked),
        },
        status=422 if puzzle else 200,
    )


@page(WHY)
def why(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """The documents behind a figure of the table, and the rule that made it."""
    has_all = bool(request.GET.get("all"))
    wanted, _ = _wanted(request, sitting, size=MORE if has_all else None)
    row, side = (request.GET.get(name) for name in ("row", "side"))
    try:
        rows, measure = behind_own_table(wanted, row, side)
    except Refusal as refusal:
        raise Http404 from refusal
    count = rows[0].items if rows else 0
    of = [
        DIMENSIONS[by].told(name)
        for by, name in ((wanted.by or "party", row), (wanted.choice.across, side))
        if by and name
    ]
    explained = Explained(
        label=f"{', '.join(of) or 'All'}: {measure.title}, "
        + counted(count, "document"),
        currency=wanted.choice.currency or wanted.currency,
        as_of=wanted.on,
        rule=measure.rule,
        rule_name=OWN_TABLE,
        left_out=(measure.source.left_out,),
        more_address="" if has_all else f"?{request.GET.urlencode()}&all=1",
        **made_of_documents(sitting, rows),
    )
    return show(
        request,
        "reports/why.html",
        {"explained": explained},
        panel="reports/_why.html",
    )


def _wanted(
    request: HttpRequest, sitting: Seated, *, size: int | None
) -> tuple[Wanted, str]:
    """What is asked; the first example where nothing was chosen."""
    wanted, puzzle = wanted_in(request, sitting, size=size)
    if "measure" in request.GET:
        return wanted, puzzle
    first = dict(parse_qsl(EXAMPLES[0]))
    choice = Choice(measure=first["measure"], across=first["across"])
    return replace(wanted, by=first["by"], choice=choice), puzzle


def _plainly(wanted: Wanted) -> Wanted:
    """The same measure by party, where what was chosen is refused."""
    measure = wanted.choice.measure
    choice = Choice(measure=measure if measure in MEASURES else "")
    return replace(wanted, by="", choice=choice)


def _asked(request: HttpRequest, wanted: Wanted, puzzle: str) -> dict[str, str]:
    """What is shown, as an address asks for it.

    Days stay as they were typed, so that a view of this month moves on, unless there
    was a ``puzzle`` and they may not be what is shown.
    """
    days = {day: request.GET.get(day, "") for day in ("first", "as_of", "known_at")}
    if puzzle:
        days = {"first": wanted.first.isoformat(), "as_of": wanted.on.isoformat()}
    choice = wanted.choice
    asked = {
        "measure": choice.measure or next(iter(MEASURES)),
        "by": wanted.by or "party",
        "across": choice.across,
        "q": choice.line,
        "currency": choice.currency,
        **days,
    }
    return {name: value for name, value in asked.items() if value}


def _examples(asked: dict[str, str]) -> list[tuple[str, str, bool]]:
    """Title and address of each example, and whether it is what is shown."""
    told = []
    for example in EXAMPLES:
        chosen = dict(parse_qsl(example))
        by, across = (DIMENSIONS[chosen[name]].title for name in ("by", "across"))
        measure = MEASURES[chosen["measure"]].title
        title = f"{measure} by {by.lower()} and {across.lower()}"
        told.append((title, f"?{example}", chosen == asked))
    return told


def _currencies(sitting: Seated, wanted: Wanted) -> list[str]:
    """The currencies to choose from, the entity's first."""
    chosen = wanted.choice.currency or sitting.currency
    known = {chosen, *currencies(sitting.entity_id)} - {sitting.currency}
    return [sitting.currency, *sorted(known)]


_Cells = list[tuple[int | None, str]]


def _rows(
    sitting: Seated, answered: OwnTable, asked: dict[str, str]
) -> list[tuple[TableRow, _Cells, str]]:
    """Each row, the totals last: its figures and its sum with their addresses."""
    there = reverse("reports.own_why", args=[sitting.code])

    def address(of: dict[str, str]) -> str:
        return f"{there}?{urlencode(asked | of)}"

    sides = answered.sides if answered.across else ()
    told = []
    for row in (*answered.rows, answered.totals):
        of = {} if row is answered.totals else {"row": row.name}
        cells: _Cells = [
            (figure, address(of | {"side": side}))
            for side, figure in zip(sides, row.figures[: len(sides)], strict=True)
        ]
        told.append((row, cells, address(of)))
    return told


urlpatterns = [
    path("<str:entity>/reports/own-table", table, name="reports.own_table"),
    path("<str:entity>/reports/own-table/why", why, name="reports.own_why"),
]
