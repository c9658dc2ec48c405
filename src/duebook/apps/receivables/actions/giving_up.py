"""Debts settled at our own expense: discounts, write-offs, small balances."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.approvals.actions import Held, held
from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions.applying import Credited, apply
from duebook.apps.receivables.actions.exchanging import value_as
from duebook.apps.receivables.actions.raising import ToRaise, raise_items
from duebook.apps.receivables.queries import Item
from duebook.apps.receivables.queries.given_up import within_cap
from duebook.domain import application
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole, ControlItem
from duebook.domain.money import told
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    items = raise_items(
        act,
        [
            ToRaise(
                party_id=part.item.party_id,
                account_id=roles[AccountRole.RECEIVABLE],
                against_id=roles[role],
                kind=kind,
                number=part.item.number,
                currency=part.item.currency,
                amount_minor=-part.amount_minor,
                on=effective_on,
                cause=f"{kind.replace('_', ' ')} on {part.item.number}",
                reason=reason,
            )
            for part in given
        ],
    )
    by_currency: dict[str, list[Credited]] = {}
    for credit, part in zip(items, given, strict=True):
        by_currency.setdefault(credit.currency, []).append(
            Credited(
                ControlItem(credit.id, credit.account_id),
                part.item.control(),
                part.amount_minor,
                kind,
            )
        )
    for currency, pairs in by_currency.items():
        value_as(act, [(pair.credit.id, pair.debt.id) for pair in pairs], currency)
        apply(act, pairs, currency=currency, effective_on=effective_on, reason=reason)
    return [credit.id for credit in items]


@dataclass(eq=False)
class GivenUpBeforeOwed(Refusal):
    """A debt was to be given up on a day before it existed."""

    code: ClassVar[str] = "given_up_before_owed"
    template: ClassVar[str] = (
        "{number} is owed from {since}; it cannot be written off on {day}."
    )

    number: str
    since: date
    day: date


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
    """What was given up of an item, and the credit that it became."""

    item_id: int
    amount_minor: int
    credit_id: int


@action(Right.WRITE_OFF)
def write_off(command: WriteOff, act: Act) -> WrittenOff | Held:
    """Write off an open debt to bad debt, or hold it above the actor's limit.

    Raises:
        OverApplied: more than is open was asked.
        GivenUpBeforeOwed: the debt does not count yet on this day.
    """
    item = queries.lock_items(act.entity_id, [command.item_id])[command.item_id]
    amount_minor = (
        item.open_minor if command.amount_minor is None else command.amount_minor
    )
    if not 0 < amount_minor <= item.open_minor:
        raise application.over_applied(item.as_debt(), amount_minor)
    if command.written_off_on < item.effective_on:
        raise GivenUpBeforeOwed(item.number, item.effective_on, command.written_off_on)
    waiting = held(
        act,
        command,
        right=Right.WRITE_OFF,
        amount_minor=amount_minor,
        currency=item.currency,
        sentence=f"Write off {told(amount_minor, item.currency)} of {item.number}: "
        f"{command.reason}",
    )
    if waiting is not None:
        return waiting
    [credit_id] = give_up(
        act,
        [GivenUp(item=item, amount_minor=amount_minor)],
        kind="write_off",
        role=AccountRole.BAD_DEBT,
        effective_on=command.written_off_on,
        reason=command.reason,
    )
    return WrittenOff(item.id, amount_minor, credit_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepSmallBalances:
    """Write off what is left of items, up to the entity's small balance.

    Only debts in the entity's currency that are due, and that something was already
    applied to: what was never paid at all is no small balance.  ``cap_minor`` ends
    the sweep.
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
    currency = entity(act.entity_id).currency
    small = queries.lock_small_balances(
        act.entity_id,
        currency=currency,
        limit_minor=entity(act.entity_id).small_balance_minor,
        on=command.swept_on,
    )
    sweep = within_cap(small, command.cap_minor)
    given = [GivenUp(item=item, amount_minor=item.open_minor) for item in sweep.swept]
    total_minor = sweep.swept_minor
    waiting = held(
        act,
        command,
        right=Right.WRITE_OFF,
        amount_minor=total_minor,
        currency=currency,
        sentence=f"Sweep {len(given)} small balances, "
        f"{told(total_minor, currency)} in all",
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
