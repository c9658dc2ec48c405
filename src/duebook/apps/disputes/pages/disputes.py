"""The list of disputes, and the page of one: the case, its talk, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.disputes.actions import (
    CloseDispute,
    MoveDispute,
    close_dispute,
    move_dispute,
)
from duebook.apps.disputes.queries import dispute_by_number
from duebook.apps.disputes.queries.listing import DISPUTES as LISTING
from duebook.apps.disputes.queries.listing import standing
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import RETIRED, people
from duebook.apps.notes.queries import thread_of
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.disputes import Outcome, Stage
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.rights import Right
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.lists import Column, ListPage, Look, View, answer
from duebook.web.states import spoken
from duebook.web.typed import ActForm, DayField

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.disputes.queries import Dispute
    from duebook.apps.disputes.queries.listing import Case
    from duebook.apps.entities.pages.door import Seated
    from duebook.web.lists import Reader

DISPUTES: Final = Page(
    "disputes",
    "Disputes",
    keys=(
        Key("j", "move"),
        Key("k", "back"),
        Key("o", "owner and state"),
        Key("/", "search"),
    ),
)
DISPUTE: Final = Page(
    "dispute",
    "Dispute",
    under="disputes",
    keys=(
        Key("o", "owner and state"),
        Key("y", "credit it"),
        Key("k", "close"),
        Key("n", "note"),
        Key("q", "ask"),
        Key("i", "invoice"),
    ),
)


def _address(row: Case, reader: Reader) -> str:
    return reverse("disputes.dispute", args=[reader.code, row.number])


SPEC: Final = ListPage(
    page=DISPUTES,
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
        Column(name="party", title="Party", value=lambda row, _: row.party_name),
        Column(
            name="item",
            title="Over",
            value=lambda row, _: row.item_number,
            look=Look.DIM,
            link=lambda row, reader: address_of(
                "invoicing.invoice", reader.code, row.item_number
            ),
        ),
        Column(name="cause", title="Cause", value=lambda row, _: spoken(row.category)),
        Column(
            name="opened",
            title="Opened",
            value=lambda row, _: row.opened_on,
            look=Look.DAY,
            sort="opened",
        ),
        Column(
            name="due",
            title="Answer due",
            value=lambda row, _: row.due_on,
            look=Look.DAY,
            sort="due",
        ),
        Column(
            name="amount",
            title="Contested",
            value=lambda row, _: row.amount_minor,
            look=Look.MONEY,
            sort="amount",
        ),
        Column(name="owner", title="Owner", value=lambda row, _: row.owner),
        Column(
            name="state",
            title="State",
            value=lambda row, reader: row.state(reader.today),
            look=Look.STATE,
        ),
    ),
    ref=lambda row: row.number,
    address=_address,
    views=(
        View("Open", "is:open"),
        View("Answer late", "is:late"),
        View("Mine", "is:mine"),
        View("Waits for them", "is:waiting-customer"),
        View("Waits for us", "is:waiting-inside"),
        View("Proposed", "is:proposed"),
        View("Accepted", "is:upheld"),
        View("Rejected", "is:rejected"),
        View("Withdrawn", "is:withdrawn"),
        View("All", ""),
    ),
    nothing=(
        "Nobody contests anything. A dispute is opened on the page of its invoice."
    ),
    first_line="is:open",
    summed="contested",
)


@page(DISPUTES)
def disputes(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Find what is contested, by how it stands."""
    return answer(request, sitting, SPEC)


_ENDINGS: Final = (
    (Outcome.UPHELD, "They are right; it was credited, or no credit is due"),
    (Outcome.REJECTED, "It stands as it was billed"),
    (Outcome.WITHDRAWN, "They contest it no longer"),
)


_STAGES: Final = [
    (Stage.INVESTIGATING, "We look into it"),
    (Stage.WAITING_CUSTOMER, "Waits for the customer"),
    (Stage.WAITING_INSIDE, "Waits for somebody of ours"),
    (Stage.PROPOSED, "An answer is proposed"),
]


class CloseForm(forms.Form):
    """How a dispute ends, and why."""

    outcome = forms.ChoiceField(
        label="How it ends",
        choices=[(one.value, words) for one, words in _ENDINGS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Cause", max_length=400, help_text="For the report, and for them."
    )
    no_credit = forms.CharField(
        label="Why no credit is due",
        max_length=300,
        required=False,
        help_text="Only where they are right and no credit note was issued.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class MoveForm(ActForm):
    """Where a case stands, whose it is, by when, and what has to be done."""

    stage = forms.ChoiceField(label="Now", choices=_STAGES, widget=forms.RadioSelect)
    owner = forms.ChoiceField(label="Owner")
    due_on = DayField(label="Answer due", required=False)
    reason = forms.CharField(label="What is done, asked or proposed", max_length=400)


@page(DISPUTE)
def dispute(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """A case: what is contested and why, whose it is, and what was said of it."""
    return _shown(request, sitting, _found(sitting, number), None)


@page(DISPUTE, Right.APPLY)
def close(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Close a case with its cause; what it held can be settled again."""
    case = _found(sitting, number)
    form = CloseForm(request.POST or None, initial={"key": uuid4()})
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            if _is_stale(sitting, case, form):
                status = 409
                form.add_error(None, _changed(case))
            else:
                with refusing(form):
                    _close(sitting, case, form)
                if form.is_valid():
                    return _to_case(sitting, case)
    return _shown(request, sitting, case, form, status=status)


@page(DISPUTE, Right.APPLY)
def move(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """Say where a case stands, or give it to somebody else."""
    case = _found(sitting, number)
    with sitting.reading():
        owners = [one.name for one in people(sitting.entity_id) if one.role != RETIRED]
    form = MoveForm(
        request.POST or None,
        today=sitting.today,
        initial={
            "stage": case.stage or Stage.INVESTIGATING,
            "owner": case.owner,
            "due_on": case.due_on and case.due_on.isoformat(),
        },
    )
    owner = form.fields["owner"]
    assert isinstance(owner, forms.ChoiceField), "declared above"
    owner.choices = [(name, name) for name in owners]
    if form.is_bound and form.is_valid():
        with refusing(form):
            _move(sitting, case, form)
        if form.is_valid():
            return _to_case(sitting, case)
    with sitting.reading():
        return show(
            request,
            "disputes/move.html",
            {"case": case, "form": form},
            status=422 if form.is_bound else 200,
        )


def _move(sitting: Seated, case: Dispute, form: MoveForm) -> None:
    said = form.cleaned_data
    command = MoveDispute(
        entity_id=sitting.entity_id,
        number=case.number,
        stage=Stage(said["stage"]),
        owner=said["owner"],
        reason=said["reason"],
        due_on=said["due_on"],
    )
    move_dispute(command, **sitting.sends(said["key"]))


def _close(sitting: Seated, case: Dispute, form: CloseForm) -> None:
    said = form.cleaned_data
    command = CloseDispute(
        entity_id=sitting.entity_id,
        number=case.number,
        outcome=Outcome(said["outcome"]),
        reason=said["reason"],
        closed_on=sitting.today,
        no_credit=said["no_credit"],
    )
    close_dispute(command, **sitting.sends(said["key"]))


def _is_stale(sitting: Seated, case: Dispute, form: CloseForm) -> bool:
    """Whether somebody closed it meanwhile, other than by this very form."""
    if not case.outcome:
        return False
    with sitting.reading():
        return not is_spent(sitting.entity_id, form.cleaned_data["key"])


def _changed(case: Dispute) -> str:
    return (
        f"{case.number} was closed meanwhile: {case.outcome}, {case.outcome_reason}. "
        "Here is how it is now."
    )


def _to_case(sitting: Seated, case: Dispute) -> HttpResponse:
    address = reverse("disputes.dispute", args=[sitting.code, case.number])
    return HttpResponse(status=303, headers={"Location": address})


def _found(sitting: Seated, number: str) -> Dispute:
    with sitting.reading():
        return dispute_by_number(sitting.entity_id, number)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    case: Dispute,
    form: CloseForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    with sitting.reading():
        context = _about(sitting, case)
        return show(
            request,
            "disputes/dispute.html",
            {**context, "form": form},
            status=status,
            panel="disputes/_dispute_panel.html",
        )


def _about(sitting: Seated, case: Dispute) -> dict[str, Any]:
    item = items_by_id(sitting.entity_id, [case.item_id])[case.item_id]
    subject = Subject(kind=SubjectKind.DISPUTE, id=case.id, called=case.number)
    return {
        "case": case,
        "item": item,
        "state": standing(case.outcome, case.due_on, sitting.today, case.stage),
        "thread": thread_of(sitting.entity_id, subject),
        "free_minor": item.open_minor - item.contested_minor,
        "age": ((case.closed_on or sitting.today) - case.opened_on).days,
        "invoice": address_of("invoicing.invoice", sitting.code, case.item_number),
        "accepting": (
            address_of("invoicing.accept_dispute", sitting.code, case.number)
            if sitting.may(Right.CREDIT)
            else ""
        ),
        "may_close": not case.outcome and sitting.may(Right.APPLY),
        "may_note": sitting.may(Right.NOTE),
        "note_key": uuid4(),
    }


_ONE: Final = "<str:entity>/disputes/<str:number>"

urlpatterns = [
    path("<str:entity>/disputes", disputes, name="disputes.disputes"),
    path(_ONE, dispute, name="disputes.dispute"),
    path(f"{_ONE}/close", close, name="disputes.close"),
    path(f"{_ONE}/move", move, name="disputes.move"),
]
