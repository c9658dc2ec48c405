"""Two people on one party: whoever has not seen the last change is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.apps.parties import models
from duebook.apps.parties.actions.keeping import keep_parties
from duebook.apps.parties.queries import entries_by_code
from duebook.apps.parties.queries.versions import last_change, version
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.entities.actions import Act
    from duebook.apps.parties.actions.keeping import KeepParties, PartiesKept


@dataclass(eq=False)
class PartyChanged(Refusal):
    """Somebody changed the party after it was shown."""

    code: ClassVar[str] = "party_changed"
    template: ClassVar[str] = (
        "{name} was changed by {person} since this page was shown."
    )

    name: str
    person: str


def keep_as_seen(code: str, seen: str) -> Callable[[KeepParties, Act], PartiesKept]:
    """Keep a party only while it is as it was ``seen``, its row locked.

    It is the ``instead`` of ``keep_parties``, so that a form that was sent twice is
    answered first.

    Raises:
        PartyChanged: it stands differently now.
    """

    def kept(command: KeepParties, act: Act) -> PartiesKept:
        rows = models.Party.objects.filter(entity_id=act.entity_id, code=code)
        rows.select_for_update().first()
        entry = entries_by_code(act.entity_id, [code]).get(code)
        if entry is not None and seen not in {"", version(entry)}:
            change = last_change(act.entity_id, code)
            person = change.actor if change else "somebody"
            raise PartyChanged(entry.name, person)
        return keep_parties.body(command, act)

    return kept
