"""Billing runs: chosen, previewed, cleared of findings, issued, looked back on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.urls import path, reverse

from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import template_overrides
from duebook.apps.invoicing.actions.billing import StartBillingRun
from duebook.apps.invoicing.actions.checking import ApplyFix
from duebook.apps.invoicing.actions.clearing import (
    AcceptFindings,
    ApplyFixes,
    accept_findings,
    apply_fixes,
)
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.forms.runs import (
    AcceptForm,
    ChooseForm,
    ClearForm,
)
from duebook.apps.invoicing.pages.draft_shown import KEPT_FOR, see
from duebook.apps.invoicing.pages.standing_keys import standing_keys
from duebook.apps.invoicing.queries import runs as results
from duebook.apps.invoicing.queries import runs_list as queries
from duebook.apps.invoicing.queries.choosing import choose
from duebook.apps.invoicing.queries.draft_prints import printed_of_run
from duebook.apps.parties.queries import parties
from duebook.apps.work.actions import start
from duebook.apps.work.queries import under_way
from duebook.documents.render import render_invoice_pages
from duebook.domain.checks.findings import Severity
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.list_pages import asking
from duebook.web.lists import Column, ListPage, Look, Standing, answer
from duebook.web.typed import in_the_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.queries.choosing import Chosen
    from duebook.apps.invoicing.queries.runs_list import (
        ListedRun,
        Prepared,
        RuleFindings,
    )
    from duebook.web.lists import Reader

RUNS: Final = Page("runs", "Billing runs", keys=(Key("j", "move"), Key("n", "new run")))
RUN: Final = Page("run", "Billing run", under="runs")
NEW_RUN: Final = Page(
    "new-run",
    "New run",
    under="runs",
    keys=(
        Key("j", "move"),
        Key("v", "preview"),
        Key("f", "findings"),
        Key("1", "mend all, to 9"),
        Key("i", "issue"),
    ),
)


def _address(row: ListedRun, reader: Reader) -> str:
    return reverse("invoicing.run", args=[reader.code, row.id])


def standing_of(row: ListedRun) -> Standing:
    """Whether a run went to its end."""
    if row.done < row.pieces:
        return Standing("stopped", f"{row.done} of {row.pieces} parts")
    if row.left_out:
        return Standing("done", f"done, {row.left_out} left out")
    return Standing("done")


SPEC: Final = ListPage(
    page=RUNS,
    listing=queries.RUNS,
    columns=(
        Column(
            name="number",
            title="Run",
            value=lambda row, _: f"{row.id}",
            look=Look.STRONG,
            link=_address,
            sort="number",
        ),
        Column(
            name="issued",
            title="Issued",
            value=lambda row, _: row.issued_on,
            look=Look.DAY,
        ),
        Column(
            name="until",
            title="Done until",
            value=lambda row, _: row.until,
            look=Look.DAY,
        ),
        Column(name="by", title="By", value=lambda row, _: row.started_by),
        Column(
            name="invoices",
            title="Invoices",
            value=lambda row, _: row.invoices,
            look=Look.COUNT,
        ),
        Column(
            name="total",
            title="Total",
            value=lambda row, _: row.total_minor,
            look=Look.MONEY,
        ),
        Column(
            name="state",
            title="State",
            value=lambda row, _: standing_of(row),
            look=Look.STATE,
        ),
    ),
    ref=lambda row: str(row.id),
    address=_address,
    nothing="Runs stand here from the first one on; each bills everything to a day.",
    start=("New run", "invoicing.new_run", "issue"),
    template="invoicing/runs.html",
    facts=lambda reader, _: {"currency": reader.currency},
)


@page(RUNS)
def runs(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """The runs there were, the newest first."""
    return answer(request, sitting, SPEC, context={"tab": "runs"})


@page(NEW_RUN, Right.ISSUE)
def new_run(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Choose, preview, findings; POST issues as long work, once for each key."""
    form = _choice(request, sitting)
    if request.method != "POST":
        return _prepared(request, sitting, form)
    sent = ActForm(request.POST)
    if not (form.is_valid() and sent.is_valid()):
        with sitting.reading():
            return _prepared(request, sitting, form, status=422)
    try:
        with sitting.reading():
            chosen = _chosen(sitting, form)
        command = StartBillingRun(
            entity_id=sitting.entity_id,
            until=form.cleaned_data["until"],
            issued_on=form.cleaned_data["issued_on"],
            chosen=chosen.ids if chosen else None,
            choice=chosen.told if chosen else "",
        )
        work_id = start(
            "billing_run", command, **sitting.sends(sent.cleaned_data["key"])
        )
    except Refusal as refusal:
        with sitting.reading():
            return _prepared(request, sitting, form, refusal=str(refusal), status=422)
    return see(reverse("work.work", args=[sitting.code, work_id]))


@page(NEW_RUN, Right.PREPARE)
def fix_all(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Take the fix of every finding of a rule."""
    form, clearing = _choice(request, sitting), ClearForm(request.POST)
    if not (form.is_valid() and clearing.is_valid()):
        return see(reverse("invoicing.new_run", args=[sitting.code]))
    said = clearing.cleaned_data

    def fix() -> None:
        fixes = tuple(
            ApplyFix(
                entity_id=sitting.entity_id,
                fix=one.finding.fix,
                reason=one.finding.sentence,
                draft_id=one.draft_id,
                charge_ids=one.charge_ids,
            )
            for rule in _rules_seen(sitting, form, said["code"])
            for one in rule.fixable
            if one.finding.fix is not None
        )
        command = ApplyFixes(entity_id=sitting.entity_id, fixes=fixes)
        apply_fixes(command, **sitting.sends(said["key"]))

    return _cleared(request, sitting, form, fix)


@page(NEW_RUN, Right.ISSUE)
def accept_all(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Keep every finding of a rule, with one reason."""
    form = _choice(request, sitting)
    accepting = AcceptForm(request.POST, today=sitting.today)
    if not accepting.is_valid():
        refusal = in_the_way(accepting)
        with sitting.reading():
            return _prepared(request, sitting, form, refusal=refusal, status=422)
    if not form.is_valid():
        return see(reverse("invoicing.new_run", args=[sitting.code]))
    said = accepting.cleaned_data

    def accept() -> None:
        command = AcceptFindings(
            entity_id=sitting.entity_id,
            code=said["code"],
            parties=tuple(
                code
                for rule in _rules_seen(sitting, form, said["code"])
                for code in rule.parties
            ),
            reason=said["reason"],
            until=said["until_day"],
        )
        accept_findings(command, **sitting.sends(said["key"]))

    return _cleared(request, sitting, form, accept)


def _rules_seen(
    sitting: Seated, form: ChooseForm, code: str
) -> tuple[RuleFindings, ...]:
    """What the rule of a code has found, where it found anything."""
    with sitting.reading():
        return tuple(rule for rule in _seen(sitting, form).rules if rule.code == code)


def _cleared(
    request: HttpRequest, sitting: Seated, form: ChooseForm, act: Callable[[], None]
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        with sitting.reading():
            return _prepared(request, sitting, form, refusal=str(refusal), status=422)
    there = reverse("invoicing.new_run", args=[sitting.code])
    keys = urlencode({"keys": request.POST.get("keys", "")})
    return see(f"{there}?{_query(form)}&{keys}#findings")


@page(NEW_RUN, Right.ISSUE)
def choose_parties(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """From the list of parties to a run of those ticked there, or of all it found."""
    sent = request.POST
    ids = [int(one) for one in sent.getlist("id") if one.isdecimal()]
    with sitting.reading():
        ticked = [one.code for one in parties(sitting.entity_id, ids).values()]
    choice = {"who": sent.get("q", "")} if sent.get("all") == "1" else {"ref": ticked}
    there = reverse("invoicing.new_run", args=[sitting.code])
    return see(f"{there}?{urlencode(choice, doseq=True)}")


def _query(form: ChooseForm) -> str:
    """The choice as the query of an address."""
    said = {name: value for name, value in form.cleaned_data.items() if value}
    return urlencode(said, doseq=True)


def _choice(request: HttpRequest, sitting: Seated) -> ChooseForm:
    said = (request.POST if request.method == "POST" else request.GET).copy()
    for name in ("until", "issued_on"):
        said[name] = said.get(name) or f"{sitting.today}"
    return ChooseForm(said, today=sitting.today)


def _chosen(sitting: Seated, form: ChooseForm) -> Chosen | None:
    said = form.cleaned_data
    return choose(asking(sitting), line=said["who"], codes=set(said["ref"] or ()))


def _seen(sitting: Seated, form: ChooseForm) -> Prepared:
    return queries.prepared(
        sitting.entity_id,
        until=form.cleaned_data["until"],
        issued_on=form.cleaned_data["issued_on"],
        today=sitting.today,
        chosen=_chosen(sitting, form),
    )


def _prepared(
    request: HttpRequest,
    sitting: Seated,
    form: ChooseForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    seen = None
    try:
        seen = _seen(sitting, form) if form.is_valid() else None
    except Refusal as refused:
        refusal, status = str(refused), 422
    keys = standing_keys(
        request.POST.get("keys") or request.GET.get("keys", ""),
        [rule.code for rule in seen.rules if rule.fixable] if seen else [],
    )
    running = under_way(sitting.entity_id, "billing_run", now=sitting.at)
    context = {
        "form": form,
        "seen": seen,
        "refusal": refusal,
        "work": running,
        "key": uuid4(),
        "fix_key": uuid4(),
        "keys": keys,
        "rules": [(rule, keys.keys.get(rule.code, "")) for rule in seen.rules]
        if seen
        else [],
        "blocker": Severity.BLOCKER,
        "bills": seen.bills[:MOST_BILLS] if seen else (),
        "beyond": max(0, len(seen.bills) - MOST_BILLS) if seen else 0,
        "choice": _query(form) if seen else "",
        "may_approve": sitting.may(Right.APPROVE),
        "keeping_until": f"{sitting.today + KEPT_FOR}",
    }
    return show(request, "invoicing/new_run.html", context, status=status)


MOST_BILLS: Final = 100
"""Invoices of a preview that are listed; the others are counted."""


@page(NEW_RUN)
def preview(request: HttpRequest, sitting: Seated, party_id: int) -> HttpResponse:
    """What the run would send to a party, as it would be printed."""
    form = _choice(request, sitting)
    context = {
        "party_id": party_id,
        "pages": range(1, len(_pages(sitting, form, party_id)) + 1),
        "choice": _query(form),
    }
    return show(request, "invoicing/run_preview.html", context)


@page(NEW_RUN)
def preview_page(
    request: HttpRequest, sitting: Seated, party_id: int, number: int
) -> HttpResponse:
    """One page of it as a picture."""
    pages = _pages(sitting, _choice(request, sitting), party_id)
    if not 1 <= number <= len(pages):
        raise Http404
    return HttpResponse(pages[number - 1], content_type="image/svg+xml")


def _pages(sitting: Seated, form: ChooseForm, party_id: int) -> list[bytes]:
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    printed = printed_of_run(
        sitting.entity_id,
        party_id,
        until=said["until"],
        issued_on=said["issued_on"],
        at=sitting.at,
    )
    overrides = template_overrides(sitting.entity_id)
    return [
        one
        for record in printed
        for one in render_invoice_pages(record, template_overrides=overrides)
    ]


@page(RUN)
def run(request: HttpRequest, sitting: Seated, run_id: int) -> HttpResponse:
    """What a run came to, and whom it left out."""
    row = queries.run_by_id(sitting.entity_id, run_id)
    if row is None:
        raise Http404
    pieces = results.pieces_of(sitting.entity_id, run_id)
    context = {
        "run": row,
        "result": results.result_of(sitting.entity_id, run_id),
        "numbers": queries.numbers_of(sitting.entity_id, run_id),
        "left_out": results.left_out_of(sitting.entity_id, run_id),
        "done": sum(piece.is_done for piece in pieces),
        "pieces": len(pieces),
        "work": under_way(sitting.entity_id, "billing_run", now=sitting.at),
    }
    return show(
        request, "invoicing/run.html", context, panel="invoicing/_run_panel.html"
    )


_RUNS: Final = "<str:entity>/runs"

urlpatterns = [
    path("<str:entity>/parties/bill", choose_parties, name="invoicing.choose_parties"),
    path(_RUNS, runs, name="invoicing.runs"),
    path(f"{_RUNS}/new", new_run, name="invoicing.new_run"),
    path(f"{_RUNS}/new/fix", fix_all, name="invoicing.fix_all"),
    path(f"{_RUNS}/new/accept", accept_all, name="invoicing.accept_all"),
    path(f"{_RUNS}/new/preview/<int:party_id>", preview, name="invoicing.run_preview"),
    path(
        f"{_RUNS}/new/preview/<int:party_id>/<int:number>.svg",
        preview_page,
        name="invoicing.run_page",
    ),
    path(f"{_RUNS}/<int:run_id>", run, name="invoicing.run"),
]
