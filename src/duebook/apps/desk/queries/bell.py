"""The bell: what happened to somebody's own work, and what of it is new to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from duebook import db
from duebook.apps.notes.queries import Notice, seen_to

if TYPE_CHECKING:
    from datetime import datetime

KEPT_FOR: Final = timedelta(days=30)
"""How long the bell tells of something; Today tells as long as it waits."""

SENTENCES: Final = {
    "mention": "{who} mentioned you on {called}",
    "asked": "{who} asks you about {called}",
    "answered": "{who} answered about {called}",
    "approved": "{who} approved: {called}",
    "refused": "{who} refused: {called}",
    "dispute closed": "{who} closed {called}",
    "bounced": "{called} did not reach {who}",
    "work done": "{called} is done",
    "work stopped": "{called} was stopped",
    "work failed": "{called} did not work",
}
"""What happened, by its kind."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A notice with its sentence, and whether its reader has not seen it yet."""

    notice: Notice
    is_new: bool

    @property
    def sentence(self) -> str:
        """What happened, in one line."""
        notice = self.notice
        return SENTENCES[notice.kind].format(who=notice.who, called=notice.called)


def bell(entity_id: int, person: str, at: datetime, size: int = 100) -> list[Rung]:
    """What the bell tells a person in one entity, newest first."""
    notices = db.rows_of(
        Notice,
        db.sql("duebook.apps.desk", "bell"),
        {
            "entity": entity_id,
            "person": person,
            "since": at - KEPT_FOR,
            "size": size,
        },
    )
    seen = seen_to(entity_id, person)
    return [Rung(notice, seen is None or notice.at > seen) for notice in notices]


def unseen(entity_id: int, person: str, at: datetime) -> int:
    """How many notices are new to a person, at most a hundred."""
    return sum(rung.is_new for rung in bell(entity_id, person, at))
