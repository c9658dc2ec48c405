"""Charts as marks with places: pure functions; templates draw them as SVG.

Widths and heights are units of the drawing, with one decimal.  Bars start at zero, and
a piece that is there but small is drawn 1.5 wide, so that it can be seen and pressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST: Final = 1.5
"""The least width of a piece that is not nothing."""

GAP: Final = 2.0
"""Between the pieces of a bar."""

_STEPS: Final = (0.5, 0.2, 0.05)
"""Shares of a column's largest amount at which a heat cell becomes darker."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket of an aging: ``age`` 0 is not due, 4 the oldest; ``-1`` is a credit."""

    label: str
    amount_minor: int
    age: int
    address: str = ""
    note: str = ""
    name: str = ""

    @property
    def tone(self) -> str:
        """The class of its colour."""
        return f"a{self.age}" if self.age >= 0 else "credit"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: where it begins, how wide it is, and what it stands for."""

    x: float
    width: float
    bucket: Bucket


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a progress or of a bar of counts: its share and its kind."""

    kind: str
    count: int
    label: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece with its place."""

    x: float
    width: float
    piece: Piece


@dataclass(frozen=True, slots=True)
class Month:
    """A column of a chart by month: amounts by age, youngest first.

    ``is_open`` hatches a month that is not closed.
    """

    label: str
    amounts_minor: tuple[int, ...]
    address: str = ""
    is_open: bool = False

    @property
    def total_minor(self) -> int:
        """The whole column."""
        return sum(self.amounts_minor)


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of a column; ``age`` as in :class:`Bucket`."""

    y: float
    height: float
    age: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Column:
    """A month with the places of its blocks; ``top`` is where the total is written."""

    x: float
    width: float
    top: float
    blocks: tuple[Block, ...]
    month: Month

    @property
    def middle(self) -> float:
        """Where its texts are centred."""
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class Dot:
    """A case of a dot plot."""

    x: float
    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Flag:
    """A numbered mark above a dot plot, such as a proposal's item."""

    x: float
    label: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the axis with its words."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Days early and late, dots stacked on each day."""

    width: float
    height: float
    zero: float
    base: float
    dots: tuple[Dot, ...]
    flags: tuple[Flag, ...]
    ticks: tuple[Tick, ...]


def aging_bar(buckets: Sequence[Bucket], width: float = 1000) -> list[Segment]:
    """The pieces of a stacked bar; buckets of nothing, or in credit, have none."""
    shown = [bucket for bucket in buckets if bucket.amount_minor > 0]
    sizes = _shares([bucket.amount_minor for bucket in shown], width)
    return [
        Segment(x, size, bucket) for (x, size), bucket in zip(sizes, shown, strict=True)
    ]


def pieces(of: Sequence[Piece], width: float = 1000) -> list[PlacedPiece]:
    """The pieces of a bar of counts, in their order."""
    shown = [piece for piece in of if piece.count > 0]
    sizes = _shares([piece.count for piece in shown], width)
    return [
        PlacedPiece(x, size, piece)
        for (x, size), piece in zip(sizes, shown, strict=True)
    ]


def columns(
    months: Sequence[Month],
    *,
    width: float,
    height: float,
    fill: float = 0.62,
    first_age: int = 1,
) -> list[Column]:
    """Columns by month, oldest amounts at the foot; the highest reaches the top.

    ``fill`` is the share of its place that a column takes.
    """
    most = max((month.total_minor for month in months), default=0)
    place = width / max(1, len(months))
    drawn = []
    for number, month in enumerate(months):
        foot = height
        blocks = []
        for age, amount in reversed(list(enumerate(month.amounts_minor, first_age))):
            if amount <= 0:
                continue
            tall = round(max(LEAST, amount / most * height), 1)
            foot = round(foot - tall, 1)
            blocks.append(Block(foot, round(max(LEAST, tall - 1), 1), age, amount))
        drawn.append(
            Column(
                round(place * number + place * (1 - fill) / 2, 1),
                round(place * fill, 1),
                foot,
                tuple(blocks),
                month,
            )
        )
    return drawn


def sparkline(
    values: Sequence[int], width: float = 48, height: float = 14
) -> list[tuple[float, float]]:
    """The points of a line of few values; the last one bears a dot."""
    if not values:
        return []
    low, high = min(*values, 0), max(*values, 1)
    step = (width - 6) / max(1, len(values) - 1)
    return [
        (
            round(2 + number * step, 1),
            round(height - 3 - (value - low) / (high - low) * (height - 6), 1),
        )
        for number, value in enumerate(values)
    ]


def dot_plot(
    values: Sequence[int],
    flags: Sequence[tuple[int, str]] = (),
    *,
    width: float = 840,
    dot: float = 9,
) -> DotPlot:
    """How many days early or late each case was, and flags to compare them with.

    The axis reaches from the earliest to the latest of both, in whole tens.
    """
    all_days = [*values, *(day for day, _ in flags), 0]
    first, last = floor(min(all_days) / 5) * 5 - 2, ceil(max(all_days) / 5) * 5 + 2
    scale = width / (last - first)
    counts: dict[int, int] = {}
    stacked = []
    for value in sorted(values):
        counts[value] = counts.get(value, 0) + 1
        stacked.append((value, counts[value]))
    base = 34 + dot * max(counts.values(), default=1)

    def x(day: int) -> float:
        return round((day - first) * scale, 1)

    step = max(5, ceil((last - first) / 8 / 5) * 5)
    ticks = range(ceil(first / step) * step, last + 1, step)
    return DotPlot(
        width=width,
        height=base + 22,
        zero=x(0),
        base=base,
        dots=tuple(
            Dot(x(day), round(base - dot * level + dot / 3, 1), day)
            for day, level in stacked
        ),
        flags=tuple(Flag(x(day), label, label == "1") for day, label in flags),
        ticks=tuple(Tick(x(day), _late(day)) for day in ticks),
    )


def heat_step(amount_minor: int | None, most_minor: int) -> int:
    """How dark a heat cell is: 0 is nothing, 4 the darkest, against its column."""
    if not amount_minor or amount_minor < 0 or most_minor <= 0:
        return 0
    share = amount_minor / most_minor
    return 1 + sum(share >= step for step in _STEPS)


def _late(days: int) -> str:
    if not days:
        return "due date"
    return f"{days} d late" if days > 0 else f"{-days} d early"


def _shares(amounts: Sequence[int], width: float) -> list[tuple[float, float]]:
    """Place and width of each amount; together with the gaps they fill the width."""
    if not amounts:
        return []
    free = width - GAP * (len(amounts) - 1)
    total = sum(amounts)
    sizes = [max(LEAST, amount / total * free) for amount in amounts]
    over = (sum(sizes) - free) / free
    sizes = [size if size <= LEAST else size * (1 - over) for size in sizes]
    starts = [0.0]
    for size in sizes:
        starts.append(starts[-1] + size + GAP)
    return [
        (round(start, 1), round(stop - start - GAP, 1))
        for start, stop in pairwise(starts)
    ]
