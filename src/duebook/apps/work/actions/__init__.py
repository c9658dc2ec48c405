"""Long work, and what is done by the clock: made known by rooms, done by workers."""

from __future__ import annotations

from duebook.apps.work.actions.clock import by_the_clock, known_by_the_clock
from duebook.apps.work.actions.kinds import Kind, NoSuchKind, kind_of, long_work
from duebook.apps.work.actions.starting import (
    JOB,
    CarryOnWork,
    StopWork,
    WorkGoesOn,
    WorkHasEnded,
    carry_on,
    start,
    stop,
)
from duebook.apps.work.actions.telling import Ended, Superseded
from duebook.apps.work.actions.working import HandedBack, Working

__all__ = [
    "JOB",
    "CarryOnWork",
    "Ended",
    "HandedBack",
    "Kind",
    "NoSuchKind",
    "StopWork",
    "Superseded",
    "WorkGoesOn",
    "WorkHasEnded",
    "Working",
    "by_the_clock",
    "carry_on",
    "kind_of",
    "known_by_the_clock",
    "long_work",
    "start",
    "stop",
]
