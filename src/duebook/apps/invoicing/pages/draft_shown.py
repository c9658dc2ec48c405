"""A draft as its page shows it: forms, findings with their fixes, the way on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.urls import reverse

from duebook.apps.entities.queries import entity
from duebook.apps.invoicing.forms.drafts import DiscountForm, KeepForm, draft_forms
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.apps.invoicing.pages.standing_keys import standing_keys
from duebook.apps.invoicing.queries import editor as queries
from duebook.apps.invoicing.queries.rebilling import draft_rebills
from duebook.apps.notes.queries import thread_of
from duebook.domain.checks import fixes
from duebook.domain.checks.findings import Finding, Severity
from duebook.domain.money import exponent
from duebook.domain.notes import Subject, SubjectKind
from duebook.domain.rights import Right, within_limit
from duebook.web.answers import show
from duebook.web.figures import counted
from duebook.web.frame import Key, Page
from duebook.web.states import Look, look

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.invoicing.forms.drafts import DraftForms
    from duebook.apps.invoicing.queries.editor import Editor

DRAFT: Final = Page(
    "draft",
    "Draft",
    under="drafts",
    keys=(
        Key("↹", "next cell"),
        Key("Ctrl ↵", "save, new line"),
        Key("Ctrl ⌫", "remove line"),
        Key("f", "next finding"),
        Key("1", "take its fix, to 9"),
        Key("i", "issue"),
        Key("v", "preview"),
        Key("q", "ask a colleague"),
    ),
)
KEPT_FOR: Final = timedelta(days=90)
"""How long a finding is kept for a party, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as the panel shows it; ``key`` presses its fix.

    ``ref`` names it to the server: which check, about what.
    """

    finding: Finding
    look: Look
    send_key: UUID
    title: str
    ref: str
    fix: str = ""
    key: str = ""
    can_be_kept: bool = False


@dataclass(frozen=True, slots=True)
class Issuing:
    """The button that issues: what it says, and why it is off."""

    label: str
    why_off: str = ""


def ref_of(finding: Finding) -> str:
    """What names a finding of a draft as long as it stands."""
    return f"{finding.code}/{finding.subject.kind}/{finding.subject.id or 0}"


def editor_of(sitting: Seated, draft_id: int) -> Editor:
    """The draft; 404 where there is none."""
    row = queries.draft_by_id(sitting.entity_id, draft_id)
    if row is None:
        raise Http404
    return queries.editor(sitting.entity_id, row, today=sitting.today)


def afresh(sitting: Seated, draft_id: int) -> Editor:
    """The draft after an act, read in a transaction of its own."""
    with sitting.reading():
        return editor_of(sitting, draft_id)


def to_draft(sitting: Seated, draft_id: int, keys: str = "") -> HttpResponse:
    """Go to the page of a draft; ``keys`` are those of its fixes until now."""
    there = reverse("invoicing.draft", args=[sitting.code, draft_id])
    return see(f"{there}?{urlencode({'keys': keys})}" if keys else there)


def see(address: str) -> HttpResponse:
    """Go on to another page, by GET."""
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def shown_draft(
    request: HttpRequest,
    sitting: Seated,
    shown: Editor,
    *,
    refusal: str = "",
    waiting: str = "",
    typed: DraftForms | None = None,
    keeping: KeepForm | None = None,
    discounting: DiscountForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a draft; after a conflict, what was typed stands beside what is."""
    with sitting.reading():
        number = (
            "" if shown.charges else queries.issued_as(sitting.entity_id, shown.row.id)
        )
        terms = queries.terms_on_offer(sitting.entity_id)
        zone = ZoneInfo(entity(sitting.entity_id).time_zone)
        thread = thread_of(sitting.entity_id, _subject(shown))
        rebills = draft_rebills(sitting.entity_id, shown.row.id)
    if number:
        return see(reverse("invoicing.invoice", args=[sitting.code, number]))
    is_stale = status == HTTPStatus.CONFLICT
    keys = standing_keys(
        request.POST.get("keys") or request.GET.get("keys", ""),
        [ref_of(one) for one in shown.findings if one.fix],
    )
    context = {
        "shown": shown,
        "draft": shown.row,
        "thread": thread,
        "rebills": rebills,
        "name": shown.name,
        "blocked": counted(shown.blockers, "blocker"),
        "passing": shown.checks - shown.speaking,
        "forms": draft_forms(shown, terms, today=sitting.today)
        if typed is None or is_stale
        else typed,
        "lost": _lost(shown, typed) if typed and is_stale else (),
        "refusal": refusal,
        "waiting": waiting,
        "cards": _cards(sitting, shown, keys.keys),
        "keys": keys,
        "unchecked": [
            one for one in shown.findings if one.severity is Severity.NOT_CHECKED
        ],
        "keeping": keeping or KeepForm(today=sitting.today),
        "discounting": discounting or DiscountForm(initial={"seen": shown.row.version}),
        "act": ActForm(initial={"seen": shown.row.version}),
        "issuing": _issuing(sitting, shown),
        "may_prepare": sitting.may(Right.PREPARE),
        "saved_at": _local(shown.row.changed_at, zone),
        "service": _service(shown),
    }
    return show(
        request,
        "invoicing/draft.html",
        context,
        status=status,
        panel="invoicing/_draft_beside.html",
    )


def _subject(shown: Editor) -> Subject:
    return Subject(
        kind=SubjectKind.DRAFT, id=shown.row.id, called=f"draft {shown.row.id}"
    )


def _local(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.astimezone(zone) if at else None


def _service(shown: Editor) -> tuple[date, date] | None:
    days = [charge.service_on for charge in shown.charges]
    return (min(days), max(days)) if days else None


def _lost(shown: Editor, typed: DraftForms) -> list[tuple[str, str, str]]:
    """What was typed and is not how it is now: where, as typed, as it is."""
    said = typed.head.cleaned_data
    kept: list[tuple[str, object, object]] = [
        ("Bill-to", said["bill_to"], shown.bill_to),
        ("PO", said["po"], shown.draft.po if shown.draft else shown.row.po),
        ("Note", said["note"], shown.row.note),
    ]
    now = {line.charge_id: line for line in shown.lines}
    for row in typed.rows:
        if row.form is None or not row.form.is_bound:
            continue
        line = now.get(row.line.charge_id)
        cells = row.form.cleaned_data
        where = f"Line {row.line.number}"
        kept += [
            (
                f"{where}, quantity",
                cells["quantity"],
                line.quantity if line else "gone",
            ),
            (f"{where}, price", cells["price"], line.unit_price if line else "gone"),
            (f"{where}, text", cells["description"], line.description if line else ""),
        ]
    return [(where, str(was), str(is_)) for where, was, is_ in kept if was != is_]


def _issuing(sitting: Seated, shown: Editor) -> Issuing:
    label = "Issue the quote" if shown.row.kind == "quote" else "Issue"
    if not sitting.may(Right.ISSUE):
        return Issuing(label, "Your role prepares drafts; somebody else issues them.")
    if shown.draft is None and not shown.blockers:
        return Issuing(label, "There is no line yet.")
    if shown.blockers:
        first = next(one for one in shown.findings if one.severity is Severity.BLOCKER)
        title = queries.TITLES.get(first.code, first.sentence)
        return Issuing(label, f"{counted(shown.blockers, 'blocker')}: {title}")
    total_minor = shown.totals.total_minor
    if shown.row.currency == sitting.currency and not within_limit(
        sitting.person, Right.ISSUE, total_minor
    ):
        return Issuing("Ask a second person")
    return Issuing(label)


def _cards(sitting: Seated, shown: Editor, keys: Mapping[str, str]) -> list[Card]:
    """The findings that a person can do something about, fixes under their keys."""
    cards: list[Card] = []
    for one in shown.findings:
        if one.severity is Severity.NOT_CHECKED:
            continue
        label = (
            fixes.label(one.fix, digits=exponent(shown.row.currency)) if one.fix else ""
        )
        cards.append(
            Card(
                finding=one,
                look=look(one.severity),
                send_key=uuid4(),
                title=queries.TITLES.get(one.code, "It cannot be drafted"),
                ref=ref_of(one),
                fix=label,
                key=keys.get(ref_of(one), "") if label else "",
                can_be_kept=_can_be_kept(sitting, one),
            )
        )
    return cards


def _can_be_kept(sitting: Seated, finding: Finding) -> bool:
    if finding.accepted or not sitting.may(Right.ISSUE):
        return False
    if finding.code not in queries.TITLES:
        return False
    return finding.severity is not Severity.BLOCKER or sitting.may(Right.APPROVE)
