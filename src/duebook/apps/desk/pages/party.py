"""One party on one page: what it owes, how old, and all that happened with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.catalog.queries import tariffs
from duebook.apps.desk.pages.notes import NoteForm
from duebook.apps.desk.pages.party_aging import bar, own_first, why
from duebook.apps.desk.pages.party_told import shown
from duebook.apps.desk.queries import party as queries
from duebook.apps.desk.queries.party import FAMILIES
from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.queries.listing import documents
from duebook.apps.parties.pages.papers import papers_shown
from duebook.apps.parties.queries import (
    default_terms,
    entries_by_code,
    parties,
    party_by_code,
    terms_by_id,
)
from duebook.apps.parties.queries.doubles import party_findings
from duebook.apps.payments.queries import After, payments
from duebook.apps.receivables.queries.statements import statements
from duebook.documents.words import LANGUAGES
from duebook.domain.checks.facts import Office
from duebook.domain.notes import SubjectKind
from duebook.domain.rights import Right
from duebook.web import search_line
from duebook.web.addresses import address_of
from duebook.web.answers import show, target
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.desk.queries.party import Counts, Figures
    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.parties.models import Party
    from duebook.domain.parties import PartyEntry

PARTY: Final = Page(
    "party",
    "Party",
    under="parties",
    keys=(
        Key("p", "receive payment"),
        Key("n", "note"),
        Key("d", "new draft"),
        Key("s", "statement"),
        Key("h", "hold"),
        Key("e", "edit"),
        Key("a", "as of"),
    ),
)

TABS: Final = ("items", "documents", "payments", "statements", "prices", "details")
SIZE: Final = 50


@page(PARTY)
def party(request: HttpRequest, sitting: Seated, code: str) -> HttpResponse:
    """Everything about one party, while they are on the phone.

    ``tab`` and ``told`` choose the tab and the part of the stream, ``after`` and
    ``before`` their next pages; ``as_of`` is another day, on which nothing is done.
    """
    found = party_by_code(sitting.entity_id, code)
    on, puzzle = _day(request, sitting)
    tab = request.GET.get("tab", TABS[0])
    if tab not in TABS:
        raise Http404
    region = target(request)
    is_whole = region in {"", "fragment"}
    context: dict[str, Any] = {
        "party": found,
        "as_of": on,
        "puzzle": puzzle,
        "tab": tab,
        "told": request.GET.get("told", ""),
        "may": {right.value: sitting.may(right) and on is None for right in Right},
    }
    if is_whole or region in {"panel", "tab"}:
        sums = queries.figures(sitting.entity_id, found.id, on, sitting.today)
        counted = queries.counts(sitting.entity_id, found.id)
        context |= _tabs(request, sitting, found, sums, counted)
        if region != "tab":
            context |= _head(sitting, found, on, sums)
    if is_whole or region in {"tab", "more"}:
        context |= _OF_TAB[tab](request, sitting, found, on)
    if is_whole or region in {"timeline", "older"}:
        context |= _stream(request, sitting, found, on)
    return show(
        request,
        "desk/party.html",
        context,
        panel="desk/_party_panel.html",
        tab="desk/_party_tab.html",
        more="desk/_party_rows.html",
        timeline="desk/_party_timeline.html",
        older="desk/_party_older.html",
    )


def _day(request: HttpRequest, sitting: Seated) -> tuple[date | None, str]:
    """The other day that is asked for; a day from today on is no other day."""
    text = request.GET.get("as_of", "")
    if not text:
        return None, ""
    try:
        on = search_line.day(text, sitting.today)
    except NotReadable:
        return None, f"“{text}” is no day that can be read; this is as of now."
    return (on, "") if on < sitting.today else (None, "")


def _head(
    sitting: Seated, found: Party, on: date | None, sums: list[Figures]
) -> dict[str, Any]:
    """Who the party is, what stands in the way, and its figures."""
    entry = entries_by_code(sitting.entity_id, [found.code])[found.code]
    first = own_first(sums, found.currency)
    disputes = queries.open_disputes(sitting.entity_id, found.id)
    limit_minor = found.credit_limit_minor
    return {
        "entry": entry,
        "terms": _terms(sitting, found),
        "place": _place(entry),
        "contact": entry.contacts[0] if entry.contacts else None,
        "figures": first[0],
        "others": first[1:],
        "why": {
            name: why(sitting.code, found, name, on)
            for name in ("balance", "open", "overdue", "unapplied")
        },
        "bar": bar(sitting.code, found, first[0], on),
        "disputes": disputes,
        "answer_due": min((one.due_on for one in disputes if one.due_on), default=None),
        "is_over_limit": limit_minor is not None
        and first[0].balance_minor > limit_minor,
        "merged_into": parties(sitting.entity_id, [found.merged_into_id]).get(
            found.merged_into_id
        )
        if found.merged_into_id
        else None,
        "note_form": NoteForm(
            initial={"key": uuid4(), "back": _here(sitting, found, {})}
        ),
        "receive": _about(sitting, "payments.receive", party=found.code),
        "new_draft": _about(sitting, "invoicing.new_draft", party=found.code),
        "tell": _about(
            sitting, "receivables.new_statements", q=str(Term("code", (found.code,)))
        ),
    }


def _terms(sitting: Seated, found: Party) -> str:
    if found.terms_id is None:
        return default_terms(sitting.entity_id).name
    return terms_by_id(sitting.entity_id)[found.terms_id].name


def _place(entry: PartyEntry) -> str:
    for address in entry.addresses:
        return " ".join(part for part in (address.city, address.region) if part)
    return ""


def _about(sitting: Seated, page: str, **asked: str) -> str:
    """Another page with this party already named; nothing where there is none."""
    address = address_of(page, sitting.code)
    return f"{address}?{urlencode(asked)}" if address else ""


def _here(sitting: Seated, found: Party, asked: Mapping[str, str]) -> str:
    told = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("parties.party", args=[sitting.code, found.code])
    return f"{address}?{told}" if told else address


def _asked(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in names}


def _tabs(
    request: HttpRequest,
    sitting: Seated,
    found: Party,
    sums: list[Figures],
    counted: Counts,
) -> dict[str, Any]:
    """The tabs as links, each with how much stands behind it."""
    counts: dict[str, int | None] = {
        "items": sum(one.debts for one in sums),
        "documents": counted.documents,
        "payments": counted.payments,
        "statements": counted.statements,
        "prices": counted.tariffs,
        "details": None,
    }
    kept = _asked(request, "as_of", "told")
    titles = {"items": "Open items"}
    return {
        "counts": counted,
        "sums": sums,
        "tabs": [
            (
                titles.get(name, name.capitalize()),
                _here(sitting, found, {**kept, "tab": "" if name == TABS[0] else name}),
                name == request.GET.get("tab", TABS[0]),
                counts[name],
            )
            for name in TABS
        ],
    }


def _next(
    request: HttpRequest, sitting: Seated, found: Party, after: str
) -> dict[str, str]:
    kept = _asked(request, "as_of", "tab")
    return {"next": _here(sitting, found, {**kept, "after": after})}


def _items(
    request: HttpRequest, sitting: Seated, found: Party, on: date | None
) -> dict[str, Any]:
    after = request.GET.get("after", "")
    try:
        rows = queries.open_items(
            sitting.entity_id, found.id, on, after=after, size=SIZE
        )
    except ValueError:
        raise Http404 from None
    on = on or sitting.today
    more = len(rows) > SIZE
    return {
        "rows": [
            (row, row.state(on), row.days_over(on), row.age(on)) for row in rows[:SIZE]
        ],
        **(_next(request, sitting, found, rows[SIZE - 1].cursor) if more else {}),
    }


def _documents(
    request: HttpRequest,
    sitting: Seated,
    found: Party,
    on: date | None,  # noqa: ARG001 - a tab
) -> dict[str, Any]:
    after = request.GET.get("after", "")
    rows = documents(
        sitting.entity_id,
        party_id=found.id,
        before=int(after) if after.isdecimal() and len(after) < 19 else None,
        size=SIZE + 1,
    )
    more = len(rows) > SIZE
    return {
        "rows": [(row, row.state(sitting.today)) for row in rows[:SIZE]],
        **(_next(request, sitting, found, str(rows[SIZE - 1].id)) if more else {}),
    }


def _payments(
    request: HttpRequest,
    sitting: Seated,
    found: Party,
    on: date | None,  # noqa: ARG001 - a tab
) -> dict[str, Any]:
    after = None
    if text := request.GET.get("after", ""):
        received_on, _, number = text.partition("~")
        try:
            after = After(date.fromisoformat(received_on), int(number))
        except ValueError:
            raise Http404 from None
    rows = payments(sitting.entity_id, party_id=found.id, after=after, size=SIZE + 1)
    more = len(rows) > SIZE
    last = rows[SIZE - 1] if more else None
    return {
        "rows": rows[:SIZE],
        **(
            _next(request, sitting, found, f"{last.received_on}~{last.id}")
            if last
            else {}
        ),
    }


def _statements(
    request: HttpRequest,  # noqa: ARG001 - a tab
    sitting: Seated,
    found: Party,
    on: date | None,  # noqa: ARG001 - a tab
) -> dict[str, Any]:
    return {"rows": statements(sitting.entity_id, party_id=found.id)}


def _prices(
    request: HttpRequest,  # noqa: ARG001 - a tab
    sitting: Seated,
    found: Party,
    on: date | None,  # noqa: ARG001 - a tab
) -> dict[str, Any]:
    known = tariffs(sitting.entity_id)
    return {"rows": [one for one in known if one.party_id == found.id]}


def _details(
    request: HttpRequest,  # noqa: ARG001 - a tab
    sitting: Seated,
    found: Party,
    on: date | None,
) -> dict[str, Any]:
    entry = entries_by_code(sitting.entity_id, [found.code])[found.code]
    office = Office(
        today=sitting.today,
        currency=sitting.currency,
        languages=frozenset(LANGUAGES),
    )
    return {
        "entry": entry,
        "findings": party_findings(sitting.entity_id, found.id, office),
        "rows": (),
        **papers_shown(sitting, found.id, is_past=on is not None),
    }


_OF_TAB: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "items": _items,
    "documents": _documents,
    "payments": _payments,
    "statements": _statements,
    "prices": _prices,
    "details": _details,
}


def _stream(
    request: HttpRequest, sitting: Seated, found: Party, on: date | None
) -> dict[str, Any]:
    """What happened, newest first; of one family where a chip is pressed."""
    family = request.GET.get("told", "")
    zone = ZoneInfo(sitting.seat.time_zone)
    families = (family,) if family in FAMILIES else FAMILIES
    try:
        rows = queries.told(
            sitting.entity_id,
            found.id,
            families=families,
            before=request.GET.get("before", ""),
            until=_end_of(on, zone),
        )
    except ValueError:
        raise Http404 from None
    kept = _asked(request, "as_of", "tab")
    size = len(rows) - 1 if len(rows) > _TOLD else len(rows)
    older = (
        _here(sitting, found, {**kept, "told": family, "before": rows[size - 1].cursor})
        if len(rows) > _TOLD
        else ""
    )
    return {
        "stream": [
            shown(row, sitting.code, zone=zone, today=sitting.today)
            for row in rows[:size]
        ],
        "older": older,
        "chips": [
            (label, _here(sitting, found, {**kept, "told": name}), name == family)
            for label, name in (
                ("All", ""),
                ("Money", "money"),
                ("Mail", "mail"),
                ("Notes", "notes"),
            )
        ],
        "subject_kind": SubjectKind.PARTY.value,
    }


_TOLD: Final = 20


def _end_of(on: date | None, zone: ZoneInfo) -> datetime | None:
    if on is None:
        return None
    following = on + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=zone)


urlpatterns = [path("<str:entity>/parties/<str:code>", party, name="parties.party")]
