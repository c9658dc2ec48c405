"""What waits for somebody today: one list over all rooms, each row with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from duebook.apps.desk.queries.piles import KINDS, Asking, Task
from duebook.apps.notes import queries as notes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duebook.apps.entities.queries import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """The rows of one kind, what they add up to, and how many were put aside."""

    name: str
    label: str
    icon: str
    tasks: tuple[Task, ...]
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Today of one person."""

    piles: tuple[Pile, ...]
    done: int

    @property
    def left(self) -> int:
        """How many rows wait."""
        return len(self.tasks)

    @property
    def minutes(self) -> int:
        """About how long the rows take."""
        return sum(KINDS[task.pile].minutes for task in self.tasks)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All rows, pile by pile."""
        return tuple(task for pile in self.piles for task in pile.tasks)

    @property
    def sums(self) -> dict[str, int]:
        """What the rows are worth, by currency."""
        added: defaultdict[str, int] = defaultdict(int)
        for pile in self.piles:
            for currency, sum_minor in pile.sums.items():
                added[currency] += sum_minor
        return dict(added)


ORDERS: Final = {"": "By kind", "money": "By money", "clock": "By clock"}
"""The ways to look at what waits; without one, each kind is a pile of its own."""


def in_order(piles: Sequence[Pile], by: str) -> list[Pile]:
    """Piles as they are, or their rows as one: the dearest or the most urgent first.

    Amounts of several currencies stand one currency after the other.
    """
    tasks = [task for pile in piles for task in pile.tasks]
    if not by or not tasks:
        return list(piles)
    ordered = sorted(tasks, key=_first if by == "clock" else _dearest)
    icon = "clock" if by == "clock" else "cash"
    return [
        Pile(
            name=by,
            label=ORDERS[by],
            icon=icon,
            tasks=tuple(ordered),
            sums=_sums(tasks),
        )
    ]


def _dearest(task: Task) -> tuple[bool, str, int]:
    return task.amount_minor is None, task.currency, -abs(task.amount_minor or 0)


def day(seats: Sequence[tuple[Seat, date]]) -> Day:
    """What waits for a person in their entities, each with its own today."""
    found: defaultdict[str, list[Task]] = defaultdict(list)
    done = 0
    for seat, today in seats:
        asking = Asking(seat, today)
        marks = notes.marks(seat.entity_id, seat.person)
        done += sum(mark.is_done and mark.marked_on == today for mark in marks.values())
        for pile, kind in KINDS.items():
            if kind.rights and not any(right in seat.limits for right in kind.rights):
                continue
            found[pile] += [
                task
                for task in kind.tasks(asking)
                if task.row not in marks or not marks[task.row].hides(task.stamp, today)
            ]
    return Day(
        piles=tuple(
            Pile(
                name=pile,
                label=kind.label,
                icon=kind.icon,
                tasks=tuple(sorted(found[pile], key=_first)),
                sums=_sums(found[pile]),
            )
            for pile, kind in KINDS.items()
            if found[pile]
        ),
        done=done,
    )


def task_of(found: Day, entity: str, row: str) -> Task | None:
    """A row of somebody's Today, by its entity and name."""
    return next(
        (one for one in found.tasks if one.row == row and one.seat.code == entity), None
    )


def waiting(today: Day, code: str) -> dict[str, int]:
    """How much waits behind each entry of the menu, in one entity."""
    counts = {"today": today.left}
    for pile in today.piles:
        entry = KINDS[pile.name].entry
        own = [task for task in pile.tasks if task.seat.code == code]
        if entry:
            of_all = entry == "approvals"
            counts[entry] = counts.get(entry, 0) + len(pile.tasks if of_all else own)
    return counts


def _first(task: Task) -> tuple[int, int, str]:
    return (-task.late_days, -(task.amount_minor or 0), task.ref)


def _sums(tasks: Sequence[Task]) -> dict[str, int]:
    added: defaultdict[str, int] = defaultdict(int)
    for task in tasks:
        if task.amount_minor is not None:
            added[task.currency] += task.amount_minor
    return dict(added)
