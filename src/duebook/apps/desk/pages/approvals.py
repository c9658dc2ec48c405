"""Approvals: what waits for a second person, with what it would do to the books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4, uuid5
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from typing_extensions import override

from duebook import db
from duebook.apps.approvals import queries
from duebook.apps.approvals.actions import (
    Answer,
    WithdrawRequest,
    answer,
    approve,
    withdraw_request,
)
from duebook.apps.approvals.queries import Request, deciders, is_within
from duebook.apps.entities.actions.sitting import Sending
from duebook.apps.entities.pages.door import refusing, spanning_page
from duebook.apps.entities.queries import Seat
from duebook.apps.ledger.queries import effect_of
from duebook.apps.notes.actions import (
    AnswerHandOver,
    HandOver,
    answer_hand_over,
    hand_over,
)
from duebook.apps.notes.queries import Asked, hand_overs_of
from duebook.domain.errors import Refusal
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.rights import Person, Right
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
        Key("b", "send back with a question"),
        Key("o", "pass to"),
        Key("w", "withdraw my own"),
        Key("↵", "open"),
    ),
)


@dataclass(eq=False)
class NobodyAbove(Refusal):
    """A request was to go to somebody with a higher limit, and there is nobody."""

    code: ClassVar[str] = "nobody_above"
    template: ClassVar[str] = (
        "Nobody here has a limit that is enough for request {request_id}; "
        "a limit under Settings, People has to be raised first."
    )

    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request with the entity it is about, and whether the reader may answer it.

    ``asked`` are the questions that people asked each other about it.
    """

    seat: Seat
    request: Request
    asked: tuple[Asked, ...] = ()

    @property
    def subject(self) -> Subject:
        """The request as people ask each other about it."""
        return Subject(
            kind=SubjectKind.REQUEST,
            id=self.request.id,
            called=f"request {self.request.id}",
        )

    @property
    def open_questions(self) -> tuple[Asked, ...]:
        """What is asked about it and not answered."""
        return tuple(one for one in self.asked if not one.ending)

    @property
    def waits_for_maker(self) -> bool:
        """Whether it was sent back with a question that the maker has not answered."""
        maker = self.request.requested_by
        return any(one.asked_of == maker for one in self.open_questions)

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
        return self.can_answer and is_within(
            Person(self.seat.person, self.seat.limits),
            Right(self.request.right),
            self.request.amount_minor,
            self.request.currency,
            own=self.seat.currency,
        )


_SAYINGS = ("yes", "no", "ask", "pass", "withdraw")


class AnswerForm(forms.Form):
    """A yes, a no, a question back or a passing on, each with its sentence."""

    reason = forms.CharField(
        max_length=500,
        label="A sentence",
        help_text="It goes to whoever asked, and stays with the act.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    what = forms.ChoiceField(choices=[(what, what) for what in _SAYINGS])
    to = forms.ChoiceField(label="Pass to", required=False)

    def __init__(self, *args: Any, deciders: list[str], **said: Any) -> None:
        super().__init__(*args, **said)
        choices = self.fields["to"]
        assert isinstance(choices, forms.ChoiceField), "declared above"
        choices.choices = [(name, name) for name in deciders]

    @override
    def clean(self) -> dict[str, Any]:
        """Ask for a button where none was pressed; its field is not to be seen."""
        said: dict[str, Any] = super().clean() or {}
        if "what" in self.errors:
            self.add_error(None, "Nothing was decided: press the button that you mean.")
        return said


@spanning_page(APPROVALS)
def approvals(request: HttpRequest, abroad: Abroad) -> HttpResponse:
    """What waits for the reader, what waits for others, and what was decided."""
    rows = [row for seat in abroad.seats for row in _waiting(seat)]
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
                ("Waits for me", [row for row in rows if _is_for_reader(row)]),
                ("Waits for others", [row for row in rows if not _is_for_reader(row)]),
                ("Decided", decided),
            ],
            "waiting": len(rows),
            "at": request.GET.get("at", ""),
        },
    )


def _is_for_reader(row: Row) -> bool:
    return row.can_answer and not row.waits_for_maker


def _waiting(seat: Seat) -> list[Row]:
    """What waits in an entity, with the questions about it."""
    found = queries.requests(seat.entity_id)
    asked = _asked(seat, [one.id for one in found])
    return [Row(seat=seat, request=one, asked=asked[one.id]) for one in found]


def _asked(seat: Seat, ids: list[int]) -> defaultdict[int, tuple[Asked, ...]]:
    by_request: defaultdict[int, tuple[Asked, ...]] = defaultdict(tuple)
    if ids:
        for one in hand_overs_of(seat.entity_id, SubjectKind.REQUEST, ids):
            by_request[one.subject.id] += (one,)
    return by_request


@spanning_page(APPROVALS, posts=True)
def decide(
    request: HttpRequest, abroad: Abroad, code: str, number: int
) -> HttpResponse:
    """One request with what it would do; a yes carries it out, a no says why."""
    seat = next((one for one in abroad.seats if one.code.lower() == code), None)
    if seat is None:
        raise Http404
    row = _row(seat, number)
    deciders = _deciders(row)
    form = AnswerForm(request.POST or None, initial={"key": uuid4()}, deciders=deciders)
    if form.is_valid():
        with refusing(form), transaction.atomic():
            _say(form.cleaned_data, row, deciders, abroad)
    if form.is_bound and form.is_valid():
        return HttpResponseRedirect(reverse("desk.approvals"), status=303)
    return show(
        request,
        "desk/approval.html",
        {
            "row": row,
            "form": form,
            "effect": _effect(row, abroad, uuid4()),
            "deciders": deciders,
            "last": _last(row),
            "zone": ZoneInfo(seat.time_zone),
        },
        status=422 if form.is_bound else 200,
        panel="desk/_approval.html",
    )


def _row(seat: Seat, number: int) -> Row:
    with db.reading(seat.entity_id):
        try:
            found = queries.request(seat.entity_id, number)
            asked = _asked(seat, [found.id])[found.id]
            return Row(seat=seat, request=found, asked=asked)
        except queries.NoSuchRequest as missing:
            raise Http404 from missing


def _say(said: dict[str, Any], row: Row, deciders: list[str], abroad: Abroad) -> None:
    """Carry out what was said; a yes above one's own limit goes to the next one."""
    seat, number, what = row.seat, row.request.id, said["what"]
    sends = _sends(seat, abroad, said["key"])
    if what == "withdraw":
        taken_back = WithdrawRequest(
            entity_id=seat.entity_id, request_id=number, reason=said["reason"]
        )
        withdraw_request(taken_back, **sends)
        return
    if what == "ask":
        _ask(row, row.request.requested_by, said["reason"], abroad, sends)
        return
    others = [name for name in deciders if name != seat.person]
    if what == "pass" or (what == "yes" and not row.can_approve and row.can_answer):
        if not others:
            raise NobodyAbove(row.request.id)
        agrees = f"{said['reason']} (agrees)" if what == "yes" else said["reason"]
        _ask(row, said["to"] or others[0], agrees, abroad, sends)
        return
    command = Answer(
        entity_id=seat.entity_id,
        request_id=number,
        is_approved=what == "yes",
        reason=said["reason"],
    )
    carry_out = approve if command.is_approved else answer
    carry_out(command, **sends)
    _end_questions(row, command, abroad, said["key"])


def _ask(row: Row, whom: str, question: str, abroad: Abroad, sends: Sending) -> None:
    """Ask somebody about the request: it stands in their Today and rings their bell."""
    today = abroad.at.astimezone(ZoneInfo(row.seat.time_zone)).date()
    asking = HandOver(
        entity_id=row.seat.entity_id,
        subject=row.subject,
        asked_of=whom,
        question=question,
        due_on=max(today, row.request.expires_on),
    )
    hand_over(asking, **sends)


def _end_questions(row: Row, command: Answer, abroad: Abroad, key: UUID) -> None:
    """A request that is decided asks nobody any more."""
    verb = "Approved" if command.is_approved else "Refused"
    for one in row.open_questions:
        ending = AnswerHandOver(
            entity_id=row.seat.entity_id,
            hand_over_id=one.id,
            answer=f"{verb}: {command.reason}",
        )
        its_key = uuid5(key, f"question {one.id}")
        answer_hand_over(ending, **_sends(row.seat, abroad, its_key))


def _last(row: Row) -> list[Request]:
    """What the same person asked for before."""
    with db.reading(row.seat.entity_id):
        return queries.asked_before(
            row.seat.entity_id, row.request.requested_by, row.request.id
        )


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
    """Who could say yes to it, the lowest limit that is enough first."""
    request = row.request
    with db.reading(row.seat.entity_id):
        return deciders(
            row.seat.entity_id,
            Right(request.right),
            request.amount_minor,
            request.currency,
            own=row.seat.currency,
            asked_by=request.requested_by,
        )


urlpatterns = [
    path("approvals", approvals, name="desk.approvals"),
    path("approvals/<slug:code>-<int:number>", decide, name="desk.approval"),
]
