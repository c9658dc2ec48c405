"""What waits for somebody today: one list over all rooms, each row with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from duebook.apps.approvals import queries as approvals
from duebook.apps.banking.queries import lines as bank
from duebook.apps.delivery import queries as delivery
from duebook.apps.disputes import queries as disputes
from duebook.apps.entities.queries import Seat
from duebook.apps.invoicing.queries import drafts
from duebook.apps.ledger import queries as ledger
from duebook.apps.notes import queries as notes
from duebook.apps.parties import queries as parties
from duebook.apps.payments.queries.credits import waiting_credits
from duebook.domain.calendars import days_late
from duebook.domain.checks.findings import Severity
from duebook.domain.notes import SubjectKind
from duebook.domain.rights import Right
from duebook.web.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """The rows of one kind, what they add up to, and how many were put aside."""

    name: str
    label: str
    icon: str
    tasks: tuple[Task, ...]
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Today of one person."""

    piles: tuple[Pile, ...]
    done: int

    @property
    def left(self) -> int:
        """How many rows wait."""
        return sum(len(pile.tasks) for pile in self.piles)

    @property
    def sums(self) -> dict[str, int]:
        """What the rows are worth, by currency."""
        added: defaultdict[str, int] = defaultdict(int)
        for pile in self.piles:
            for currency, sum_minor in pile.sums.items():
                added[currency] += sum_minor
        return dict(added)


ORDERS: Final = {"": "By kind", "money": "By money", "clock": "By clock"}
"""The ways to look at what waits; without one, each kind is a pile of its own."""


def in_order(piles: Sequence[Pile], by: str) -> list[Pile]:
    """Piles as they are, or their rows as one: the dearest or the most urgent first.

    Amounts of several currencies stand one currency after the other.
    """
    tasks = [task for pile in piles for task in pile.tasks]
    if not by or not tasks:
        return list(piles)
    ordered = sorted(tasks, key=_first if by == "clock" else _dearest)
    icon = "clock" if by == "clock" else "cash"
    return [
        Pile(
            name=by,
            label=ORDERS[by],
            icon=icon,
            tasks=tuple(ordered),
            sums=_sums(tasks),
        )
    ]


def _dearest(task: Task) -> tuple[bool, str, int]:
    return task.amount_minor is None, task.currency, -abs(task.amount_minor or 0)


@dataclass(frozen=True, slots=True)
class _Asking:
    seat: Seat
    today: date

    @property
    def entity_id(self) -> int:
        return self.seat.entity_id

    def address(self, name: str, *more: object) -> str:
        return address_of(name, self.seat.code.lower(), *more)


def day(seats: Sequence[tuple[Seat, date]]) -> Day:
    """What waits for a person in their entities, each with its own today."""
    found: defaultdict[str, list[Task]] = defaultdict(list)
    done = 0
    for seat, today in seats:
        asking = _Asking(seat, today)
        marks = notes.marks(seat.entity_id, seat.person)
        done += sum(mark.is_done and mark.marked_on == today for mark in marks.values())
        for pile, (_, _, tasks, rights) in PILES.items():
            if rights and not any(right in seat.limits for right in rights):
                continue
            found[pile] += [
                task
                for task in tasks(asking)
                if task.row not in marks or not marks[task.row].hides(task.stamp, today)
            ]
    return Day(
        piles=tuple(
            Pile(
                name=pile,
                label=label,
                icon=icon,
                tasks=tuple(sorted(found[pile], key=_first)),
                sums=_sums(found[pile]),
            )
            for pile, (label, icon, _, _) in PILES.items()
            if found[pile]
        ),
        done=done,
    )


def task_of(found: Day, entity: str, row: str) -> Task | None:
    """A row of somebody's Today, by its entity and name."""
    tasks = (task for pile in found.piles for task in pile.tasks)
    return next(
        (one for one in tasks if one.row == row and one.seat.code == entity), None
    )


def waiting(today: Day, code: str) -> dict[str, int]:
    """How much waits behind each entry of the menu, in one entity."""
    counts = {"today": today.left}
    for pile in today.piles:
        entry = _ENTRIES.get(pile.name, "")
        own = [task for task in pile.tasks if task.seat.code == code]
        if entry:
            of_all = entry == "approvals"
            counts[entry] = counts.get(entry, 0) + len(pile.tasks if of_all else own)
    return counts


def _first(task: Task) -> tuple[int, int, str]:
    return (-task.late_days, -(task.amount_minor or 0), task.ref)


def _sums(tasks: Sequence[Task]) -> dict[str, int]:
    added: defaultdict[str, int] = defaultdict(int)
    for task in tasks:
        if task.amount_minor is not None:
            added[task.currency] += task.amount_minor
    return dict(added)


def _questions(asking: _Asking) -> list[Task]:
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


def _money(asking: _Asking) -> list[Task]:
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


def _drafts(asking: _Asking) -> list[Task]:
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
            clock=_counted(len(findings), "finding"),
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


def _disputes(asking: _Asking) -> list[Task]:
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


def _refunds(asking: _Asking) -> list[Task]:
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


def _approvals(asking: _Asking) -> list[Task]:
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


def _deliveries(asking: _Asking) -> list[Task]:
    broken = delivery.deliveries(
        asking.entity_id, states=("bounced", "failed"), newest=MOST
    )
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
        for one in broken
        if one.subject_kind == "document"
    ]


def _close(asking: _Asking) -> list[Task]:
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


PILES: dict[
    str, tuple[str, str, Callable[[_Asking], list[Task]], tuple[Right, ...]]
] = {
    "questions": ("Asked of me", "message", _questions, ()),
    "money": ("Money to place", "building-bank", _money, (Right.APPLY,)),
    "drafts": ("Drafts with findings", "file-text", _drafts, (Right.PREPARE,)),
    "deliveries": ("Not delivered", "mail-x", _deliveries, (Right.SEND,)),
    "disputes": ("Disputes", "scale", _disputes, (Right.CREDIT,)),
    "refunds": (
        "Credit to decide",
        "receipt-refund",
        _refunds,
        (Right.REFUND, Right.APPLY),
    ),
    "approvals": ("Approvals", "checkbox", _approvals, (Right.APPROVE,)),
    "close": ("Close", "book-2", _close, (Right.CLOSE,)),
}
"""The piles in their order: label, icon, where their rows come from, and for whom.

Promises, calls and claims come with their rooms.
"""

_ENTRIES = {
    "money": "bank",
    "drafts": "drafts",
    "deliveries": "invoices",
    "disputes": "disputes",
    "refunds": "refunds",
    "approvals": "approvals",
    "close": "close",
}


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


def _ago(day_: date, asking: _Asking) -> str:
    return f"{(asking.today - day_).days + 1} d ago"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
