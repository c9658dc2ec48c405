"""The bank workspace: every line in its group, and the one that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.banking.actions import LineChanged
from duebook.apps.banking.forms import LineForm
from duebook.apps.banking.pages.line_acts import ACTS
from duebook.apps.banking.pages.line_shown import looked
from duebook.apps.banking.pages.openers import note_open, open_by_others
from duebook.apps.banking.pages.side import side_of
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.lines import lines_by_id
from duebook.apps.banking.queries.proof import closings
from duebook.apps.entities.pages.door import page
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable, day

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.banking.pages.side import Side
    from duebook.apps.banking.queries.lines import Line
    from duebook.apps.banking.queries.workspace import Row
    from duebook.apps.entities.pages.door import Seated

BANK: Final = Page(
    "bank",
    "Bank",
    keys=(
        Key("j", "line"),
        Key("a", "accept"),
        Key("1", "accept that"),
        Key("p", "by hand"),
        Key("h", "on account"),
        Key("b", "split"),
        Key("s", "write off the rest"),
        Key("f", "find"),
        Key("q", "ask"),
        Key("r", "rule"),
        Key("u", "undo"),
    ),
)


@page(BANK)
def bank(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """The lines of an account, and the chosen one, else the first that waits."""
    text = request.GET.get("at", "")
    if text.isascii() and text.isdigit():
        line = _line(sitting, int(text))
        return _shown(request, sitting, _side(request, sitting, line), line)
    side = _side(request, sitting, None)
    if side is None or not side.waiting:
        return _shown(request, sitting, side, None)
    return _shown(request, sitting, side, _line(sitting, side.waiting[0].id))


@page(BANK, posts=True)
def line(request: HttpRequest, sitting: Seated, line_id: int) -> HttpResponse:
    """One line; POST says what it is, and answers the next one."""
    if request.method == "POST":
        return _posted(request, sitting, line_id)
    found = _line(sitting, line_id)
    return _shown(request, sitting, _side(request, sitting, found), found)


def _line(sitting: Seated, line_id: int) -> Line:
    if line_id >= 2**63:
        raise Http404
    [found] = lines_by_id(sitting.entity_id, [line_id])
    return found


def _side(request: HttpRequest, sitting: Seated, line: Line | None) -> Side | None:
    """The list of the account that is named, else of the line's, else the first."""
    accounts = bank_accounts(sitting.entity_id)
    named = line.bank_account if line else request.GET.get("account", "")
    account = next((one for one in accounts if one.name == named), None)
    if account is None:
        if named:
            raise Http404
        if not accounts:
            return None
        account = accounts[0]
    on = _day(request, sitting, line)
    return side_of(sitting.entity_id, account, on, open_by_others(sitting))


def _day(request: HttpRequest, sitting: Seated, line: Line | None) -> date | None:
    text = request.GET.get("day", "")
    if text:
        try:
            return day(text, sitting.today)
        except NotReadable:
            return None
    is_placed = line is not None and line.state in {"explained", "known"}
    return line.booked_on if line is not None and is_placed else None


def _shown(
    request: HttpRequest,
    sitting: Seated,
    side: Side | None,
    line: Line | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    if line is not None:
        note_open(sitting, line.id)
    context = {
        "side": side,
        "accounts": bank_accounts(sitting.entity_id),
        "it": looked(sitting, line, side) if line and side else None,
        "key": uuid4(),
        "waits": request.GET.get("waits", ""),
        "may_open": sitting.may(Right.ADMINISTER),
        "closing": _closing(sitting, side) if side and line is None else None,
        **more,
    }
    return show(
        request, "banking/bank.html", context, status=status, line="banking/_line.html"
    )


def _closing(sitting: Seated, side: Side) -> object:
    """The last balance that the bank stated, when all is placed."""
    stated = closings(sitting.entity_id, side.account, sitting.today)
    return stated[-1] if stated else None


def _posted(request: HttpRequest, sitting: Seated, line_id: int) -> HttpResponse:
    form = LineForm(request.POST)
    if not form.is_valid() or form.cleaned_data["what"] not in ACTS:
        raise Http404
    said = form.cleaned_data
    with sitting.reading():
        found = _line(sitting, line_id)
    try:
        waits = ACTS[said["what"]](sitting, found, said)
    except LineChanged as changed:
        return _refused(request, sitting, line_id, stale=changed)
    except Refusal as refusal:
        return _refused(request, sitting, line_id, refused=refusal, said=said)
    return _next(sitting, found, waits=waits)


def _refused(
    request: HttpRequest, sitting: Seated, line_id: int, **told: Any
) -> HttpResponse:
    """The line as it is now, with the reason: 409 if somebody was quicker."""
    status = 409 if "stale" in told else 422
    with sitting.reading():
        now = _line(sitting, line_id)
        side = _side(request, sitting, now)
        return _shown(request, sitting, side, now, status=status, **told)


def _next(sitting: Seated, done: Line, *, waits: bool) -> HttpResponse:
    """To the line that waits below the one that was decided, or above, or to none."""
    here = reverse("banking.bank", args=[sitting.code])
    with sitting.reading():
        accounts = bank_accounts(sitting.entity_id)
        account = next(one for one in accounts if one.id == done.bank_account_id)
        waiting = side_of(sitting.entity_id, account).waiting
    still = [row for row in waiting if row.id == done.id]
    mine = _place(done)
    below = [row for row in sorted(waiting, key=_place) if _place(row) > mine]
    first = next(iter((*still, *below, *waiting)), None)
    asked = {"at": first.id} if first else {"account": account.name}
    query = urlencode(asked | {"waits": 1} if waits else asked)
    return HttpResponseRedirect(f"{here}?{query}", status=303)


def _place(of: Row | Line) -> tuple[int, int]:
    """Where a line stands in the list: the last days first, then as they came."""
    return -of.booked_on.toordinal(), of.id


urlpatterns = [
    path("<str:entity>/bank", bank, name="banking.bank"),
    path("<str:entity>/bank/<int:line_id>", line, name="banking.line"),
]
