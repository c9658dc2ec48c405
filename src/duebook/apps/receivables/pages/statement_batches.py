"""Statements that a schedule made: looked at, then issued or discarded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.urls import path, reverse

from duebook.apps.audit.queries import is_spent
from duebook.apps.entities.pages.door import page
from duebook.apps.receivables.actions import (
    DiscardBatch,
    IssueBatch,
    discard_batch,
    issue_batch,
)
from duebook.apps.receivables.actions.scheduled import BatchSettled
from duebook.apps.receivables.forms.statements import BatchForm
from duebook.apps.receivables.pages.statements import AT_ONCE, NOT_SEEN, asked_of
from duebook.apps.receivables.queries.by_line import LineNotRead
from duebook.apps.receivables.queries.schedules import (
    batch,
    first_day,
    preview,
    schedule,
)
from duebook.apps.work.actions import start
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.lists import asking
from duebook.web.many import see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

BATCH: Final = Page(
    "statement-batch",
    "Scheduled statements",
    under="statements",
    keys=(Key("j", "move"), Key("i", "issue"), Key("d", "discard")),
)


@page(BATCH, posts=True)
def one_batch(request: HttpRequest, sitting: Seated, batch_id: int) -> HttpResponse:
    """Who would get one, and how much in all; POST issues or discards what waits."""
    form = BatchForm(
        request.POST if request.method == "POST" else None, today=sitting.today
    )
    status = 422 if form.errors else 200
    with sitting.reading():
        shown = _shown(sitting, batch_id)
    if form.is_valid():
        try:
            if _may_go(sitting, form, shown):
                return _done(sitting, form, shown)
            form.add_error(None, NOT_SEEN)
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = 409 if isinstance(refusal, BatchSettled) else 422
            with sitting.reading():
                shown = _shown(sitting, batch_id)
    context = {**shown, "form": form, "may_issue": sitting.may(Right.ISSUE)}
    return show(request, "receivables/batch.html", context, status=status)


def _shown(sitting: Seated, batch_id: int) -> dict[str, Any]:
    """The batch, and where it waits what would be issued now."""
    one = batch(sitting.entity_id, batch_id)
    if one.state != "waiting":
        return {"batch": one}
    terms = schedule(sitting.entity_id, one.schedule_id, sitting.today).terms
    from_on = first_day(sitting.entity_id, terms, one.as_of, one.schedule_id)
    on_the_day = replace(asking(sitting), today=one.as_of)
    try:
        seen = preview(on_the_day, terms, from_on=from_on)
    except LineNotRead as unread:
        return {"batch": one, "unread": str(unread)}
    return {
        "batch": one,
        "seen": seen,
        "mark": seen.mark(terms),
        "asked": asked_of(terms.kind, one.as_of, from_on),
    }


def _may_go(sitting: Seated, form: BatchForm, shown: dict[str, Any]) -> bool:
    """Whether what would be issued was shown; a sending acted on answers again."""
    said = form.cleaned_data
    if said["what"] == "discard" or said["seen"] == shown.get("mark"):
        return True
    with sitting.reading():
        return is_spent(sitting.entity_id, said["key"])


def _done(sitting: Seated, form: BatchForm, shown: dict[str, Any]) -> HttpResponse:
    said, one = form.cleaned_data, shown["batch"]
    sends = sitting.sends(said["key"])
    if said["what"] == "discard":
        discard_batch(
            DiscardBatch(entity_id=sitting.entity_id, batch_id=one.id), **sends
        )
        return see(reverse("receivables.statement_schedules", args=[sitting.code]))
    command = IssueBatch(entity_id=sitting.entity_id, batch_id=one.id)
    if "seen" in shown and shown["seen"].asked > AT_ONCE:
        work_id = start("statement_batch", command, **sends)
        return see(reverse("work.work", args=[sitting.code, work_id]))
    issued = issue_batch(command, **sends)
    address = reverse("receivables.statements", args=[sitting.code])
    return see(f"{address}?{urlencode({'q': f'run:{issued.run_id}'})}")


urlpatterns = [
    path(
        "<str:entity>/statements/batches/<int:batch_id>",
        one_batch,
        name="receivables.statement_batch",
    ),
]
