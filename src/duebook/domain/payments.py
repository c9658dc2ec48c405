"""Money on arrival: the ways it comes, the discounts it earns, what it settles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from duebook.domain.application import (
    Application,
    ApplyBy,
    apply_by,
    apply_by_instruction,
    apply_exact,
    discount_earned,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
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


BY_HAND: Final = frozenset({Method.CASH, Method.CHEQUE})
"""What may lie in the drawer until somebody takes it to the bank."""


class LeftOut(StrEnum):
    """Why a payer sends less than a debt, where we let it go."""

    DISCOUNT = "discount"
    BANK_FEE = "bank_fee"
    WITHHELD_TAX = "withheld_tax"
    DEDUCTION = "deduction"


@dataclass(frozen=True, slots=True)
class LetGo:
    """Part of a debt, positive, that is settled at our expense with a payment."""

    item_id: int
    amount_minor: int
    why: LeftOut = LeftOut.DISCOUNT


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a payment does to items: what is let go, what it pays, what is left.

    What is let go is put against its items first, so that it and ``applied``
    together never exceed what an item has open.
    """

    let_go: tuple[LetGo, ...]
    applied: tuple[Application, ...]
    left_minor: int

    def lowered(self) -> Iterator[tuple[int, int]]:
        """By how much each item is less open, as pairs of item id and amount."""
        for given in self.let_go:
            yield given.item_id, given.amount_minor
        for paid in self.applied:
            yield paid.item_id, paid.amount_minor


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
        LetGo(item_id, left_out[item_id])
        for item_id, offered_minor in sorted(offered.items())
        if 0 < left_out.get(item_id, 0) <= offered_minor
    ]
    return Settlement(tuple(discounts), tuple(applied), left_minor)


def settle_as_agreed(
    credit_minor: int,
    items: Sequence[OpenItem],
    asked: Mapping[int, int],
    let_go: Sequence[LetGo],
) -> Settlement:
    """Settle what somebody decided, with what was agreed to be let go.

    Args:
        credit_minor: the amount received, positive.
        items: the open items that may be settled.
        asked: positive amount by item id.
        let_go: what is settled at our expense with it.

    Raises:
        NotOpen, OverApplied, CreditExceeded: the decision does not fit.
    """
    given: dict[int, int] = {}
    for part in let_go:
        given[part.item_id] = given.get(part.item_id, 0) + part.amount_minor
    apply_by_instruction(sum(given.values()), items, given)
    left = [_less(item, given.get(item.id, 0)) for item in items]
    applied, left_minor = apply_by_instruction(credit_minor, left, asked)
    return Settlement(tuple(let_go), tuple(applied), left_minor)


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
            discounts = tuple(LetGo(*pair) for pair in sorted(earned.items()))
            return Settlement(discounts, tuple(applied), left_minor)
        offered = earned


def _less(item: OpenItem, discount_minor: int) -> OpenItem:
    if not discount_minor:
        return item
    return replace(item, open_minor=item.open_minor - discount_minor)


class ProposedBy(StrEnum):
    """Why money is proposed for just these debts."""

    INSTRUCTION = "instruction"
    EXACT = "exact"
    OLDEST_DUE = "oldest_due"
    NOTHING = "nothing"


def propose(
    credit_minor: int,
    items: Sequence[OpenItem],
    *,
    received_on: date,
    named: Sequence[int] = (),
) -> tuple[Settlement, ProposedBy]:
    """What money that just came would settle, and why: named, else exact, else oldest.

    What the payer named is paid in its order, less the discount it earns unless just
    the whole came; what is left then stays, because the payer did not mean it for
    anything else.  Nothing is proposed for what is contested, named or not.

    Args:
        credit_minor: the amount received, positive.
        items: the payer's open items in the money's currency.
        received_on: the day that decides whether a discount is earned.
        named: ids of items, as the payer named them.
    """
    if named:
        return _propose_named(credit_minor, items, received_on, named)
    settlement = settle(
        credit_minor,
        items,
        received_on=received_on,
        how=ApplyBy.EXACT,
        asked={},
        takes_discount=True,
    )
    if not settlement.applied:
        return settlement, ProposedBy.NOTHING
    is_exact = len(settlement.applied) == 1 and not settlement.left_minor
    [first, *_] = settlement.applied
    closes = {item.id: item.offered_minor for item in items}[first.item_id]
    given_minor = sum(part.amount_minor for part in settlement.let_go)
    is_exact = is_exact and first.amount_minor + given_minor == closes
    return settlement, ProposedBy.EXACT if is_exact else ProposedBy.OLDEST_DUE


def _propose_named(
    credit_minor: int,
    items: Sequence[OpenItem],
    received_on: date,
    named: Sequence[int],
) -> tuple[Settlement, ProposedBy]:
    by_id = {item.id: item for item in items}
    wanted = [by_id[item_id] for item_id in dict.fromkeys(named)]
    is_whole = sum(item.offered_minor for item in wanted) == credit_minor
    asked: dict[int, int] = {}
    left_minor = credit_minor
    for item in wanted:
        earned_minor = 0 if is_whole else discount_earned(item, received_on)
        net_minor = item.offered_minor - earned_minor
        if share_minor := min(net_minor, left_minor):
            asked[item.id] = share_minor
            left_minor -= share_minor
    if not asked:
        return Settlement((), (), credit_minor), ProposedBy.NOTHING
    settlement = settle(
        credit_minor,
        items,
        received_on=received_on,
        how=ApplyBy.NONE,
        asked=asked,
        takes_discount=True,
    )
    return settlement, ProposedBy.INSTRUCTION
