"""Debts that may be given up: small rests, and what has been open for too long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.parties.queries import NAMED, named
from duebook.apps.receivables.queries.items import (
    KEPT_UNTIL,
    Item,
    NoSuchItem,
    items_by_id,
    small_balances,
)
from duebook.domain.money import told
from duebook.web.listing import (
    Amount,
    Asked,
    Choice,
    Day,
    DaysOver,
    Listing,
    Sort,
    Where,
    page,
)
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from duebook.web.listing import Asking

ROOM: Final = "duebook.apps.receivables"

OLD_DAYS: Final = 180
"""A debt that is late by so many days is a candidate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """An open debt: ``paid_on`` is the last day on which something was put against it.

    It is kept from being given up before ``kept_until``.  Amounts in minor units of
    its currency.
    """

    id: int
    number: str
    kind: str
    document_id: int | None
    party: str
    name: str
    currency: str
    amount_minor: int
    open_minor: int
    contested_minor: int
    due_on: date
    effective_on: date
    paid_on: date | None
    kept_until: date | None
    kept_because: str | None
    sort_key: str

    @property
    def settled_minor(self) -> int:
        """What was settled of it."""
        return self.amount_minor - self.open_minor

    def why_candidate(self, today: date, small_minor: int, currency: str) -> str:
        """By which rule it may be given up, or why it is no candidate."""
        late = (today - self.due_on).days
        if self.kept_until is not None and today < self.kept_until:
            return f"It is kept until {self.kept_until:%-d %b %Y}: {self.kept_because}."
        if late > OLD_DAYS:
            return f"A debt may be given up when it is more than {OLD_DAYS} days late."
        is_small = self.open_minor <= small_minor and self.currency == currency
        if is_small and self.settled_minor and late >= 0 and not self.contested_minor:
            most = told(small_minor, currency)
            return (
                f"What is left of a debt that is due and was paid in part may be given "
                f"up where it is no more than {most}."
            )
        return "By no rule yet: it is no small rest of a debt that is due, nor old."

    def state(self, today: date) -> Standing:
        """How it stands, in a word."""
        if self.contested_minor:
            return Standing("disputed")
        late = (today - self.due_on).days
        return Standing("over", f"{late} d over") if late > 0 else Standing("not due")


SMALL: Final = (
    "debt.open_minor <= %(small)s AND debt.open_minor < debt.amount_minor"
    " AND debt.contested_minor = 0 AND debt.currency = %(currency)s"
)
"""Little is left of it in the books' currency, and nobody looks into it."""

KEPT: Final = f"{KEPT_UNTIL.format(item='debt.id')} > %(today)s"
"""Somebody keeps it for now, whatever its age."""

_PARTIES: Final = f"debt.party_id = ANY (ARRAY({NAMED}))"


@dataclass(frozen=True, slots=True)
class OfParty:
    """Debts of parties of a code, or with the words in their name."""

    examples: tuple[str, ...] = ("meridian", "B1001")

    def where(self, value: str, asking: Asking) -> Where:  # noqa: ARG002 - a field
        return Where(_PARTIES, named(value))


@dataclass(frozen=True, slots=True)
class Words:
    """A number, a party's code, words of its name."""

    examples: tuple[str, ...] = ("10241", "meridian")

    def where(self, value: str, asking: Asking) -> Where:
        party = OfParty().where(value, asking)
        text = f"(debt.number = %s OR {party.text})"
        return Where(text, (value.upper(), *party.parameters))


DEBTS: Final = Listing(
    name="write-offs",
    record=Debt,
    sql=db.sql(ROOM, "debts"),
    counted=db.sql(ROOM, "debts_found"),
    ids=db.sql(ROOM, "debts_ids"),
    key="debt.id",
    fields={
        "is": Choice(
            {
                "candidate": (
                    f"(debt.due_on < @today::date - {OLD_DAYS} OR ({SMALL}"
                    f" AND debt.due_on <= %(today)s)) AND NOT ({KEPT})"
                ),
                "kept": KEPT,
                "small": f"({SMALL} AND debt.due_on <= @today)",
                "disputed": "debt.contested_minor > 0",
            }
        ),
        "open": Amount("debt.open_minor"),
        "due": Day("debt.due_on"),
        "over": DaysOver("debt.due_on"),
        "party": OfParty(),
    },
    words=Words(),
    sorts={
        "due": Sort("debt.due_on", "date"),
        "open": Sort("debt.open_minor"),
    },
    first_sort="due",
)


def debt(entity_id: int, item_id: int) -> Debt:
    """One open debt.

    Raises:
        NoSuchItem: it is settled, or none of the entity's.
    """
    wanted = Asked((), (Where("debt.id = %s", (item_id,)),))
    rows, _ = page(DEBTS, wanted, {"entity": entity_id}, size=1)
    if not rows:
        raise NoSuchItem(str(item_id))
    return rows[0]


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep would settle within its cap, and what it would leave."""

    swept: tuple[Item, ...]
    left: tuple[Item, ...]

    @property
    def swept_minor(self) -> int:
        """What the settled rests come to."""
        return sum(item.open_minor for item in self.swept)

    @property
    def left_minor(self) -> int:
        """What the rests come to that the cap leaves open."""
        return sum(item.open_minor for item in self.left)


def within_cap(small: Iterable[Item], cap_minor: int) -> Sweep:
    """The smallest rests first, until the next would pass the cap."""
    ordered = sorted(small, key=lambda item: (item.open_minor, item.id))
    total_minor = 0
    for place, item in enumerate(ordered):
        total_minor += item.open_minor
        if total_minor > cap_minor:
            return Sweep(tuple(ordered[:place]), tuple(ordered[place:]))
    return Sweep(tuple(ordered), ())


def would_sweep(
    entity_id: int, *, currency: str, limit_minor: int, cap_minor: int, on: date
) -> Sweep:
    """What a sweep of a day would settle now, and what it would leave; not locked."""
    small = small_balances(entity_id, currency=currency, limit_minor=limit_minor, on=on)
    return within_cap(small, cap_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """What was given up of a debt, and stands; ``id`` is the item that it became."""

    id: int
    debt_id: int
    number: str
    document_id: int | None
    amount_minor: int
    kind: str
    effective_on: date
    reason: str


def given_up_of(
    entity_id: int, party_id: int, currency: str, *, size: int = 20
) -> list[Stands]:
    """The newest write-offs of a party that money could still make good."""
    asked = {
        "entity": entity_id,
        "party": party_id,
        "currency": currency,
        "size": size,
    }
    return db.rows_of(Stands, db.sql(ROOM, "given_up_of"), asked)


def why_left(item: Item, currency: str, on: date) -> str:
    """Why a debt is not among those given up together on a day; empty where it is."""
    if item.open_minor <= 0:
        return "it is settled"
    if item.currency != currency:
        return f"it is in {item.currency}, the others are in {currency}"
    if item.contested_minor:
        return "it is disputed"
    if on < item.effective_on:
        return f"it is owed from {item.effective_on:%-d %b %Y} on"
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Debts that would be given up in one act, and why others would not be.

    They are of one currency: the books', where any of them is.
    """

    currency: str
    going: tuple[Item, ...]
    left_out: tuple[tuple[Item, str], ...]

    @property
    def debts(self) -> dict[int, int]:
        """What is open of each that goes, in minor units by id."""
        return {item.id: item.open_minor for item in self.going}


def together(
    entity_id: int, ids: Collection[int], *, currency: str, on: date
) -> Together:
    """What would be given up of chosen debts on a day, and what would be left."""
    found = sorted(items_by_id(entity_id, ids).values(), key=lambda item: item.id)
    currencies = {item.currency for item in found if item.open_minor > 0}
    if currencies and currency not in currencies:
        currency = min(currencies)
    why = [(item, why_left(item, currency, on)) for item in found]
    return Together(
        currency=currency,
        going=tuple(item for item, reason in why if not reason),
        left_out=tuple((item, reason) for item, reason in why if reason),
    )


def given_up_by(entity_id: int, event_id: int) -> list[int]:
    """The items that an act's write-offs became, in their order."""
    rows = db.tuples_of(
        db.sql(ROOM, "given_up_by"), {"entity": entity_id, "event": event_id}
    )
    return [row[0] for row in rows]
