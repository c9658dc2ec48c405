"""Deposits: what lies in the drawer, the slip that takes it to the bank, and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.banking.actions import MakeDeposit, make_deposit
from duebook.apps.banking.forms import DepositForm
from duebook.apps.banking.pages import made_of
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.banking.queries.deposits import deposits as slips
from duebook.apps.banking.queries.deposits import payments_on, undeposited
from duebook.apps.banking.queries.slips import slip_to_print
from duebook.apps.entities.pages.door import page, refusing
from duebook.documents.render import render_report
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.web.answers import show
from duebook.web.figures import counted, money
from duebook.web.frame import Key, Page
from duebook.web.search_line import NotReadable
from duebook.web.typed import worked_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from duebook.apps.banking.queries.deposits import Undeposited
    from duebook.apps.entities.pages.door import Seated

DEPOSITS: Final = Page(
    "deposits",
    "Deposits",
    under="bank",
    keys=(
        Key("n", "new slip"),
        Key("b", "lockbox"),
        Key("j", "move"),
        Key("↵", "open"),
    ),
)
DEPOSIT: Final = Page(
    "deposit", "Deposit", under="bank", keys=(Key("p", "print the slip"),)
)
NEW: Final = Page(
    "new-deposit",
    "New deposit",
    under="bank",
    keys=(
        Key("n", "receive a cheque"),
        Key("x", "tick"),
        Key("w", "work out"),
        Key("k", "close deposit"),
        Key("Esc", "leave"),
    ),
)
WHY: Final = "banking/_why.html"
"""What fills the panel of each of these pages when a figure is asked."""


@page(DEPOSITS)
def deposits(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What waits in the drawer, and the slips that were written."""
    waiting = undeposited(sitting.entity_id, sitting.currency)
    context = {
        "waiting": waiting,
        "sum_minor": sum(one.amount_minor for one in waiting),
        "slips": slips(sitting.entity_id),
        "explained": made_of.drawer(sitting, waiting),
        "why": "why" in request.GET,
    }
    return show(request, "banking/deposits.html", context, panel=WHY)


@page(DEPOSIT)
def deposit(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:
    """One slip, as it is printed and handed over with the cheques."""
    found = slips(sitting.entity_id, number=number)
    if not found:
        raise Http404
    payments = payments_on(sitting.entity_id, found[0].id)
    context = {
        "slip": found[0],
        "payments": payments,
        "explained": made_of.slip(sitting, found[0], payments),
        "why": "why" in request.GET,
    }
    return show(request, "banking/deposit.html", context, panel=WHY)


@page(DEPOSITS)
def slip(request: HttpRequest, sitting: Seated, number: str) -> HttpResponse:  # noqa: ARG001
    """A slip for the printer, as PDF."""
    found = slips(sitting.entity_id, number=number)
    if not found:
        raise Http404
    name = f"{found[0].number}.pdf"
    return HttpResponse(
        render_report(slip_to_print(sitting.entity_id, found[0])),
        content_type=PDF,
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@page(NEW, Right.RECEIVE)
def new_deposit(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Tick what goes to the bank, key the total of the slip, and close it."""
    with sitting.reading():
        accounts = bank_accounts(sitting.entity_id)
        ours = [one.name for one in accounts if one.currency == sitting.currency]
        waiting = undeposited(sitting.entity_id, sitting.currency)
    is_post, is_closing = request.method == "POST", "close" in request.POST
    ticked = (request.POST if is_post else request.GET).getlist("payment")
    if not is_post and not ticked:
        ticked = [one.number for one in waiting]
    on_slip = [one for one in waiting if one.number in ticked]
    form = DepositForm(
        request.POST if is_closing else None,
        today=sitting.today,
        accounts=ours,
        initial=request.POST.dict() if is_post else None,
    )
    if form.is_valid() and _agrees(form, on_slip, sitting.currency):
        said = form.cleaned_data
        with refusing(form):
            made = make_deposit(
                MakeDeposit(
                    entity_id=sitting.entity_id,
                    account=said["account"],
                    deposited_on=said["on"],
                    payments=tuple(ticked),
                ),
                **sitting.sends(said["key"]),
            )
            there = reverse("banking.deposit", args=[sitting.code, made.number])
            return HttpResponseRedirect(there, status=303)
    context = {
        "form": form,
        "waiting": waiting,
        "ticked": set(ticked),
        "sum_minor": sum(one.amount_minor for one in on_slip),
        "count": len(on_slip),
        "ticked_why": _why_ticked(waiting, ticked),
        "explained": made_of.ticked(sitting, waiting, set(ticked)),
        "why": "why" in request.GET,
    }
    status = 422 if form.is_bound else 200
    return show(
        request,
        "banking/new_deposit.html",
        context,
        status=status,
        added="banking/_added.html",
        panel=WHY,
    )


def _why_ticked(waiting: Sequence[Undeposited], ticked: Sequence[str]) -> str:
    """The page itself, which explains the sum; all that waits is ticked unless said."""
    asked: dict[str, str | Sequence[str]] = {"why": "added"}
    if len(ticked) < len(waiting):
        asked["payment"] = ticked
    return f"?{urlencode(asked, doseq=True)}"


def _agrees(form: DepositForm, slip: Sequence[Undeposited], currency: str) -> bool:
    """Whether the keyed total is that of the ticked rows; else the form says why not.

    Payments that were deposited meanwhile are on no slip: the action tells so, and
    a second click on the same form is answered as the first was.
    """
    try:
        keyed_minor = worked_out(form.cleaned_data["total"], currency)
    except NotReadable:
        form.add_error("total", f"It is no amount in {currency}.")
        return False
    added_minor = sum(one.amount_minor for one in slip)
    if not slip or keyed_minor == added_minor:
        return True
    form.add_error("total", difference(keyed_minor, slip, currency))
    return False


def difference(keyed_minor: int, slip: Sequence[Undeposited], currency: str) -> str:
    """What lies between the keyed total and the rows, and the row that may cause it.

    A cheque added twice or left out differs by its amount; two swapped digits make a
    difference that nine divides.
    """
    added_minor = sum(one.amount_minor for one in slip)
    off_minor = keyed_minor - added_minor
    told = (
        f"{money(keyed_minor, currency)} was keyed and "
        f"{counted(len(slip), 'cheque')} add up to {money(added_minor, currency)}: "
        f"{money(abs(off_minor), currency)} {'more' if off_minor > 0 else 'less'}."
    )
    for one in slip:
        if abs(off_minor) == one.amount_minor:
            how = "counted twice" if off_minor > 0 else "left out"
            return f"{told} {one.number} of {one.party} is that much: was it {how}?"
    if off_minor % 9 == 0:
        return f"{told} Nine divides it: two digits may be swapped."
    return told


urlpatterns = [
    path("<str:entity>/deposits", deposits, name="banking.deposits"),
    path("<str:entity>/deposits/new", new_deposit, name="banking.new_deposit"),
    path("<str:entity>/deposits/<str:number>", deposit, name="banking.deposit"),
    path("<str:entity>/deposits/<str:number>/slip", slip, name="banking.slip"),
]
