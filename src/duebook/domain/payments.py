"""Money on arrival: the ways it comes, the discounts it earns, what it settles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from duebook.domain.application import (
    Application,
    ApplyBy,
    apply_by,
    apply_by_instruction,
    apply_exact,
    discount_earned,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from duebook.domain.application import (
        OpenItem,
    )


class Method(StrEnum):
    """How money came, or is sent back."""

    CASH = "cash"
    CHEQUE = "cheque"
    ACH = "ach"
    WIRE = "wire"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment does to items: discounts it earns, what it pays, what is left.

    The discounts are put against their items first, so that they and ``applied``
    together never exceed what an item has open.
    """

    discounts: tuple[Application, ...]
    applied: tuple[Application, ...]
    left_minor: int


def settle(
    credit_minor: int,
    items: Sequence[OpenItem],
    *,
    received_on: date,
    how: ApplyBy,
    asked: Mapping[int, int],
    takes_discount: bool,
) -> Settlement:
    """Settle items with money received on a day.

    A cash discount is granted where the money came in time and pays the item less
    the discount in full.  Under an instruction the discount is what the payer left
    out of a whole item, up to what was offered: the instruction itself is followed
    to the unit.

    Args:
        credit_minor: the amount received, positive.
        items: the open items that may be settled.
        received_on: the day that decides whether a discount is earned.
        how: the rule where nothing was asked.
        asked: the payer's instruction, positive amount by item id; may be empty.
        takes_discount: whether discounts are granted at all.

    Returns:
        The settlement; ``applied`` and ``left_minor`` add up to ``credit_minor``.

    Raises:
        NotOpen, OverApplied, CreditExceeded: the instruction does not fit.
    """
    offered = {
        item.id: discount_minor
        for item in items
        if takes_discount and (discount_minor := discount_earned(item, received_on))
    }
    if asked:
        return _settle_as_asked(credit_minor, items, asked, offered)
    return _settle_by(how, credit_minor, items, offered)


def _settle_as_asked(
    credit_minor: int,
    items: Sequence[OpenItem],
    asked: Mapping[int, int],
    offered: Mapping[int, int],
) -> Settlement:
    applied, left_minor = apply_by_instruction(credit_minor, items, asked)
    left_out = {
        item.id: item.open_minor - asked[item.id] for item in items if item.id in asked
    }
    discounts = [
        Application(item_id, left_out[item_id])
        for item_id, offered_minor in sorted(offered.items())
        if 0 < left_out.get(item_id, 0) <= offered_minor
    ]
    return Settlement(tuple(discounts), tuple(applied), left_minor)


def _settle_by(
    how: ApplyBy,
    credit_minor: int,
    items: Sequence[OpenItem],
    offered: Mapping[int, int],
) -> Settlement:
    """Settle by a rule, granting every discount whose item is then paid in full.

    A discount that turns out not to be earned changes what the others are paid, so
    the rule is asked again without it; each round drops at least one.
    """
    if how is ApplyBy.EXACT and (exact := apply_exact(credit_minor, items)[0]):
        return Settlement((), tuple(exact), 0)
    while True:
        less = [_less(item, offered.get(item.id, 0)) for item in items]
        applied, left_minor = apply_by(how, credit_minor, less)
        paid = {part.item_id: part.amount_minor for part in applied}
        earned = {
            item.id: offered[item.id]
            for item in less
            if item.id in offered and paid.get(item.id) == item.open_minor
        }
        if earned == offered:
            discounts = tuple(Application(*pair) for pair in sorted(earned.items()))
            return Settlement(discounts, tuple(applied), left_minor)
        offered = earned


def _less(item: OpenItem, discount_minor: int) -> OpenItem:
    if not discount_minor:
        return item
    return replace(item, open_minor=item.open_minor - discount_minor)
