"""What lateness costs: a fee once for an item, interest once for a month of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook.apps.entities.actions import Act, action
from duebook.apps.entities.queries import entity
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.receivables import actions as receivables
from duebook.apps.receivables import queries as owed
from duebook.domain.calendars import days_late, month_of
from duebook.domain.late_fees import DayCount, LateFeeRule, interest, late_fee
from duebook.domain.ledger import AccountRole
from duebook.domain.money import Rounding, from_minor
from duebook.domain.rights import Right
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


BEARS_COSTS = frozenset({"invoice", "debit_note", "opening"})
"""Kinds of debts that cost something when late: no fee is charged on a fee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLateness:
    """Charge what lateness costs at the end of the month that ``on`` lies in.

    The fee and the yearly rate are the entity's; nothing is charged within the
    grace, nor on fees and interest themselves, nor on what is contested.
    """

    entity_id: int
    on: date
    grace_days: int = 7


@dataclass(frozen=True, slots=True)
class LatenessCharged:
    """How many fees and interests were charged, and what they came to."""

    fees: int
    interests: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class _Cost:
    item: owed.KnownItem
    kind: str
    role: AccountRole
    number: str
    amount_minor: int
    reckoning: str


@action(Right.ISSUE)
def charge_lateness(command: ChargeLateness, act: Act) -> LatenessCharged:
    """Charge late fees and interest; charged again, nothing is added.

    Each is an item of its own, settled apart from its invoice, whose reason says
    how it was reckoned.  What is late is locked, so that two who charge at once do
    not both find nothing charged.
    """
    owed.lock_items(act.entity_id, [item.id for item in _late(act, command)])
    late = _late(act, command)
    names = _names(act, late)
    costs = [*_fees(act, late, names, command), *_interests(act, late, names, command)]
    charged = owed.known_numbers(act.entity_id, {cost.number for cost in costs})
    fresh = [cost for cost in costs if cost.number not in charged]
    _write(act, fresh, command.on)
    return LatenessCharged(
        fees=sum(cost.kind == "late_fee" for cost in fresh),
        interests=sum(cost.kind == "interest" for cost in fresh),
        total_minor=sum(cost.amount_minor for cost in fresh),
    )


def _late(act: Act, command: ChargeLateness) -> list[owed.KnownItem]:
    return [
        item
        for item in owed.items_as_of(act.entity_id, command.on)
        if item.uncontested_minor > 0
        and item.kind in BEARS_COSTS
        and days_late(item.due_on, command.on) > command.grace_days
    ]


def _names(act: Act, late: Sequence[owed.KnownItem]) -> dict[int, str]:
    """What the costs of each item are called after, by its id.

    The first instalment goes by the number of its invoice, a later one by its place
    besides, so that each is charged and none of them twice.
    """
    by_number = owed.items_by_number(act.entity_id, {item.number for item in late})
    return {
        item.id: number if place == 1 else f"{number}/{place}"
        for number, items in by_number.items()
        for place, item in enumerate(
            (item for item in items if item.kind in BEARS_COSTS), start=1
        )
    }


def _fees(
    act: Act,
    late: Sequence[owed.KnownItem],
    names: Mapping[int, str],
    command: ChargeLateness,
) -> list[_Cost]:
    """The flat fee on each late item; it is an amount in the entity's currency."""
    ours = entity(act.entity_id)
    rule = LateFeeRule(grace_days=command.grace_days, flat_minor=ours.late_fee_minor)
    costs = []
    for item in late:
        if item.currency != ours.currency:
            continue
        days = days_late(item.due_on, command.on)
        fee = late_fee(item.uncontested_minor, days, rule, rounding=Rounding.HALF_UP)
        if fee.fee_minor:
            costs.append(
                _Cost(
                    item=item,
                    kind="late_fee",
                    role=AccountRole.LATE_FEES,
                    number=f"{names[item.id]}/F",
                    amount_minor=fee.fee_minor,
                    reckoning=f"late fee: {days} days past {item.due_on}",
                )
            )
    return costs


def _interests(
    act: Act,
    late: Sequence[owed.KnownItem],
    names: Mapping[int, str],
    command: ChargeLateness,
) -> list[_Cost]:
    annual_bp = entity(act.entity_id).interest_bp
    month = month_of(command.on)
    assert month.first is not None, "a month begins"
    costs = []
    for item in late:
        span = Span(max(item.due_on, month.first), month.until)
        accrued = interest(
            item.uncontested_minor,
            annual_bp,
            span=span,
            day_count=DayCount.ACT_365,
            rounding=Rounding.HALF_UP,
        )
        if accrued.interest_minor:
            costs.append(
                _Cost(
                    item=item,
                    kind="interest",
                    role=AccountRole.INTEREST,
                    number=f"{names[item.id]}/I-{month.first:%Y-%m}",
                    amount_minor=accrued.interest_minor,
                    reckoning="interest: "
                    f"{from_minor(item.uncontested_minor, item.currency)}"
                    f" {item.currency} at {from_minor(annual_bp, 'USD')} % for"
                    f" {span.days()} days from {span.first}, actual/365",
                )
            )
    return costs


def _write(act: Act, costs: Sequence[_Cost], on: date) -> None:
    roles = accounts_by_role(act.entity_id)
    receivables.raise_items(
        act,
        [
            receivables.ToRaise(
                party_id=cost.item.party_id,
                account_id=roles[AccountRole.RECEIVABLE],
                against_id=roles[cost.role],
                kind=cost.kind,
                number=cost.number,
                currency=cost.item.currency,
                amount_minor=cost.amount_minor,
                on=on,
                cause=cost.reckoning,
                reason=cost.reckoning,
            )
            for cost in costs
        ],
    )
