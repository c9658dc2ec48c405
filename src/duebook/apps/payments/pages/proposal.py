"""A payer's open items as the form shows them, with what the money would settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from duebook.apps.payments.forms.receiving import Short, basis_of, written
from duebook.apps.payments.queries.proposing import named_in
from duebook.apps.receivables.queries import Item
from duebook.domain.application import discount_earned
from duebook.domain.money import from_minor
from duebook.domain.payments import ProposedBy, propose

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from duebook.apps.payments.forms.receiving import Chosen

MOST = 200
"""Items on the screen, at most; those that are paid always stand there."""

REASONS = {
    ProposedBy.INSTRUCTION: "Proposed: what the payer named.",
    ProposedBy.EXACT: "Proposed: the one item of just this amount.",
    ProposedBy.OLDEST_DUE: "Proposed: the oldest first.",
    ProposedBy.NOTHING: "Nothing is open that a rule may settle.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An open item with what is put against it; ``typed`` is the amount's text.

    The turns count how often its tick and its amount were replaced in the browser.
    """

    item: Item
    pay_minor: int
    typed: str
    discount_minor: int
    short: Short
    fault: str = ""
    tick_turn: int = 0
    pays_turn: int = 0

    @property
    def is_ticked(self) -> bool:
        """Whether anything is put against it."""
        return bool(self.pay_minor or self.fault)

    @property
    def rest_minor(self) -> int:
        """What stays open of it."""
        return self.item.open_minor - self.pay_minor - self.earned_minor

    @property
    def earned_minor(self) -> int:
        """The discount that it earns: what was left out, up to what was offered."""
        left_out_minor = self.item.open_minor - self.pay_minor
        fits = self.pay_minor and 0 < left_out_minor <= self.discount_minor
        return left_out_minor if fits else 0

    @property
    def is_short(self) -> bool:
        """Whether it is paid, but not whole."""
        return bool(self.pay_minor) and self.rest_minor > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a payment would settle; amounts in minor units of one currency.

    ``basis`` names what it was made for; ``how`` is ``auto`` or ``hand``.
    """

    rows: tuple[Row, ...]
    hidden: int
    amount_minor: int
    currency: str
    how: str
    reason: str
    basis: str

    @property
    def applied_minor(self) -> int:
        """What is put against items."""
        return sum(row.pay_minor for row in self.rows)

    @property
    def left_minor(self) -> int:
        """What is left to apply; less than nothing where too much was put."""
        return self.amount_minor - self.applied_minor

    @property
    def shown(self) -> str:
        """The amounts as the form carries them."""
        return written(
            {row.item.id: row.pay_minor for row in self.rows if row.pay_minor}
        )

    @property
    def open_minor(self) -> int:
        """What is open of all that stands on the screen."""
        return sum(row.item.open_minor for row in self.rows)

    @property
    def is_any_short(self) -> bool:
        """Whether something is paid, but not whole."""
        return any(row.is_short for row in self.rows)

    @property
    def earned_minor(self) -> int:
        """The cash discounts it earns."""
        return sum(row.earned_minor for row in self.rows)


def proposal(
    items: Sequence[Item],
    said: Mapping[str, Any],
    chosen: Chosen | None,
    *,
    currency: str,
    today: date,
) -> Proposal:
    """What stands on the screen: what was chosen by hand, or what the rules propose.

    Args:
        items: what is open of the payer.
        said: what the form says, as far as it can be read.
        chosen: what was chosen, nothing for a proposal of the rules.
        currency: of the payment.
        today: the day that counts where none was typed yet.
    """
    own = [item for item in items if item.currency == currency]
    amount_minor = said.get("amount_minor", 0)
    on = said.get("on") or today
    reason = ""
    if chosen is None or not chosen.is_by_hand:
        amounts, reason = _by_rule(own, amount_minor, on, said.get("advice", ""))
    else:
        amounts = _filled(own, chosen, amount_minor, on)
    rows = [_row(item, amounts, chosen, on) for item in own]
    shown = [row for place, row in enumerate(rows) if place < MOST or row.is_ticked]
    return Proposal(
        rows=tuple(shown),
        hidden=len(rows) - len(shown),
        amount_minor=amount_minor,
        currency=currency,
        how="hand" if chosen and chosen.is_by_hand else "auto",
        reason=reason,
        basis=basis_of(said),
    )


def _by_rule(
    items: Sequence[Item], amount_minor: int, on: date, advice: str
) -> tuple[dict[int, int], str]:
    if amount_minor <= 0:
        return {}, ""
    settlement, why = propose(
        amount_minor,
        [item.as_debt() for item in items],
        received_on=on,
        named=named_in(advice, items) if advice else (),
    )
    amounts = {part.item_id: part.amount_minor for part in settlement.applied}
    return amounts, REASONS[why]


def _filled(
    items: Sequence[Item], chosen: Chosen, amount_minor: int, on: date
) -> dict[int, int]:
    """The amounts chosen; what was only ticked takes what is left, first due first."""
    amounts = {
        item_id: minor for item_id, minor in chosen.amounts.items() if minor is not None
    }
    left_minor = amount_minor - sum(amounts.values())
    for item in items:
        if item.id in chosen.amounts and item.id not in amounts:
            debt = item.as_debt()
            net_minor = item.open_minor - discount_earned(debt, on)
            amounts[item.id] = max(0, min(net_minor, left_minor))
            left_minor -= amounts[item.id]
    return amounts


def _row(
    item: Item, amounts: Mapping[int, int], chosen: Chosen | None, on: date
) -> Row:
    pay_minor = amounts.get(item.id, 0)
    fault = chosen.faults.get(item.id, "") if chosen else ""
    tick_turn, pays_turn = chosen.turned(item.id, pay_minor) if chosen else (0, 0)
    return Row(
        item=item,
        pay_minor=pay_minor,
        typed=fault or (f"{from_minor(pay_minor, item.currency)}" if pay_minor else ""),
        discount_minor=discount_earned(item.as_debt(), on),
        short=chosen.shorts.get(item.id, Short.KEEP) if chosen else Short.KEEP,
        fault=fault,
        tick_turn=tick_turn,
        pays_turn=pays_turn,
    )
