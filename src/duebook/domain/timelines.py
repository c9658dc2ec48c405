"""What holds when: dated entries that never overlap, and how a new one fits in."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from duebook.domain.errors import Refusal
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Key = TypeVar("Key", bound=Hashable)
Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class Dated(Generic[Content]):
    """What holds for a span of days; ``id`` is its row's, ``None`` for a new one."""

    span: Span
    content: Content
    id: int | None = None


@dataclass(eq=False)
class NoDays(Refusal):
    """A span that ends on or before its first day."""

    code: ClassVar[str] = "no_days"
    template: ClassVar[str] = (
        "{subject}: the span from {first} until {until} (which it does not include) "
        "holds no day."
    )

    subject: str
    first: date | None
    until: date | None


@dataclass(eq=False)
class ChangesLater(Refusal):
    """A later entry is planned already, and the new one would swallow it."""

    code: ClassVar[str] = "changes_later"
    template: ClassVar[str] = (
        "{subject} already changes on {changes_on}; say that the new one holds until "
        "then, or take the later one back first."
    )

    subject: str
    changes_on: date


@dataclass(eq=False)
class StartsTwice(Refusal):
    """A set says two things about the same day."""

    code: ClassVar[str] = "starts_twice"
    template: ClassVar[str] = (
        "{subject} is given twice from {first} on; which one is meant?"
    )

    subject: str
    first: date | None


def succeed(
    timeline: Sequence[Dated[Content]], new: Dated[Content], *, subject: str
) -> list[Dated[Content]]:
    """The timeline with a new entry in it, in order of first days.

    From its first day on the new entry takes the place of the one that held.  That
    one ends the day before and, where the new one has an end, holds again
    afterwards.  An entry for exactly the days of another, or for all that is left
    of it, corrects it: the row keeps its id.

    Args:
        timeline: entries without overlap, in any order.
        new: what shall hold; its ``id`` is not read.
        subject: what it is about, for the sentence of a refusal.

    Raises:
        NoDays: the new span is empty.
        ChangesLater: an entry starts within the new span, after its first day.
    """
    first, until = _first(new.span), _until(new.span)
    if until <= first:
        raise NoDays(subject, new.span.first, new.span.until)
    settled: list[Dated[Content]] = []
    corrected: int | None = None
    for entry in timeline:
        if _until(entry.span) <= first or until <= _first(entry.span):
            settled.append(entry)
            continue
        if first < _first(entry.span):
            assert entry.span.first is not None, "it starts after another day"
            raise ChangesLater(subject, entry.span.first)
        pieces = _left_over(entry, new.span)
        settled += pieces
        if not pieces:
            corrected = entry.id
    return sorted([*settled, replace(new, id=corrected)], key=_first_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(Generic[Key, Content]):
    """An entry to fit into the timeline of ``key``; ``subject`` names it to people."""

    key: Key
    subject: str
    span: Span
    content: Content


@dataclass(frozen=True, slots=True)
class Settled(Generic[Key, Content]):
    """What fitting a set of entries in comes to, for the tables to follow.

    ``changed`` are the rows on file that hold other days or say something else now,
    ``added`` the rows they lack, both with their keys; ``faults`` the refusals, each
    with its place in the set.
    """

    changed: list[tuple[Key, Dated[Content]]]
    added: list[tuple[Key, Dated[Content]]]
    faults: list[tuple[int, Refusal]]


def settle(
    on_file: Mapping[Key, Sequence[Dated[Content]]],
    wanted: Sequence[Wanted[Key, Content]],
) -> Settled[Key, Content]:
    """Fit a set of entries into their timelines, the earliest first.

    Each goes in as :func:`succeed` says; so a set in any order ends up as if the
    entries had been entered day by day.

    Args:
        on_file: what holds now, by key.
        wanted: what shall hold; two of one key may not start on the same day.
    """
    timelines = {key: list(entries) for key, entries in on_file.items()}
    faults: list[tuple[int, Refusal]] = []
    starts: set[tuple[Key, date | None]] = set()
    for place in sorted(range(len(wanted)), key=lambda at: _first(wanted[at].span)):
        one = wanted[place]
        try:
            if (one.key, one.span.first) in starts:
                raise StartsTwice(one.subject, one.span.first)
            starts.add((one.key, one.span.first))
            timelines[one.key] = succeed(
                timelines.get(one.key, ()),
                Dated(one.span, one.content),
                subject=one.subject,
            )
        except Refusal as refusal:
            faults.append((place, refusal))
    before = {entry.id: entry for entries in on_file.values() for entry in entries}
    after = [(key, entry) for key, entries in timelines.items() for entry in entries]
    return Settled(
        changed=[
            (key, entry)
            for key, entry in after
            if entry.id is not None and entry != before[entry.id]
        ],
        added=[(key, entry) for key, entry in after if entry.id is None],
        faults=sorted(faults, key=itemgetter(0)),
    )


def _left_over(entry: Dated[Content], taken: Span) -> list[Dated[Content]]:
    """What is left of an entry before and after; the first piece is its row."""
    spans = [Span(entry.span.first, taken.first), Span(taken.until, entry.span.until)]
    if taken.first is None or taken.first == entry.span.first:
        del spans[0]
    if taken.until is None or _until(entry.span) <= taken.until:
        del spans[-1]
    return [
        replace(entry, span=span, id=entry.id if place == 0 else None)
        for place, span in enumerate(spans)
    ]


def _first(span: Span) -> date:
    return span.first or date.min


def _until(span: Span) -> date:
    return span.until or date.max


def _first_of(entry: Dated[Content]) -> date:
    return _first(entry.span)
