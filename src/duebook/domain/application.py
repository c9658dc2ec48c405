"""Credits to open items: by instruction, exact, oldest due or pro rata."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal
from duebook.domain.money import allocate, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ApplyBy(StrEnum):
    """How a credit finds its items when nobody says which."""

    EXACT = "exact"
    OLDEST_DUE = "oldest_due"
    PRO_RATA = "pro_rata"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """A debt with what is open of it, and the cash discount offered on it.

    ``contested_minor`` of it is under dispute; it stays so when money is put against
    it all the same, so it may be more than what is open.
    """

    id: int
    number: str
    currency: str
    due_on: date
    open_minor: int
    amount_minor: int = 0
    discount_minor: int = 0
    discount_until: date | None = None
    contested_minor: int = 0

    @property
    def offered_minor(self) -> int:
        """What a rule may settle of it: what is open and not contested."""
        return max(0, self.open_minor - self.contested_minor)


@dataclass(frozen=True, slots=True)
class Application:
    """A credit of ``amount_minor``, positive, put against an item."""

    item_id: int
    amount_minor: int


@dataclass(eq=False)
class OverApplied(Refusal):
    """More was directed to an item than it has open."""

    code: ClassVar[str] = "over_applied"
    template: ClassVar[str] = "{number} has {left} open; {asked} was directed to it."

    number: str
    left: str
    asked: str


@dataclass(eq=False)
class CreditExceeded(Refusal):
    """More was directed to items than the credit has left."""

    code: ClassVar[str] = "credit_exceeded"
    template: ClassVar[str] = (
        "The credit has {left} left; {asked} was directed to items."
    )

    left: str
    asked: str


@dataclass(eq=False)
class NotOpen(Refusal):
    """An instruction names an item that is not open."""

    code: ClassVar[str] = "not_open"
    template: ClassVar[str] = (
        "One of the items was settled meanwhile, or is not for this to settle."
    )

    item_id: int


def over_applied(item: OpenItem, asked_minor: int) -> OverApplied:
    """That an item has less open than was directed to it."""
    return OverApplied(
        item.number,
        told(item.open_minor, item.currency),
        told(asked_minor, item.currency),
    )


def apply_by_instruction(
    credit_minor: int, items: Sequence[OpenItem], asked: Mapping[int, int]
) -> tuple[list[Application], int]:
    """Settle what the payer said, item by item, and return what is left.

    Whoever says so may pay what is contested, too; no rule does.

    Args:
        credit_minor: the amount to apply, positive.
        items: the open items that may be settled.
        asked: positive amount by item id.

    Raises:
        NotOpen: an item is not among ``items``.
        OverApplied: an item has less open than asked.
        CreditExceeded: the credit is smaller than all that is asked.
    """
    by_id = {item.id: item for item in items}
    for item_id, asked_minor in asked.items():
        if item_id not in by_id:
            raise NotOpen(item_id)
        if not 0 < asked_minor <= by_id[item_id].open_minor:
            raise over_applied(by_id[item_id], asked_minor)
    total_minor = sum(asked.values())
    if total_minor > credit_minor:
        [currency] = {by_id[item_id].currency for item_id in asked}
        raise CreditExceeded(told(credit_minor, currency), told(total_minor, currency))
    applications = [Application(*pair) for pair in sorted(asked.items())]
    return applications, credit_minor - total_minor


def apply_exact(
    credit_minor: int, items: Sequence[OpenItem]
) -> tuple[list[Application], int]:
    """Settle the one item that offers just the credit; none if several do."""
    fitting = [item for item in items if item.offered_minor == credit_minor]
    if len(fitting) != 1:
        return [], credit_minor
    return [Application(fitting[0].id, credit_minor)], 0


def apply_oldest_first(
    credit_minor: int, items: Sequence[OpenItem]
) -> tuple[list[Application], int]:
    """Settle the items due first, and return what is left of the credit.

    Args:
        credit_minor: the amount to apply, positive.
        items: the party's open items, in any order; what is contested of them
            stays open.

    Returns:
        The applications, earliest due date first (ties by item id), and the
        unapplied remainder.  Nothing is created or lost: the two add up to
        ``credit_minor``.
    """
    assert credit_minor > 0, "a credit is a positive amount"
    applications: list[Application] = []
    left_minor = credit_minor
    for item in sorted(items, key=lambda item: (item.due_on, item.id)):
        take_minor = min(item.offered_minor, left_minor)
        if take_minor:
            applications.append(Application(item.id, take_minor))
            left_minor -= take_minor
    return applications, left_minor


def apply_pro_rata(
    credit_minor: int, items: Sequence[OpenItem]
) -> tuple[list[Application], int]:
    """Settle every item in proportion to what it offers, and return what is left."""
    ordered = sorted(items, key=lambda item: item.id)
    offered_minor = sum(item.offered_minor for item in ordered)
    if not offered_minor:
        return [], credit_minor
    spread_minor = min(credit_minor, offered_minor)
    shares = allocate(spread_minor, [item.offered_minor for item in ordered])
    applications = [
        Application(item.id, share)
        for item, share in zip(ordered, shares, strict=True)
        if share
    ]
    return applications, credit_minor - spread_minor


def apply_by(
    how: ApplyBy, credit_minor: int, items: Sequence[OpenItem]
) -> tuple[list[Application], int]:
    """Apply in the way named; exact falls back to oldest due (see the glossary)."""
    match how:
        case ApplyBy.NONE:
            return [], credit_minor
        case ApplyBy.PRO_RATA:
            return apply_pro_rata(credit_minor, items)
        case ApplyBy.EXACT:
            exact = apply_exact(credit_minor, items)
            return exact if exact[0] else apply_oldest_first(credit_minor, items)
        case ApplyBy.OLDEST_DUE:
            return apply_oldest_first(credit_minor, items)


def discount_earned(item: OpenItem, received_on: date) -> int:
    """The cash discount that an item grants to money received on a day.

    It is granted once, and on an item of which nothing was settled before and nothing
    is contested: only what closes an item earns it.
    """
    in_time = item.discount_until is not None and received_on <= item.discount_until
    untouched = item.open_minor == item.amount_minor and not item.contested_minor
    return item.discount_minor if in_time and untouched else 0


def free_from(
    wanted_minor: int, total_minor: int, moved_by_day: Mapping[date, int]
) -> date:
    """The day from which so much of an item is free on every day.

    Args:
        wanted_minor: how much is to be applied; as much is open in the end.
        total_minor: what the item comes to, a positive amount.
        moved_by_day: what was applied on each day, less what was taken back on it.
    """
    since, left_minor = date.min, total_minor
    for day, moved_minor in sorted(moved_by_day.items()):
        if left_minor < wanted_minor:
            since = day
        left_minor -= moved_minor
    return since
