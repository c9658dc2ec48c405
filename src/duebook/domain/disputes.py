"""Disputes: what somebody contests of an item, why, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from duebook.domain.errors import Absent, Refusal


class Category(StrEnum):
    """What is wrong in the eyes of who contests."""

    PRICE = "price"
    QUANTITY = "quantity"
    QUALITY = "quality"
    NOT_RECEIVED = "not_received"
    DUPLICATE = "duplicate"
    TERMS = "terms"
    OTHER = "other"


class Outcome(StrEnum):
    """How a dispute ended.

    ``withdrawn``: they contest it no longer; ``upheld``: they were right, and a
    credit note or write-off says how much; ``rejected``: it is owed as it stands.
    """

    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    REJECTED = "rejected"


class Stage(StrEnum):
    """Where a dispute stands until it ends: whose move is next."""

    INVESTIGATING = "investigating"
    WAITING_CUSTOMER = "waiting_customer"
    WAITING_INSIDE = "waiting_inside"
    PROPOSED = "proposed"


@dataclass(eq=False)
class ContestedTooMuch(Refusal):
    """More was to be contested than is open of an item and not contested yet."""

    code: ClassVar[str] = "contested_too_much"
    template: ClassVar[str] = (
        "{number} has {left} {currency} open that nobody contests; {asked} cannot be "
        "contested."
    )

    number: str
    left: Decimal
    asked: Decimal
    currency: str


@dataclass(eq=False)
class ContestedBeforeOwed(Refusal):
    """A debt was to be contested on a day before it existed."""

    code: ClassVar[str] = "contested_before_owed"
    template: ClassVar[str] = (
        "{number} is owed from {since}; it cannot be contested on {day}."
    )

    number: str
    since: date
    day: date


@dataclass(eq=False)
class NoSuchDispute(Absent):
    """No dispute of the entity has this number."""

    code: ClassVar[str] = "no_such_dispute"
    template: ClassVar[str] = "There is no dispute {number}."

    number: str


@dataclass(eq=False)
class DisputeClosed(Refusal):
    """The dispute has its outcome."""

    code: ClassVar[str] = "dispute_closed"
    template: ClassVar[str] = "{number} was closed before: {outcome}."

    number: str
    outcome: str


@dataclass(eq=False)
class NotCredited(Refusal):
    """They were right, and nothing was credited, nor is said why nothing is due."""

    code: ClassVar[str] = "not_credited"
    template: ClassVar[str] = (
        "They are right in {number}, and nothing of {item} was credited since it was "
        "opened. Credit it, or say why no credit is due."
    )

    number: str
    item: str


@dataclass(eq=False)
class ClosedBeforeOpened(Refusal):
    """A dispute was to be closed on a day before it was opened."""

    code: ClassVar[str] = "closed_before_opened"
    template: ClassVar[str] = (
        "{number} was opened on {opened_on}; it cannot be closed on {day}."
    )

    number: str
    opened_on: date
    day: date
