"""Which money an advice is about: named by it, or the only one of its sum; or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from duebook.domain.mentions import plain, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from duebook.domain.matching.records import Receipt

NEAR: Final = timedelta(days=5)
"""How far the day of an advice and the day of its money lie apart at most."""

LONG_NAME: Final = 6
"""Letters and digits from which a reference is believed whatever the sum is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A payer's message as far as it tells its money; amounts in minor units.

    ``on`` is the day of the payment or, where it tells none, the day it came;
    ``currency`` is empty and ``total_minor`` None where they are not told.
    """

    id: int
    reference: str
    on: date
    currency: str
    total_minor: int | None


def advices_of(
    receipts: Sequence[Receipt], advices: Sequence[Advice]
) -> dict[int, int]:
    """The advice of each receipt that has one, by their ids.

    An advice belongs to money that repeats its reference.  Where no reference leads
    anywhere, it belongs to money of its sum, currency and days.  Either way each must
    be the other's only candidate.  A receipt that brought its own remittance has its
    advice.  The order of neither side matters.
    """
    waiting = [receipt for receipt in receipts if not receipt.remittance]
    named = _named(waiting, advices)
    found = _pairs(named)
    of_sum = _of_sum(
        [receipt for receipt in waiting if receipt.id not in named],
        advices,
        but={advice_id for ids in named.values() for advice_id in ids},
    )
    return found | _pairs(of_sum)


def _named(
    receipts: Sequence[Receipt], advices: Iterable[Advice]
) -> dict[int, set[int]]:
    """The advices whose reference each receipt repeats."""
    by_name: dict[str, list[Advice]] = defaultdict(list)
    for advice in advices:
        if name := plain(advice.reference):
            by_name[name].append(advice)
    named: dict[int, set[int]] = {}
    for receipt in receipts if by_name else ():
        said = {plain(one) for one in receipt.references} | runs(receipt.text)
        meant = {
            advice.id
            for name in said & by_name.keys()
            for advice in by_name[name]
            if _fits(receipt, advice)
            and (len(name) >= LONG_NAME or advice.total_minor == receipt.amount_minor)
        }
        if meant:
            named[receipt.id] = meant
    return named


def _of_sum(
    receipts: Iterable[Receipt], advices: Iterable[Advice], *, but: set[int]
) -> dict[int, set[int]]:
    """The advices of the sum and about the day of each receipt."""
    by_sum: dict[int, list[Advice]] = defaultdict(list)
    for advice in advices:
        if advice.total_minor is not None and advice.id not in but:
            by_sum[advice.total_minor].append(advice)
    return {
        receipt.id: meant
        for receipt in receipts
        if (
            meant := {
                advice.id
                for advice in by_sum.get(receipt.amount_minor, ())
                if _fits(receipt, advice)
                and abs(receipt.received_on - advice.on) <= NEAR
            }
        )
    }


def _fits(receipt: Receipt, advice: Advice) -> bool:
    return advice.currency in {"", receipt.currency}


def _pairs(candidates: Mapping[int, set[int]]) -> dict[int, int]:
    """Those that are each other's only candidates."""
    wanted: dict[int, int] = defaultdict(int)
    for ids in candidates.values():
        for advice_id in ids:
            wanted[advice_id] += 1
    return {
        receipt_id: advice_id
        for receipt_id, ids in candidates.items()
        if len(ids) == 1
        for advice_id in ids
        if wanted[advice_id] == 1
    }
