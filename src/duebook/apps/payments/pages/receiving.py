"""Receive payment: money from a payer, put where it belongs in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import uuid5

from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.disputes.actions import OpenDispute, open_dispute
from duebook.apps.entities.actions import BooksSayNo
from duebook.apps.entities.pages.door import page
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.actions import Asked, NewPayment, receive_payment
from duebook.apps.payments.actions.receiving import ReceivePayment
from duebook.apps.payments.forms.receiving import (
    Chosen,
    Over,
    ReceiveForm,
    Short,
    basis_of,
    chosen,
)
from duebook.apps.payments.pages.proposal import proposal
from duebook.apps.payments.pages.remitting import remitted
from duebook.apps.payments.queries import NoSuchPayment
from duebook.apps.payments.queries.proposing import payers, seen_before
from duebook.apps.payments.queries.whole import whole
from duebook.apps.receivables.actions import WriteOff, write_off
from duebook.apps.receivables.queries import Item, debts_of, items_by_number
from duebook.domain.application import (
    ApplyBy,
    CreditExceeded,
    NotOpen,
    OverApplied,
    discount_earned,
)
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.domain.payments import BY_HAND, Method
from duebook.domain.rights import Right
from duebook.web.answers import show, target
from duebook.web.figures import short_day
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.payments.actions import PaymentReceipt

RECEIVE: Final = Page(
    "receive",
    "Receive payment",
    under="payments",
    keys=(
        Key("↵", "next field"),
        Key("a", "as proposed"),
        Key("0", "clear"),
        Key("r", "recalculate"),
        Key("Ctrl ↵", "take and next"),
    ),
)


@dataclass(frozen=True, slots=True)
class Paying:
    """Who pays, and what is open of them; nobody where the payer is not known."""

    code: str
    name: str
    currency: str
    party_id: int
    items: tuple[Item, ...]

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows yet whose the money is."""
        return not self.party_id

    def currencies(self, own: str) -> tuple[str, ...]:
        """What it may pay in: its own currency first, those it owes, the books'."""
        owed = sorted({item.currency for item in self.items})
        return tuple(dict.fromkeys([self.currency or own, *owed, own]))


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed: of whom, the form, what it says, what was chosen by hand."""

    paying: Paying
    form: ReceiveForm
    said: dict[str, Any]
    choice: Chosen | None = None


@page(RECEIVE, Right.RECEIVE)
def receive(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Find the payer; then the form, what it would settle, and the taking."""
    if request.method == "POST":
        return _posted(request, sitting)
    code, number = request.GET.get("party", ""), request.GET.get("for", "")
    if number and not code:
        code = _payer_of(sitting, number)
    if not code and not request.GET.get("unknown"):
        return _search(request, sitting)
    paying = _paying(sitting, code)
    first = _first(sitting, paying, number)
    form = ReceiveForm(
        today=sitting.today,
        currencies=paying.currencies(sitting.currency),
        initial=first | {"on": sitting.today.isoformat()},
    )
    return _form(request, sitting, Entered(paying, form, first))


def _search(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Payers by a part of the name, the code or a number; the only one is taken."""
    text = request.GET.get("payer", "").strip()[:120]
    found = payers(sitting.entity_id, text) if text else []
    only = found[0].code if len(found) == 1 else ""
    exact = next((one.code for one in found if one.code == text.upper()), only)
    if exact and not target(request):
        return _see(sitting, party=exact)
    return show(
        request,
        "payments/payer.html",
        {"text": text, "found": found, "taken": _taken(request, sitting)},
        payers="payments/_payers.html",
    )


def _taken(request: HttpRequest, sitting: Seated) -> Any:
    """The payment that was taken just before, for its receipt."""
    number = request.GET.get("taken", "")
    if not number:
        return None
    try:
        return whole(sitting.entity_id, number)
    except NoSuchPayment:
        return None


def _see(sitting: Seated, **asked: str) -> HttpResponse:
    here = reverse("payments.receive", args=[sitting.code])
    return HttpResponseRedirect(f"{here}?{urlencode(asked)}", status=303)


def _payer_of(sitting: Seated, number: str) -> str:
    for items in items_by_number(sitting.entity_id, [number]).values():
        [code] = [one.code for one in payers(sitting.entity_id, number)][:1] or [""]
        if items and code:
            return code
    raise Http404


def _paying(sitting: Seated, code: str) -> Paying:
    if not code:
        return Paying("", "Nobody known yet", sitting.currency, 0, ())
    party = party_by_code(sitting.entity_id, code)
    debts = tuple(debts_of(sitting.entity_id, party.id))
    return Paying(party.code, party.name, party.currency, party.id, debts)


def _first(sitting: Seated, paying: Paying, number: str) -> dict[str, Any]:
    """What stands in the form at first; for a number, that it is paid whole."""
    currency = paying.currencies(sitting.currency)[0]
    wanted = [item for item in paying.items if number and item.number == number]
    if not wanted:
        return {"currency": currency, "on": sitting.today}
    debts = [item.as_debt() for item in wanted]
    open_minor = sum(
        debt.offered_minor - discount_earned(debt, sitting.today) for debt in debts
    )
    return {
        "currency": wanted[0].currency,
        "on": sitting.today,
        "amount": f"{from_minor(open_minor, wanted[0].currency)}",
        "amount_minor": open_minor,
        "advice": number,
    }


def _posted(request: HttpRequest, sitting: Seated) -> HttpResponse:
    with sitting.reading():
        paying = _paying(sitting, request.POST.get("party", ""))
    form = ReceiveForm(
        request.POST,
        today=sitting.today,
        currencies=paying.currencies(sitting.currency),
    )
    does = request.POST.get("do", "")
    if does == "read":
        return _read(request, sitting, paying, form)
    is_readable = form.is_valid()
    said = form.cleaned_data
    choice = chosen(request.POST, said.get("currency", sitting.currency))
    takes = does in {"take", "next", "today"}
    if does == "today":
        said["on"] = sitting.today
    if does in {"auto", "clear"}:
        choice = choice.begun_anew(is_by_hand=does == "clear")
    entered = Entered(paying, form, said, choice)
    if takes and is_readable:
        return _take(request, sitting, entered, choice)
    return _form(request, sitting, entered, status=422 if takes else 200)


def _read(
    request: HttpRequest, sitting: Seated, paying: Paying, form: ReceiveForm
) -> HttpResponse:
    """Fill the form in from a remittance, to be looked at."""
    form.is_valid()
    currency = form.cleaned_data.get("currency") or sitting.currency
    choice = chosen(request.POST, currency)
    upload = request.FILES.get("remittance")
    try:
        read = remitted(
            request.POST,
            (upload.name or "the file", upload.read()) if upload else None,
            choice,
            paying.items,
            currency,
        )
    except Refusal as refusal:
        form.errors.clear()
        form.add_error(None, str(refusal))
        entered = Entered(paying, form, form.cleaned_data, choice)
        return _form(request, sitting, entered, status=422)
    filled = ReceiveForm(
        read.filled,
        today=sitting.today,
        currencies=paying.currencies(sitting.currency),
    )
    filled.is_valid()
    entered = Entered(paying, filled, filled.cleaned_data, read.choice)
    return _form(request, sitting, entered, remitted=read)


def _form(
    request: HttpRequest,
    sitting: Seated,
    entered: Entered,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    was_refused = "refused" in request.POST
    context = {
        "paying": entered.paying,
        "form": entered.form,
        "proposal": proposal(
            entered.paying.items,
            entered.said,
            entered.choice,
            currency=entered.said.get("currency") or sitting.currency,
            today=sitting.today,
        ),
        "may": {right.value: sitting.may(right) for right in Right},
        "was_refused": was_refused,
        "is_refused": bool(entered.form.errors) and (was_refused or status != 200),
        **more,
    }
    return show(
        request,
        "payments/receive.html",
        context,
        status=status,
        proposal="payments/_worked_out.html",
    )


def _take(
    request: HttpRequest, sitting: Seated, entered: Entered, choice: Chosen
) -> HttpResponse:
    """Take it as it was seen; what nobody saw is shown first, and not posted."""
    paying, form, said = entered.paying, entered.form, entered.said
    settled = choice.settled()
    is_seen = choice.is_by_hand or choice.basis == basis_of(said)
    if settled is None or not is_seen:
        look = "This is what it would settle now. Look, and take it."
        return _form(request, sitting, entered, status=409, look=look)
    if doubt := _doubt(sitting, paying, said):
        return _form(request, sitting, entered, status=422, doubt=doubt)
    try:
        with transaction.atomic():
            receipt = receive_payment(
                ReceivePayment(
                    entity_id=sitting.entity_id,
                    payment=_payment(sitting, paying, said, settled),
                ),
                **sitting.sends(said["key"]),
            )
            waits = _settle_rests(sitting, said, settled, choice)
    except Refusal as refusal:
        with sitting.reading():
            now = _paying(sitting, paying.code)
        form.add_error(None, _told(refusal))
        return _form(
            request,
            sitting,
            Entered(now, form, said, choice),
            status=409 if isinstance(refusal, NotOpen | OverApplied) else 422,
            is_closed=_is_closed(refusal) and said["on"] != sitting.today,
        )
    return _after(request, sitting, said, receipt, waits)


def _is_closed(refusal: Refusal) -> bool:
    return (
        isinstance(refusal, BooksSayNo) and refusal.constraint == "entry_in_open_period"
    )


def _payment(
    sitting: Seated, paying: Paying, said: dict[str, Any], settled: dict[int, int]
) -> NewPayment:
    method = Method(said["way"])
    with sitting.reading():
        roles = accounts_by_role(sitting.entity_id)
    is_in_drawer = method in BY_HAND and not said["is_at_bank"]
    return NewPayment(
        party_id=paying.party_id,
        received_on=said["on"],
        currency=said["currency"],
        amount_minor=said["amount_minor"],
        method=method,
        reference=said["reference"],
        asked=tuple(Asked(*pair) for pair in sorted(settled.items())),
        how=ApplyBy.NONE,
        takes_discount=said["grants_discount"],
        is_on_account=said["over"] == Over.ON_ACCOUNT,
        into_id=roles[AccountRole.UNDEPOSITED] if is_in_drawer else None,
        is_unidentified=paying.is_unknown,
    )


def _settle_rests(
    sitting: Seated, said: dict[str, Any], settled: dict[int, int], choice: Chosen
) -> list[Held]:
    """Write off or contest what was not paid of items, as it was asked for each.

    Each is an act of its own, under a key that comes of the form's.
    """
    waits = []
    for item_id, short in sorted(choice.shorts.items()):
        if item_id not in settled or short is Short.KEEP:
            continue
        sends = sitting.sends(uuid5(said["key"], f"{short.value} {item_id}"))
        if short is Short.DISPUTE:
            dispute = OpenDispute(
                entity_id=sitting.entity_id,
                item_id=item_id,
                category=said["why"],
                reason=said["reason"],
                owner=sitting.actor,
                opened_on=said["on"],
            )
            open_dispute(dispute, **sends)
            continue
        given_up = WriteOff(
            entity_id=sitting.entity_id,
            item_id=item_id,
            written_off_on=said["on"],
            reason=said["reason"],
        )
        done = write_off(given_up, **sends)
        if isinstance(done, Held):
            waits.append(done)
    return waits


def _doubt(sitting: Seated, paying: Paying, said: dict[str, Any]) -> str:
    """Whether a payment like this was seen before, as a question."""
    if said["is_another"] or paying.is_unknown:
        return ""
    with sitting.reading():
        earlier = seen_before(
            sitting.entity_id,
            paying.party_id,
            method=Method(said["way"]),
            reference=said["reference"],
            currency=said["currency"],
            amount_minor=said["amount_minor"],
            sending=said["key"],
        )
    if earlier is None:
        return ""
    day = short_day(earlier.received_on, sitting.today)
    return f"Seen on {day}, payment {earlier.number}. Is this another?"


def _told(refusal: Refusal) -> str:
    """A refusal in the words of who looks at the form."""
    match refusal:
        case CreditExceeded(left, asked):
            return f"{asked} is put against items; the payment is {left}."
        case NotOpen():
            return "One of the items was settled meanwhile. Here is how it is now."
        case BooksSayNo("entry_in_open_period"):
            return "The day lies in a closed period. The payment can be dated today."
        case _:
            return str(refusal)


def _after(
    request: HttpRequest,
    sitting: Seated,
    said: dict[str, Any],
    receipt: PaymentReceipt,
    waits: list[Held],
) -> HttpResponse:
    """The receipt; the next form; or the refund of what is left."""
    if said["over"] == Over.REFUND and receipt.left_minor:
        there = reverse("payments.new_refund", args=[sitting.code])
        return HttpResponseRedirect(f"{there}?credit={receipt.item_id}", status=303)
    if request.POST.get("do") == "next" and not waits:
        return _see(sitting, taken=receipt.number)
    there = reverse("payments.payment", args=[sitting.code, receipt.number])
    asked = urlencode([("asked", held.request_id) for held in waits])
    return HttpResponseRedirect(f"{there}?{asked}" if waits else there, status=303)


urlpatterns = [path("<str:entity>/payments/new", receive, name="payments.receive")]
