"""How old is what is owed: open amounts in buckets of days past due."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Final

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LAST_DAYS: Final = (30, 60, 90)
"""The last day past due of each bucket but the open one, as most offices have it."""


class AgeBy(StrEnum):
    """The day from which an item's age is counted."""

    INSTALMENT = "instalment"  # each part on the day that it falls due itself
    DUE = "due"  # a document on the day by which all of it is due
    DOCUMENT = "document"  # the day of the document, whatever its terms


@dataclass(eq=False)
class BucketsDoNotRise(Refusal):
    """Bucket limits that are not rising numbers of days."""

    code: ClassVar[str] = "buckets_do_not_rise"
    template: ClassVar[str] = (
        "Aging buckets end at rising numbers of days, such as 30, 60, 90; "
        "{last_days} do not."
    )

    last_days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AgingBucket:
    """A range of days past due, both included; ``None`` is without end.

    The first bucket of every aging ends with day 0: not due.
    """

    from_days: int | None
    to_days: int | None

    @property
    def name(self) -> str:
        """What people call it: ``not due``, ``1–30``, ``over 90``."""
        if self.from_days is None:
            return "not due"
        if self.to_days is None:
            return f"over {self.from_days - 1}"
        return f"{self.from_days}–{self.to_days}"


def aging_buckets(last_days: Sequence[int] = LAST_DAYS) -> tuple[AgingBucket, ...]:
    """Not due, then one bucket up to each limit, then all that is older.

    Raises:
        BucketsDoNotRise: the limits are not positive and rising.
    """
    firsts = first_days(last_days)
    return (
        AgingBucket(None, 0),
        *(
            AgingBucket(first, last)
            for first, last in zip(firsts[:-1], last_days, strict=True)
        ),
        AgingBucket(firsts[-1], None),
    )


def first_days(last_days: Sequence[int] = LAST_DAYS) -> tuple[int, ...]:
    """The first day of each bucket that is past due: 1, 31, 61, 91.

    Raises:
        BucketsDoNotRise: the limits are not positive and rising.
    """
    firsts = (1, *(last + 1 for last in last_days))
    if any(later <= earlier for earlier, later in pairwise(firsts)):
        raise BucketsDoNotRise(tuple(last_days))
    return firsts


@dataclass(frozen=True, slots=True, kw_only=True)
class AgedItem:
    """What is open of a debt (positive) or credit (negative), and its days."""

    party_id: int
    currency: str
    open_minor: int
    document_on: date
    due_on: date
    instalment_on: date

    def counts_from(self, by: AgeBy) -> date:
        """The day after which the item gets old."""
        match by:
            case AgeBy.INSTALMENT:
                return self.instalment_on
            case AgeBy.DUE:
                return self.due_on
            case AgeBy.DOCUMENT:
                return self.document_on


@dataclass(frozen=True, slots=True, kw_only=True)
class AgingRow:
    """What a party owes in one currency, by age; ``party_id`` 0 is all of them.

    ``unapplied_minor`` is the positive sum of its credits that nobody has applied:
    they have no age, and are taken off the total.
    """

    party_id: int
    currency: str
    bucket_minor: tuple[int, ...]
    unapplied_minor: int

    @property
    def total_minor(self) -> int:
        return sum(self.bucket_minor) - self.unapplied_minor


def aging(
    items: Iterable[AgedItem],
    on: date,
    *,
    by: AgeBy = AgeBy.INSTALMENT,
    last_days: Sequence[int] = LAST_DAYS,
) -> list[AgingRow]:
    """What each party owes at the end of a day, by age.

    Every unit of an open item is in exactly one bucket or among the credits, so the
    totals add up to the items whatever they are aged by.

    Returns:
        A row for each party and currency that has open items, in that order.
    """
    firsts = first_days(last_days)
    sums: dict[tuple[int, str], list[int]] = {}
    credit = len(firsts) + 1
    for item in items:
        row = sums.setdefault((item.party_id, item.currency), [0] * (credit + 1))
        if item.open_minor < 0:
            row[credit] -= item.open_minor
        else:
            days = (on - item.counts_from(by)).days
            row[bisect_right(firsts, days)] += item.open_minor
    return [
        AgingRow(
            party_id=party_id,
            currency=currency,
            bucket_minor=tuple(row[:credit]),
            unapplied_minor=row[credit],
        )
        for (party_id, currency), row in sorted(sums.items())
    ]
