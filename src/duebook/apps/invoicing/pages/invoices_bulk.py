"""Acts on many documents at once: each shows first what it would do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.printing import PrintMany, print_documents
from duebook.apps.invoicing.actions.resending import SendAgain, send_again
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.pages.invoices import SPEC, the_list
from duebook.apps.invoicing.queries.resending import resending
from duebook.apps.work.actions import start
from duebook.documents.binding import bound
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.media import PDF
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

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.resending import Resending

SEND_MANY: Final = Page("send-many", "Send again", under="invoices", keys=KEYS)
PRINT_MANY: Final = Page("print-many", "Print", under="invoices", keys=KEYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """An act on many documents as its page offers it."""

    button: str
    done: str
    effect: str
    leaves_out: bool
    act: Callable[[tuple[int, ...], Any], HttpResponse]
    kind: str
    command: Callable[[tuple[int, ...]], Any]


@page(SEND_MANY, Right.SEND)
def send_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Send what was chosen once more."""

    def act(ids: tuple[int, ...], key: Any) -> HttpResponse:
        send_again(
            SendAgain(entity_id=sitting.entity_id, document_ids=ids),
            **sitting.sends(key),
        )
        return see(the_list(sitting))

    return _many(
        request,
        sitting,
        Many(
            button="Send them",
            done="go out again, with the next mails and letters",
            effect="What has left cannot be called back. The books do not change.",
            leaves_out=True,
            act=act,
            kind="send_again",
            command=lambda ids: SendAgain(
                entity_id=sitting.entity_id, document_ids=ids
            ),
        ),
    )


@page(PRINT_MANY, Right.SEND)
def print_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Print what was chosen into one file."""

    def act(ids: tuple[int, ...], key: Any) -> HttpResponse:
        files = print_documents(sitting.entity_id, ids, **sitting.sends(key))
        whole = bound({f"{place}.pdf": files[id_] for place, id_ in enumerate(ids, 1)})
        return HttpResponse(
            whole,
            content_type=PDF,
            headers={"Content-Disposition": 'inline; filename="documents.pdf"'},
        )

    return _many(
        request,
        sitting,
        Many(
            button="Print them",
            done="are bound into one PDF",
            effect="Nothing changes but that their prints are kept.",
            leaves_out=False,
            act=act,
            kind="print_many",
            command=lambda ids: PrintMany(
                entity_id=sitting.entity_id, document_ids=ids
            ),
        ),
    )


def _many(request: HttpRequest, sitting: Seated, many: Many) -> HttpResponse:
    """The dry run of what was chosen; with ``do`` it is done, many as long work."""
    if request.method != "POST":
        return see(the_list(sitting))
    run: DryRun[Resending] = DryRun()
    refused = ""
    try:
        with sitting.reading():
            run = _dry_run(request, sitting, leaves_out=many.leaves_out)
        if "do" in request.POST and run.going:
            return _done(request, sitting, many, run)
    except Refusal as refusal:
        refused = str(refusal)
    with sitting.reading():
        return show(
            request,
            "invoicing/many.html",
            {
                "act": many,
                "effect": f"{many.effect} {AS_WORK}" if run.is_long else many.effect,
                "form": ActForm(),
                "run": run,
                "refused": refused,
                **chosen_again(request, the_list(sitting)),
            },
            status=422 if refused else 200,
        )


def _dry_run(
    request: HttpRequest, sitting: Seated, *, leaves_out: bool
) -> DryRun[Resending]:
    found = resending(sitting.entity_id, chosen(request, sitting, SPEC))
    going = [one for one in found if not (leaves_out and one.why_not)]
    return DryRun(
        going=going,
        sums_minor=by_currency((one.currency, one.total_minor) for one in going),
        left_out=[
            LeftOut(one.number, one.number, one.why_not)
            for one in found
            if leaves_out and one.why_not
        ],
    )


def _done(
    request: HttpRequest, sitting: Seated, many: Many, run: DryRun[Resending]
) -> HttpResponse:
    form = ActForm(request.POST)
    if not form.is_valid():
        return see(the_list(sitting))
    ids, key = tuple(one.document_id for one in run.going), form.cleaned_data["key"]
    if not run.is_long:
        return many.act(ids, key)
    work_id = start(many.kind, many.command(ids), **sitting.sends(key))
    return see(reverse("work.work", args=[sitting.code, work_id]))


urlpatterns = [
    path("<str:entity>/invoices/send", send_many, name="invoicing.send_many"),
    path("<str:entity>/invoices/print", print_many, name="invoicing.print_many"),
]
