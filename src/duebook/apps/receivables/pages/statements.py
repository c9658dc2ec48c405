"""Statements: the archive as it was sent, and new ones seen before they go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.delivery.queries import delivery_standing
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.receivables.actions import IssueStatements, issue_statements
from duebook.apps.receivables.forms.statements import StatementsForm
from duebook.apps.receivables.pages.parties import SPEC as PARTIES
from duebook.apps.receivables.queries.by_line import (
    NobodyMeant,
    codes_of,
    codes_of_line,
)
from duebook.apps.receivables.queries.schedules import waiting_batches
from duebook.apps.receivables.queries.statements import (
    Asked,
    Floor,
    statement,
    templates_of,
)
from duebook.apps.receivables.queries.statements_list import STATEMENTS as LISTING
from duebook.apps.receivables.queries.telling import dry_run
from duebook.apps.work.actions import start
from duebook.documents.render import render_statement
from duebook.domain.rights import Right
from duebook.domain.statements import require_span
from duebook.formats.media import PDF
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.lists import (
    Column,
    ListPage,
    Look,
    View,
    answer,
    asking,
    chosen,
)
from duebook.web.many import see
from duebook.web.states import spoken

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.receivables.queries.statements_list import Told
    from duebook.apps.receivables.queries.telling import DryRun
    from duebook.domain.statements import StatementKind
    from duebook.web.lists import Reader

STATEMENTS: Final = Page(
    "statements",
    "Statements",
    keys=(
        Key("j", "move"),
        Key("n", "new"),
        Key("v", "view"),
        Key("s", "schedules"),
        Key("/", "search"),
    ),
)
STATEMENT: Final = Page(
    "statement", "Statement", under="statements", keys=(Key("v", "view PDF"),)
)
NEW: Final = Page("new-statements", "New statements", under="statements")

AT_ONCE: Final = 50
"""Parties that are told at once; more is long work."""

NOT_SEEN: Final = (
    "Nothing was issued: what would go now was not shown before. "
    "It stands below; issue it once you have seen it."
)

_KEEP: Final = "private, max-age=86400"
"""A statement never changes, so a browser may keep it for a day."""


def _address(row: Told, reader: Reader) -> str:
    return reverse("receivables.statement", args=[reader.code, row.number])


SPEC: Final = ListPage(
    page=STATEMENTS,
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
        Column(
            name="party",
            title="Party",
            value=lambda row, _: row.party_name,
            link=lambda row, reader: address_of(
                "parties.party", reader.code, row.party
            ),
        ),
        Column(name="kind", title="Kind", value=lambda row, _: spoken(row.kind)),
        Column(
            name="as-of", title="As of", value=lambda row, _: row.as_of, look=Look.DAY
        ),
        Column(
            name="total",
            title="Total",
            value=lambda row, _: row.total_minor,
            look=Look.MONEY,
        ),
        Column(
            name="delivery",
            title="Delivery",
            value=lambda row, _: delivery_standing(row.channel, row.delivery),
            look=Look.STATE,
        ),
        Column(
            name="run",
            title="Run",
            value=lambda row, _: row.run_id,
            look=Look.COUNT,
            is_extra=True,
        ),
    ),
    ref=lambda row: row.number,
    address=_address,
    views=(
        View("Open items", "kind:open-item"),
        View("Balance forward", "kind:balance-forward"),
        View("Activity", "kind:activity"),
    ),
    nothing="What parties were told that they owe stands here, as it was sent.",
    start=("New statements", "receivables.new_statements", "issue"),
    summed="told",
    template="receivables/statements.html",
)


@page(STATEMENTS)
def statements(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Find what parties were told, and what a schedule made to be looked at."""
    waiting = waiting_batches(sitting.entity_id)
    return answer(
        request, sitting, SPEC, context={"waiting": waiting, "tab": "statements"}
    )


@page(STATEMENT)
def one_statement(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """A statement as it was issued, line by line."""
    return show(
        request,
        "receivables/statement.html",
        {"statement": statement(sitting.entity_id, number), "number": number},
        panel="receivables/_statement_panel.html",
    )


@page(STATEMENT)
def pdf(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The file as it was sent, made of what was kept of it."""
    record = statement(sitting.entity_id, number)
    content = render_statement(
        record, template_overrides=templates_of(sitting.entity_id, number)
    )
    return HttpResponse(
        content,
        content_type=PDF,
        headers={
            "Content-Disposition": f'inline; filename="{number}.pdf"',
            "Cache-Control": _KEEP,
        },
    )


@page(NEW, Right.ISSUE)
def new_statements(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Say which; see what would be issued; issue it."""
    return _new(request, sitting, {"q": request.GET.get("q", "")})


@page(NEW, Right.ISSUE)
def of_chosen(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Statements of the parties that were ticked in their list, or of all found."""
    if request.POST.getlist("id") and request.POST.get("all") != "1":
        return _new(request, sitting, {}, is_asked=False)
    address = reverse("receivables.new_statements", args=[sitting.code])
    return see(f"{address}?{_query(q=request.POST.get('q', ''))}")


def _new(
    request: HttpRequest,
    sitting: Seated,
    initial: dict[str, str],
    *,
    is_asked: bool = True,
) -> HttpResponse:
    """The form; what was asked for, where it is asked already; those ticked stay."""
    data = request.POST if request.method == "POST" and is_asked else None
    form = StatementsForm(
        data, today=sitting.today, currency=sitting.currency, initial=initial
    )
    seen, mark, status = None, "", 200
    if form.is_bound and form.is_valid():
        with refusing(form):
            codes = _codes(request, sitting, form)
            if "look" not in request.POST and _was_sent(sitting, form):
                return _issue(sitting, form, codes)
            seen = _seen(sitting, form, codes)
            mark = _mark(form, codes, seen)
            if "look" not in request.POST:
                if request.POST.get("seen") == mark:
                    return _issue(sitting, form, codes)
                form.add_error(None, NOT_SEEN)
                status = 409
    if form.is_bound and form.errors and status == 200:
        status = 422
    return show(
        request,
        "receivables/new_statements.html",
        {
            "form": form,
            "ticked": request.POST.getlist("id"),
            "seen": seen,
            "mark": mark,
            "at_once": AT_ONCE,
            "asked": _asked(form) if seen else "",
        },
        status=status,
    )


def _was_sent(sitting: Seated, form: StatementsForm) -> bool:
    """Whether this sending was acted on before; what it asked for is not asked anew."""
    with sitting.reading():
        return is_spent(sitting.entity_id, form.cleaned_data["key"])


def _mark(form: StatementsForm, codes: tuple[str, ...], seen: DryRun) -> str:
    """What a preview was of, and what it showed: no other statements are issued."""
    said = form.cleaned_data
    names = ("kind", "as_of", "from_on", "only_with_balance", "least_minor", "is_sent")
    return seen.mark(*(said[name] for name in names), *codes)


def _codes(
    request: HttpRequest, sitting: Seated, form: StatementsForm
) -> tuple[str, ...]:
    """The parties ticked, or those that the line finds; none means everybody.

    Raises:
        Refusal: the line cannot be read, or it finds nobody.
    """
    line = form.cleaned_data["q"].strip()
    with sitting.reading():
        if request.POST.getlist("id"):
            ids = chosen(request, sitting, PARTIES)
            return codes_of(sitting.entity_id, ids, nobody="Nobody is ticked any more.")
        return codes_of_line(asking(sitting), line)


def _seen(sitting: Seated, form: StatementsForm, codes: tuple[str, ...]) -> DryRun:
    said = form.cleaned_data
    require_span(said["kind"], said["from_on"], said["as_of"])
    asked = Asked(kind=said["kind"], as_of=said["as_of"], from_on=said["from_on"])
    with sitting.reading():
        return dry_run(sitting.entity_id, asked, codes, _floor(sitting, form))


def _floor(sitting: Seated, form: StatementsForm) -> Floor:
    said = form.cleaned_data
    return Floor(
        currency=sitting.currency,
        only_with_balance=said["only_with_balance"],
        least_minor=said["least_minor"],
    )


def _issue(
    sitting: Seated, form: StatementsForm, codes: tuple[str, ...]
) -> HttpResponse:
    """Issue a few at once, many as long work."""
    said = form.cleaned_data
    require_span(said["kind"], said["from_on"], said["as_of"])
    command = IssueStatements(
        entity_id=sitting.entity_id,
        kind=said["kind"],
        as_of=said["as_of"],
        from_on=said["from_on"],
        codes=codes,
        only_with_balance=said["only_with_balance"],
        least_minor=said["least_minor"],
        is_sent=said["is_sent"],
    )
    sends = sitting.sends(said["key"])
    if not 0 < len(codes) <= AT_ONCE:
        work_id = start("statements", command, **sends)
        return see(reverse("work.work", args=[sitting.code, work_id]))
    issued = issue_statements(command, **sends)
    if issued.run_id is None:
        raise NobodyMeant("None of them owes or is owed anything: nothing was issued.")
    address = reverse("receivables.statements", args=[sitting.code])
    return see(f"{address}?{_query(q=f'run:{issued.run_id}')}")


def _asked(form: StatementsForm) -> str:
    said = form.cleaned_data
    return asked_of(said["kind"], said["as_of"], said["from_on"])


def asked_of(kind: StatementKind, as_of: date, from_on: date | None) -> str:
    """Kind and days as the preview of one statement asks for them."""
    days = {"as_of": as_of, "from_on": from_on}
    told = {name: day.isoformat() for name, day in days.items() if day}
    return _query(kind=kind.value, **told)


def _query(**asked: str) -> str:
    return urlencode(asked)


_ALL: Final = "<str:entity>/statements"

urlpatterns = [
    path(_ALL, statements, name="receivables.statements"),
    path(f"{_ALL}/new", new_statements, name="receivables.new_statements"),
    path("<str:entity>/parties/statements", of_chosen, name="receivables.of_chosen"),
    path(f"{_ALL}/<str:number>.pdf", pdf, name="receivables.statement_pdf"),
    path(f"{_ALL}/<str:number>", one_statement, name="receivables.statement"),
]
