"""Credits put against debts, and taken back from them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.ledger import actions as books
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions.exchanging import Foreign, exchange
from duebook.domain import application, ledger
from duebook.domain.application import ApplyBy, free_from
from duebook.domain.errors import Refusal
from duebook.domain.ledger import ControlItem, JournalEntry
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duebook.apps.receivables.queries import Item


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit put against a debt; ``reverses_id`` where one is taken back."""

    credit: ControlItem
    debt: ControlItem
    amount_minor: int
    rule: str
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Credits put against debts on one day: one entry."""

    pairs: tuple[Credited, ...]
    currency: str
    effective_on: date
    reason: str = ""


def settled_by(
    credit: Item,
    applied: Iterable[tuple[Item, int]],
    *,
    rule: str,
    effective_on: date,
    reason: str = "",
) -> list[Settled]:
    """What one credit settles, by day: nothing counts before both its sides do.

    Args:
        credit: the credit put against the debts.
        applied: debts and positive amounts in minor units.
        rule: how the debts were found.
        effective_on: the day for what existed by then.
        reason: why, where somebody says so.
    """
    by_day: dict[date, list[Credited]] = {}
    for debt, amount_minor in applied:
        day = max(effective_on, credit.effective_on, debt.effective_on)
        pair = Credited(credit.control(), debt.control(), amount_minor, rule)
        by_day.setdefault(day, []).append(pair)
    return [
        Settled(
            pairs=tuple(pairs),
            currency=credit.currency,
            effective_on=day,
            reason=reason,
        )
        for day, pairs in sorted(by_day.items())
    ]


def apply(
    act: Act,
    applied: Sequence[Credited],
    *,
    currency: str,
    effective_on: date,
    reason: str = "",
) -> None:
    """Put credits against debts: one entry, and a row for each pair."""
    settled = Settled(
        pairs=tuple(applied),
        currency=currency,
        effective_on=effective_on,
        reason=reason,
    )
    apply_each(act, [settled] if applied else [])


def apply_each(act: Act, settled: Sequence[Settled]) -> None:
    """Apply in sets: each pair as of its day, or as of the day when both are free.

    What was settled otherwise, and that was taken back later, was not free meanwhile:
    more would have been settled on those days than there was.
    """
    sides = {
        side.id
        for each in settled
        for pair in each.pairs
        for side in (pair.credit, pair.debt)
    }
    moved = queries.moved_of(act.entity_id, sides) if sides else {}
    _write(act, [part for each in settled for part in _once_free(each, moved)])


def _once_free(settled: Settled, moved: Mapping[int, queries.Moved]) -> list[Settled]:
    """One act of applying, by the days that it counts from; ``moved`` learns of it."""
    by_day: dict[date, list[Credited]] = {}
    for pair in settled.pairs:
        day = settled.effective_on
        sides = [
            moved[side.id] for side in (pair.credit, pair.debt) if side.id in moved
        ]
        for side in sides:
            day = max(day, free_from(pair.amount_minor, side.total_minor, side.by_day))
        for side in sides:
            side.by_day[day] += pair.amount_minor
        by_day.setdefault(day, []).append(pair)
    return [
        replace(settled, pairs=tuple(pairs), effective_on=day)
        for day, pairs in sorted(by_day.items())
    ]


def _write(act: Act, settled: Sequence[Settled]) -> None:
    """Write applications: an entry for each of ``settled``, a row for each pair.

    What the rates of foreign credits and debts differ by is posted with them.
    """
    if not settled:
        return
    rows = [(each, pair) for each in settled for pair in each.pairs]
    ids = db.take_ids("receivables_application", len(rows))
    starts = accumulate((len(each.pairs) for each in settled), initial=0)
    entry_ids = books.post(
        act,
        [
            JournalEntry(
                effective_on=each.effective_on,
                currency=each.currency,
                source_kind="application",
                source_id=ids[start],
                cause=each.reason or "credit applied",
                postings=ledger.application_postings(
                    [(pair.credit, pair.debt, pair.amount_minor) for pair in each.pairs]
                ),
            )
            for each, start in zip(settled, starts, strict=False)  # the last is the end
        ],
    )
    entries = [
        entry_id
        for entry_id, each in zip(entry_ids, settled, strict=True)
        for _ in each.pairs
    ]
    db.write(
        "receivables_application",
        (
            "id",
            "entity_id",
            "credit_id",
            "debt_id",
            "amount_minor",
            "effective_on",
            "rule",
            "reason",
            "reverses_id",
            "entry_id",
        ),
        [
            (
                row_id,
                act.entity_id,
                pair.credit.id,
                pair.debt.id,
                pair.amount_minor,
                each.effective_on,
                pair.rule,
                each.reason,
                pair.reverses_id,
                entry_id,
            )
            for row_id, (each, pair), entry_id in zip(ids, rows, entries, strict=True)
        ],
    )
    exchange(
        act,
        [
            Foreign(
                application_id=row_id,
                credit_id=pair.credit.id,
                debt_id=pair.debt.id,
                amount_minor=pair.amount_minor,
                currency=each.currency,
                effective_on=each.effective_on,
                reverses_id=pair.reverses_id,
            )
            for row_id, (each, pair) in zip(ids, rows, strict=True)
            if each.currency != act.currency
        ],
    )


INSTRUCTION = "instruction"
"""The rule of an application that somebody asked for, item by item."""


@dataclass(eq=False)
class NothingToApply(Refusal):
    """The item is not an open credit."""

    code: ClassVar[str] = "nothing_to_apply"
    template: ClassVar[str] = "{number} has no credit left to apply."

    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyCredit:
    """Put what a credit has left against open debts.

    ``asked`` is an instruction: amount in minor units by item id.  Without one,
    ``how`` finds the party's debts.
    """

    entity_id: int
    credit_id: int
    applied_on: date
    asked: dict[int, int] = field(default_factory=dict)
    how: ApplyBy = ApplyBy.OLDEST_DUE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AppliedResult:
    """What was applied, by item, and what the credit still has left."""

    applied: dict[int, int]
    left_minor: int


@action(Right.APPLY)
def apply_credit(command: ApplyCredit, act: Act) -> AppliedResult:
    """Apply a payment or another credit that is open.

    Raises:
        NothingToApply: the item is no credit, or used up.
        OverApplied, CreditExceeded, NotOpen: the instruction does not fit.
    """
    credit, debts = _credit_and_debts(command, act)
    left_minor = -credit.open_minor
    open_items = [debt.as_debt() for debt in debts.values()]
    if command.asked:
        applied, rest_minor = application.apply_by_instruction(
            left_minor, open_items, command.asked
        )
    else:
        applied, rest_minor = application.apply_by(command.how, left_minor, open_items)
    apply_each(
        act,
        settled_by(
            credit,
            [(debts[part.item_id], part.amount_minor) for part in applied],
            rule=INSTRUCTION if command.asked else command.how.value,
            effective_on=command.applied_on,
            reason=command.reason,
        ),
    )
    return AppliedResult({a.item_id: a.amount_minor for a in applied}, rest_minor)


def _credit_and_debts(
    command: ApplyCredit, act: Act
) -> tuple[Item, Mapping[int, Item]]:
    if command.asked:
        locked = queries.lock_items(act.entity_id, [command.credit_id, *command.asked])
    else:
        parties = queries.parties_of_items(act.entity_id, [command.credit_id])
        debts = queries.lock_open_debts(
            act.entity_id, parties, with_ids=[command.credit_id]
        )
        locked = {item.id: item for item in debts}
    credit = locked[command.credit_id]
    if credit.open_minor >= 0:
        raise NothingToApply(credit.number)
    debts_by_id = {
        item.id: item
        for item in locked.values()
        if item.open_minor > 0 and item.currency == credit.currency
    }
    return credit, debts_by_id


@dataclass(eq=False)
class NoSuchApplication(Refusal):
    """The application does not exist, or was taken back."""

    code: ClassVar[str] = "no_such_application"
    template: ClassVar[str] = "Application {application_id} does not stand."

    application_id: int


USED_UP_BY = frozenset(
    {
        *("payment_return", "discount_return", "recovery"),
        *("refund", "transfer", "conversion", "write_off_return"),
    }
)
"""Kinds of debits that use a credit up: the money is gone, or lies elsewhere."""


@dataclass(eq=False)
class CreditUsedUp(Refusal):
    """How a credit was returned, refunded or moved, or an invoice voided, stands."""

    code: ClassVar[str] = "credit_used_up"
    template: ClassVar[str] = (
        "{number} was used up by a {kind}; that cannot be unapplied."
    )

    number: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unapply:
    """Take one application back, touching no other."""

    entity_id: int
    application_id: int
    effective_on: date
    reason: str


@action(Right.APPLY)
def unapply(command: Unapply, act: Act) -> None:
    """Re-open both sides of one application; both facts stay on record.

    Raises:
        NoSuchApplication: it does not stand.
        CreditUsedUp: the money is no longer there to be applied otherwise.
    """
    standing = queries.standing_application(act.entity_id, command.application_id)
    if standing is None:
        raise NoSuchApplication(command.application_id)
    items = queries.lock_items(act.entity_id, [standing.credit_id, standing.debt_id])
    credit, debt = items[standing.credit_id], items[standing.debt_id]
    if debt.kind in USED_UP_BY:
        raise CreditUsedUp(credit.number, debt.kind.replace("_", " "))
    if credit.kind == "void":
        raise CreditUsedUp(credit.number, credit.kind)
    take_back(act, [standing], items, command.effective_on, command.reason)


def take_back(
    act: Act,
    standing: Sequence[queries.Applied],
    items: Mapping[int, Item],
    effective_on: date,
    reason: str,
) -> None:
    """Write the reversals of applications whose items are locked.

    Each counts from ``effective_on``, or from the day of the application itself
    where that is later.
    """
    places: dict[tuple[str, date], list[Credited]] = {}
    for applied in standing:
        credit = items[applied.credit_id]
        day = max(effective_on, applied.effective_on)
        places.setdefault((credit.currency, day), []).append(
            Credited(
                credit.control(),
                items[applied.debt_id].control(),
                -applied.amount_minor,
                applied.rule,
                applied.id,
            )
        )
    _write(
        act,
        [
            Settled(
                pairs=tuple(pairs),
                currency=currency,
                effective_on=day,
                reason=reason,
            )
            for (currency, day), pairs in sorted(places.items())
        ],
    )
