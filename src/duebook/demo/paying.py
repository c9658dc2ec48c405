"""How imaginary parties pay: early, late, in parts, too much, or not at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook.apps.parties import queries as parties
from duebook.apps.receivables import queries as owed
from duebook.demo.blueprint import Habit
from duebook.demo.dice import dice, pick
from duebook.domain.calendars import next_business_day
from duebook.domain.payments import Method

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from duebook.demo.setting_up import Desk

_DELAY: Final = {
    Habit.EARLY: (-6, 0),
    Habit.PROMPT: (-5, 2),
    Habit.LATE: (6, 27),
    Habit.VERY_LATE: (38, 85),
    Habit.IN_PARTS: (-2, 3),
    Habit.TOO_MUCH: (-4, 2),
}
"""Days from the due day to the money, at least and at most."""

_SECOND_HALF_DAYS: Final = 27


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """An open item as its debtor sees it, with the cash discount on offer."""

    item_id: int
    party_id: int
    party: str
    kind: str
    number: str
    currency: str
    amount_minor: int
    open_minor: int
    document_on: date
    due_on: date
    discount_minor: int = 0
    discount_until: date | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """What a debtor sends for one debt, and what it sends too much."""

    debt: Debt
    amount_minor: int
    extra_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Remitted:
    """A payment of a party: for these debts, on a day, by its usual way."""

    party_id: int
    party: str
    day: date
    currency: str
    method: Method
    paid: tuple[Paid, ...]

    @property
    def amount_minor(self) -> int:
        return sum(one.amount_minor + one.extra_minor for one in self.paid)

    @property
    def key(self) -> str:
        return f"{self.day:%Y%m%d}-{self.party}-{self.currency}"

    @property
    def reference(self) -> str:
        chance = dice("reference", self.key)
        if self.method is Method.CHEQUE:
            return f"Cheque {chance.randrange(1000, 9999)}"
        return f"Ref {chance.randrange(100_000, 999_999)}"


def open_debts(desk: Desk, on: date) -> list[Debt]:
    """What is open at the end of a day, oldest first."""
    with desk.reading():
        items = [
            item
            for item in owed.items_as_of(desk.entity_id, on)
            if item.account_role == "receivable" and item.open_minor > 0
        ]
        codes = {
            party.id: party.code
            for party in parties.parties(
                desk.entity_id, {item.party_id for item in items}
            ).values()
        }
        offers = {
            item.id: item
            for item in owed.items_by_id(
                desk.entity_id, {item.id for item in items}
            ).values()
        }
    return [
        Debt(
            item_id=item.id,
            party_id=item.party_id,
            party=codes[item.party_id],
            kind=item.kind,
            number=item.number,
            currency=item.currency,
            amount_minor=item.amount_minor,
            open_minor=item.open_minor,
            document_on=item.document_on,
            due_on=item.due_on,
            discount_minor=offers[item.id].discount_minor,
            discount_until=offers[item.id].discount_until,
        )
        for item in sorted(items, key=lambda item: (item.due_on, item.id))
    ]


def remitted(desk: Desk, debts: list[Debt], days: tuple[date, date]) -> list[Remitted]:
    """The payments that come in from the first of two days to the second."""
    bundles: dict[tuple[date, str, str], list[Paid]] = defaultdict(list)
    for debt in debts:
        for day, paid in _payments_of(desk.blueprint.habits[debt.party], debt):
            if days[0] <= day <= days[1]:
                bundles[day, debt.party, debt.currency].append(paid)
    return [
        Remitted(
            party_id=bundle[0].debt.party_id,
            party=party,
            day=day,
            currency=currency,
            method=way_of(desk, party),
            paid=tuple(bundle),
        )
        for (day, party, currency), bundle in sorted(bundles.items())
    ]


def way_of(desk: Desk, party: str) -> Method:
    """How a party pays: always the same way."""
    return pick(dice(desk.code, "way", party), desk.blueprint.ways)


def _payments_of(habit: Habit, debt: Debt) -> Iterator[tuple[date, Paid]]:
    """When a debtor pays a debt, and how much of what is open by then."""
    chance = dice("pays", debt.number, debt.item_id and debt.due_on)
    if habit is Habit.NEVER or (debt.kind != "invoice" and chance.random() < 0.4):
        return
    day = _day(habit, debt, chance)
    in_time = debt.discount_until is not None and day <= debt.discount_until
    if habit is Habit.EARLY and in_time and debt.open_minor == debt.amount_minor:
        yield day, Paid(debt, debt.open_minor - debt.discount_minor)
    elif habit is Habit.IN_PARTS and debt.open_minor == debt.amount_minor:
        yield day, Paid(debt, (debt.open_minor + 1) // 2)
    elif habit is Habit.IN_PARTS:
        second = next_business_day(day + timedelta(days=_SECOND_HALF_DAYS))
        yield second, Paid(debt, debt.open_minor)
    elif habit is Habit.TOO_MUCH and chance.random() < 0.4:
        yield day, Paid(debt, debt.open_minor, 50_00 - debt.open_minor % 50_00)
    else:
        yield day, Paid(debt, debt.open_minor)


def _day(habit: Habit, debt: Debt, chance: Random) -> date:
    if habit is Habit.EARLY and debt.discount_until is not None:
        earliest = debt.discount_until - timedelta(days=5)
        return next_business_day(earliest + timedelta(days=chance.randrange(4)))
    least, most = _DELAY[habit]
    day = debt.due_on + timedelta(days=chance.randint(least, most))
    return next_business_day(max(day, debt.document_on + timedelta(days=2)))
