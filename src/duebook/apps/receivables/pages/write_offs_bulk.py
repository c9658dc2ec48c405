"""Many debts given up or kept in one act: seen first, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.queries import deciders, is_within
from duebook.apps.audit.queries import is_spent
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.receivables.actions import (
    KeepDebts,
    WriteOffDebts,
    keep_debts,
    write_off_debts,
)
from duebook.apps.receivables.forms.write_offs import KeepForm, WriteOffManyForm
from duebook.apps.receivables.pages.write_offs import SPEC, books_of
from duebook.apps.receivables.queries import Item, items_by_id
from duebook.apps.receivables.queries.given_up import together
from duebook.apps.work.actions import start
from duebook.domain.errors import Refusal
from duebook.domain.money import told
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page
from duebook.web.lists import chosen
from duebook.web.many import (
    AS_WORK,
    KEYS,
    DryRun,
    LeftOut,
    by_currency,
    chosen_again,
    see,
)
from duebook.web.typed import ActForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

WRITE_OFF_MANY: Final = Page("write-off-many", "Write off", "write-offs", keys=KEYS)
KEEP_MANY: Final = Page("keep-many", "Keep", "write-offs", keys=KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDebts:
    """An act on the debts that were chosen, as its page offers it.

    ``look`` says what it would do, ``tell`` what the page says of that besides, and
    ``act`` answers the address to go to.
    """

    done: str
    form: ActForm
    look: Callable[[list[int]], DryRun[Item]]
    tell: Callable[[DryRun[Item]], dict[str, Any]]
    act: Callable[[DryRun[Item], dict[str, Any]], str]


@page(WRITE_OFF_MANY, Right.WRITE_OFF)
def write_off_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Give up all that was chosen; above one's limit all of it is asked for."""
    form = WriteOffManyForm(
        request.POST if "do" in request.POST else None, today=sitting.today
    )
    is_fit = form.is_bound and form.is_valid()
    on = form.cleaned_data["on"] if is_fit else sitting.today

    def look(ids: list[int]) -> DryRun[Item]:
        found = together(sitting.entity_id, ids, currency=sitting.currency, on=on)
        return _run(found.going, found.left_out)

    def tell(run: DryRun[Item]) -> dict[str, Any]:
        command = _command(sitting, run, "To see what it would do.", on)
        return {
            **_limit_told(sitting, run),
            "legs": books_of(
                sitting, lambda: write_off_debts(command, **sitting.sends(uuid4()))
            ),
        }

    def act(run: DryRun[Item], said: dict[str, Any]) -> str:
        command = _command(sitting, run, f"{said['why']}: {said['reason']}", on)
        sends = sitting.sends(said["key"])
        if run.is_long and _is_own(sitting, run):
            work_id = start("write_offs", command, **sends)
            return reverse("work.work", args=[sitting.code, work_id])
        done = write_off_debts(command, **sends)
        here = _the_list(sitting)
        if isinstance(done, Held):
            return here
        return f"{here}?written={done.items}-{done.amount_minor}"

    return _on_debts(
        request,
        sitting,
        OnDebts(
            done="are written off to bad debt", form=form, look=look, tell=tell, act=act
        ),
    )


@page(KEEP_MANY, Right.WRITE_OFF)
def keep_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Leave what was chosen out of what may be given up, until a day."""
    form = KeepForm(request.POST if "do" in request.POST else None, today=sitting.today)

    def look(ids: list[int]) -> DryRun[Item]:
        items = items_by_id(sitting.entity_id, ids).values()
        found = sorted(items, key=lambda item: item.id)
        return _run(
            [item for item in found if item.open_minor > 0],
            [(item, "it is settled") for item in found if item.open_minor <= 0],
        )

    def act(run: DryRun[Item], said: dict[str, Any]) -> str:
        command = KeepDebts(
            entity_id=sitting.entity_id,
            item_ids=tuple(item.id for item in run.going),
            until=said["until"],
            reason=said["reason"],
        )
        keep_debts(command, **sitting.sends(said["key"]))
        return _the_list(sitting)

    return _on_debts(
        request,
        sitting,
        OnDebts(
            done="are kept; no sweep touches them and they are no candidates",
            form=form,
            look=look,
            tell=lambda _: {"button": "Keep them", "effect": "It can be undone."},
            act=act,
        ),
    )


def _on_debts(request: HttpRequest, sitting: Seated, on: OnDebts) -> HttpResponse:
    """The dry run over what was chosen; with ``do`` it is done."""
    if request.method != "POST":
        return see(_the_list(sitting))
    form, refused = on.form, ""
    run: DryRun[Item] = DryRun()
    try:
        with sitting.reading():
            run = on.look(chosen(request, sitting, SPEC))
    except Refusal as refusal:
        refused = str(refusal)
    if form.is_bound and form.is_valid():
        if not run.going and _was_done(sitting, form):
            return see(_the_list(sitting))
        if run.going:
            with refusing(form):
                return see(on.act(run, form.cleaned_data))
    said = on.tell(run) if run.going else {}
    with sitting.reading():
        return show(
            request,
            "receivables/many.html",
            {
                "form": form,
                "done": on.done,
                "run": run,
                "refused": refused,
                **said,
                **chosen_again(request, _the_list(sitting)),
            },
            status=422 if refused or form.errors else 200,
        )


def _run(going: Sequence[Item], left_out: Iterable[tuple[Item, str]]) -> DryRun[Item]:
    return DryRun(
        going=going,
        sums_minor=by_currency((item.currency, item.open_minor) for item in going),
        left_out=[LeftOut(item.number, item.number, why) for item, why in left_out],
    )


def _was_done(sitting: Seated, form: ActForm) -> bool:
    """Whether nothing is left to do because the form was sent before."""
    with sitting.reading():
        return is_spent(sitting.entity_id, form.cleaned_data["key"])


def _sum(run: DryRun[Item]) -> tuple[str, int]:
    """What is given up together: its currency, for it is of one, and how much."""
    [(currency, sum_minor)] = run.sums_minor.items()
    return currency, sum_minor


def _command(
    sitting: Seated, run: DryRun[Item], reason: str, on: date
) -> WriteOffDebts:
    currency, _ = _sum(run)
    return WriteOffDebts(
        entity_id=sitting.entity_id,
        currency=currency,
        debts={item.id: item.open_minor for item in run.going},
        written_off_on=on,
        reason=reason,
    )


def _is_own(sitting: Seated, run: DryRun[Item]) -> bool:
    currency, sum_minor = _sum(run)
    return is_within(
        sitting.person,
        Right.WRITE_OFF,
        sum_minor,
        currency,
        own=sitting.currency,
    )


def _limit_told(sitting: Seated, run: DryRun[Item]) -> dict[str, str]:
    """The button, and what pressing it does: it is undone, or who is asked."""
    if _is_own(sitting, run):
        effect = "It can be undone, for all of them together."
        if run.is_long:
            effect += f" {AS_WORK}"
        return {"button": "Write them off", "effect": effect}
    currency, sum_minor = _sum(run)
    with sitting.reading():
        able = deciders(
            sitting.entity_id,
            Right.WRITE_OFF,
            sum_minor,
            currency,
            own=sitting.currency,
            asked_by=sitting.person.name,
        )
    limit = sitting.person.limits[Right.WRITE_OFF]
    above = f"your limit of {told(limit, sitting.currency)}" if limit else "your limit"
    who = f"{', '.join(able)} can say yes" if able else "nobody's limit is enough"
    return {
        "button": "Ask for it",
        "effect": f"Together they are above {above}, so all of it waits: {who}.",
    }


def _the_list(sitting: Seated) -> str:
    return reverse("receivables.write_offs", args=[sitting.code])


urlpatterns = [
    path(
        "<str:entity>/write-offs/chosen",
        write_off_many,
        name="receivables.write_off_many",
    ),
    path("<str:entity>/write-offs/keep", keep_many, name="receivables.keep_many"),
]
