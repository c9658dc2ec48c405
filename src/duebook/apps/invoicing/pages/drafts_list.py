"""The list of drafts, with what the checks say of each."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.queries.drafts_list import DRAFTS as LISTING
from duebook.apps.invoicing.queries.drafts_list import weighed_drafts
from duebook.domain.checks.findings import Severity
from duebook.web.figures import counted
from duebook.web.frame import Key, Page
from duebook.web.lists import Column, ListPage, Look, Standing, View, answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.drafts_list import ListedDraft, Weighed
    from duebook.web.lists import Reader

DRAFTS: Final = Page(
    "drafts",
    "Drafts",
    keys=(Key("j", "move"), Key("↵", "open"), Key("n", "new draft")),
)


def _address(row: ListedDraft, reader: Reader) -> str:
    return reverse("invoicing.draft", args=[reader.code, row.id])


def standing_of(weighed: Weighed | None) -> Standing:
    """How a draft stands: by its heaviest findings, or ready."""
    if weighed is None:
        return Standing("draft", "no line yet")
    for severity in (Severity.BLOCKER, Severity.WARNING, Severity.NOTE):
        if weighed.counts[severity]:
            return Standing(severity, counted(weighed.counts[severity], severity))
    return Standing("ready")


def _columns(
    of: Callable[[int], Weighed | None],
) -> tuple[Column, ...]:
    def total_minor(row: ListedDraft, _: Reader) -> int | None:
        weighed = of(row.id)
        return weighed.total_minor if weighed else None

    return (
        Column(
            name="number",
            title="Draft",
            value=lambda row, _: f"{row.id}",
            look=Look.DIM,
            sort="number",
        ),
        Column(
            name="party",
            title="Party",
            value=lambda row, _: row.name,
            link=_address,
        ),
        Column(name="po", title="PO", value=lambda row, _: row.po, look=Look.DIM),
        Column(
            name="lines",
            title="Lines",
            value=lambda row, _: row.lines,
            look=Look.COUNT,
        ),
        Column(
            name="first",
            title="Done from",
            value=lambda row, _: row.first_on,
            look=Look.DAY,
        ),
        Column(
            name="last", title="To", value=lambda row, _: row.last_on, look=Look.DAY
        ),
        Column(name="total", title="Total", value=total_minor, look=Look.MONEY),
        Column(
            name="findings",
            title="Findings",
            value=lambda row, _: standing_of(of(row.id)),
            look=Look.STATE,
        ),
        Column(name="by", title="Last change", value=lambda row, _: row.changed_by),
        Column(
            name="kind",
            title="Kind",
            value=lambda row, _: row.kind.replace("_", " "),
            is_extra=True,
        ),
    )


SPEC: Final = ListPage(
    page=DRAFTS,
    listing=LISTING,
    columns=_columns(lambda _: None),
    ref=lambda row: str(row.id),
    address=_address,
    views=(View("Invoices", "kind:invoice"), View("Quotes", "kind:quote")),
    nothing="Drafts stand here while somebody works on them; a billing run needs none.",
    start=("New draft", "invoicing.new_draft", "prepare"),
)


@page(DRAFTS)
def drafts(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every draft that waits; they are reckoned together, once, for those shown."""

    @cache
    def all_of_them() -> dict[int, Weighed]:
        return weighed_drafts(sitting.entity_id, today=sitting.today)

    columns = _columns(lambda draft_id: all_of_them().get(draft_id))
    return answer(request, sitting, replace(SPEC, columns=columns))


urlpatterns = [path("<str:entity>/drafts", drafts, name="invoicing.drafts")]
