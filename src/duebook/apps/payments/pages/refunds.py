"""Refunds: money sent back once, to the right place, with a second pair of eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.queries import requests
from duebook.apps.entities.pages.door import page
from duebook.apps.payments.actions import (
    RefundCredit,
    ReturnRefund,
    refund_credit,
    return_refund,
)
from duebook.apps.payments.forms.acts import ReasonForm, RefundForm
from duebook.apps.payments.forms.receiving import WAYS
from duebook.apps.payments.pages.unapplied import credit_left
from duebook.apps.payments.queries.credits import (
    REFUND_DAYS,
    waiting_credits,
)
from duebook.apps.payments.queries.refunds import REFUNDS as LISTING
from duebook.apps.payments.queries.refunds import refund as refund_of
from duebook.domain.money import from_minor
from duebook.domain.payments import Method
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.asking import asked
from duebook.web.figures import money, short_day
from duebook.web.frame import Key, Page
from duebook.web.lists import Column, ListPage, Look, View, answer

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.payments.queries.credits import Credit
    from duebook.apps.payments.queries.refunds import Refunded
    from duebook.web.lists import Reader

REFUNDS: Final = Page(
    "refunds",
    "Refunds",
    keys=(
        Key("j", "move"),
        Key("n", "refund"),
        Key("b", "it came back"),
        Key("y", "decide what is proposed"),
        Key("/", "search"),
    ),
)
CLOSE_DAYS: Final = 14
"""A clock that ends within so many days is told in colour."""

REFUND: Final = Page(
    "refund", "Refund", under="refunds", keys=(Key("b", "it came back"),)
)
NEW_REFUND: Final = Page("new-refund", "New refund", under="refunds")


def _address(row: Refunded, reader: Reader) -> str:
    return reverse("payments.refund", args=[reader.code, row.number])


SPEC: Final = ListPage(
    page=REFUNDS,
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
        Column(
            name="sent",
            title="Sent",
            value=lambda row, _: row.refunded_on,
            look=Look.DAY,
        ),
        Column(name="way", title="Way", value=lambda row, _: WAYS[Method(row.method)]),
        Column(
            name="credit",
            title="Out of",
            value=lambda row, _: row.credit,
            look=Look.DIM,
        ),
        Column(
            name="reason", title="Why", value=lambda row, _: row.reason, look=Look.DIM
        ),
        Column(
            name="amount",
            title="Amount",
            value=lambda row, _: row.amount_minor,
            look=Look.MONEY,
        ),
        Column(
            name="state",
            title="State",
            value=lambda row, _: row.state,
            look=Look.STATE,
        ),
    ),
    ref=lambda row: row.number,
    address=_address,
    views=(
        View("On their way", "is:sent"),
        View("Came back", "is:back"),
        View("This month", "sent:this-month"),
        View("Over 500", "amount:>500"),
    ),
    nothing="Refunds stand here from the first one that is sent.",
    start=("New refund", "payments.new_refund", "refund"),
    template="payments/refunds.html",
)


@page(REFUNDS)
def refunds(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What is due to go back, what waits for a second person, and what was sent."""
    due = waiting_credits(sitting.entity_id, sitting.today, size=50)
    waiting = [
        one for one in requests(sitting.entity_id) if one.right == Right.REFUND.value
    ]
    asked_for = request.GET.get("asked", "")
    return answer(
        request,
        sitting,
        SPEC,
        context={
            "due": [(one, _clock(one, sitting.today)) for one in due[:5]],
            "due_count": len(due),
            "waiting": [(one, one.requested_by == sitting.actor) for one in waiting],
            "held": next((one for one in waiting if str(one.id) == asked_for), None),
        },
    )


def _clock(credit: Credit, today: date) -> tuple[str, str]:
    """How long is left until it must be back with its payer, and how urgent that is."""
    days = (credit.clock_on - today).days
    day = short_day(credit.clock_on, today)
    verb = "end" if days >= 0 else "ended"
    said = f"{REFUND_DAYS} days {verb} {day}"
    return said, "bad" if days < 0 else "warn" if days <= CLOSE_DAYS else "idle"


@page(REFUND)
def refund(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """One refund: how much, to whom, out of what, why."""
    found = refund_of(sitting.entity_id, number)
    if found is None:
        raise Http404
    return show(
        request,
        "payments/refund.html",
        {
            "refund": found,
            "way": WAYS[Method(found.method)],
            "may": {right.value: sitting.may(right) for right in Right},
        },
        panel="payments/_refund.html",
    )


@page(REFUND, Right.RECEIVE)
def came_back(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """The refund did not arrive: its credit has as much left again."""
    with sitting.reading():
        found = refund_of(sitting.entity_id, number)
    if found is None:
        raise Http404
    form = ReasonForm(
        request.POST if request.method == "POST" else None, today=sitting.today
    )
    there = reverse("payments.refund", args=[sitting.code, number])

    def act() -> str:
        said = form.cleaned_data
        return_refund(
            ReturnRefund(
                entity_id=sitting.entity_id,
                refund_id=found.id,
                returned_on=said["on"],
                reason=said["reason"],
            ),
            **sitting.sends(said["key"]),
        )
        return there

    amount = f"{money(found.amount_minor, found.currency)} {found.currency}"
    return asked(
        request,
        form,
        act,
        title=f"{number} came back",
        effect=(
            f"{amount} are at the bank again, and {found.credit} of {found.name} has "
            "as much more left, to be applied or sent again."
        ),
        button="Note that it came back",
        back=there,
        crumb=number,
    )


@page(NEW_REFUND, Right.REFUND)
def new_refund(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Send back what a credit has left, or ask a second person."""
    credit_id = request.GET.get("credit", "")
    if not credit_id.isdecimal() or len(credit_id) > 18:
        return _choose(request, sitting)
    with sitting.reading():
        found = credit_left(request, sitting, int(credit_id))
    form = RefundForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        currency=found.currency if found else sitting.currency,
        initial=_first(found),
    )

    def act() -> str:
        said = form.cleaned_data
        sent = refund_credit(
            RefundCredit(
                entity_id=sitting.entity_id,
                credit_id=int(credit_id),
                refunded_on=said["on"],
                method=Method(said["way"]),
                reason=said["reason"],
                amount_minor=said["amount_minor"],
            ),
            **sitting.sends(said["key"]),
        )
        there = reverse("payments.refunds", args=[sitting.code])
        if isinstance(sent, Held):
            return f"{there}?asked={sent.request_id}"
        return f"{there}?at={sent.number}"

    return asked(
        request,
        form,
        act,
        title=f"Refund to {found.name}" if found else "Refund",
        effect=_effect(sitting, found),
        button="Send it back",
        back=reverse("payments.refunds", args=[sitting.code]),
        crumb="Refunds",
    )


def _choose(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Which credit: those that have waited longest first."""
    with sitting.reading():
        credits_ = waiting_credits(sitting.entity_id, sitting.today, size=20)
    return show(request, "payments/choose_credit.html", {"credits": credits_})


def _first(found: Credit | None) -> dict[str, str]:
    if found is None:
        return {}
    return {
        "amount": f"{from_minor(found.left_minor, found.currency)}",
        "way": found.method or Method.CHEQUE.value,
    }


def _effect(sitting: Seated, found: Credit | None) -> str:
    if found is None:
        return ""
    left = f"{money(found.left_minor, found.currency)} {found.currency}"
    limit = sitting.seat.limits.get(Right.REFUND)
    said = f"{found.number} has {left} left. "
    if limit is not None and found.left_minor > limit:
        return (
            f"{said}Above {money(limit, sitting.currency)} it waits for a second "
            "person."
        )
    if found.method == Method.CARD:
        said += "It goes back to the card; another way waits for a second person. "
    return f"{said}Money that was sent cannot be called back."


urlpatterns = [
    path("<str:entity>/refunds", refunds, name="payments.refunds"),
    path("<str:entity>/refunds/new", new_refund, name="payments.new_refund"),
    path("<str:entity>/refunds/<str:number>", refund, name="payments.refund"),
    path(
        "<str:entity>/refunds/<str:number>/back",
        came_back,
        name="payments.refund_back",
    ),
]
