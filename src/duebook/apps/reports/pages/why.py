"""Why a figure of a report is what it is: its documents, and the rule that made it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from django.http import Http404
from django.urls import path

from duebook.apps.entities.pages.door import page
from duebook.apps.parties.queries import party_by_code
from duebook.apps.reports.pages.reports import AGES, document_address, wanted_in
from duebook.apps.reports.queries import REPORTS
from duebook.apps.reports.queries.aging import made_of
from duebook.apps.reports.queries.behind import NothingBehind, behind, row_named
from duebook.domain.aging import AgeBy
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.explained import Explained, Ingredient
from duebook.web.figures import counted
from duebook.web.frame import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.reports.queries import Wanted
    from duebook.apps.reports.queries.aging import Made
    from duebook.apps.reports.queries.behind import Behind

WHY = Page("why", "Why this number", under="reports")

_FIGURES: Final[dict[str, tuple[str, tuple[int, ...]]]] = {
    **{name: (name, (index,)) for index, name in enumerate(AGES)},
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


@page(WHY)
def why(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What a figure is made of, by which rule, and what is not in it."""
    figure = request.GET.get("figure", "")
    if figure not in _FIGURES:
        raise Http404
    wanted, _ = wanted_in(request, sitting, size=20)
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


@page(WHY)
def cell_why(request: HttpRequest, sitting: Seated, name: str) -> HttpResponse:
    """The documents that a cell of a report is made of, and the rule that made it."""
    if name not in REPORTS:
        raise Http404
    wanted, _ = wanted_in(request, sitting, size=None)
    column = request.GET.get("column", "")
    key = request.GET.getlist("key")
    try:
        rows, rule = behind(name, wanted, key, column)
    except NothingBehind as nothing:
        raise Http404 from nothing
    explained = Explained(
        label=f"{row_named(name, wanted.by, key)}: {column}, "
        + counted(rows[0].items if rows else 0, "row"),
        currency=request.GET.get("currency", sitting.currency)[:3],
        as_of=wanted.on,
        rule=rule,
        rule_name=name,
        **made_of_documents(sitting, rows),
    )
    return show(
        request,
        "reports/why.html",
        {"explained": explained},
        panel="reports/_why.html",
    )


class MadeOf(TypedDict):
    """The parts of an explanation that documents answer for."""

    amount_minor: int
    made_of: tuple[Ingredient, ...]
    more: int
    rest_minor: int


def made_of_documents(sitting: Seated, rows: Sequence[Behind]) -> MadeOf:
    """The sum of all documents behind a figure, those at hand, and what is left."""
    sum_minor = rows[0].sum_minor if rows else 0
    return MadeOf(
        amount_minor=sum_minor,
        made_of=tuple(
            Ingredient(
                label=row.number or row.kind,
                amount_minor=row.amount_minor,
                address=document_address(sitting, row.kind, row.number),
                note=row.party or f"{row.day:%-d %b %Y}",
            )
            for row in rows
        ),
        more=rows[0].items - len(rows) if rows else 0,
        rest_minor=sum_minor - sum(row.amount_minor for row in rows),
    )


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
                address=document_address(sitting, row.kind, row.number),
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


def _party(request: HttpRequest, sitting: Seated) -> tuple[int, str] | None:
    code = request.GET.get("party", "")
    if not code:
        return None
    found = party_by_code(sitting.entity_id, code)
    return found.id, found.name


urlpatterns = [
    path("<str:entity>/reports/<slug:name>/why", cell_why, name="reports.cell_why"),
    path("<str:entity>/why", why, name="reports.why"),
]
