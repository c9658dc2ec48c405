"""Schedules of statements: what they do and did, kept after a look at what would go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.entities.pages.door import page
from duebook.apps.receivables.actions import (
    KeepStatementSchedule,
    ScheduleChanged,
    TurnStatementSchedule,
    keep_statement_schedule,
    turn_statement_schedule,
)
from duebook.apps.receivables.forms.statements import (
    ScheduleForm,
    TurnForm,
    as_said,
)
from duebook.apps.receivables.pages.statements import asked_of
from duebook.apps.receivables.queries.schedules import (
    batches,
    first_day,
    preview,
    schedule,
    schedules,
    waiting_batches,
)
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.statement_schedules import coming
from duebook.web.answers import show
from duebook.web.figures import plain
from duebook.web.frame import Key, Page
from duebook.web.lists import asking
from duebook.web.many import see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.receivables.queries.schedules import Scheduled
    from duebook.domain.statement_schedules import StatementTerms

SCHEDULES: Final = Page(
    "statement-schedules",
    "Statement schedules",
    under="statements",
    keys=(Key("j", "move"), Key("n", "new schedule")),
)
SCHEDULE: Final = Page(
    "statement-schedule",
    "Statement schedule",
    under="statements",
    keys=(
        Key("c", "change"),
        Key("p", "pause or go on"),
        Key("e", "end"),
        Key("d", "delete"),
    ),
)
KEEP: Final = Page(
    "keep-statement-schedule",
    "Statement schedule",
    under="statements",
    keys=(Key("Ctrl ↵", "see, then keep it"),),
)

NOT_SEEN: Final = (
    "Nothing was kept: what it would do was not shown before. "
    "It stands below; keep it once you have seen it."
)


@page(SCHEDULES)
def all_schedules(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every schedule with its next days, and what came of the last days of all."""
    return show(
        request,
        "receivables/schedules.html",
        {
            "schedules": schedules(sitting.entity_id, sitting.today),
            "batches": batches(sitting.entity_id),
            "waiting": waiting_batches(sitting.entity_id),
            "may_issue": sitting.may(Right.ISSUE),
            "tab": "schedules",
        },
    )


@page(SCHEDULE, posts=True)
def one_schedule(
    request: HttpRequest, sitting: Seated, schedule_id: int
) -> HttpResponse:
    """What a schedule says and did; POST pauses it, lets it go on, ends or deletes."""
    form = TurnForm(
        request.POST if request.method == "POST" else None, today=sitting.today
    )
    status = 422 if form.errors else 200
    if form.is_valid():
        said = form.cleaned_data
        command = TurnStatementSchedule(
            entity_id=sitting.entity_id,
            schedule_id=schedule_id,
            state=said["state"],
            seen=said["version"],
        )
        try:
            turn_statement_schedule(command, **sitting.sends(said["key"]))
            return see(_address(sitting, schedule_id, said["state"]))
        except Refusal as refusal:
            status = _refused(form, refusal)
    with sitting.reading():
        context = {
            "schedule": schedule(sitting.entity_id, schedule_id, sitting.today),
            "batches": batches(sitting.entity_id, schedule_id=schedule_id),
            "form": form,
            "may_issue": sitting.may(Right.ISSUE),
        }
    return show(request, "receivables/schedule.html", context, status=status)


def _address(sitting: Seated, schedule_id: int, state: str) -> str:
    """Where a schedule is looked at; one that was deleted is in no list any more."""
    if state == "deleted":
        return reverse("receivables.statement_schedules", args=[sitting.code])
    return reverse("receivables.statement_schedule", args=[sitting.code, schedule_id])


@page(KEEP, Right.ISSUE)
def new_schedule(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Say what shall go out by itself; see what would go today; keep it."""
    return _keep(request, sitting, None)


@page(KEEP, Right.ISSUE)
def change_schedule(
    request: HttpRequest, sitting: Seated, schedule_id: int
) -> HttpResponse:
    """The same of a schedule that is there."""
    with sitting.reading():
        known = schedule(sitting.entity_id, schedule_id, sitting.today)
    return _keep(request, sitting, known)


def _keep(
    request: HttpRequest, sitting: Seated, known: Scheduled | None
) -> HttpResponse:
    form = ScheduleForm(
        request.POST if request.method == "POST" else None,
        today=sitting.today,
        currency=sitting.currency,
        initial=_initial(sitting, known),
    )
    shown: dict[str, Any] = {"version": form["version"].value()}
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            terms = form.terms()
            shown |= _shown(sitting, terms, known)
            if "look" not in request.POST:
                if _may_go(request, sitting, form, shown["mark"]):
                    return _kept(sitting, form, terms, known)
                form.add_error(None, NOT_SEEN)
                status = 409
        except ScheduleChanged as changed:
            status = _refused(form, changed)
            shown["version"] = known and known.version  # it stands beside the form
        except Refusal as refusal:
            status = _refused(form, refusal)
    return show(
        request,
        "receivables/keep_schedule.html",
        {"form": form, "known": known, "is_changed": status == 409, **shown},
        status=status,
    )


def _initial(sitting: Seated, known: Scheduled | None) -> dict[str, Any]:
    if known is None:
        return {"first_on": sitting.today}
    least_minor = known.terms.least_minor
    least = plain(least_minor, sitting.currency) if least_minor else ""
    return {**as_said(known.terms, least), "version": known.version}


def _shown(
    sitting: Seated, terms: StatementTerms, known: Scheduled | None
) -> dict[str, Any]:
    """What would go, were today one of the schedule's days, and its next days."""
    with sitting.reading():
        from_on = first_day(
            sitting.entity_id, terms, sitting.today, known.id if known else None
        )
        seen = preview(asking(sitting), terms, from_on=from_on)
    return {
        "seen": seen,
        "mark": seen.mark(terms),
        "asked": asked_of(terms.kind, sitting.today, from_on),
        "next_days": coming(terms.days, sitting.today),
    }


def _may_go(
    request: HttpRequest, sitting: Seated, form: ScheduleForm, mark: str
) -> bool:
    """Whether this was shown before, or was acted on before, which answers again."""
    if request.POST.get("seen") == mark:
        return True
    with sitting.reading():
        return is_spent(sitting.entity_id, form.cleaned_data["key"])


def _kept(
    sitting: Seated, form: ScheduleForm, terms: StatementTerms, known: Scheduled | None
) -> HttpResponse:
    command = KeepStatementSchedule(
        entity_id=sitting.entity_id,
        terms=terms,
        schedule_id=known.id if known else None,
        seen=form.cleaned_data["version"],
    )
    kept = keep_statement_schedule(command, **sitting.sends(form.cleaned_data["key"]))
    return see(_address(sitting, kept.schedule_id, "on"))


def _refused(form: TurnForm | ScheduleForm, refusal: Refusal) -> int:
    """Put a refusal on a form; the status says whether somebody was quicker."""
    form.add_error(None, str(refusal))
    return 409 if isinstance(refusal, ScheduleChanged) else 422


_ALL: Final = "<str:entity>/statements/schedules"

urlpatterns = [
    path(_ALL, all_schedules, name="receivables.statement_schedules"),
    path(f"{_ALL}/new", new_schedule, name="receivables.new_statement_schedule"),
    path(
        f"{_ALL}/<int:schedule_id>",
        one_schedule,
        name="receivables.statement_schedule",
    ),
    path(
        f"{_ALL}/<int:schedule_id>/change",
        change_schedule,
        name="receivables.change_statement_schedule",
    ),
]
