"""What a processor pays out: the sum that reaches the bank, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from duebook.domain.banking import Problem
from duebook.domain.money import from_minor


class PayoutKind(StrEnum):
    """What an item of a payout is, in our words."""

    CHARGE = "charge"
    REFUND = "refund"
    DISPUTE = "dispute"
    FEE = "fee"
    ADJUSTMENT = "adjustment"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutItem:
    """One movement of the processor's account; amounts in minor units.

    Args:
        place: where it stands in its file.
        id: the processor's name for the movement.
        code: the processor's word for its kind.
        gross_minor: what the customer paid, negative for what went back.
        fee_minor: what the processor kept, positive.
        net_minor: what is left; gross less fee, or a problem says that it is not.
        source: the processor's name for the charge, refund or dispute.
        charge: of a refund or dispute, its name for the charge that it is about.
        reference: the invoice's number, where the processor knows it.
    """

    place: str
    id: str
    kind: PayoutKind
    code: str
    currency: str
    gross_minor: int
    fee_minor: int
    net_minor: int
    source: str = ""
    charge: str = ""
    created_on: date | None = None
    reference: str = ""
    description: str = ""
    customer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """What a processor sends to the bank in one sum.

    Args:
        id: the processor's name; empty for items that are not paid out yet.
        arrives_on: the day it is expected at the bank.
        net_minor: the sum as the processor declares it; ``None`` where the file has
            the items alone.
    """

    place: str
    id: str
    arrives_on: date | None
    currency: str
    net_minor: int | None
    items: tuple[PayoutItem, ...]

    @property
    def items_net_minor(self) -> int:
        return sum(item.net_minor for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFile:
    """A processor's report or message as it was read."""

    format: str
    payouts: tuple[Payout, ...]
    problems: tuple[Problem, ...] = ()


def contradictions(payouts: tuple[Payout, ...]) -> list[Problem]:
    """Items whose net is not gross less fee, payouts whose items are not their sum."""
    found = []
    for payout in payouts:
        for item in payout.items:
            expected = item.gross_minor - item.fee_minor
            if expected != item.net_minor:
                sentence = (
                    f"{item.id}: gross less fee is {_shown(expected, item.currency)}, "
                    f"and the net {_shown(item.net_minor, item.currency)}."
                )
                found.append(_told("payout_item_differs", item.place, "net", sentence))
        declared = payout.net_minor
        if payout.items and declared not in {None, payout.items_net_minor}:
            sentence = (
                f"{payout.id} pays {_shown(declared or 0, payout.currency)}; its items "
                f"add up to {_shown(payout.items_net_minor, payout.currency)}."
            )
            found.append(_told("payout_total_differs", payout.place, "net", sentence))
    return found


def _shown(minor: int, currency: str) -> str:
    return f"{from_minor(minor, currency)} {currency}"


def _told(code: str, place: str, field: str, sentence: str) -> Problem:
    return Problem(code=code, place=place, field=field, sentence=sentence)
