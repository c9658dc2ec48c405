"""Write-offs: what may be given up, one debt given up, small rests swept."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.db import transaction
from django.http import Http404
from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.queries import requests
from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import entity
from duebook.apps.ledger.queries import effect_of
from duebook.apps.receivables.actions import (
    SweepSmallBalances,
    WriteOff,
    sweep_small_balances,
    write_off,
)
from duebook.apps.receivables.forms.write_offs import SweepForm, WriteOffForm
from duebook.apps.receivables.queries import NoSuchItem, applications_of, items_by_id
from duebook.apps.receivables.queries.given_up import DEBTS, would_sweep
from duebook.apps.receivables.queries.given_up import debt as debt_of
from duebook.domain.money import from_minor, told
from duebook.domain.rights import Right
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.asking import asked
from duebook.web.explained import Explained, Ingredient
from duebook.web.figures import money
from duebook.web.frame import Key, Page
from duebook.web.lists import Bulk, Column, ListPage, Look, View, answer
from duebook.web.states import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.receivables.queries.given_up import Debt
    from duebook.web.lists import Reader

WRITE_OFFS: Final = Page(
    "write-offs",
    "Write-offs",
    keys=(
        Key("j", "move"),
        Key("x", "tick"),
        Key("w", "write off"),
        Key("k", "keep"),
        Key("=", "why this number"),
        Key("s", "sweep small rests"),
        Key("/", "search"),
    ),
)
WRITE_OFF: Final = Page("write-off", "Write off", under="write-offs")
WHY: Final = Page("why-write-off", "Why this number", under="write-offs")
SWEEP: Final = Page("sweep", "Sweep small rests", under="write-offs")


def _address(row: Debt, reader: Reader) -> str:
    return reverse("receivables.write_off", args=[reader.code, row.id])


def _read(row: Debt, reader: Reader) -> str:
    """Where a debt is read by somebody who may not give it up."""
    if row.document_id:
        return address_of("invoicing.invoice", reader.code, row.number)
    return address_of("parties.party", reader.code, row.party)


def _facts(reader: Reader, _: str) -> dict[str, object]:
    """What counts as small here."""
    kept = entity(reader.entity_id)
    return {"small": kept.small_balance_minor, "currency": kept.currency}


SPEC: Final = ListPage(
    page=WRITE_OFFS,
    listing=DEBTS,
    columns=(
        Column(
            name="number",
            title="Item",
            value=lambda row, _: row.number,
            look=Look.STRONG,
            link=_address,
        ),
        Column(name="party", title="Party", value=lambda row, _: row.name),
        Column(
            name="due",
            title="Due",
            value=lambda row, _: row.due_on,
            look=Look.DAY,
            sort="due",
        ),
        Column(
            name="amount",
            title="Amount",
            value=lambda row, _: row.amount_minor,
            look=Look.MONEY,
        ),
        Column(
            name="open",
            title="Open",
            value=lambda row, _: row.open_minor,
            look=Look.MONEY,
            sort="open",
        ),
        Column(
            name="paid",
            title="Last settled",
            value=lambda row, _: row.paid_on,
            look=Look.DAY,
        ),
        Column(
            name="kept",
            title="Kept until",
            value=lambda row, _: row.kept_until,
            look=Look.DAY,
            is_extra=True,
        ),
        Column(
            name="state",
            title="State",
            value=lambda row, reader: row.state(reader.today),
            look=Look.STATE,
        ),
    ),
    ref=lambda row: str(row.id),
    address=_address,
    bulk=(
        Bulk(
            key="w",
            label="Write off",
            icon="minus",
            address="write-offs/chosen",
            right="write_off",
        ),
        Bulk(
            key="k",
            label="Keep",
            icon="hand-stop",
            address="write-offs/keep",
            right="write_off",
        ),
    ),
    views=(
        View("Candidates", "is:candidate"),
        View("Small rests", "is:small"),
        View("Over 180 days", "over:>180"),
        View("Over a year", "over:>365"),
        View("Kept", "is:kept"),
    ),
    first_line="is:candidate",
    nothing="Nothing is open, so nothing can be given up.",
    template="receivables/write_offs.html",
    summed="open",
    facts=_facts,
)
_TO_READ: Final = replace(
    SPEC,
    address=_read,
    columns=(replace(SPEC.columns[0], link=_read), *SPEC.columns[1:]),
)


@page(WRITE_OFFS)
def write_offs(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Candidates, and whatever else is open; small rests go by a sweep."""
    waiting = [
        one for one in requests(sitting.entity_id) if one.right == Right.WRITE_OFF.value
    ]
    kept = entity(sitting.entity_id)
    return answer(
        request,
        sitting,
        SPEC if sitting.may(Right.WRITE_OFF) else _TO_READ,
        context={
            "waiting": waiting,
            "small_minor": kept.small_balance_minor,
            "currency": kept.currency,
            "may_write_off": sitting.may(Right.WRITE_OFF),
            "done": _done(request, sitting),
        },
    )


def _done(request: HttpRequest, sitting: Seated) -> str:
    """What an act on many just did, in a sentence."""
    for did, words in _DID.items():
        count, _, minor = request.GET.get(did, "").partition("-")
        if count.isdecimal() and minor.isdecimal() and len(minor) < 18:
            amount = told(int(minor), sitting.currency)
            return f"{int(count):,} {words}, {amount} in all."
    return ""


_DID: Final = {"swept": "small rests swept", "written": "debts written off"}


@page(WRITE_OFF, Right.WRITE_OFF)
def write_off_one(request: HttpRequest, sitting: Seated, item_id: int) -> HttpResponse:
    """Give up a debt, or what is left of it; above one's limit it is asked for."""
    with sitting.reading():
        found = _debt(request, sitting, item_id)
    currency = found.currency if found else sitting.currency
    form = WriteOffForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        currency=currency,
        initial={"amount": f"{from_minor(found.open_minor, currency)}"}
        if found
        else {},
    )

    def act() -> str:
        said = form.cleaned_data
        command = WriteOff(
            entity_id=sitting.entity_id,
            item_id=item_id,
            written_off_on=said["on"],
            reason=f"{said['why']}: {said['reason']}",
            amount_minor=said["amount_minor"],
        )
        write_off(command, **sitting.sends(said["key"]))
        return reverse("receivables.write_offs", args=[sitting.code])

    return asked(
        request,
        form,
        act,
        template="receivables/write_off.html",
        panel="receivables/_write_off.html",
        debt=found,
        state=found.state(sitting.today) if found else None,
        effect=_limit_told(sitting, found),
        legs=books_of(sitting, _trial(sitting, found)) if found else [],
        title=f"Write off {found.number}" if found else "Write off",
        button="Write off",
        back=reverse("receivables.write_offs", args=[sitting.code]),
        crumb="Write-offs",
    )


@page(WHY)
def why_debt(request: HttpRequest, sitting: Seated, item_id: int) -> HttpResponse:
    """What an open debt is made of, and by which rule it may be given up."""
    debt = debt_of(sitting.entity_id, item_id)
    applied = applications_of(sitting.entity_id, [item_id])
    others = items_by_id(sitting.entity_id, [one.credit_id for one in applied])
    small_minor = entity(sitting.entity_id).small_balance_minor
    explained = Explained(
        label=f"{debt.number}, open",
        amount_minor=debt.open_minor,
        currency=debt.currency,
        as_of=sitting.today,
        made_of=(
            Ingredient(label=spoken(debt.kind), amount_minor=debt.amount_minor),
            *(
                Ingredient(
                    label=others[one.credit_id].number,
                    amount_minor=-one.amount_minor,
                    note=spoken(others[one.credit_id].kind),
                )
                for one in applied
            ),
        ),
        rule=debt.why_candidate(sitting.today, small_minor, sitting.currency),
        rule_name="Settings, Late fees and small balances",
        left_out=(
            "What somebody disputes: a sweep leaves it alone.",
            "Contractual adjustments: they are an act of their own.",
        ),
    )
    return show(
        request,
        "receivables/why.html",
        {
            "explained": explained,
            "back": reverse("receivables.write_off", args=[sitting.code, item_id]),
        },
        panel="receivables/_why.html",
    )


def _debt(request: HttpRequest, sitting: Seated, item_id: int) -> Debt | None:
    try:
        return debt_of(sitting.entity_id, item_id)
    except NoSuchItem:
        if request.method == "POST":
            return None  # given up before: the action answers as it did then
        raise Http404 from None


def _limit_told(sitting: Seated, found: Debt | None) -> str:
    """What pressing the button does: it is undone, or somebody is asked."""
    if found is None:
        return ""
    limit = sitting.seat.limits.get(Right.WRITE_OFF)
    if limit is not None and found.open_minor > limit:
        most = f"{money(limit, sitting.currency)} {sitting.currency}"
        return f"Above {most} it waits for a second person."
    return "It can be undone. What is paid later counts against it."


def _trial(sitting: Seated, found: Debt) -> Callable[[], object]:
    command = WriteOff(
        entity_id=sitting.entity_id,
        item_id=found.id,
        written_off_on=max(sitting.today, found.effective_on),
        reason="To see what it would do.",
    )
    return lambda: write_off(command, **sitting.sends(uuid4()))


def books_of(
    sitting: Seated, act: Callable[[], object]
) -> list[tuple[str, str, int, str]]:
    """What an act would post, by account; it is carried out and taken back."""
    with transaction.atomic():
        effect = effect_of(sitting.entity_id, act)
    sums: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for leg in effect.legs:
        sums[leg.account, leg.name, leg.currency] += leg.amount_minor
    return [
        (account, name, minor, currency)
        for (account, name, currency), minor in sorted(sums.items())
        if minor
    ]


@page(SWEEP, Right.WRITE_OFF)
def sweep(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Small rests: first what a sweep would do within its cap, then the doing."""
    with sitting.reading():
        kept = entity(sitting.entity_id)
    does = request.POST.get("do", "")
    form = SweepForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        currency=sitting.currency,
        initial={"amount": "100.00"},
    )
    told: dict[str, Any] = {}
    if form.is_bound and form.is_valid() and does != "sweep":
        told = _dry_run(sitting, form.cleaned_data, kept.small_balance_minor)

    def act() -> str:
        said = form.cleaned_data
        command = SweepSmallBalances(
            entity_id=sitting.entity_id,
            swept_on=said["on"],
            cap_minor=said["amount_minor"],
        )
        done = sweep_small_balances(command, **sitting.sends(said["key"]))
        there = reverse("receivables.write_offs", args=[sitting.code])
        if isinstance(done, Held):
            return f"{there}?q=is:small"
        return f"{there}?swept={done.items}-{done.amount_minor}"

    return asked(
        request,
        form,
        act if does == "sweep" else None,
        template="receivables/sweep.html",
        panel="receivables/_sweep.html",
        small_minor=kept.small_balance_minor,
        currency=kept.currency,
        back=reverse("receivables.write_offs", args=[sitting.code]),
        **told,
    )


def _dry_run(sitting: Seated, said: dict[str, Any], limit_minor: int) -> dict[str, Any]:
    """What the sweep would do: its rests, what it leaves, the books, who is asked."""
    with sitting.reading():
        would = would_sweep(
            sitting.entity_id,
            currency=sitting.currency,
            limit_minor=limit_minor,
            cap_minor=said["amount_minor"],
            on=said["on"],
        )
    command = SweepSmallBalances(
        entity_id=sitting.entity_id,
        swept_on=said["on"],
        cap_minor=said["amount_minor"],
    )
    limit = sitting.seat.limits.get(Right.WRITE_OFF)
    return {
        "would": would,
        "legs": books_of(
            sitting, lambda: sweep_small_balances(command, **sitting.sends(uuid4()))
        ),
        "asks": limit is not None and would.swept_minor > limit,
    }


_HERE: Final = "<str:entity>/write-offs"

urlpatterns = [
    path(_HERE, write_offs, name="receivables.write_offs"),
    path(f"{_HERE}/sweep", sweep, name="receivables.sweep"),
    path(f"{_HERE}/<int:item_id>/why", why_debt, name="receivables.why_debt"),
    path(f"{_HERE}/<int:item_id>", write_off_one, name="receivables.write_off"),
]
