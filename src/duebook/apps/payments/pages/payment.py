"""The page of a payment, its panel, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.approvals.queries import NoSuchRequest
from duebook.apps.approvals.queries import request as request_of
from duebook.apps.entities.pages.door import page
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.actions import (
    RecoverWriteOff,
    ReturnPayment,
    recover_write_off,
    return_payment,
)
from duebook.apps.payments.forms.acts import ReasonForm, ReturnForm
from duebook.apps.payments.forms.receiving import WAYS
from duebook.apps.payments.queries.receipts import receipt_to_print
from duebook.apps.payments.queries.whole import GONE, whole
from duebook.apps.receivables.actions import Unapply, unapply
from duebook.apps.receivables.queries.given_up import given_up_of
from duebook.documents.render import render_report
from duebook.domain.ledger import AccountRole
from duebook.domain.payments import Method
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.web.answers import show
from duebook.web.asking import asked
from duebook.web.figures import money
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.payments.queries.whole import Whole
    from duebook.apps.receivables.queries.given_up import Stands

PAYMENT: Final = Page(
    "payment",
    "Payment",
    under="payments",
    keys=(
        Key("a", "apply"),
        Key("f", "refund"),
        Key("h", "move or leave on account"),
        Key("b", "returned by the bank"),
        Key("p", "print the receipt"),
        Key("n", "next payment"),
    ),
)

PLACES: Final = {
    AccountRole.UNAPPLIED_CASH.value: "unapplied",
    AccountRole.ON_ACCOUNT.value: "on account",
    AccountRole.UNIDENTIFIED_CASH.value: "unidentified",
}
"""Where credit lies, as people say it."""


@page(PAYMENT)
def payment(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """What came, what it settled, where the rest lies, and what was taken back."""
    found = whole(sitting.entity_id, number)
    return show(
        request,
        "payments/payment.html",
        {
            "whole": found,
            "payment": found.payment,
            "way": WAYS[Method(found.payment.method)],
            "settled": [one for one in found.settled if not one.gone],
            "gone": [(GONE[one.kind], one) for one in found.settled if one.gone],
            "left": [(PLACES.get(one.role, "open"), one) for one in found.left],
            "given_up": _given_up(sitting, found),
            "may": {right.value: sitting.may(right) for right in Right},
            "waits": _waits(request, sitting),
        },
        panel="payments/_payment_panel.html",
    )


def _given_up(sitting: Seated, found: Whole) -> list[Stands]:
    """What was given up of the payer, and what is left could make good."""
    if not found.left or found.payment.returned_on or found.state.word != "unapplied":
        return []
    party = party_by_code(sitting.entity_id, found.left[0].party)
    return given_up_of(sitting.entity_id, party.id, found.payment.currency)


@page(PAYMENT)
def receipt(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:  # noqa: ARG001 - a page
    """The receipt for the payer, as PDF."""
    found = whole(sitting.entity_id, number)
    way = WAYS[Method(found.payment.method)]
    printed = receipt_to_print(sitting.entity_id, found, way)
    return HttpResponse(
        render_report(printed),
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="{number}.pdf"'},
    )


@page(PAYMENT, Right.APPLY)
def recover(
    request: HttpRequest, sitting: Seated, number: str, write_off_id: int
) -> HttpResponse:
    """Put what is left against a debt that was written off."""
    with sitting.reading():
        found = whole(sitting.entity_id, number)
        given = {one.id: one for one in _given_up(sitting, found)}.get(write_off_id)
    if given is None and request.method != "POST":
        raise Http404
    form = ReasonForm(_sent(request), today=sitting.today)

    def act() -> str:
        said = form.cleaned_data
        recover_write_off(
            RecoverWriteOff(
                entity_id=sitting.entity_id,
                credit_id=found.left[0].id if found.left else found.payment.item_id,
                write_off_id=write_off_id,
                recovered_on=said["on"],
                reason=said["reason"],
            ),
            **sitting.sends(said["key"]),
        )
        return _address(sitting, number)

    return asked(
        request,
        form,
        act,
        title=f"Recover {given.number}" if given else "Recover",
        effect=_recovers(found, given) if given else "",
        button="Recover it",
        back=_address(sitting, number),
        crumb=number,
    )


def _recovers(found: Whole, given: Stands) -> str:
    currency = found.payment.currency
    minor = min(found.left_minor, given.amount_minor)
    rest_minor = given.amount_minor - minor
    rest = f" {money(rest_minor, currency)} stay written off." if rest_minor else ""
    return (
        f"{money(minor, currency)} {currency} pay {given.number} after all, and as "
        f"much of the loss is taken back.{rest}"
    )


def _waits(request: HttpRequest, sitting: Seated) -> list[str]:
    """The sentences of requests that were made with the payment."""
    sentences = []
    for text in request.GET.getlist("asked")[:10]:
        try:
            held = request_of(sitting.entity_id, int(text[:15]))
        except (NoSuchRequest, ValueError):
            continue
        if held.state == "waiting" and held.requested_by == sitting.actor:
            sentences.append(held.sentence)
    return sentences


@page(PAYMENT, Right.RECEIVE)
def give_back(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """The bank took it back: everything that it settled is open again."""
    with sitting.reading():
        found = whole(sitting.entity_id, number)
    paid = found.payment
    form = ReturnForm(_sent(request), today=sitting.today, currency=paid.currency)

    def act() -> str:
        said = form.cleaned_data
        return_payment(
            ReturnPayment(
                entity_id=sitting.entity_id,
                payment_id=paid.id,
                returned_on=said["on"],
                reason=said["reason"],
                fee_minor=said["fee_minor"],
            ),
            **sitting.sends(said["key"]),
        )
        return _address(sitting, number)

    reopened = ", ".join(one.number for one in found.settled if not one.gone)
    return asked(
        request,
        form,
        act,
        title=f"The bank returned {number}",
        effect=(
            f"{money(paid.amount_minor, paid.currency)} {paid.currency} of "
            f"{paid.name} leave the books again"
            + (f"; {reopened} will be open again." if reopened else ".")
        ),
        button="Take it back",
        back=_address(sitting, number),
        crumb=number,
    )


@page(PAYMENT, Right.APPLY)
def unapply_one(
    request: HttpRequest, sitting: Seated, number: str, application_id: int
) -> HttpResponse:
    """Take one application back; the money is unapplied again."""
    with sitting.reading():
        found = whole(sitting.entity_id, number)
    standing = [one for one in found.settled if not one.gone]
    one = next((one for one in standing if one.id == application_id), None)
    if one is None and request.method != "POST":
        raise Http404
    form = ReasonForm(_sent(request), today=sitting.today)

    def act() -> str:
        said = form.cleaned_data
        unapply(
            Unapply(
                entity_id=sitting.entity_id,
                application_id=application_id,
                effective_on=said["on"],
                reason=said["reason"],
            ),
            **sitting.sends(said["key"]),
        )
        return _address(sitting, number)

    currency = found.payment.currency
    effect = (
        f"{money(one.amount_minor, currency)} {currency} of {one.number} will be "
        "open again, and as much of the payment unapplied."
        if one
        else ""
    )
    return asked(
        request,
        form,
        act,
        title=f"Take {number} off {one.number if one else 'the item'}",
        effect=effect,
        button="Un-apply",
        back=_address(sitting, number),
        crumb=number,
    )


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _address(sitting: Seated, number: str) -> str:
    return reverse("payments.payment", args=[sitting.code, number])


_ONE: Final = "<str:entity>/payments/<str:number>"

urlpatterns = [
    path(_ONE, payment, name="payments.payment"),
    path(f"{_ONE}/receipt", receipt, name="payments.receipt"),
    path(f"{_ONE}/return", give_back, name="payments.return"),
    path(f"{_ONE}/recover/<int:write_off_id>", recover, name="payments.recover"),
    path(f"{_ONE}/unapply/<int:application_id>", unapply_one, name="payments.unapply"),
]
