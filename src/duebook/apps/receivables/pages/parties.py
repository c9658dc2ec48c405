"""The list of parties: who owes what, and how old it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.receivables.queries.parties_list import PARTIES as LISTING
from duebook.apps.receivables.queries.parties_list import counting
from duebook.web.frame import Key, Page
from duebook.web.lists import (
    Bulk,
    Column,
    HeadFigure,
    ListPage,
    Look,
    Part,
    View,
    answer,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.receivables.queries.parties_list import FoundParties, Owing
    from duebook.web.lists import Reader

PARTIES: Final = Page(
    "parties",
    "Parties",
    keys=(
        Key("j", "move"),
        Key("n", "new party"),
        Key("p", "receive payment"),
        Key("s", "statement"),
        Key("b", "bill"),
        Key("x", "tick"),
        Key("Ctrl A", "all found"),
        Key("/", "search"),
    ),
)


def _address(row: Owing, reader: Reader) -> str:
    return reverse("parties.party", args=[reader.code, row.code])


def _ages(found: FoundParties) -> tuple[Part, ...]:
    return (
        Part("not due", found.not_due_minor, "over:..0"),
        Part("1–30", found.to_30_minor, "over:1..30"),
        Part("31–60", found.to_60_minor, "over:31..60"),
        Part("61–90", found.to_90_minor, "over:61..90"),
        Part("over 90", found.older_minor, "over:>90"),
    )


def _figures(found: FoundParties) -> tuple[HeadFigure, ...]:
    return (
        HeadFigure("open", "Open", found.sum_minor),
        HeadFigure("overdue", "Overdue", found.overdue_minor),
        HeadFigure("unapplied", "Unapplied", found.unapplied_minor),
    )


def _or_none(name: str) -> Any:
    """An amount of the row; nothing where it is zero, so that a list stays calm."""
    return lambda row, _: getattr(row, name) or None


SPEC: Final = ListPage(
    page=PARTIES,
    listing=LISTING,
    columns=(
        Column(
            name="party",
            title="Party",
            value=lambda row, _: row.name,
            look=Look.STRONG,
            link=_address,
            sort="name",
        ),
        Column(
            name="code",
            title="Number",
            value=lambda row, _: row.code,
            look=Look.DIM,
            sort="code",
        ),
        Column(
            name="roles",
            title="Roles",
            value=lambda row, _: row.roles,
            look=Look.DIM,
            is_extra=True,
        ),
        Column(
            name="open",
            title="Open",
            value=_or_none("open_minor"),
            look=Look.MONEY,
        ),
        Column(
            name="overdue",
            title="Overdue",
            value=_or_none("overdue_minor"),
            look=Look.MONEY,
        ),
        Column(
            name="oldest",
            title="Oldest due",
            value=lambda row, _: row.oldest_on,
            look=Look.DAY,
        ),
        Column(
            name="unapplied",
            title="Unapplied",
            value=_or_none("unapplied_minor"),
            look=Look.MONEY,
        ),
        Column(
            name="paid",
            title="Last payment",
            value=lambda row, _: row.last_paid_on,
            look=Look.DAY,
        ),
        Column(
            name="state",
            title="State",
            value=lambda row, reader: row.state(reader.today),
            look=Look.STATE,
        ),
    ),
    ref=lambda row: row.code,
    address=_address,
    views=(
        View("Overdue", "is:overdue"),
        View("Over limit", "is:over-limit"),
        View("On hold", "is:hold"),
        View("Credit balance", "is:credit"),
        View("No mail address", "no:mail"),
        View("Certificate ends soon", "is:certificate-ends"),
        View("Possible doubles", "is:double"),
    ),
    bulk=(
        Bulk(
            key="s",
            label="Statements",
            icon="mail",
            address="parties/statements",
            right="issue",
        ),
        Bulk(
            key="b",
            label="Bill",
            icon="files",
            address="parties/bill",
            right="issue",
        ),
    ),
    nothing="Everybody you bill or are paid by will stand here.",
    start=("New party", "parties.new_party", "prepare"),
    summed="open",
    bar=_ages,
    figures=_figures,
    facts=lambda reader, line: counting(line, reader.today),
)


@page(PARTIES)
def parties(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Find parties, and see at once who owes what."""
    return answer(request, sitting, SPEC)


urlpatterns = [path("<str:entity>/parties", parties, name="parties.parties")]
