"""The list of issued documents: invoices, credit and debit notes, quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import path, reverse

from duebook.apps.delivery.queries import delivery_standing
from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.queries.invoices_list import INVOICES as LISTING
from duebook.web.frame import Key, Page
from duebook.web.lists import Bulk, Column, ListPage, Look, Part, View, answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.invoices_list import FoundDocuments
    from duebook.apps.invoicing.queries.listing import Listed
    from duebook.web.lists import Reader

INVOICES: Final = Page(
    "invoices",
    "Invoices",
    keys=(
        Key("j", "move"),
        Key("x", "tick"),
        Key("Ctrl A", "all found"),
        Key("p", "print"),
        Key("m", "send again"),
        Key("s", "statements"),
        Key("h", "hold the parties"),
        Key("/", "search"),
    ),
)


def _address(row: Listed, reader: Reader) -> str:
    return reverse("invoicing.invoice", args=[reader.code, row.number])


def _open_minor(row: Listed, _: Reader) -> int | None:
    return row.open_minor if row.kind in {"invoice", "debit_note"} else None


def _ages(found: FoundDocuments) -> tuple[Part, ...]:
    return (
        Part("not due", found.not_due_minor, "over:..0"),
        Part("1–30", found.to_30_minor, "over:1..30"),
        Part("31–60", found.to_60_minor, "over:31..60"),
        Part("61–90", found.to_90_minor, "over:61..90"),
        Part("over 90", found.older_minor, "over:>90"),
    )


SPEC: Final = ListPage(
    page=INVOICES,
    listing=LISTING,
    columns=(
        Column(
            name="number",
            title="Number",
            value=lambda row, _: row.number,
            look=Look.STRONG,
            link=_address,
            sort="number",
        ),
        Column(name="party", title="Party", value=lambda row, _: row.name),
        Column(name="po", title="PO", value=lambda row, _: row.po, look=Look.DIM),
        Column(
            name="issued",
            title="Issued",
            value=lambda row, _: row.issued_on,
            look=Look.DAY,
            sort="issued",
        ),
        Column(
            name="due",
            title="Due",
            value=lambda row, _: row.due_on,
            look=Look.DAY,
            sort="due",
        ),
        Column(
            name="total",
            title="Total",
            value=lambda row, _: row.total_minor,
            look=Look.MONEY,
            sort="total",
        ),
        Column(name="open", title="Open", value=_open_minor, look=Look.MONEY),
        Column(
            name="state",
            title="State",
            value=lambda row, reader: row.state(reader.today),
            look=Look.STATE,
        ),
        Column(
            name="delivery",
            title="Delivery",
            value=lambda row, _: delivery_standing(row.channel, row.delivery),
            look=Look.STATE,
        ),
        Column(
            name="kind",
            title="Kind",
            value=lambda row, _: row.kind.replace("_", " "),
            is_extra=True,
        ),
        Column(
            name="code",
            title="Party code",
            value=lambda row, _: row.party,
            is_extra=True,
        ),
    ),
    ref=lambda row: row.number,
    address=_address,
    views=(
        View("Overdue", "is:overdue"),
        View("Disputed", "is:disputed"),
        View("Bounced", "is:bounced"),
        View("No PO", "is:open no:po"),
        View("Over 10,000", "open:>10000"),
        View("Credit notes", "kind:credit-note"),
        View("Quotes", "kind:quote"),
    ),
    bulk=(
        Bulk(
            key="m",
            label="Send again",
            icon="send",
            address="invoices/send",
            right="send",
        ),
        Bulk(
            key="p",
            label="Print",
            icon="printer",
            address="invoices/print",
            right="send",
        ),
        Bulk(
            key="s",
            label="Statements",
            icon="file-text",
            address="invoices/statements",
            right="issue",
        ),
        Bulk(
            key="h",
            label="Hold the parties",
            icon="player-pause",
            address="invoices/hold",
            right="prepare",
        ),
    ),
    nothing="Invoices stand here from the day the first one is issued.",
    start=("New draft", "invoicing.drafts", "prepare"),
    summed="open",
    bar=_ages,
)


@page(INVOICES)
def invoices(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Find documents, and act on many."""
    return answer(request, sitting, SPEC)


def the_list(sitting: Seated) -> str:
    """The address of the list of documents."""
    return reverse("invoicing.invoices", args=[sitting.code])


urlpatterns = [path("<str:entity>/invoices", invoices, name="invoicing.invoices")]
