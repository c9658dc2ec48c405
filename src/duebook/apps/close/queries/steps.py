"""Steps of a close as a month is worked through: proved by the books, then signed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.audit.queries import head
from duebook.apps.banking.queries.accounts import bank_accounts
from duebook.apps.close.queries.comparing import (
    BANK,
    RECEIVABLES,
    SUB_LEDGERS,
    bank_point,
    ties,
)
from duebook.apps.close.queries.invariants import ROOM, offenders
from duebook.apps.close.queries.points import (
    RECURRING,
    UNFINISHED,
    points_of,
    signatures,
    to_be_signed,
)
from duebook.apps.ledger.queries import PeriodState, periods
from duebook.apps.work.queries import exceptions_of, last_ended
from duebook.domain.tie_out import Cause, Tie
from duebook.web.figures import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from duebook.apps.close.queries.points import Point, Signature

PROOF: Final = "proof"
"""The kind of long work that proves the books."""

LOCK: Final = "lock"
PROVED, SIGNED, WAITS, DIFFERS, NOT_YET = (
    *("proved", "signed", "waits", "differs", "not yet"),
)
DONE: Final = frozenset({PROVED, SIGNED})

BEFORE_SOFT: Final = frozenset({"numbers", "entries", RECEIVABLES})
"""Steps that keep a period from a soft lock too: books that do not hold."""

_AT_ONCE: Final = 20_000
"""Entries of an entity whose books are proved whenever somebody looks."""

_TAXES: Final = "taxes of documents"
_NUMBERS: Final = "I-9"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a close: how it stands, in figures, and who has to do with it.

    ``stops`` says that the month cannot be locked for good before it is done.
    ``point`` is the point of the checklist that it proves, or that is signed.
    """

    code: str
    title: str
    state: str
    says: str
    stops: bool = False
    point: str = ""
    number: int = 0
    person: str = ""
    at: datetime | None = None
    ties: tuple[Tie, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do about it."""
        return self.state in DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The close of a period: its steps in order, and what stands in the way."""

    period: PeriodState
    proved: tuple[Step, ...]
    signed: tuple[Step, ...]
    proved_at: datetime | None

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.period.until - timedelta(days=1)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, in order."""
        return self.proved + self.signed

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.is_done for step in self.steps)

    @property
    def in_the_way(self) -> tuple[Step, ...]:
        """What keeps the period from a hard lock, the lock itself aside."""
        return tuple(
            step
            for step in self.steps
            if step.stops and not step.is_done and step.code != LOCK
        )

    @property
    def before_soft(self) -> tuple[Step, ...]:
        """What keeps the period from a soft lock: books that do not hold."""
        return tuple(one for one in self.in_the_way if one.code in BEFORE_SOFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """What breaks a promise of the books; ``at`` where it was proved some time ago."""

    is_known: bool
    broken: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None

    def step(self, code: str, title: str, says: str, codes: Iterable[str]) -> Step:
        """A step about the promises of some codes."""
        mine = [told for promise, told in self.broken if promise in codes]
        if not self.is_known:
            return Step(
                code=code,
                title=title,
                state=NOT_YET,
                says="not proved yet: run the checks",
                stops=True,
            )
        return Step(
            code=code,
            title=title,
            state=DIFFERS if mine else PROVED,
            says=f"{len(mine)} to look at" if mine else says,
            stops=True,
            at=self.at,
            figures=tuple(mine),
        )


def close_of(entity_id: int, period: PeriodState, *, now: datetime) -> Close:
    """The close of a period as it stands.

    Books of up to 20,000 entries are proved at once; of larger ones it is told what
    the last long work of proving found.
    """
    last = period.until - timedelta(days=1)
    found = ties(entity_id, last)
    known = points_of(entity_id, period, found)
    asked = {"entity": entity_id, "first": period.first, "last": last}
    left = dict(db.tuples_of(db.sql(ROOM, "unfinished"), asked))
    proof = _proof(entity_id, now)
    names = _banks(entity_id)
    proved = [
        *_books(entity_id, asked, left, proof),
        *_both_sides(known, found, names),
        *_left_open(entity_id, period, known, left),
    ]
    signed = [
        *_signed(entity_id, period, known, names),
        _locked(period),
    ]
    numbered = [
        replace(step, number=number)
        for number, step in enumerate([*proved, *signed], start=1)
    ]
    return Close(
        period=period,
        proved=tuple(numbered[: len(proved)]),
        signed=tuple(numbered[len(proved) :]),
        proved_at=proof.at,
    )


def sides_in_the_way(entity_id: int, period: PeriodState) -> tuple[Step, ...]:
    """Steps about both sides, and what recurs, that keep a period from a lock.

    The promises of the books themselves are proved apart, with ``offenders``.
    """
    found = ties(entity_id, period.until - timedelta(days=1))
    known = points_of(entity_id, period, found)
    sides = _both_sides(known, found, _banks(entity_id))
    steps = (*sides, _recurs(period, known))
    return tuple(step for step in steps if step.stops and not step.is_done)


def _banks(entity_id: int) -> dict[str, int]:
    """The accounts at banks by their points of the checklist."""
    return {bank_point(one.name): one.id for one in bank_accounts(entity_id)}


def _proof(entity_id: int, now: datetime) -> _Proof:
    if not _is_large(entity_id):
        broken = tuple(
            (one.code, f"{one.promise}: {one.subject}, {one.detail}")
            for one in offenders(entity_id)
        )
        return _Proof(is_known=True, broken=broken)
    work = last_ended(entity_id, PROOF, now=now)
    if work is None:
        return _Proof(is_known=False)
    told = [
        sentence.partition(", ")[::2]
        for sentence, link in exceptions_of(entity_id, work.id)
        if not link
    ]
    return _Proof(is_known=True, broken=tuple(told), at=work.ended_at)


def _is_large(entity_id: int) -> bool:
    [(count,)] = db.tuples_of(
        "SELECT count(*) FROM (SELECT FROM ledger_entry"
        " WHERE entity_id = %(entity)s LIMIT %(most)s) AS entry",
        {"entity": entity_id, "most": _AT_ONCE + 1},
    )
    return bool(count > _AT_ONCE)


def _books(
    entity_id: int,
    asked: dict[str, object],
    left: Mapping[str, int],
    proof: _Proof,
) -> Iterator[Step]:
    rows = db.tuples_of(db.sql(ROOM, "period_counts"), asked)
    counts = {what: count for what, count, _, _ in rows if what != "numbers"}
    ranges = [
        f"{lowest} to {highest}" if lowest != highest else lowest
        for what, _, lowest, highest in rows
        if what == "numbers"
    ]
    waiting = left.get("charges of the period that no document bills", 0)
    billed = f"{counts.get('billed', 0):,} billed, {counts.get('excused', 0):,} excused"
    yield Step(
        code="charges",
        title=f"Every charge to {asked['last']:%-d %b} is billed or excused",
        state=WAITS if waiting else PROVED,
        says=f"{waiting:,} not billed" if waiting else billed,
    )
    yield proof.step(
        "numbers", "Numbers have no gap", ", ".join(ranges) or "none given", {_NUMBERS}
    )
    chain = head(entity_id)
    yield proof.step(
        "entries",
        "Every entry balances, none was changed",
        f"{counts.get('entries', 0):,} entries, chain ends "
        f"{chain.sha256[:4]} {chain.sha256[4:8]}",
        {code for code, _ in proof.broken} - {_NUMBERS},
    )


def _both_sides(
    known: Sequence[Point], found: Sequence[Tie], banks: Mapping[str, int]
) -> Iterator[Step]:
    points = {point.code: point for point in known}
    for point in points.values():
        if point.code.startswith(f"{BANK}:"):
            yield _of_ties(
                f"bank-{banks[point.code]}",
                f"Bank proof, {point.code.removeprefix(f'{BANK}:')}",
                point.code,
                [tie for tie in found if tie.point == point.code],
            )
    yield from _placed(found)
    of_point = {
        RECEIVABLES: "Receivable equals the ledger",
        SUB_LEDGERS: "Sub-ledgers equal the ledger",
    }
    for code, title in of_point.items():
        mine = [tie for tie in found if tie.point == code and tie.right != _TAXES]
        yield _of_ties(code, title, code, mine)
    yield _of_ties(
        "tax",
        "Tax of documents equals the tax account",
        SUB_LEDGERS,
        [tie for tie in found if tie.right == _TAXES],
    )


def _of_ties(code: str, title: str, point: str, mine: Sequence[Tie]) -> Step:
    faults = [fault for tie in mine for fault in tie.faults]
    return Step(
        code=code,
        title=title,
        state=DIFFERS if faults else PROVED,
        says=_difference(mine) if faults else _sums(mine),
        stops=True,
        point=point,
        ties=tuple(mine),
    )


def _difference(mine: Sequence[Tie]) -> str:
    faults = [fault for tie in mine for fault in tie.faults]
    sums: dict[str, int] = {}
    for fault in faults:
        sums[fault.currency] = sums.get(fault.currency, 0) + fault.amount_minor
    told = " and ".join(money(minor, currency) for currency, minor in sums.items())
    is_named = all(fault.cause is not Cause.UNEXPLAINED for fault in faults)
    return f"differs by {told}, {'cause found' if is_named else 'cause not known'}"


_SHOWN: Final = 3
"""Amounts that stand on the line of a step; the panel has all."""


def _sums(mine: Sequence[Tie]) -> str:
    """What both sides come to; what lies between is under way, and named."""
    told = [money(tie.left_minor, tie.currency) for tie in mine[:_SHOWN]]
    under_way = sum(len(tie.differences) for tie in mine)
    rest = f", {under_way} under way" if under_way else ""
    return (" · ".join(told) or "nothing was posted") + rest


def _placed(found: Sequence[Tie]) -> Iterator[Step]:
    banks = [tie for tie in found if tie.point.startswith(f"{BANK}:")]
    if not banks:
        return
    left = [
        one
        for tie in banks
        for one in tie.differences
        if one.cause is Cause.NOT_IN_BOOKS
    ]
    amounts = " and ".join(
        money(-one.amount_minor, one.currency) for one in left[:_SHOWN]
    )
    yield Step(
        code="lines",
        title="Every bank line is placed",
        state=WAITS if left else PROVED,
        says=f"{len(left)} left: {amounts}" if left else "all placed",
        stops=True,
        figures=tuple(one.subject for one in left),
    )


def _left_open(
    entity_id: int,
    period: PeriodState,
    known: Sequence[Point],
    left: Mapping[str, int],
) -> Iterator[Step]:
    asked = left.get("acts that wait for a second person", 0)
    yield Step(
        code="approvals",
        title="No approval is open",
        state=WAITS if asked else PROVED,
        says=f"{asked} for a second person" if asked else "none",
    )
    yield _recurs(period, known)
    earlier = [
        one
        for one in periods(entity_id)
        if one.until <= period.first and one.state == "open"
    ]
    yield Step(
        code="earlier",
        title="Earlier months are locked",
        state=WAITS if earlier else PROVED,
        says=f"{len(earlier)} are open" if earlier else "all of them",
        figures=tuple(f"{one.first:%B %Y}" for one in earlier),
    )


def _recurs(period: PeriodState, known: Sequence[Point]) -> Step:
    point = next(one for one in known if one.code == RECURRING)
    return Step(
        code=RECURRING,
        title=f"Recurring charges of {period.first:%B} are there",
        state=PROVED if point.holds else DIFFERS,
        says=point.figures[0],
        stops=True,
        point=RECURRING,
        figures=point.figures,
    )


_TO_SIGN: Final = {
    RECEIVABLES: "Receivables looked through",
    SUB_LEDGERS: "Sub-ledgers looked through",
    "money": "Money that settles nothing yet explained",
    UNFINISHED: "Drafts and exceptions looked at",
    RECURRING: "Recurring charges looked at",
}


def _signed(
    entity_id: int,
    period: PeriodState,
    known: Sequence[Point],
    banks: Mapping[str, int],
) -> Iterator[Step]:
    asked = set(to_be_signed(entity_id))
    signed = signatures(entity_id, period, known)
    for point in known:
        kind = point.code.partition(":")[0]
        if kind not in asked and point.code not in signed:
            continue
        code = f"bank-{banks[point.code]}" if point.code in banks else point.code
        yield _of_signature(
            point,
            signed.get(point.code),
            code=f"sign-{code}",
            is_asked=kind in asked,
            is_locked=period.state == "hard",
        )


def _of_signature(
    point: Point,
    signature: Signature | None,
    *,
    code: str,
    is_asked: bool,
    is_locked: bool,
) -> Step:
    name = point.code.partition(":")[2]
    title = _TO_SIGN.get(point.code) or f"{name}: statement looked through"
    state, says = NOT_YET, point.figures[0]
    if signature is not None and (signature.is_valid or is_locked):
        state = SIGNED
    elif signature is not None:
        state, says = WAITS, "changed since it was signed"
    elif not point.holds:
        says = "cannot be signed while it differs"
    return Step(
        code=code,
        title=title,
        state=state,
        says=says,
        stops=is_asked,
        point=point.code,
        person=signature.person if signature else "",
        at=signature.at if signature else None,
        figures=point.figures,
    )


def _locked(period: PeriodState) -> Step:
    month = f"{period.first:%B}"
    is_hard, is_soft = period.state == "hard", period.state == "soft"
    says = "after the other steps"
    if is_soft:
        says = "soft lock: only who closes posts into it"
    return Step(
        code=LOCK,
        title=f"{month} is locked for good",
        state=SIGNED if is_hard else NOT_YET,
        says="locked" if is_hard else says,
        stops=True,
    )
