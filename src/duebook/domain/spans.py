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


ALWAYS = Span()
