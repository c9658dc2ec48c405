"""Keys that stay with what they mend: pressed twice, they mend nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from duebook.apps.invoicing.queries.editor import TITLES

MOST: Final = 60
"""So many are remembered from one answer to the next."""

LAST_KEY: Final = 9


@dataclass(frozen=True, slots=True)
class StandingKeys:
    """Which key mends what, as long as a person stays with a page.

    Attributes:
        written: what had a key, for a form to send it once more.
        keys: by what they mend; what has none is mended by its button alone.
        settled: titles of what had a key and is there no longer.
    """

    written: str
    keys: Mapping[str, str]
    settled: Sequence[str]


def standing_keys(before: str, now: Sequence[str]) -> StandingKeys:
    """The keys of what can be mended, as they were before; what is new comes after.

    Args:
        before: as ``written`` on the page that was answered; empty on a fresh one.
        now: what can be mended, each beginning with the code of its check.
    """
    known = before.split()[:MOST]
    order = list(dict.fromkeys((*known, *now)))
    places = {ref: place for place, ref in enumerate(order, 1)}
    return StandingKeys(
        written=" ".join(order[:MOST]),
        keys={ref: str(places[ref]) for ref in now if places[ref] <= LAST_KEY},
        settled=[
            title
            for ref in dict.fromkeys(known)
            if ref not in now and (title := TITLES.get(ref.partition("/")[0]))
        ],
    )
