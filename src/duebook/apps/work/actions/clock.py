"""What is done by the clock: rooms make it known in their jobs, workers do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import autodiscover_modules

ByTheClock = Callable[[int, datetime], None]

_KNOWN: list[ByTheClock] = []


def by_the_clock(body: ByTheClock) -> ByTheClock:
    """Let workers call ``body(entity_id, at)`` for every entity, every minute or so.

    It does what is due by then and nothing where nothing is.  Several workers call it
    at once, and one that dies leaves it to the next, so what it does is done in acts
    whose keys follow from what is due.
    """
    _KNOWN.append(body)
    return body


def known_by_the_clock() -> list[ByTheClock]:
    """All that is done by the clock."""
    autodiscover_modules("jobs", "jobs.kinds")  # where jobs is a package
    return list(_KNOWN)
