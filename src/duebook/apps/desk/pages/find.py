"""Find: the palette over every page, and the same as a page of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.shortcuts import render
from django.urls import path

from duebook.apps.desk.pages.menu import MENU
from duebook.apps.desk.queries.find import Hit, Hits, find
from duebook.apps.entities.pages.door import spanning_page
from duebook.domain.rights import Right
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.entities.queries import Seat

FIND = Page("find", "Find", under="today")


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that can be done: in words, its page, and the right it needs."""

    label: str
    icon: str
    page: str
    right: Right


DOINGS = (
    Doing("Receive payment", "cash", "payments.receive", Right.RECEIVE),
    Doing("New draft", "file-text", "invoicing.new_draft", Right.PREPARE),
    Doing("New charge", "file-import", "invoicing.new_charge", Right.PREPARE),
    Doing("Import a file", "upload", "imports.new_import", Right.PREPARE),
    Doing("Start a billing run", "repeat", "invoicing.new_run", Right.ISSUE),
    Doing("New party", "address-book", "parties.new_party", Right.PREPARE),
    Doing("Take in a bank file", "building-bank", "banking.new_file", Right.RECEIVE),
    Doing("Make a deposit", "coins", "banking.new_deposit", Right.RECEIVE),
    Doing("Take in a lockbox", "coins", "banking.new_lockbox", Right.RECEIVE),
    Doing("Send what waits", "send", "invoicing.to_send", Right.SEND),
    Doing("Issue statements", "mail", "receivables.new_statements", Right.SEND),
    Doing("Refund a credit", "receipt-refund", "payments.new_refund", Right.REFUND),
    Doing("Write off", "minus", "receivables.write_offs", Right.WRITE_OFF),
    Doing("Deposits", "coins", "banking.deposits", Right.RECEIVE),
    Doing("Close the month", "book-2", "close.close", Right.CLOSE),
)


@spanning_page(FIND)
def found(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What a line finds in every entity of the reader."""
    text = request.GET.get("q", "")[:100]
    return show(
        request,
        "desk/find.html",
        {
            "text": text,
            "places": [(seat, _found(seat, abroad, text)) for seat in abroad.seats],
        },
    )


@spanning_page(FIND)
def palette(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What a line finds in the entity that the reader is in, while it is typed."""
    text = request.GET.get("q", "")[:100]
    code = request.session.get("entity", "")
    mine = [one for one in abroad.seats if one.code == code]
    seat = next(iter((*mine, *abroad.seats)), None)
    groups = _found(seat, abroad, text) if seat else []
    return render(request, "desk/_palette.html", {"groups": groups, "text": text})


def _found(seat: Seat, abroad: Abroad, text: str) -> list[Hits]:
    today = abroad.at.astimezone(ZoneInfo(seat.time_zone)).date()
    acts = _acts(seat, text)
    documents = address_of("invoicing.invoices", seat.code.lower())
    rest = Hit(
        icon="search",
        label=f"Search all documents for {text}",
        line="",
        address=f"{documents}?q={quote(text)}",
    )
    more = (rest,) if text and text[:1] not in "@>#$" else ()
    groups = [*find(seat, today, text), Hits("Acts", (*acts, *more))]
    return [group for group in groups if group.hits]


def _acts(seat: Seat, text: str) -> tuple[Hit, ...]:
    """Acts and pages whose words begin with those typed, or all for none."""
    words = text.removeprefix(">").strip().lower()
    if text[:1] in {"@", "#", "$"}:
        return ()
    code = seat.code.lower()
    doings = [
        (one.label, one.icon, address_of(one.page, code))
        for one in DOINGS
        if one.right in seat.limits
    ]
    pages = [
        (
            line.label,
            line.icon,
            address_of(line.page) if line.spans else address_of(line.page, code),
        )
        for _, lines in MENU
        for line in lines
    ]
    return tuple(
        Hit(icon=icon, label=label, line="", address=address)
        for label, icon, address in (*doings, *pages)
        if address and _is_meant(label, words)
    )[:8]


def _is_meant(label: str, words: str) -> bool:
    parts = label.lower().split()
    return all(any(part.startswith(word) for part in parts) for word in words.split())


urlpatterns = [
    path("find", found, name="desk.find"),
    path("find/palette", palette, name="desk.palette"),
]
