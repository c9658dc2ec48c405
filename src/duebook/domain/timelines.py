"""What holds when: dated entries that never overlap, and how a new one fits in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from duebook.domain.errors import Refusal
from duebook.domain.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

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
