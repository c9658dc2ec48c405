"""Two people on one draft: whoever has not seen the last change is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import F

from duebook.apps.entities.queries import entity
from duebook.apps.invoicing import models
from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

    from duebook.apps.entities.actions import Act


@dataclass(eq=False)
class NoSuchDraft(Refusal):
    """No draft of the entity has this id."""

    code: ClassVar[str] = "no_such_draft"
    template: ClassVar[str] = "There is no draft {draft_id}."

    draft_id: int


@dataclass(eq=False)
class DraftChanged(Refusal):
    """Somebody changed the draft after it was shown; ``clock`` is the entity's."""

    code: ClassVar[str] = "draft_changed"
    template: ClassVar[str] = (
        "{person} changed this draft at {clock}. Here is how it is now."
    )

    person: str
    clock: str


def locked_draft(act: Act, draft_id: int, seen: int | None = None) -> models.Draft:
    """The draft, kept from others until the transaction ends.

    Raises:
        NoSuchDraft: there is none of this id.
        DraftChanged: it is no longer the version ``seen``.
    """
    draft = (
        models.Draft.objects.select_for_update()
        .filter(entity_id=act.entity_id, id=draft_id)
        .first()
    )
    if draft is None:
        raise NoSuchDraft(draft_id)
    if seen is not None and seen != draft.version:
        zone = ZoneInfo(entity(act.entity_id).time_zone)
        at = draft.changed_at or act.at
        raise DraftChanged(
            draft.changed_by or "Somebody", f"{at.astimezone(zone):%H:%M}"
        )
    return draft


def note_change(act: Act, draft_ids: Collection[int | None]) -> None:
    """Let those who look at drafts notice that they are no longer what they see."""
    named = [draft_id for draft_id in draft_ids if draft_id is not None]
    models.Draft.objects.filter(entity_id=act.entity_id, id__any_of=named).update(
        version=F("version") + 1, changed_by=act.person.name, changed_at=act.at
    )
