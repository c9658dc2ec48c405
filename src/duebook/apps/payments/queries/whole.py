"""A payment with all that came of it: what it settled, where the rest lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from duebook import db
from duebook.apps.payments.queries import NoSuchPayment
from duebook.apps.receivables.queries.taken_back import TakenBack, taken_back_of
from duebook.domain.ledger import AccountRole
from duebook.web.lists import Standing

ROOM: Final = "duebook.apps.payments"

GONE: Final = {
    "refund": "Sent back",
    "payment_return": "Taken back by the bank",
    "conversion": "Changed into another currency",
    "transfer": "Moved",
    "discount_return": "Discount taken back",
    "write_off_return": "Write-off taken back",
}
"""Debits that used a credit up, and what each is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A payment as it was taken in, and whether the bank took it back."""

    id: int
    number: str
    received_on: date
    currency: str
    amount_minor: int
    method: str
    reference: str
    item_id: int
    party: str
    name: str
    actor: str
    at: datetime
    returned_on: date | None
    return_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A credit that came of a payment; ``open_minor`` is what it has left, positive."""

    id: int
    kind: str
    open_minor: int
    role: str
    party: str
    name: str
    is_let_go: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a credit settles, or what used it up; ``open_minor`` is left of the debt."""

    id: int
    credit_id: int
    number: str
    kind: str
    document_id: int | None
    amount_minor: int
    effective_on: date
    rule: str
    open_minor: int
    reason: str
    actor: str
    at: datetime

    @property
    def gone(self) -> str:
        """How the money went, where it settled no debt of the party."""
        return GONE.get(self.kind, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A payment, the credits that it became, what they settle and what they did."""

    payment: Taken
    kept: tuple[Kept, ...]
    settled: tuple[Settled, ...]
    let_go: tuple[Settled, ...]
    taken_back: tuple[TakenBack, ...]

    @property
    def left(self) -> tuple[Kept, ...]:
        """The credits that have something left."""
        return tuple(one for one in self.kept if one.open_minor and not one.is_let_go)

    @property
    def left_minor(self) -> int:
        """What no debt took of it, and nobody sent back."""
        return sum(one.open_minor for one in self.left)

    @property
    def applied_minor(self) -> int:
        """What it settles of debts."""
        return sum(one.amount_minor for one in self.settled if not one.gone)

    @property
    def let_go_minor(self) -> int:
        """What was let go with it: discounts and their like."""
        return sum(one.amount_minor for one in self.let_go if not one.gone)

    @property
    def state(self) -> Standing:
        """How it stands, in a word."""
        return standing(
            is_returned=self.payment.returned_on is not None,
            amount_minor=self.payment.amount_minor,
            left_minor=self.left_minor,
            role=self.left[0].role if self.left else "",
        )


def standing(
    *, is_returned: bool, amount_minor: int, left_minor: int, role: str
) -> Standing:
    """``returned``, ``applied``, ``unapplied``, ``part applied``, by what is left."""
    if is_returned:
        return Standing("bounced", "returned")
    if role == AccountRole.UNIDENTIFIED_CASH:
        return Standing("needs a person", "unidentified")
    if not left_minor:
        return Standing("applied")
    if role == AccountRole.ON_ACCOUNT:
        return Standing("unapplied", "on account", "idle")
    if left_minor < amount_minor:
        return Standing("unapplied", "part unapplied")
    return Standing("unapplied")


def whole(entity_id: int, number: str) -> Whole:
    """A payment with all that came of it, in five queries however much that is.

    Raises:
        NoSuchPayment: there is none of this number.
    """
    asked = {"entity": entity_id}
    found = db.rows_of(Taken, db.sql(ROOM, "whole"), {**asked, "number": number})
    if not found:
        raise NoSuchPayment(number)
    [payment] = found
    kept = db.rows_of(Kept, db.sql(ROOM, "came_of"), {**asked, "payment": payment.id})
    let_go = {one.id for one in kept if one.is_let_go}
    credits_ = {**asked, "credits": db.array([one.id for one in kept])}
    settled = db.rows_of(Settled, db.sql(ROOM, "settled"), credits_)
    return Whole(
        payment=payment,
        kept=tuple(kept),
        settled=tuple(one for one in settled if one.credit_id not in let_go),
        let_go=tuple(one for one in settled if one.credit_id in let_go),
        taken_back=tuple(taken_back_of(entity_id, [one.id for one in kept])),
    )
