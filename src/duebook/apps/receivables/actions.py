"""Writing receivables: items, applications and their undoing, write-offs, fees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.ledger import actions as books
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables import queries
from duebook.apps.receivables.queries import Item
from duebook.domain import application, ledger
from duebook.domain.application import ApplyBy
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole, ControlItem, JournalEntry, Posting
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

REFUSED_BY["application_is_reversed_once"] = "the application was taken back before."
REFUSED_BY["receivables_item_party_same_entity"] = "there is no such party."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """A debt or credit to be written, with the entry that backs it."""

    id: int
    party_id: int
    account_id: int
    kind: str
    number: str
    currency: str
    amount_minor: int
    document_on: date
    due_on: date
    effective_on: date
    entry_id: int
    document_id: int | None = None
    discount_minor: int = 0
    discount_until: date | None = None
    reason: str = ""

    def written(self) -> Item:
        """The item as it can be read once it is written, with all of it open."""
        return Item(
            id=self.id,
            party_id=self.party_id,
            account_id=self.account_id,
            kind=self.kind,
            document_id=self.document_id,
            number=self.number,
            currency=self.currency,
            amount_minor=self.amount_minor,
            open_minor=self.amount_minor,
            due_on=self.due_on,
            discount_minor=self.discount_minor,
            discount_until=self.discount_until,
            entry_id=self.entry_id,
            effective_on=self.effective_on,
        )


_ITEM_COLUMNS = (
    "id",
    "entity_id",
    "party_id",
    "account_id",
    "kind",
    "document_id",
    "number",
    "currency",
    "amount_minor",
    "open_minor",
    "document_on",
    "due_on",
    "effective_on",
    "discount_minor",
    "discount_until",
    "reason",
    "entry_id",
)


def take_item_ids(count: int) -> list[int]:
    """Ids for items, known before their entries are posted."""
    return db.take_ids("receivables_item", count)


def write_items(act: Act, items: Sequence[NewItem]) -> None:
    """Write items whose entries were posted; the database checks that they agree."""
    db.write(
        "receivables_item",
        _ITEM_COLUMNS,
        [
            (
                item.id,
                act.entity_id,
                item.party_id,
                item.account_id,
                item.kind,
                item.document_id,
                item.number,
                item.currency,
                item.amount_minor,
                item.amount_minor,
                item.document_on,
                item.due_on,
                item.effective_on,
                item.discount_minor,
                item.discount_until,
                item.reason,
                item.entry_id,
            )
            for item in items
        ],
    )


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
    """Write applications in sets: an entry for each of ``settled``, a row a pair."""
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
    """
    standing = queries.standing_application(act.entity_id, command.application_id)
    if standing is None:
        raise NoSuchApplication(command.application_id)
    items = queries.lock_items(act.entity_id, [standing.credit_id, standing.debt_id])
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
    apply_each(
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


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """Part of a debt that a credit of our own making settles: discount, write-off."""

    item: Item
    amount_minor: int


def give_up(
    act: Act,
    given: Sequence[GivenUp],
    *,
    kind: str,
    role: AccountRole,
    effective_on: date,
    reason: str,
) -> list[int]:
    """Settle debts, or parts of them, at the expense of an account of ours.

    Each becomes a credit of its own kind with its reason, applied at once, so a
    report finds it and it can be taken back alone.

    Returns:
        The ids of these credits, in the order of ``given``.
    """
    if not given:
        return []
    roles = accounts_by_role(act.entity_id)
    ids = take_item_ids(len(given))
    entry_ids = books.post(
        act,
        [
            JournalEntry(
                effective_on=effective_on,
                currency=part.item.currency,
                source_kind=kind,
                source_id=item_id,
                cause=f"{kind.replace('_', ' ')} on {part.item.number}",
                postings=(
                    Posting(roles[role], part.amount_minor),
                    Posting(roles[AccountRole.RECEIVABLE], -part.amount_minor, item_id),
                ),
            )
            for item_id, part in zip(ids, given, strict=True)
        ],
    )
    write_items(
        act,
        [
            NewItem(
                id=item_id,
                party_id=part.item.party_id,
                account_id=roles[AccountRole.RECEIVABLE],
                kind=kind,
                number=part.item.number,
                currency=part.item.currency,
                amount_minor=-part.amount_minor,
                document_on=effective_on,
                due_on=effective_on,
                effective_on=effective_on,
                entry_id=entry_id,
                reason=reason,
            )
            for item_id, part, entry_id in zip(ids, given, entry_ids, strict=True)
        ],
    )
    receivable_id = roles[AccountRole.RECEIVABLE]
    by_currency: dict[str, list[Credited]] = {}
    for item_id, part in zip(ids, given, strict=True):
        credit = ControlItem(item_id, receivable_id)
        by_currency.setdefault(part.item.currency, []).append(
            Credited(credit, part.item.control(), part.amount_minor, kind)
        )
    for currency, pairs in by_currency.items():
        apply(act, pairs, currency=currency, effective_on=effective_on, reason=reason)
    return ids


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff:
    """Give up a debt as uncollectable, whole or in part (``amount_minor``)."""

    entity_id: int
    item_id: int
    written_off_on: date
    reason: str
    amount_minor: int | None = None


@dataclass(frozen=True, slots=True)
class WrittenOff:
    """What was given up of an item."""

    item_id: int
    amount_minor: int


@action(Right.WRITE_OFF)
def write_off(command: WriteOff, act: Act) -> WrittenOff | Held:
    """Write off an open debt to bad debt, or hold it above the actor's limit.

    Raises:
        OverApplied: more than is open was asked.
    """
    item = queries.lock_items(act.entity_id, [command.item_id])[command.item_id]
    amount_minor = (
        item.open_minor if command.amount_minor is None else command.amount_minor
    )
    if not 0 < amount_minor <= item.open_minor:
        raise application.OverApplied(item.id, item.open_minor, amount_minor)
    waiting = held(
        act,
        command,
        right=Right.WRITE_OFF,
        amount_minor=amount_minor,
        currency=item.currency,
        sentence=f"Write off {amount_minor} {item.currency} of {item.number}: "
        f"{command.reason}",
    )
    if waiting is not None:
        return waiting
    give_up(
        act,
        [GivenUp(item=item, amount_minor=amount_minor)],
        kind="write_off",
        role=AccountRole.BAD_DEBT,
        effective_on=command.written_off_on,
        reason=command.reason,
    )
    return WrittenOff(item.id, amount_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSmallBalances:
    """Write off what is left of items, up to the entity's small balance.

    Only debts that are due, and that something was already applied to: what was
    never paid at all is no small balance.  ``cap_minor`` ends the sweep.
    """

    entity_id: int
    swept_on: date
    cap_minor: int


@dataclass(frozen=True, slots=True)
class Swept:
    """How many items a sweep settled, and what that came to."""

    items: int
    amount_minor: int


@action(Right.WRITE_OFF)
def sweep_small_balances(command: SweepSmallBalances, act: Act) -> Swept | Held:
    """Settle small rests, smallest first, until the cap is reached."""
    limit_minor = entity(act.entity_id).small_balance_minor
    candidates = queries.small_balances(act.entity_id, limit_minor, command.swept_on)
    locked = queries.lock_items(act.entity_id, candidates)
    given: list[GivenUp] = []
    total_minor = 0
    for item in sorted(locked.values(), key=lambda item: (item.open_minor, item.id)):
        if total_minor + item.open_minor > command.cap_minor:
            break
        given.append(GivenUp(item=item, amount_minor=item.open_minor))
        total_minor += item.open_minor
    waiting = held(
        act,
        command,
        right=Right.WRITE_OFF,
        amount_minor=total_minor,
        currency=entity(act.entity_id).currency,
        sentence=f"Sweep {len(given)} small balances, {total_minor} in all",
    )
    if waiting is not None:
        return waiting
    give_up(
        act,
        given,
        kind="small_balance",
        role=AccountRole.SMALL_BALANCE,
        effective_on=command.swept_on,
        reason="small balance",
    )
    return Swept(len(given), total_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningItem:
    """A debt or credit carried over from the books before ours."""

    party_id: int
    number: str
    currency: str
    amount_minor: int
    document_on: date
    due_on: date
    discount_minor: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverItems:
    """Take over open items from earlier books, against opening balances."""

    entity_id: int
    taken_over_on: date
    items: tuple[OpeningItem, ...]


@action(Right.PREPARE)
def take_over_items(command: TakeOverItems, act: Act) -> tuple[int, ...]:
    """Write opening balances, and return the ids of the items."""
    roles = accounts_by_role(act.entity_id)
    ids = take_item_ids(len(command.items))
    accounts = [
        roles[
            AccountRole.RECEIVABLE if item.amount_minor > 0 else AccountRole.ON_ACCOUNT
        ]
        for item in command.items
    ]
    entry_ids = books.post(
        act,
        [
            JournalEntry(
                effective_on=command.taken_over_on,
                currency=item.currency,
                source_kind="opening",
                source_id=item_id,
                cause=f"opening balance {item.number}",
                postings=(
                    Posting(account_id, item.amount_minor, item_id),
                    Posting(roles[AccountRole.OPENING_BALANCE], -item.amount_minor),
                ),
            )
            for item_id, account_id, item in zip(
                ids, accounts, command.items, strict=True
            )
        ],
    )
    write_items(
        act,
        [
            NewItem(
                id=item_id,
                party_id=item.party_id,
                account_id=account_id,
                kind="opening",
                number=item.number,
                currency=item.currency,
                amount_minor=item.amount_minor,
                document_on=item.document_on,
                due_on=item.due_on,
                effective_on=command.taken_over_on,
                entry_id=entry_id,
                discount_minor=item.discount_minor,
                discount_until=item.discount_until,
            )
            for item_id, account_id, item, entry_id in zip(
                ids, accounts, command.items, entry_ids, strict=True
            )
        ],
    )
    return tuple(ids)
