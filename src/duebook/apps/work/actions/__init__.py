"""Long work: kinds made known by rooms, started by anybody, told while done."""

from __future__ import annotations

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
    "carry_on",
    "kind_of",
    "long_work",
    "start",
    "stop",
]
