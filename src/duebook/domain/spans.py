"""Dated validity: closed-open spans of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` up to, and without, ``until``; ``None`` is open."""

    first: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (
            self.until is None or day < self.until
        )

    def days(self) -> int:
        """How many days; both ends must be known.  None, if it ends as it starts."""
        assert self.first is not None, "an open span has no length"
        assert self.until is not None, "an open span has no length"
        return max((self.until - self.first).days, 0)

    def within(self, other: Span) -> Span:
        """The days that both hold; a span without days where they do not meet."""
        first = max(
            (day for day in (self.first, other.first) if day is not None), default=None
        )
        until = min(
            (day for day in (self.until, other.until) if day is not None), default=None
        )
        if first is not None and until is not None and until < first:
            until = first
        return Span(first, until)


ALWAYS = Span()
