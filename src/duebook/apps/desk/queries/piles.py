"""Where the rows of Today come from: what each room has waiting for a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from duebook.apps.approvals import queries as approvals
from duebook.apps.banking.queries import lines as bank
from duebook.apps.banking.queries.late_files import late_files
from duebook.apps.delivery import queries as delivery
from duebook.apps.disputes import queries as disputes
from duebook.apps.entities.queries import Seat
from duebook.apps.invoicing.queries import drafts
from duebook.apps.ledger import queries as ledger
from duebook.apps.notes import queries as notes
from duebook.apps.parties import queries as parties
from duebook.apps.payments.queries.credits import waiting_credits
from duebook.apps.receivables.queries.schedules import waiting_batches
from duebook.domain.calendars import days_late
from duebook.domain.checks.findings import Severity
from duebook.domain.notes import SubjectKind
from duebook.domain.rights import Right
from duebook.web.addresses import address_of
from duebook.web.figures import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.domain.checks.findings import Finding

MOST = 200
"""Rows of a kind that are looked at; more than that is no list for a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A row of Today: who, why now, what it is worth, how long, and what to do.

    ``late_days`` orders the rows of a pile: what is late or waits longest is first.
    ``clock_kind`` colours the clock.  ``about`` is what a colleague is asked about who
    is given the row; a row without it is nobody else's.
    """

    pile: str
    seat: Seat
    ref: str
    who: str
    why: str
    amount_minor: int | None
    currency: str
    clock: str
    clock_kind: str
    late_days: int
    act: str
    key: str
    address: str
    about: tuple[SubjectKind, int] | None = None

    @property
    def row(self) -> str:
        """Its name among all rows of the entity, for what somebody says of it."""
        return f"{self.pile}:{self.ref}"

    @property
    def place(self) -> str:
        """Its name among the rows of all entities."""
        return f"{self.seat.code.lower()}-{self.row}"

    @property
    def stamp(self) -> str:
        """What it says now: a row that is done comes back when it says more."""
        said = f"{self.why}|{self.amount_minor}|{self.currency}"
        return sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Asking:
    """Whose rows are looked for: a person in an entity, and what day it is there."""

    seat: Seat
    today: date

    @property
    def entity_id(self) -> int:
        """The entity."""
        return self.seat.entity_id

    def address(self, name: str, *more: object) -> str:
        """The address of a page of the entity."""
        return address_of(name, self.seat.code.lower(), *more)


def _questions(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="questions",
            seat=asking.seat,
            ref=str(one.id),
            who=one.subject.called,
            why=f"{one.asked_by} asks: {one.question}",
            amount_minor=None,
            currency="",
            clock=_by(one.due_on, asking.today),
            clock_kind=_kind(one.due_on, asking.today),
            late_days=(asking.today - one.due_on).days,
            act="Answer",
            key="a",
            address=asking.address("notes.hand_over", one.id),
            about=(one.subject.kind, one.subject.id),
        )
        for one in notes.waiting_for(asking.entity_id, asking.seat.person)
    ]


def _money(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="money",
            seat=asking.seat,
            ref=str(line.id),
            who=line.other_name or line.text[:60] or line.movement,
            why=line.sentence or "Nobody has looked at it yet.",
            amount_minor=line.left_minor,
            currency=line.currency,
            clock=_since(line.booked_on, asking.today),
            clock_kind="warn" if (asking.today - line.booked_on).days > 2 else "idle",
            late_days=(asking.today - line.booked_on).days,
            act="Match",
            key="m",
            address=f"{asking.address('banking.bank')}?at={line.id}",
            about=(SubjectKind.BANK_LINE, line.id),
        )
        for line in bank.waiting_lines(asking.entity_id, size=MOST)
    ]


def _late_files(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="files",
            seat=asking.seat,
            ref=str(late.account_id),
            who=late.account,
            why=f"No bank file since {late.closed_on:%a %-d %b}; never before did more "
            f"than {counted(late.wait_days, 'day')} pass without one.",
            amount_minor=None,
            currency="",
            clock=_since(late.closed_on, asking.today),
            clock_kind="warn",
            late_days=(asking.today - late.closed_on).days - late.wait_days,
            act="Take in",
            key="↵",
            address=asking.address("banking.new_file"),
        )
        for late in late_files(asking.entity_id, asking.today)
    ]


def _drafts(asking: Asking) -> list[Task]:
    waiting_ones = drafts.waiting_drafts(
        asking.entity_id, issued_on=asking.today, today=asking.today
    )
    made = waiting_ones.drafted.drafts
    names = parties.parties(asking.entity_id, {draft.bill_to_id for draft in made})
    return [
        Task(
            pile="drafts",
            seat=asking.seat,
            ref=str(draft.draft_id),
            who=names[draft.bill_to_id].name,
            why=" ".join(finding.sentence for finding in findings[:1]),
            amount_minor=draft.total_minor,
            currency=draft.currency,
            clock=counted(len(findings), "finding"),
            clock_kind="bad" if _is_blocked(findings) else "warn",
            late_days=0,
            act="Open",
            key="↵",
            address=asking.address("invoicing.draft", draft.draft_id),
            about=None
            if draft.draft_id is None
            else (SubjectKind.DRAFT, draft.draft_id),
        )
        for draft, findings in zip(made, waiting_ones.findings, strict=True)
        if findings
    ]


def _is_blocked(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.BLOCKER for finding in findings)


def _disputes(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="disputes",
            seat=asking.seat,
            ref=one.number,
            who=one.party_name,
            why=f"{one.reason} ({one.item_number})",
            amount_minor=one.amount_minor,
            currency=one.currency,
            clock=_by(one.due_on, asking.today) if one.due_on else "no day",
            clock_kind=_kind(one.due_on, asking.today) if one.due_on else "idle",
            late_days=(asking.today - (one.due_on or one.opened_on)).days,
            act="Settle",
            key="↵",
            address=asking.address("disputes.dispute", one.number),
            about=(SubjectKind.DISPUTE, one.id),
        )
        for one in disputes.disputes(asking.entity_id, only_open=True, size=MOST)
        if one.owner in {"", asking.seat.person}
    ]


def _refunds(asking: Asking) -> list[Task]:
    """Credit that has waited too long: it is applied, refunded or left on purpose."""
    return [
        Task(
            pile="refunds",
            seat=asking.seat,
            ref=str(one.id),
            who=one.name,
            why=(
                f"{one.number} could settle what is open."
                if one.could_minor
                else f"{one.number} settles nothing; refund it or leave it on account."
            ),
            amount_minor=one.left_minor,
            currency=one.currency,
            clock=_since(one.effective_on, asking.today),
            clock_kind="warn",
            late_days=(asking.today - one.effective_on).days,
            act="Decide",
            key="↵",
            address=asking.address("payments.credit", one.id),
            about=(SubjectKind.ITEM, one.id),
        )
        for one in waiting_credits(asking.entity_id, asking.today, size=MOST)
    ]


def _approvals(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="approvals",
            seat=asking.seat,
            ref=str(one.id),
            who=one.requested_by,
            why=one.sentence,
            amount_minor=one.amount_minor,
            currency=one.currency,
            clock=_by(one.expires_on, asking.today),
            clock_kind=_kind(one.expires_on - timedelta(days=3), asking.today),
            late_days=(asking.today - one.expires_on).days,
            act="Decide",
            key="y",
            address=f"{address_of('desk.approvals')}?at={asking.seat.code.lower()}-{one.id}",
            about=(SubjectKind.REQUEST, one.id),
        )
        for one in approvals.requests(asking.entity_id)
        if one.requested_by != asking.seat.person
    ]


def _deliveries(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="deliveries",
            seat=asking.seat,
            ref=str(one.id),
            who=one.recipient,
            why=f"{one.number} did not arrive. {one.problem}",
            amount_minor=None,
            currency="",
            clock=_since(one.planned_at.date(), asking.today),
            clock_kind="bad",
            late_days=(asking.today - one.planned_at.date()).days,
            act="Mend",
            key="↵",
            address=asking.address("invoicing.invoice", one.number),
            about=(SubjectKind.DOCUMENT, one.subject_id),
        )
        for one in delivery.not_arrived(asking.entity_id, MOST)
        if one.subject_kind != "statement"  # which has no invoice to open
    ]


def _statements(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="statements",
            seat=asking.seat,
            ref=str(one.id),
            who=one.name,
            why=f"Statements as of {one.as_of:%-d %b} wait. {one.why}".strip(),
            amount_minor=None,
            currency="",
            clock=_since(one.as_of, asking.today),
            clock_kind="warn",
            late_days=(asking.today - one.as_of).days,
            act="Look",
            key="↵",
            address=asking.address("receivables.statement_batch", one.id),
        )
        for one in waiting_batches(asking.entity_id)
    ]


def _close(asking: Asking) -> list[Task]:
    return [
        Task(
            pile="close",
            seat=asking.seat,
            ref=f"{period.first:%Y-%m}",
            who=f"{period.first:%B %Y}",
            why=f"The period is {period.state}; it ended {_ago(period.until, asking)}.",
            amount_minor=None,
            currency="",
            clock=_ago(period.until, asking),
            clock_kind="warn",
            late_days=(asking.today - period.until).days,
            act="Close",
            key="↵",
            address=asking.address("close.close"),
        )
        for period in ledger.periods(asking.entity_id)
        if period.state != "hard" and period.until <= asking.today
    ][-1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Rows of one kind: where they come from, and for whom, by any of ``rights``.

    ``entry`` of the menu counts them, too; ``minutes`` is about what one of them takes.
    """

    label: str
    icon: str
    tasks: Callable[[Asking], list[Task]]
    rights: tuple[Right, ...] = ()
    entry: str = ""
    minutes: int


KINDS: Final = {
    "questions": Kind(label="Asked of me", icon="message", tasks=_questions, minutes=3),
    "money": Kind(
        label="Money to place",
        icon="building-bank",
        tasks=_money,
        rights=(Right.APPLY,),
        entry="bank",
        minutes=2,
    ),
    "files": Kind(
        label="Bank files that are late",
        icon="building-bank",
        tasks=_late_files,
        rights=(Right.RECEIVE,),
        minutes=2,
    ),
    "drafts": Kind(
        label="Drafts with findings",
        icon="file-text",
        tasks=_drafts,
        rights=(Right.PREPARE,),
        entry="drafts",
        minutes=3,
    ),
    "deliveries": Kind(
        label="Not delivered",
        icon="mail-x",
        tasks=_deliveries,
        rights=(Right.SEND,),
        entry="invoices",
        minutes=3,
    ),
    "disputes": Kind(
        label="Disputes",
        icon="scale",
        tasks=_disputes,
        rights=(Right.CREDIT,),
        entry="disputes",
        minutes=10,
    ),
    "refunds": Kind(
        label="Credit to decide",
        icon="receipt-refund",
        tasks=_refunds,
        rights=(Right.REFUND, Right.APPLY),
        entry="refunds",
        minutes=3,
    ),
    "approvals": Kind(
        label="Approvals",
        icon="checkbox",
        tasks=_approvals,
        rights=(Right.APPROVE,),
        entry="approvals",
        minutes=2,
    ),
    "statements": Kind(
        label="Statements to look at",
        icon="mail",
        tasks=_statements,
        rights=(Right.ISSUE,),
        entry="statements",
        minutes=3,
    ),
    "close": Kind(
        label="Close",
        icon="book-2",
        tasks=_close,
        rights=(Right.CLOSE,),
        entry="close",
        minutes=20,
    ),
}
"""The kinds of rows in their order."""


def _by(due_on: date, today: date) -> str:
    if late := days_late(due_on, today):
        return f"{late} d late"
    left = (due_on - today).days
    return "today" if not left else f"{left} d left"


def _kind(due_on: date, today: date) -> str:
    if due_on < today:
        return "bad"
    return "warn" if due_on == today else "idle"


def _since(day_: date, today: date) -> str:
    days = (today - day_).days
    if days <= 0:
        return "today"
    return f"since {day_:%a}" if days < 7 else f"{days} d"


def _ago(day_: date, asking: Asking) -> str:
    return f"{(asking.today - day_).days + 1} d ago"
