"""Acts on the parties of many documents: hold them, or send them a statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.urls import path, reverse

from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.invoicing.forms.acts import ReasonForm
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.pages.invoices import SPEC, the_list
from duebook.apps.invoicing.queries.documents import bill_tos_of
from duebook.apps.parties.actions import HoldParties, hold_parties
from duebook.apps.parties.queries import parties
from duebook.apps.receivables.actions.statements import (
    IssueStatements,
    issue_statements,
)
from duebook.apps.receivables.queries.statements import Asked
from duebook.apps.receivables.queries.telling import dry_run
from duebook.apps.work.actions import start
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.statements import StatementKind
from duebook.web.answers import show
from duebook.web.frame import Page
from duebook.web.lists import chosen
from duebook.web.many import AT_ONCE, KEYS, LeavesOut, chosen_again, see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.parties.models import Party

HOLD_MANY: Final = Page("hold-many", "Hold the parties", under="invoices", keys=KEYS)
STATE_MANY: Final = Page(
    "state-many", "Statements to the parties", under="invoices", keys=KEYS
)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A party that the act leaves out, and why."""

    code: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun(LeavesOut[LeftOut]):
    """What an act on the parties would do, and what it leaves out.

    ``ids`` and ``codes`` are of those that it is done to.
    """

    ids: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    sums_minor: dict[str, int] = field(default_factory=dict)
    is_whole: bool = True

    @property
    def is_long(self) -> bool:
        """Whether it is done as long work, where it takes its time at all."""
        return len(self.codes) > AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class OnParties:
    """An act on the parties of the documents that were chosen, as its page offers it.

    ``act`` answers the address to go to.
    """

    button: str
    done: str
    undo: str
    form: type[ActForm]
    dry_run: Callable[[dict[int, Any]], DryRun]
    act: Callable[[DryRun, Any], str]


@page(HOLD_MANY, Right.PREPARE)
def hold_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Stop billing the parties of what was chosen, for a reason."""

    def seen(found: dict[int, Party]) -> DryRun:
        out = {party.id: why for party in found.values() if (why := _not_held(party))}
        going = [party for party in found.values() if party.id not in out]
        return DryRun(
            ids=tuple(party.id for party in going),
            codes=tuple(party.code for party in going),
            left_out=[
                LeftOut(found[id_].code, found[id_].name, out[id_]) for id_ in out
            ],
        )

    def act(run: DryRun, said: dict[str, Any]) -> str:
        command = HoldParties(
            entity_id=sitting.entity_id, party_ids=run.ids, reason=said["reason"]
        )
        hold_parties(command, **sitting.sends(said["key"]))
        return the_list(sitting)

    return _on_parties(
        request,
        sitting,
        OnParties(
            button="Hold them",
            done="are billed by no run until they are released",
            undo="It can be undone, for all of them together.",
            form=ReasonForm,
            dry_run=seen,
            act=act,
        ),
    )


def _not_held(party: Party) -> str:
    if party.merged_into_id is not None:
        return "it was merged into another"
    if party.hold_reason:
        return f"it is on hold already: {party.hold_reason}"
    return ""


@page(STATE_MANY, Right.ISSUE)
def state_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Issue a statement of open items to each party of what was chosen."""
    asked = Asked(kind=StatementKind.OPEN_ITEM, as_of=sitting.today, from_on=None)

    def seen(found: dict[int, Party]) -> DryRun:
        codes = sorted(party.code for party in found.values())
        if not codes:
            return DryRun()
        dry = dry_run(sitting.entity_id, asked, codes, only_with_balance=True)
        told = {code for code, *_ in dry.told}
        silent = [one for one in found.values() if one.code not in told]
        return DryRun(
            ids=tuple(one.id for one in found.values() if one.code in told),
            codes=tuple(codes) if not dry.is_whole else tuple(sorted(told)),
            left_out=[LeftOut(one.code, one.name, "nothing is owed") for one in silent]
            if dry.is_whole
            else (),
            sums_minor=dry.sums_minor,
            is_whole=dry.is_whole,
        )

    def act(run: DryRun, said: dict[str, Any]) -> str:
        command = IssueStatements(
            entity_id=sitting.entity_id,
            kind=asked.kind,
            as_of=asked.as_of,
            codes=run.codes,
        )
        sends = sitting.sends(said["key"])
        if run.is_long:
            work_id = start("statements", command, **sends)
            return reverse("work.work", args=[sitting.code, work_id])
        issued = issue_statements(command, **sends)
        address = reverse("receivables.statements", args=[sitting.code])
        return f"{address}?q=run:{issued.run_id}" if issued.run_id else address

    return _on_parties(
        request,
        sitting,
        OnParties(
            button="Issue and send them",
            done="get a statement of what is open today, as each wants it",
            undo="No amount changes. What has left cannot be called back.",
            form=ActForm,
            dry_run=seen,
            act=act,
        ),
    )


def _on_parties(request: HttpRequest, sitting: Seated, act: OnParties) -> HttpResponse:
    """The dry run over the parties of what was chosen; with ``do`` it is done."""
    if request.method != "POST":
        return see(the_list(sitting))
    form = act.form(request.POST if "do" in request.POST else None)
    run, refused = DryRun(), ""
    try:
        with sitting.reading():
            ids = chosen(request, sitting, SPEC)
            run = act.dry_run(
                parties(sitting.entity_id, bill_tos_of(sitting.entity_id, ids))
            )
    except Refusal as refusal:
        refused = str(refusal)
    if form.is_bound and form.is_valid() and run.codes:
        with refusing(form):
            return see(act.act(run, form.cleaned_data))
    with sitting.reading():
        return show(
            request,
            "invoicing/many_parties.html",
            {
                "act": act,
                "run": run,
                "form": form,
                "refused": refused,
                **chosen_again(request, the_list(sitting)),
            },
            status=422 if refused or form.errors else 200,
        )


urlpatterns = [
    path("<str:entity>/invoices/hold", hold_many, name="invoicing.hold_many"),
    path("<str:entity>/invoices/statements", state_many, name="invoicing.state_many"),
]
