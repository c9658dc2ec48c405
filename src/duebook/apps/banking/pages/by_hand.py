"""Picking by hand: whose the money of a line is, and what it settles, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.banking.actions import LineChanged, MatchLine, match_line
from duebook.apps.banking.queries.book import debts_of_party
from duebook.apps.banking.queries.lines import OPEN, lines_by_id
from duebook.apps.entities.pages.door import page
from duebook.apps.parties.queries import find_parties, party_by_code
from duebook.domain.errors import Refusal
from duebook.domain.matching.records import Debt
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.typed import amount_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse, QueryDict

    from duebook.apps.banking.queries.lines import Line
    from duebook.apps.entities.pages.door import Seated

BY_HAND: Final = Page(
    "bank-by-hand",
    "Pick items",
    under="bank",
    keys=(Key("Ctrl ↵", "place"), Key("w", "work out"), Key("Esc", "leave")),
)

MOST: Final = 200
"""Items that one page offers; the earliest due are the first."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An item with what of the money it would take; ``typed`` as somebody wrote it."""

    debt: Debt
    is_ticked: bool
    typed: str
    paid_minor: int


@dataclass(frozen=True, slots=True)
class Picked:
    """The items offered, and what is left of the money after those that are ticked."""

    items: tuple[Offered, ...]
    money_minor: int
    told: str = ""

    @property
    def paid(self) -> dict[int, int]:
        """What each ticked item takes, by item."""
        return {one.debt.id: one.paid_minor for one in self.items if one.paid_minor}

    @property
    def left_minor(self) -> int:
        """What is left of the money: below zero where the ticks take more."""
        return self.money_minor - sum(one.paid_minor for one in self.items)


def pick(
    debts: Sequence[Debt], said: Mapping[int, str], money_minor: int, currency: str
) -> Picked:
    """What ticked items take: as typed, else what they offer as far as the money goes.

    Of what is contested nothing is taken unless somebody types it.

    Args:
        debts: what is offered, in the order in which the money goes to it.
        said: the ticked items, each with the amount typed beside it, if any.
        money_minor: all that there is to settle them with.
        currency: that of the money.

    Raises:
        ValidationError: something typed is no amount.
    """
    left_minor, offered = money_minor, []
    for debt in debts:
        typed = said.get(debt.id)
        if typed is None:
            offered.append(Offered(debt, is_ticked=False, typed="", paid_minor=0))
            continue
        paid_minor = (
            amount_of(typed, currency)
            if typed
            else max(0, min(debt.offered_minor, left_minor))
        )
        left_minor -= paid_minor
        offered.append(Offered(debt, True, typed, paid_minor))  # noqa: FBT003
    return Picked(tuple(offered), money_minor)


@page(BY_HAND, Right.APPLY)
def by_hand(request: HttpRequest, sitting: Seated, line_id: int) -> HttpResponse:
    """Find the payer, tick what the money is for, see what is left, and place it."""
    if request.method == "POST":
        return _posted(request, sitting, line_id)
    line = _line(sitting, line_id)
    return _shown(request, sitting, line, request.GET)


def _line(sitting: Seated, line_id: int) -> Line:
    [line] = lines_by_id(sitting.entity_id, [line_id])
    if line.amount_minor < 0:
        raise Http404
    return line


def _posted(request: HttpRequest, sitting: Seated, line_id: int) -> HttpResponse:
    with sitting.reading():
        line = _line(sitting, line_id)
        if request.POST.get("do") != "place":
            return _shown(request, sitting, line, request.POST)
        key = _key(request.POST)
        is_again = is_spent(sitting.entity_id, key)
        if is_again:
            return _done(sitting, line)
        party_id = party_by_code(sitting.entity_id, request.POST.get("party", "")).id
        try:
            picked = _picked(sitting, line, party_id, request.POST)
        except forms.ValidationError as told:
            words = " ".join(told.messages)
            return _shown(
                request, sitting, line, request.POST, status=422, refused=words
            )
    try:
        match_line(
            MatchLine(
                entity_id=sitting.entity_id,
                line_id=line.id,
                party_id=party_id,
                paid=picked.paid,
                amount_minor=picked.money_minor,
                is_on_account=bool(request.POST.get("on_account")),
                reason=request.POST.get("reason", "")[:500],
                seen=request.POST.get("seen", ""),
            ),
            **sitting.sends(key),
        )
    except LineChanged as changed:
        return _refused(request, sitting, line_id, stale=str(changed))
    except Refusal as refusal:
        return _refused(request, sitting, line_id, refused=str(refusal))
    with sitting.reading():
        return _done(sitting, _line(sitting, line_id))


def _refused(
    request: HttpRequest, sitting: Seated, line_id: int, **told: str
) -> HttpResponse:
    """The form as it was sent, on the line as it is now; 409 if it changed."""
    status = 409 if "stale" in told else 422
    with sitting.reading():
        now = _line(sitting, line_id)
        return _shown(request, sitting, now, request.POST, status=status, **told)


def _done(sitting: Seated, line: Line) -> HttpResponse:
    """To what the line has left, or to the next one."""
    here = reverse("banking.bank", args=[sitting.code])
    there = f"{here}?at={line.id}" if line.state in OPEN else here
    return HttpResponseRedirect(there, status=303)


def _key(sent: QueryDict) -> UUID:
    try:
        return UUID(sent.get("key", ""))
    except ValueError as none:
        raise Http404 from none


def _picked(sitting: Seated, line: Line, party_id: int, sent: QueryDict) -> Picked:
    debts = debts_of_party(sitting.entity_id, line.currency, party_id)[:MOST]
    ticked = {int(text) for text in sent.getlist("item") if text.isdecimal()}
    said = {
        debt.id: sent.get(f"pay-{debt.id}", "").strip()
        for debt in debts
        if debt.id in ticked
    }
    typed = sent.get("money", "").strip()
    money_minor = amount_of(typed, line.currency) if typed else line.left_minor
    if money_minor > line.left_minor:
        raise forms.ValidationError("The line has less left than that.")
    return pick(debts, said, money_minor, line.currency)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    line: Line,
    sent: QueryDict,
    *,
    status: int = 200,
    refused: str = "",
    stale: str = "",
) -> HttpResponse:
    code, text = sent.get("party", ""), sent.get("payer", "").strip()[:120]
    party, picked = None, None
    if code:
        party = party_by_code(sitting.entity_id, code)
        try:
            picked = _picked(sitting, line, party.id, sent)
        except forms.ValidationError as told:
            refused = refused or " ".join(told.messages)
            debts = debts_of_party(sitting.entity_id, line.currency, party.id)[:MOST]
            picked = pick(debts, {}, line.left_minor, line.currency)
            status = 422 if status == 200 else status
    return show(
        request,
        "banking/by_hand.html",
        {
            "line": line,
            "stamp": line.stamp,
            "party": party,
            "picked": picked,
            "found": find_parties(sitting.entity_id, text, size=20).parties
            if text
            else (),
            "text": text,
            "said": sent,
            "is_split": bool(sent.get("split") or sent.get("money")),
            "refused": refused,
            "stale": stale,
            "key": sent.get("key") or uuid4(),
        },
        status=status,
        picked="banking/_picked.html",
    )


urlpatterns = [
    path("<str:entity>/bank/<int:line_id>/by-hand", by_hand, name="banking.by_hand")
]
