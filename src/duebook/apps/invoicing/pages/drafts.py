"""The draft editor: what would be issued, what the checks say, and mending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404
from django.urls import path, reverse

from duebook.apps.approvals.actions import Held
from duebook.apps.entities.pages.door import page
from duebook.apps.invoicing.actions.charges import (
    DiscountDraft,
    LetDraftGo,
    discount_draft,
    let_draft_go,
)
from duebook.apps.invoicing.actions.checking import ApplyFix, apply_fix
from duebook.apps.invoicing.actions.editing import (
    BeginDraft,
    IssueDraft,
    begin_draft,
    edit_draft,
    issue_draft,
)
from duebook.apps.invoicing.actions.keeping import KeepFinding, keep_finding
from duebook.apps.invoicing.actions.sharing import DraftChanged
from duebook.apps.invoicing.forms.drafts import (
    DiscountForm,
    FixForm,
    KeepForm,
    NewDraftForm,
    PaperForm,
    changes_something,
    draft_forms,
    edit_of,
)
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.pages.draft_shown import (
    DRAFT,
    afresh,
    editor_of,
    ref_of,
    see,
    shown_draft,
    to_draft,
)
from duebook.apps.invoicing.queries import editor as queries
from duebook.apps.papers.actions import AttachPaper, attach_paper
from duebook.apps.parties.queries import party_by_code
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page
from duebook.web.typed import in_the_way

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

NEW_DRAFT: Final = Page("new-draft", "New draft", under="drafts")


@page(DRAFT, posts=True)
def draft(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Show a draft; POST saves what was typed, removes a line or adds one."""
    if request.method != "POST":
        return shown_draft(request, sitting, editor_of(sitting, draft_id))
    with sitting.reading():
        shown = editor_of(sitting, draft_id)
        typed = draft_forms(
            shown,
            queries.terms_on_offer(sitting.entity_id),
            request.POST,
            today=sitting.today,
        )
    if not typed.are_valid():
        return shown_draft(request, sitting, shown, typed=typed, status=422)
    edit = edit_of(
        sitting.entity_id,
        shown,
        typed,
        today=sitting.today,
        removed=_removed(request),
    )
    key = typed.head.cleaned_data["key"]

    def save() -> None:
        if changes_something(edit) or edit.seen != shown.row.version:
            edit_draft(edit, **sitting.sends(key))

    return _acted(request, sitting, draft_id, save, typed=typed)


def _removed(request: HttpRequest) -> tuple[int, ...]:
    charge_id = request.POST.get("remove", "")
    return (int(charge_id),) if charge_id.isdecimal() else ()


@page(NEW_DRAFT, Right.PREPARE)
def new_draft(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Begin a draft for a party, of all that waits for it or of nothing yet."""
    data = request.POST if request.method == "POST" else None
    form = NewDraftForm(data, initial={"party": request.GET.get("party", "")})
    if form.is_valid():
        said = form.cleaned_data
        try:
            draft_id = begin_draft(
                BeginDraft(
                    entity_id=sitting.entity_id,
                    party=said["party"].strip(),
                    currency=_currency_of(sitting, said["party"].strip()),
                    takes_unbilled=said["takes_unbilled"],
                ),
                **sitting.sends(said["key"]),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_draft(sitting, draft_id)
    status = 422 if form.is_bound else 200
    return show(request, "invoicing/new_draft.html", {"form": form}, status=status)


def _currency_of(sitting: Seated, code: str) -> str:
    with sitting.reading():
        return party_by_code(sitting.entity_id, code).currency or sitting.currency


@page(DRAFT, posts=True)
def issue(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Issue the draft as it was seen; what forbids it is said, and it stays."""
    form = ActForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return to_draft(sitting, draft_id)
    said = form.cleaned_data
    command = IssueDraft(
        entity_id=sitting.entity_id, draft_id=draft_id, seen=said["seen"] or 0
    )

    def act() -> HttpResponse:
        issued = issue_draft(command, **sitting.sends(said["key"]))
        if isinstance(issued, Held):
            return _waits(request, sitting, draft_id, issued)
        there = reverse("invoicing.invoice", args=[sitting.code, issued.number])
        return see(there)

    return _acted(request, sitting, draft_id, act)


@page(DRAFT, posts=True)
def fix(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Take the fix of a finding."""
    form = FixForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return to_draft(sitting, draft_id)
    said = form.cleaned_data
    with sitting.reading():
        shown = editor_of(sitting, draft_id)
    found = next((one for one in shown.findings if ref_of(one) == said["fix"]), None)

    def act() -> None:
        if found is None or found.fix is None:
            return  # it was taken before: the page as it is now says so
        apply_fix(
            ApplyFix(
                entity_id=sitting.entity_id,
                fix=found.fix,
                reason=found.sentence,
                draft_id=draft_id,
                charge_ids=tuple(charge.id for charge in shown.charges),
                seen=said["seen"],
            ),
            **sitting.sends(said["key"]),
        )

    return _acted(request, sitting, draft_id, act)


@page(DRAFT, posts=True)
def keep(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Keep a finding with the reason, for its invoice to tell of."""
    form = KeepForm(request.POST, today=sitting.today)
    if request.method != "POST":
        return to_draft(sitting, draft_id)
    with sitting.reading():
        shown = editor_of(sitting, draft_id)
    if not form.is_valid():
        refusal = in_the_way(form)
        return shown_draft(
            request, sitting, shown, refusal=refusal, keeping=form, status=422
        )
    said = form.cleaned_data
    found = next((one for one in shown.findings if ref_of(one) == said["ref"]), None)

    def act() -> None:
        if found is None or found.accepted:
            return  # it was mended or kept before: the page as it is now says so
        keep_finding(
            KeepFinding(
                entity_id=sitting.entity_id,
                draft_id=draft_id,
                code=found.code,
                subject_kind=found.subject.kind,
                subject_id=found.subject.id or 0,
                sentence=found.sentence,
                reason=said["reason"],
                until=said["until"],
                seen=said["seen"],
            ),
            **sitting.sends(said["key"]),
        )

    return _acted(request, sitting, draft_id, act, keeping=form)


@page(DRAFT, posts=True)
def discount(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Grant a flat discount, or hold it above one's limit."""
    form = DiscountForm(request.POST)
    if request.method != "POST":
        return to_draft(sitting, draft_id)
    with sitting.reading():
        shown = editor_of(sitting, draft_id)
    if not form.is_valid():
        return shown_draft(request, sitting, shown, discounting=form, status=422)
    said = form.cleaned_data

    def act() -> HttpResponse | None:
        granted = discount_draft(
            DiscountDraft(
                entity_id=sitting.entity_id,
                draft_id=draft_id,
                discount_minor=exact_minor(said["amount"], shown.row.currency),
                reason=said["reason"],
                seen=said["seen"],
            ),
            **sitting.sends(said["key"]),
        )
        if isinstance(granted, Held):
            return _waits(request, sitting, draft_id, granted)
        return None

    return _acted(request, sitting, draft_id, act, discounting=form)


@page(DRAFT, posts=True)
def paper(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Attach a supporting document to a line."""
    form = PaperForm(request.POST, files=request.FILES)
    if request.method != "POST" or not form.is_valid():
        return to_draft(sitting, draft_id)
    said = form.cleaned_data
    with sitting.reading():
        charges = editor_of(sitting, draft_id).charges
    if said["charge"] not in {one.id for one in charges}:
        raise Http404

    def act() -> None:
        attach_paper(
            AttachPaper(
                entity_id=sitting.entity_id,
                subject_kind="charge",
                subject_id=said["charge"],
                name=said["file"].name,
                content=said["file"].read(),
            ),
            **sitting.sends(said["key"]),
        )

    return _acted(request, sitting, draft_id, act)


@page(DRAFT, posts=True)
def drop(request: HttpRequest, sitting: Seated, draft_id: int) -> HttpResponse:
    """Let the draft go; its charges are unbilled again."""
    form = ActForm(request.POST)
    if request.method != "POST" or not form.is_valid():
        return to_draft(sitting, draft_id)
    said = form.cleaned_data

    def act() -> HttpResponse:
        command = LetDraftGo(
            entity_id=sitting.entity_id, draft_id=draft_id, seen=said["seen"]
        )
        let_draft_go(command, **sitting.sends(said["key"]))
        return see(reverse("invoicing.drafts", args=[sitting.code]))

    return _acted(request, sitting, draft_id, act)


def _acted(
    request: HttpRequest,
    sitting: Seated,
    draft_id: int,
    act: Callable[[], HttpResponse | None],
    **kept: Any,
) -> HttpResponse:
    """Act, and show the draft as it is then; a refusal keeps what was typed.

    Somebody else's change answers 409, any other refusal 422.
    """
    try:
        answer = act()
    except DraftChanged as changed:
        shown = afresh(sitting, draft_id)
        return shown_draft(
            request, sitting, shown, refusal=str(changed), status=409, **kept
        )
    except Refusal as refusal:
        shown = afresh(sitting, draft_id)
        return shown_draft(
            request, sitting, shown, refusal=str(refusal), status=422, **kept
        )
    if answer is not None:
        return answer
    if request.headers.get("HX-Request"):
        return shown_draft(request, sitting, afresh(sitting, draft_id))
    return to_draft(sitting, draft_id, request.POST.get("keys", ""))


def _waits(
    request: HttpRequest, sitting: Seated, draft_id: int, held: Held
) -> HttpResponse:
    shown = afresh(sitting, draft_id)
    return shown_draft(request, sitting, shown, waiting=held.sentence)


_HERE: Final = "<str:entity>/drafts/<int:draft_id>"

urlpatterns = [
    path("<str:entity>/drafts/new", new_draft, name="invoicing.new_draft"),
    path(_HERE, draft, name="invoicing.draft"),
    path(f"{_HERE}/issue", issue, name="invoicing.issue_draft"),
    path(f"{_HERE}/fix", fix, name="invoicing.fix_draft"),
    path(f"{_HERE}/keep", keep, name="invoicing.keep_finding"),
    path(f"{_HERE}/discount", discount, name="invoicing.discount_draft"),
    path(f"{_HERE}/papers", paper, name="invoicing.draft_papers"),
    path(f"{_HERE}/drop", drop, name="invoicing.drop_draft"),
]
