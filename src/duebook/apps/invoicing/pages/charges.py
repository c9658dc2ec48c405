"""The inbox of charges: found, explained, held, excused, set apart in drafts."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.invoicing.actions.charges import (
    MakeDraft,
    change_charge,
    make_draft,
    take_charges,
)
from duebook.apps.invoicing.actions.deposits import draw_deposit
from duebook.apps.invoicing.actions.editing import DraftCharges, draft_charges
from duebook.apps.invoicing.actions.setting_aside import (
    excuse_charges,
    hold_charges,
    release_charges,
)
from duebook.apps.invoicing.forms.charges import (
    ChangeChargeForm,
    ChargePaperForm,
    DrawForm,
    ExcuseForm,
    HoldForm,
    NewChargeForm,
    ReleaseForm,
)
from duebook.apps.invoicing.forms.fields import ActForm, written
from duebook.apps.invoicing.pages.draft_shown import see
from duebook.apps.invoicing.queries.charges_list import CHARGES as LISTING
from duebook.apps.invoicing.queries.charges_list import (
    charge_shown,
    charges_listed,
    inbox_figures,
)
from duebook.apps.notes.queries import thread_of
from duebook.apps.papers.actions import AttachPaper, attach_paper
from duebook.apps.parties.queries import party_by_code
from duebook.domain.errors import Refusal
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.lists import (
    Bulk,
    Column,
    ListPage,
    Look,
    Standing,
    View,
    answer,
    chosen,
)

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.charges_list import ListedCharge
    from duebook.web.lists import Reader

CHARGES: Final = Page(
    "charges",
    "Charges",
    keys=(
        Key("j", "move"),
        Key("n", "charge"),
        Key("i", "import"),
        Key("d", "draft now"),
        Key("h", "hold"),
        Key("k", "excuse"),
        Key("q", "ask a colleague"),
    ),
)
CHARGE: Final = Page("charge", "Charge", under="charges", keys=CHARGES.keys[3:])
NEW_CHARGE: Final = Page("new-charge", "New charge", under="charges")
DRAW_DEPOSIT: Final = Page("draw-deposit", "Draw on a deposit", under="charges")
DRAFT_CHARGES: Final = Page("draft-charges", "Draft now", under="charges")

HELD_FOR: Final = timedelta(days=14)
"""How long a hold is offered for."""


def _address(row: ListedCharge, reader: Reader) -> str:
    return reverse("invoicing.charge", args=[reader.code, row.id])


def standing_of(row: ListedCharge, today: date) -> Standing:
    """Where a charge stands, in a word of the table of states."""
    match row.group(today):
        case "excused":
            return Standing("left out", "excused")
        case "held":
            return Standing("held", f"held to {row.held_until:%-d %b}")
        case "draft":
            return Standing("in work", f"draft {row.draft_id}")
        case "unpriced":
            return Standing("needs a person", "price missing")
        case _:
            return Standing("ready")


SPEC: Final = ListPage(
    page=CHARGES,
    listing=LISTING,
    columns=(
        Column(
            name="day",
            title="Done",
            value=lambda row, _: row.service_on,
            look=Look.DAY,
            sort="day",
        ),
        Column(
            name="party",
            title="Party",
            value=lambda row, _: row.name,
            link=_address,
        ),
        Column(
            name="item",
            title="Item",
            value=lambda row, _: f"{row.description} ({row.item})",
            filed=lambda row, _: row.item,
        ),
        Column(
            name="quantity",
            title="Quantity",
            value=lambda row, _: f"{written(row.quantity)} {row.unit}".strip(),
            filed=lambda row, _: written(row.quantity),
            look=Look.RIGHT,
        ),
        Column(
            name="price",
            title="Price",
            value=lambda row, _: written(row.unit_price, places=2),
            look=Look.RIGHT,
        ),
        Column(
            name="source",
            title="From",
            value=lambda row, _: row.price_source,
            look=Look.DIM,
        ),
        Column(
            name="worth",
            title="Worth",
            value=lambda row, _: row.worth_minor,
            look=Look.MONEY,
        ),
        Column(
            name="state",
            title="State",
            value=lambda row, reader: standing_of(row, reader.today),
            look=Look.STATE,
        ),
        Column(name="po", title="PO", value=lambda row, _: row.po, is_extra=True),
        Column(
            name="description",
            title="Description",
            value=lambda row, _: row.description,
            is_extra=True,
        ),
        Column(name="unit", title="Unit", value=lambda row, _: row.unit, is_extra=True),
        Column(
            name="key",
            title="Their key",
            value=lambda row, _: row.external_key,
            is_extra=True,
        ),
        Column(
            name="number",
            title="Number",
            value=lambda row, _: row.id,
            look=Look.COUNT,
            sort="number",
            is_extra=True,
        ),
    ),
    ref=lambda row: str(row.id),
    address=_address,
    views=(
        View("Ready", "is:ready"),
        View("Price missing", "is:unpriced"),
        View("In drafts", "is:draft"),
        View("Held", "is:held"),
        View("Excused", "is:excused"),
    ),
    bulk=(
        Bulk(
            key="d",
            label="Draft now",
            icon="file-plus",
            address="charges/draft",
            right="prepare",
        ),
    ),
    nothing="What was done and is not billed stands here. Import it, or type it in.",
    start=("New charge", "invoicing.new_charge", "prepare"),
    sooner=(("Import a file", "imports.import", "prepare"),),
    template="invoicing/charges.html",
)


@page(CHARGES)
def charges(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What waits to be billed, and what keeps it."""
    return answer(request, sitting, SPEC)


@page(CHARGES)
def figures(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What a run to today would bill; it may take a while, so the list goes first."""
    found = inbox_figures(sitting.entity_id, sitting.currency, today=sitting.today)
    return show(request, "invoicing/charge_figures.html", {"found": found})


@page(CHARGE)
def charge(request: HttpRequest, sitting: Seated, charge_id: int) -> HttpResponse:
    """A charge in the panel or alone: where its price is from, and what to do."""
    return _shown(request, sitting, charge_id)


_ACTS: Final[dict[str, tuple[type[Any], Any]]] = {
    "hold": (HoldForm, hold_charges),
    "excuse": (ExcuseForm, excuse_charges),
    "release": (ReleaseForm, release_charges),
    "change": (ChangeChargeForm, change_charge),
}


@page(CHARGE, Right.PREPARE)
def act_on_charge(
    request: HttpRequest, sitting: Seated, charge_id: int, act: str
) -> HttpResponse:
    """Hold, excuse, release or change a charge."""
    here = reverse("invoicing.charge", args=[sitting.code, charge_id])
    if act not in _ACTS:
        raise Http404
    if request.method != "POST":
        return see(here)
    kind, action = _ACTS[act]
    form = kind(request.POST, today=sitting.today)
    if form.is_valid():
        try:
            action(
                form.command(sitting.entity_id, charge_id),
                **sitting.sends(form.cleaned_data["key"]),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return see(here)
    with sitting.reading():
        return _shown(request, sitting, charge_id, status=422, **{act: form})


@page(CHARGE, Right.PREPARE)
def draft_charge(request: HttpRequest, sitting: Seated, charge_id: int) -> HttpResponse:
    """Set one charge apart, and go on in its draft."""
    form = ActForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return see(reverse("invoicing.charge", args=[sitting.code, charge_id]))
    try:
        draft_id = make_draft(
            MakeDraft(entity_id=sitting.entity_id, charge_ids=(charge_id,)),
            **sitting.sends(form.cleaned_data["key"]),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        with sitting.reading():
            return _shown(request, sitting, charge_id, status=422, draft=form)
    return see(reverse("invoicing.draft", args=[sitting.code, draft_id]))


@page(DRAFT_CHARGES, Right.PREPARE)
def draft_now(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Show what would be drafted of what is ticked; confirmed, draft it."""
    with sitting.reading():
        ids = chosen(request, sitting, SPEC)
        rows = charges_listed(
            sitting.entity_id, ids[:MOST_DRAFTED], today=sitting.today
        )
    ready = [row for row in rows if row.group(sitting.today) == "ready"]
    refusal = ""
    form = ActForm(request.POST if "key" in request.POST else None)
    if form.is_valid():
        command = DraftCharges(
            entity_id=sitting.entity_id, charge_ids=tuple(row.id for row in ready)
        )
        try:
            draft_charges(command, **sitting.sends(form.cleaned_data["key"]))
        except Refusal as refused:
            refusal = str(refused)
        else:
            return see(reverse("invoicing.drafts", args=[sitting.code]))
    skipped = Counter(
        standing_of(row, sitting.today).text for row in rows if row not in ready
    )
    context = {
        "ready": ready,
        "parties": len({row.party for row in ready}),
        "skipped": dict(skipped),
        "beyond": max(0, len(ids) - MOST_DRAFTED),
        "key": uuid4(),
        "refusal": refusal,
    }
    return show(
        request,
        "invoicing/draft_charges.html",
        context,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
    )


MOST_DRAFTED: Final = 200
"""Charges that are drafted by hand at once; more is the work of a billing run."""


@page(NEW_CHARGE, Right.PREPARE)
def new_charge(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Type a charge in."""
    data = request.POST if request.method == "POST" else None
    form = NewChargeForm(
        data, today=sitting.today, initial={"service_on": sitting.today}
    )
    if form.is_valid():
        try:
            with sitting.reading():
                party = party_by_code(sitting.entity_id, form.cleaned_data["party"])
            currency = party.currency or sitting.currency
            taken = take_charges(
                form.command(sitting.entity_id, currency),
                **sitting.sends(form.cleaned_data["key"]),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            there = reverse("invoicing.charges", args=[sitting.code])
            return see(f"{there}?at={taken.ids[0]}")
    status = 422 if form.is_bound else 200
    return show(request, "invoicing/new_charge.html", {"form": form}, status=status)


@page(DRAW_DEPOSIT, Right.PREPARE)
def draw_on_deposit(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Take part of a deposit off a party's next bill."""
    data = request.POST if request.method == "POST" else None
    form = DrawForm(data, today=sitting.today, initial={"drawn_on": sitting.today})
    if form.is_valid():
        with refusing(form):
            with sitting.reading():
                party = party_by_code(sitting.entity_id, form.cleaned_data["party"])
            charge_id = draw_deposit(
                form.command(sitting.entity_id, party.currency or sitting.currency),
                **sitting.sends(form.cleaned_data["key"]),
            )
            there = reverse("invoicing.charges", args=[sitting.code])
            return see(f"{there}?at={charge_id}")
    status = 422 if form.is_bound else 200
    return show(request, "invoicing/draw_deposit.html", {"form": form}, status=status)


@page(CHARGE, Right.PREPARE)
def paper(request: HttpRequest, sitting: Seated, charge_id: int) -> HttpResponse:
    """Attach a supporting document, which goes out with the invoice."""
    here = reverse("invoicing.charge", args=[sitting.code, charge_id])
    if request.method != "POST":
        return see(here)
    form = ChargePaperForm(request.POST, files=request.FILES)
    with sitting.reading():
        if not charges_listed(sitting.entity_id, [charge_id], today=sitting.today):
            raise Http404
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusing(form):
            attach_paper(
                AttachPaper(
                    entity_id=sitting.entity_id,
                    subject_kind="charge",
                    subject_id=charge_id,
                    name=file.name,
                    content=file.read(),
                ),
                **sitting.sends(form.cleaned_data["key"]),
            )
            return see(here)
    with sitting.reading():
        return _shown(request, sitting, charge_id, status=422, paper=form)


def _shown(
    request: HttpRequest,
    sitting: Seated,
    charge_id: int,
    *,
    status: int = 200,
    **bound: ActForm,
) -> HttpResponse:
    today = sitting.today
    shown = charge_shown(sitting.entity_id, charge_id, today=today)
    if shown is None:
        raise Http404
    subject = Subject(
        kind=SubjectKind.CHARGE, id=charge_id, called=f"charge {charge_id}"
    )
    forms: dict[str, ActForm] = {
        "hold": HoldForm(today=today, initial={"until": today + HELD_FOR}),
        "excuse": ExcuseForm(today=today),
        "change": ChangeChargeForm(today=today),
        "paper": ChargePaperForm(),
        "release": ReleaseForm(today=today),
        "draft": ActForm(),
        **bound,
    }
    for name, form in forms.items():
        form.auto_id = f"{name}_%s"  # all stand on one page, each with a reason
    context = {
        **forms,
        "shown": shown,
        "thread": thread_of(sitting.entity_id, subject),
        "row": shown.row,
        "standing": standing_of(shown.row, today),
        "group": shown.row.group(today),
        "refused": next(iter(bound.values()), None),
        "may_prepare": sitting.may(Right.PREPARE),
        "quantity": written(shown.row.quantity),
        "price": written(shown.row.unit_price, places=2),
    }
    return show(
        request,
        "invoicing/charge.html",
        context,
        status=status,
        panel="invoicing/_charge.html",
    )


_CHARGE: Final = "<str:entity>/charges/<int:charge_id>"

urlpatterns = [
    path("<str:entity>/charges", charges, name="invoicing.charges"),
    path("<str:entity>/charges/figures", figures, name="invoicing.charge_figures"),
    path("<str:entity>/charges/new", new_charge, name="invoicing.new_charge"),
    path("<str:entity>/charges/draft", draft_now, name="invoicing.draft_charges"),
    path(_CHARGE, charge, name="invoicing.charge"),
    path(
        "<str:entity>/charges/deposit", draw_on_deposit, name="invoicing.draw_deposit"
    ),
    path(f"{_CHARGE}/papers", paper, name="invoicing.charge_papers"),
    path(f"{_CHARGE}/draft", draft_charge, name="invoicing.draft_charge"),
    path(f"{_CHARGE}/<str:act>", act_on_charge, name="invoicing.act_on_charge"),
]
