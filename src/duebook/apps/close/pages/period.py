"""One month's close: its steps, the chosen one beside them, what is done about it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.approvals.queries import requests
from duebook.apps.close.actions import (
    Lock,
    LockPeriod,
    PostProposedEntry,
    SignPoints,
    lock_period,
    post_proposed_entry,
    refuse_in_the_way,
    sign_points,
)
from duebook.apps.close.actions.asking import (
    EVIDENCE,
    PROOF,
    PackEvidence,
    ProveBooks,
)
from duebook.apps.close.forms import StepForm
from duebook.apps.close.queries.evidence import kept_evidence
from duebook.apps.close.queries.locks import lock_history
from duebook.apps.close.queries.shown import causes, legs_of
from duebook.apps.close.queries.steps import LOCK, close_of
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.ledger.queries import period_of
from duebook.apps.work.actions import start
from duebook.apps.work.queries import under_way
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.media import ZIP
from duebook.formats.packs import zipped
from duebook.web.addresses import address_of
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from duebook.apps.close.queries.steps import Close, Step
    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.ledger.queries import PeriodState

PERIOD = Page(
    "close-period",
    "Close",
    under="close",
    keys=(
        Key("j", "step"),
        Key("k", "back"),
        Key("↵", "open evidence"),
        Key("r", "run checks again"),
        Key("y", "sign"),
        Key("n", "note"),
        Key("l", "lock"),
        Key("e", "evidence pack"),
    ),
)


@page(PERIOD)
def period(request: HttpRequest, sitting: Seated, month: str) -> HttpResponse:
    """The steps of a month, the first that stands in the way beside them."""
    found = _close(sitting, month)
    left = [*found.in_the_way, *(one for one in found.steps if not one.is_done)]
    chosen = (left or found.steps)[0]
    return _show(request, sitting, found, chosen)


@page(PERIOD, posts=True)
def step(request: HttpRequest, sitting: Seated, month: str, code: str) -> HttpResponse:
    """A step with its evidence; POST signs it, mends it, or locks the month."""
    with sitting.reading():
        found = _close(sitting, month)
    chosen = _chosen(found, code)
    form = StepForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        with refusing(form):
            _ACTS[form.cleaned_data["what"]](sitting, found, chosen, form.cleaned_data)
        if form.is_valid():
            return _go("close.step", sitting.code, month, code)
    with sitting.reading():
        return _show(
            request, sitting, found, chosen, form, status=422 if form.is_bound else 200
        )


@page(PERIOD, Right.CLOSE)
def prove(request: HttpRequest, sitting: Seated, month: str) -> HttpResponse:
    """Prove the books anew, as long work whose card stands on the month's page."""
    found = _period(sitting, month)
    if request.method == "POST":
        command = ProveBooks(entity_id=sitting.entity_id, on=_last(found))
        start(PROOF, command, **sitting.sends())
    return _go("close.period", sitting.code, month)


@page(PERIOD, posts=True)
def pack(request: HttpRequest, sitting: Seated, month: str) -> HttpResponse:
    """The evidence as it was kept at the lock; before it, POST packs a draft."""
    found = _period(sitting, month)
    if request.method == "POST":
        command = PackEvidence(entity_id=sitting.entity_id, day=found.first)
        try:
            work_id = start(EVIDENCE, command, **sitting.sends())
        except Refusal as refusal:
            return show(
                request, "web/refused.html", {"refusal": str(refusal)}, status=403
            )
        return _go("work.work", sitting.code, work_id)
    files = kept_evidence(sitting.entity_id, found)
    if not files:
        return _go("close.period", sitting.code, month)
    name = f"close-{month}.zip"
    return HttpResponse(
        zipped(files),
        content_type=ZIP,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sign(sitting: Seated, found: Close, chosen: Step, told: dict[str, Any]) -> None:
    command = SignPoints(
        entity_id=sitting.entity_id, day=found.last, points=(chosen.point,)
    )
    sign_points(command, **sitting.sends(told["key"]))


def _post(sitting: Seated, found: Close, _: Step, told: dict[str, Any]) -> None:
    command = PostProposedEntry(
        entity_id=sitting.entity_id,
        day=found.last,
        difference=told["difference"],
        reason=told["reason"],
    )
    post_proposed_entry(command, **sitting.sends(told["key"]))


def _lock(sitting: Seated, found: Close, _: Step, told: dict[str, Any]) -> None:
    state = Lock(told["what"])
    way = {Lock.SOFT: found.before_soft, Lock.HARD: found.in_the_way}.get(state, ())
    refuse_in_the_way(way)
    command = LockPeriod(
        entity_id=sitting.entity_id,
        day=found.last,
        state=state,
        reason=told["reason"],
    )
    lock_period(command, **sitting.sends(told["key"]))


_ACTS: Final[dict[str, Callable[[Seated, Close, Step, dict[str, Any]], None]]] = {
    "sign": _sign,
    "post": _post,
    **dict.fromkeys(Lock, _lock),
}
"""What is done about a step, by the word that its button sends."""


def _period(sitting: Seated, month: str) -> PeriodState:
    try:
        day = date.fromisoformat(f"{month}-01")
    except ValueError as not_one:
        raise Http404 from not_one
    with sitting.reading():
        found = period_of(sitting.entity_id, day)
    if found is None:
        raise Http404
    return found


def _close(sitting: Seated, month: str) -> Close:
    return close_of(sitting.entity_id, _period(sitting, month), now=sitting.at)


def _chosen(found: Close, code: str) -> Step:
    chosen = next((one for one in found.steps if one.code == code), None)
    if chosen is None:
        raise Http404
    return chosen


def _last(found: PeriodState) -> date:
    return date.fromordinal(found.until.toordinal() - 1)


_WORK_OF: Final = {
    "charges": ("invoicing.charges", "Charges"),
    "lines": ("banking.bank", "Bank"),
    "earlier": ("close.close", "All months"),
    "sign-money": ("payments.unapplied", "Unapplied"),
    "sign-unfinished": ("invoicing.drafts", "Drafts"),
}
"""Where the work of a step is done."""


def _show(
    request: HttpRequest,
    sitting: Seated,
    found: Close,
    chosen: Step,
    form: StepForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    month = f"{found.period.first:%Y-%m}"
    is_bank = chosen.code.startswith("bank-")
    work, label = _WORK_OF.get("lines" if is_bank else chosen.code, ("", ""))
    if chosen.code == "approvals":
        there = reverse("desk.approvals")
    else:
        there = address_of(work, sitting.code) if work else ""
    history = lock_history(sitting.entity_id)
    before = next((one for one in history if one[0] < found.period.first), None)
    return show(
        request,
        "close/period.html",
        {
            "close": found,
            "month": month,
            "lock_label": f"Lock {found.period.first:%B}",
            "groups": [
                (label, steps, sum(step.is_done for step in steps))
                for label, steps in (
                    ("Proved by the books", found.proved),
                    ("Signed by people", found.signed),
                )
            ],
            "chosen": chosen,
            "form": form or StepForm(),
            "causes": causes(chosen.ties),
            "entries": legs_of(sitting.entity_id, _proposed(chosen)),
            "waiting": [
                one
                for one in requests(sitting.entity_id)
                if one.command in {"PostProposedEntry", "LockPeriod"}
            ],
            "there": there,
            "there_label": label or "Approvals",
            "history": [lock for day, lock in history if day == found.period.first],
            "before": before,
            "may": sitting.may(Right.CLOSE),
            "way_of_hard": _way(found.in_the_way),
            "way_of_soft": _way(found.before_soft),
            "is_lock": chosen.code == LOCK,
            "is_locking": "lock" in request.GET,
            "work": under_way(sitting.entity_id, PROOF, now=sitting.at),
            "day_of_close": (sitting.today - found.last).days,
        },
        status=status,
        panel="close/_step.html",
    )


def _way(steps: tuple[Step, ...]) -> str:
    """Why a lock is off; nothing where it is not."""
    if not steps:
        return ""
    return "First: " + ", ".join(step.title for step in steps)


def _proposed(chosen: Step) -> list[int]:
    """The entries that what is proposed would take back."""
    return [
        one.proposal.reverses_entry_id
        for tie in chosen.ties
        for one in tie.differences
        if one.proposal is not None and one.proposal.reverses_entry_id is not None
    ]


def _go(name: str, *parts: object) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": reverse(name, args=parts)})


urlpatterns = [
    path("<str:entity>/close/<str:month>", period, name="close.period"),
    path("<str:entity>/close/<str:month>/prove", prove, name="close.prove"),
    path("<str:entity>/close/<str:month>/evidence", pack, name="close.evidence"),
    path("<str:entity>/close/<str:month>/steps/<str:code>", step, name="close.step"),
]
