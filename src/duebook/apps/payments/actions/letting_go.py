"""What a person may let go of debts with a payment, beyond what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.approvals.actions import is_own_to_do
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.application import discount_earned
from duebook.domain.errors import Refusal
from duebook.domain.money import from_minor
from duebook.domain.payments import LeftOut
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from duebook.apps.entities.actions import Act
    from duebook.domain.payments import LetGo


@dataclass(eq=False)
class LetGoAboveLimit(Refusal):
    """More of debts was to be let go with a payment than the person may give up."""

    code: ClassVar[str] = "let_go_above_limit"
    template: ClassVar[str] = (
        "{amount} {currency} let go with a payment is above the limit of {person}. "
        "Take the payment in without it, and ask to have the rest written off."
    )

    amount: Decimal
    currency: str
    person: str


def require_let_go(
    act: Act, let_go: Sequence[LetGo], *, currency: str, received_on: date
) -> None:
    """Refuse what a person may not give up; a discount earned in time is nobody's gift.

    A discount takes the right to grant discounts; all else is written off.

    Raises:
        NotPermitted: the person does not hold the right.
        LetGoAboveLimit: the sum is above the person's limit.
    """
    items = items_by_id(act.entity_id, [part.item_id for part in let_go])
    given = {Right.DISCOUNT: 0, Right.WRITE_OFF: 0}
    for part in let_go:
        promised_minor = 0
        if part.why is LeftOut.DISCOUNT and part.item_id in items:
            debt = items[part.item_id].as_debt()
            promised_minor = discount_earned(debt, received_on)
        right = Right.DISCOUNT if part.why is LeftOut.DISCOUNT else Right.WRITE_OFF
        given[right] += max(0, part.amount_minor - promised_minor)
    for right, amount_minor in given.items():
        if not amount_minor:
            continue
        act.require(right)
        if not is_own_to_do(act, right, amount_minor, currency):
            amount = from_minor(amount_minor, currency)
            raise LetGoAboveLimit(amount, currency, act.person.name)


def go_with(act: Act, let_go: Iterable[tuple[int, int]]) -> None:
    """Let credits of our own making go when the payment that they came with goes.

    Args:
        act: the act that it belongs to.
        let_go: payment and credit.
    """
    db.write(
        "payments_earned_discount",
        ("entity_id", "payment_id", "item_id"),
        [(act.entity_id, *pair) for pair in let_go],
    )
