"""What a person may let go of debts with a payment, beyond what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.approvals.actions import is_own_to_do
from duebook.apps.receivables.actions import GivenUp, give_up
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.application import discount_earned
from duebook.domain.errors import Refusal
from duebook.domain.ledger import AccountRole
from duebook.domain.money import from_minor
from duebook.domain.payments import LeftOut
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duebook.apps.entities.actions import Act
    from duebook.apps.receivables.queries import Item
    from duebook.domain.payments import LetGo


LET_GO_TO = {
    LeftOut.DISCOUNT: AccountRole.DISCOUNT_ALLOWED,
    LeftOut.BANK_FEE: AccountRole.BANK_FEES,
    LeftOut.WITHHELD_TAX: AccountRole.WITHHELD_TAX,
    LeftOut.DEDUCTION: AccountRole.DEDUCTIONS,
}
"""Which account bears what a payer left out and we let go."""

LET_GO_BECAUSE = {
    LeftOut.DISCOUNT: "paid early",
    LeftOut.BANK_FEE: "kept by a bank on the way",
    LeftOut.WITHHELD_TAX: "tax withheld by the payer",
    LeftOut.DEDUCTION: "deduction allowed",
}


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


def let_go_with(
    act: Act,
    let_go: Iterable[tuple[int, date, Iterable[LetGo]]],
    items: Mapping[int, Item],
) -> None:
    """Let go what payments earned or left out, day by day, each with its payment.

    Args:
        act: the act that it belongs to.
        let_go: payment, day and parts.
        items: the debts, locked, by id.
    """
    by_day: dict[tuple[date, LeftOut], list[tuple[int, GivenUp]]] = {}
    for payment_id, on, parts in let_go:
        for part in parts:
            item = items[part.item_id]
            day = max(on, item.effective_on)
            given = GivenUp(item=item, amount_minor=part.amount_minor)
            by_day.setdefault((day, part.why), []).append((payment_id, given))
    earned: list[tuple[int, int]] = []
    for (day, why), given_up in sorted(by_day.items()):
        item_ids = give_up(
            act,
            [given for _, given in given_up],
            kind=why.value,
            role=LET_GO_TO[why],
            effective_on=day,
            reason=LET_GO_BECAUSE[why],
        )
        earned += [
            (payment_id, item_id)
            for (payment_id, _), item_id in zip(given_up, item_ids, strict=True)
        ]
    go_with(act, earned)


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
