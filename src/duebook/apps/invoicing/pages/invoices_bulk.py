"""Acts on many documents at once: each shows first what it would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.printing import PrintMany, print_documents
from duebook.apps.invoicing.actions.resending import SendAgain, send_again
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.pages.invoices import SPEC
from duebook.apps.invoicing.queries.resending import Resending, resending
from duebook.apps.work.actions import start
from duebook.documents.binding import bound
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.media import PDF
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.lists import chosen

if TYPE_CHECKING:
    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated

_KEYS: Final = (Key("Ctrl ↵", "do it"), Key("Esc", "back"))
SEND_MANY: Final = Page("send-many", "Send again", under="invoices", keys=_KEYS)
PRINT_MANY: Final = Page("print-many", "Print", under="invoices", keys=_KEYS)

AT_ONCE: Final = 50
"""Documents that are acted on while the reader waits; more are long work."""

SHOWN: Final = 50
"""Documents left out that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an act on many would do: how many, over how much, and what it leaves out."""

    going: Sequence[Resending]
    left_out: Sequence[Resending]

    @property
    def sums_minor(self) -> dict[str, int]:
        """What they come to, by currency."""
        sums: Counter[str] = Counter()
        for one in self.going:
            sums[one.currency] += one.total_minor
        return dict(sums)

    @property
    def named(self) -> Sequence[Resending]:
        """The first of those left out."""
        return self.left_out[:SHOWN]

    @property
    def unnamed(self) -> int:
        """How many more are left out."""
        return len(self.left_out) - len(self.named)

    @property
    def is_long(self) -> bool:
        """Whether it is done as long work."""
        return len(self.going) > AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """An act on many documents as its page offers it."""

    button: str
    done: str
    undo: str
    leaves_out: bool
    act: Callable[[tuple[int, ...], Any], HttpResponse]
    kind: str
    command: Callable[[tuple[int, ...]], Any]
    form: ActForm = field(default_factory=ActForm)


@page(SEND_MANY, Right.SEND)
def send_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Send what was chosen once more."""

    def act(ids: tuple[int, ...], key: Any) -> HttpResponse:
        send_again(
            SendAgain(entity_id=sitting.entity_id, document_ids=ids),
            **sitting.sends(key),
        )
        return _see(reverse("invoicing.invoices", args=[sitting.code]))

    return _many(
        request,
        sitting,
        Many(
            button="Send them",
            done="go out again, with the next mails and letters",
            undo="What has left cannot be called back. The books do not change.",
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
            undo="Nothing changes but that their prints are kept.",
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
        return _see(reverse("invoicing.invoices", args=[sitting.code]))
    run, refused = DryRun((), ()), ""
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
                "many": many,
                "run": run,
                "refused": refused,
                "line": request.POST.get("q", ""),
                "is_all": request.POST.get("all") == "1",
                "ids": request.POST.getlist("id"),
                "back": reverse("invoicing.invoices", args=[sitting.code]),
            },
            status=422 if refused else 200,
        )


def _dry_run(request: HttpRequest, sitting: Seated, *, leaves_out: bool) -> DryRun:
    asked = resending(sitting.entity_id, chosen(request, sitting, SPEC))
    if not leaves_out:
        return DryRun(asked, ())
    return DryRun(
        [one for one in asked if not one.why_not],
        [one for one in asked if one.why_not],
    )


def _done(
    request: HttpRequest, sitting: Seated, many: Many, run: DryRun
) -> HttpResponse:
    form = ActForm(request.POST)
    if not form.is_valid():
        return _see(reverse("invoicing.invoices", args=[sitting.code]))
    ids, key = tuple(one.document_id for one in run.going), form.cleaned_data["key"]
    if not run.is_long:
        return many.act(ids, key)
    work_id = start(many.kind, many.command(ids), **sitting.sends(key))
    return _see(reverse("work.work", args=[sitting.code, work_id]))


def _see(address: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": address})


urlpatterns = [
    path("<str:entity>/invoices/send", send_many, name="invoicing.send_many"),
    path("<str:entity>/invoices/print", print_many, name="invoicing.print_many"),
]
