"""Who may do what, up to which amount, and what needs a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from duebook.domain.errors import Refusal


class Right(StrEnum):
    """Acts that a person may be trusted with, one entity at a time."""

    ADMINISTER = "administer"
    PREPARE = "prepare"
    ISSUE = "issue"
    RECEIVE = "receive"
    APPLY = "apply"
    CREDIT = "credit"
    DISCOUNT = "discount"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    APPROVE = "approve"
    SEND = "send"
    CLOSE = "close"
    SOFT_LOCKED = "soft_locked"
    NOTE = "note"


ALLOWS: Mapping[Right, str] = {
    Right.ADMINISTER: "people and limits, letterhead, mail, accounts, rounding",
    Right.PREPARE: "parties, prices, charges, imports and drafts",
    Right.ISSUE: "make invoices and statements, bill in runs, keep findings as right",
    Right.RECEIVE: "take in payments, deposits and files of the bank",
    Right.APPLY: "settle open items, decide about lines of the bank, handle disputes",
    Right.CREDIT: "credit, correct and void invoices",
    Right.DISCOUNT: "take something off a draft",
    Right.WRITE_OFF: "give up what is open",
    Right.REFUND: "send money back",
    Right.APPROVE: "answer what waits for a second person, let rules of the house act",
    Right.SEND: "send and print invoices, statements and letters",
    Right.CLOSE: "post entries by hand, prove bank accounts, sign and lock months",
    Right.SOFT_LOCKED: "post into a month that is locked softly, as it is for review",
    Right.NOTE: "write notes, ask colleagues, keep views and marks of one’s own",
}
"""What a right lets somebody do, as the page of people says it."""

BY_AMOUNT = (Right.CREDIT, Right.DISCOUNT, Right.WRITE_OFF, Right.REFUND)
"""Rights whose limit is asked for; the others are held or not."""


@dataclass(frozen=True, slots=True)
class Person:
    """An actor and what it may do.

    A limit is in minor units of the entity's currency; ``None`` is without limit.
    """

    name: str
    limits: Mapping[Right, int | None]


ROLES: Mapping[str, Mapping[Right, int | None]] = {
    "coordinator": {
        Right.PREPARE: None,
        Right.ISSUE: None,
        Right.RECEIVE: None,
        Right.APPLY: None,
        Right.SEND: None,
        Right.NOTE: None,
        Right.CREDIT: 500_00,
        Right.DISCOUNT: 100_00,
        Right.WRITE_OFF: 50_00,
        Right.REFUND: 100_00,
    },
    "senior coordinator": {
        Right.PREPARE: None,
        Right.ISSUE: None,
        Right.RECEIVE: None,
        Right.APPLY: None,
        Right.SEND: None,
        Right.NOTE: None,
        Right.APPROVE: None,  # within the limits below: an answer is an act of its size
        Right.CREDIT: 2_500_00,
        Right.DISCOUNT: 500_00,
        Right.WRITE_OFF: 250_00,
        Right.REFUND: 500_00,
    },
    "manager": {
        **{right: None for right in Right if right is not Right.ADMINISTER},
    },
    "accountant": {
        Right.CLOSE: None,
        Right.SOFT_LOCKED: None,
        Right.APPLY: None,
        Right.NOTE: None,
        Right.CREDIT: 0,
    },
    "administrator": dict.fromkeys(Right),
    "auditor": {},
}
"""What a new person of a role is given; every limit can be changed for a person."""


@dataclass(eq=False)
class NotPermitted(Refusal):
    """The person does not hold the right."""

    code: ClassVar[str] = "not_permitted"
    template: ClassVar[str] = "{person} may not {right} here."

    person: str
    right: str


def require(person: Person, right: Right) -> None:
    """Refuse a person who does not hold a right at all.

    Raises:
        NotPermitted: the right is not among the person's.
    """
    if right not in person.limits:
        raise NotPermitted(person.name, right.value.replace("_", " "))


def within_limit(person: Person, right: Right, amount_minor: int) -> bool:
    """Whether an act of this size is the person's own to do."""
    limit_minor = person.limits[right]
    return limit_minor is None or abs(amount_minor) <= limit_minor
