"""Acts on the parties of many documents: hold them, or send them a statement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from duebook.apps.receivables.queries.statements import Asked, Floor
from duebook.apps.receivables.queries.telling import dry_run
from duebook.apps.work.actions import start
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.domain.statements import StatementKind
from duebook.web.answers import show
from duebook.web.frame import Page
from duebook.web.lists import chosen
from duebook.web.many import KEYS, DryRun, LeftOut, chosen_again, see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.parties.models import Party

HOLD_MANY: Final = Page("hold-many", "Hold the parties", under="invoices", keys=KEYS)
STATE_MANY: Final = Page(
    "state-many", "Statements to the parties", under="invoices", keys=KEYS
)


NAMED: Final = 12
"""Of the parties that an act is done to so many are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesRun(DryRun["Party"]):
    """A dry run over parties; where there are too many, not the sum of all of them."""

    is_whole: bool = True

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of those it is done to, in their order."""
        return tuple(sorted(party.code for party in self.going))

    @property
    def who(self) -> str:
        """The first of the codes, and how many more there are."""
        first = ", ".join(self.codes[:NAMED])
        more = len(self.going) - NAMED
        return f"{first} and {more:,} more" if more > 0 else first


@dataclass(frozen=True, slots=True, kw_only=True)
class OnParties:
    """An act on the parties of the documents that were chosen, as its page offers it.

    ``act`` answers the address to go to.
    """

    button: str
    done: str
    effect: str
    form: type[ActForm]
    dry_run: Callable[[dict[int, Any]], PartiesRun]
    act: Callable[[PartiesRun, Any], str]


@page(HOLD_MANY, Right.PREPARE)
def hold_many(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Stop billing the parties of what was chosen, for a reason."""

    def seen(found: dict[int, Party]) -> PartiesRun:
        why = {party.id: _not_held(party) for party in found.values()}
        return PartiesRun(
            going=[party for party in found.values() if not why[party.id]],
            left_out=[
                LeftOut(party.code, party.name, why[party.id])
                for party in found.values()
                if why[party.id]
            ],
        )

    def act(run: PartiesRun, said: dict[str, Any]) -> str:
        command = HoldParties(
            entity_id=sitting.entity_id,
            party_ids=tuple(party.id for party in run.going),
            reason=said["reason"],
        )
        hold_parties(command, **sitting.sends(said["key"]))
        return the_list(sitting)

    return _on_parties(
        request,
        sitting,
        OnParties(
            button="Hold them",
            done="are billed by no run until they are released",
            effect="It can be undone, for all of them together.",
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
    floor = Floor(currency=sitting.currency)

    def seen(found: dict[int, Party]) -> PartiesRun:
        codes = sorted(party.code for party in found.values())
        if not codes:
            return PartiesRun()
        dry = dry_run(sitting.entity_id, asked, codes, floor)
        told = {code for code, *_ in dry.told}
        silent = set(codes) - told if dry.is_whole else set()
        return PartiesRun(
            going=[party for party in found.values() if party.code not in silent],
            sums_minor=dry.sums_minor,
            left_out=[
                LeftOut(party.code, party.name, "nothing is owed")
                for party in found.values()
                if party.code in silent
            ],
            is_whole=dry.is_whole,
        )

    def act(run: PartiesRun, said: dict[str, Any]) -> str:
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
            effect="No amount changes. What has left cannot be called back.",
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
    run, refused = PartiesRun(), ""
    try:
        with sitting.reading():
            ids = chosen(request, sitting, SPEC)
            run = act.dry_run(
                parties(sitting.entity_id, bill_tos_of(sitting.entity_id, ids))
            )
    except Refusal as refusal:
        refused = str(refusal)
    if form.is_bound and form.is_valid() and run.going:
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
