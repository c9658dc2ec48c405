"""The pages of a document as pictures, with their amounts as links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duebook.documents.render import PlacedAmount

_SIZE: Final = re.compile(rb'<svg[^>]* viewBox="0 0 ([0-9.]+) ([0-9.]+)"')

MARGIN: Final = 3.0
"""Points around an amount in which a click still means it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An amount on a page: a box in points, and the ``mark`` of its explanation."""

    mark: str
    label: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page by its ``place`` from 1, its size in points, and its amounts."""

    place: int
    width: float
    height: float
    spots: tuple[Spot, ...]


def sheets(pages: Sequence[bytes], placed: Iterable[PlacedAmount]) -> list[Sheet]:
    """The pages, each with the amounts that stand on it."""
    by_page: dict[int, list[Spot]] = {}
    for amount in placed:
        by_page.setdefault(amount.page, []).append(_spot(amount))
    return [
        Sheet(
            place=place,
            width=width,
            height=height,
            spots=tuple(by_page.get(place, ())),
        )
        for place, (width, height) in enumerate(map(_size, pages), 1)
    ]


def _size(page: bytes) -> tuple[float, float]:
    found = _SIZE.match(page)
    assert found, "the compiler says how large a page is"
    return float(found[1]), float(found[2])


def _spot(amount: PlacedAmount) -> Spot:
    line = amount.mark.removeprefix("line-")
    return Spot(
        mark=amount.mark,
        label=(
            f"Where the amount of line {line} comes from"
            if line != amount.mark
            else "Where the sums come from"
        ),
        x=amount.x - MARGIN,
        y=amount.y - MARGIN,
        width=amount.width + 2 * MARGIN,
        height=amount.height + 2 * MARGIN,
    )
