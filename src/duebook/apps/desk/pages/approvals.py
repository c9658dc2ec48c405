"""Approvals: what waits for a second person, with what it would do to the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook import db
from duebook.apps.approvals import queries
from duebook.apps.approvals.actions import Answer, answer, approve
from duebook.apps.approvals.queries import Request
from duebook.apps.entities.actions.sitting import Sending
from duebook.apps.entities.pages.door import refusing, spanning_page
from duebook.apps.entities.queries import Seat, people
from duebook.apps.ledger.queries import effect_of
from duebook.domain.rights import Person, Right, within_limit
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.ledger.queries import Effect

APPROVALS = Page(
    "approvals",
    "Approvals",
    keys=(
        Key("j", "next"),
        Key("k", "back"),
        Key("y", "approve"),
        Key("n", "refuse"),
        Key("↵", "open"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request with the entity it is about, and whether the reader may answer it."""

    seat: Seat
    request: Request

    @property
    def ref(self) -> str:
        """How addresses name it."""
        return f"{self.seat.code.lower()}-{self.request.id}"

    @property
    def is_mine(self) -> bool:
        """Whether the reader asked for it."""
        return self.request.requested_by == self.seat.person

    @property
    def can_answer(self) -> bool:
        """Whether the reader holds the rights that an answer takes."""
        needed = {Right.APPROVE, self.request.right}
        return not self.is_mine and needed <= set(self.seat.limits)

    @property
    def can_approve(self) -> bool:
        """Whether the amount lies within the reader's own limit, too."""
        return self.can_answer and _is_within(
            Person(self.seat.person, self.seat.limits), self.request, self.seat.currency
        )


def _is_within(person: Person, request: Request, currency: str) -> bool:
    right = Right(request.right)
    if right not in person.limits:
        return False
    if request.currency != currency:
        return person.limits[right] is None
    return within_limit(person, right, request.amount_minor)


class AnswerForm(forms.Form):
    """A yes or a no, with its sentence."""

    reason = forms.CharField(
        max_length=500,
        label="A sentence",
        help_text="It goes to whoever asked, and stays with the act.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


@spanning_page(APPROVALS)
def approvals(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What waits for the reader, what waits for others, and what was decided."""
    rows = [
        Row(seat=seat, request=one)
        for seat in abroad.seats
        for one in queries.requests(seat.entity_id)
    ]
    decided = [
        Row(seat=seat, request=one)
        for seat in abroad.seats
        for one in queries.answered(seat.entity_id)
    ]
    return show(
        request,
        "desk/approvals.html",
        {
            "groups": [
                ("Waits for me", [row for row in rows if row.can_answer]),
                ("Waits for others", [row for row in rows if not row.can_answer]),
                ("Decided", decided),
            ],
            "waiting": len(rows),
            "at": request.GET.get("at", ""),
        },
    )


@spanning_page(APPROVALS, posts=True)
def decide(
    request: HttpRequest, abroad: Abroad, code: str, number: int
) -> HttpResponse:
    """One request with what it would do; a yes carries it out, a no says why."""
    seat = next((one for one in abroad.seats if one.code.lower() == code), None)
    if seat is None:
        raise Http404
    form = AnswerForm(request.POST or None, initial={"key": uuid4()})
    row = _row(seat, number)
    if form.is_valid():
        with refusing(form):
            _answer(form, seat, number, abroad)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(reverse("desk.approvals"), status=303)
    return show(
        request,
        "desk/approval.html",
        {
            "row": row,
            "form": form,
            "effect": _effect(row, abroad, uuid4()),
            "deciders": _deciders(row),
            "zone": ZoneInfo(seat.time_zone),
        },
        status=422 if form.is_bound else 200,
        panel="desk/_approval.html",
    )


def _row(seat: Seat, number: int) -> Row:
    with db.reading(seat.entity_id):
        try:
            return Row(seat=seat, request=queries.request(seat.entity_id, number))
        except queries.NoSuchRequest as missing:
            raise Http404 from missing


def _answer(form: AnswerForm, seat: Seat, number: int, abroad: Abroad) -> None:
    said = form.cleaned_data
    command = Answer(
        entity_id=seat.entity_id,
        request_id=number,
        is_approved=said["what"] == "yes",
        reason=said["reason"],
    )
    carry_out = approve if command.is_approved else answer
    carry_out(command, **_sends(seat, abroad, said["key"]))


def _sends(seat: Seat, abroad: Abroad, key: UUID) -> Sending:
    return Sending(actor=seat.person, key=key, at=abroad.at)


def _effect(row: Row, abroad: Abroad, key: UUID) -> Effect | None:
    """What a yes would post; nothing for those who cannot say it."""
    if row.request.state != "waiting" or not row.can_approve:
        return None
    command = Answer(
        entity_id=row.seat.entity_id,
        request_id=row.request.id,
        is_approved=True,
        reason="To see what it would do.",
    )
    with transaction.atomic():
        return effect_of(
            row.seat.entity_id,
            lambda: approve(command, **_sends(row.seat, abroad, key)),
        )


def _deciders(row: Row) -> list[str]:
    """Who could say yes to it."""
    with db.reading(row.seat.entity_id):
        known = people(row.seat.entity_id)
    return [
        one.name
        for one in known
        if one.name != row.request.requested_by
        and Right.APPROVE in one.limits
        and _is_within(Person(one.name, one.limits), row.request, row.seat.currency)
    ]


urlpatterns = [
    path("approvals", approvals, name="desk.approvals"),
    path("approvals/<slug:code>-<int:number>", decide, name="desk.approval"),
]
