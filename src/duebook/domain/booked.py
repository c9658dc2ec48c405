"""Bank lines that the books know already: deposits, refunds, payments entered by hand.

Posting such a line again would double the money, so it is linked where the evidence
is plain, and held for a person where it is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

EARLIER: Final = timedelta(days=5)
LATER: Final = timedelta(days=15)
"""How long before and after the books a bank may show the same money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A movement that a bank shows, signed in minor units, with all it says."""

    line_id: int
    account_id: int
    on: date
    amount_minor: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An entry on the bank's ledger account that no line explains yet.

    ``names`` are what would prove it in a line's text: numbers, references.
    ``is_sure`` tells that its amount and day suffice when they are unique: it is a
    deposit slip or money that we sent, not money of some payer.
    """

    entry_id: int
    account_id: int
    on: date
    amount_minor: int
    names: tuple[str, ...] = ()
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Lines linked to their entries, and lines that may be one of several."""

    linked: dict[int, int]
    doubtful: dict[int, tuple[int, ...]]


def booked_already(lines: Sequence[Shown], entries: Sequence[Booked]) -> Known:
    """Find the lines that are in the books already.

    A line is linked where it names one entry of its amount, or where it and an
    entry that is sure by itself are each other's only candidates.  Any other line
    with a candidate is doubtful.  The order of neither side matters.
    """
    candidates = _candidates(lines, entries)
    linked: dict[int, int] = {}
    taken: set[int] = set()
    for line in sorted(lines, key=lambda line: line.line_id):
        named = [one for one in candidates.get(line.line_id, ()) if _names(line, one)]
        if len(named) == 1 and named[0].entry_id not in taken:
            linked[line.line_id] = named[0].entry_id
            taken.add(named[0].entry_id)
    wanted: dict[int, int] = defaultdict(int)
    left = {
        line_id: [one for one in found if one.entry_id not in taken]
        for line_id, found in candidates.items()
        if line_id not in linked
    }
    for found in left.values():
        for one in found:
            wanted[one.entry_id] += 1
    doubtful: dict[int, tuple[int, ...]] = {}
    for line_id, found in left.items():
        if len(found) == 1 and found[0].is_sure and wanted[found[0].entry_id] == 1:
            linked[line_id] = found[0].entry_id
        elif found:
            doubtful[line_id] = tuple(one.entry_id for one in found)
    return Known(linked, doubtful)


def _candidates(
    lines: Sequence[Shown], entries: Sequence[Booked]
) -> dict[int, list[Booked]]:
    by_figure: dict[tuple[int, int], list[Booked]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.entry_id):
        by_figure[entry.account_id, entry.amount_minor].append(entry)
    return {
        line.line_id: [
            entry
            for entry in by_figure[line.account_id, line.amount_minor]
            if entry.on - EARLIER <= line.on <= entry.on + LATER
        ]
        for line in lines
        if (line.account_id, line.amount_minor) in by_figure
    }


def _names(line: Shown, entry: Booked) -> bool:
    said = _plain(line.said)
    return any(name and name in said for name in map(_plain, entry.names))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
