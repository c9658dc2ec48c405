"""An entity's own templates of documents, each version with who kept it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from duebook.apps.entities import models
from duebook.apps.entities.queries.offices import entity
from duebook.documents.overrides import folder_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A template as somebody kept it; without ``text``, as it came."""

    id: int
    name: str
    text: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Templates:
    """What an entity prints with: a folder of the environment's, or kept versions.

    ``kept`` are all versions, the oldest first.
    """

    fixed: Path | None
    kept: Sequence[Version] = ()

    def at(self, instant: datetime | None = None) -> Path | None:
        """The folder of templates that held at an instant; without one, of now.

        A document is printed with what held when it was made, whenever it is printed.
        """
        if self.fixed is not None:
            return self.fixed
        held = {
            one.name: one.text
            for one in self.kept
            if instant is None or one.at <= instant
        }
        own = tuple(sorted((name, text) for name, text in held.items() if text))
        return folder_of(own) if own else None


def templates(entity_id: int) -> Templates:
    """What an entity prints with.

    A folder that is named by the entity's code in the one that ``DUEBOOK_TEMPLATES``
    names comes before what was kept on a page.
    """
    folder = _fixed(entity_id)
    if folder is not None:
        return Templates(folder)
    rows = models.Template.objects.filter(entity_id=entity_id).order_by("id")
    columns = Version.__dataclass_fields__
    return Templates(None, [Version(**row) for row in rows.values(*columns)])


def template_overrides(entity_id: int) -> Path | None:
    """The folder of an entity's own templates as they are now, where it has some."""
    return templates(entity_id).at()


def _fixed(entity_id: int) -> Path | None:
    folders: Path | None = settings.TEMPLATE_FOLDERS
    if folders is None:
        return None
    code = entity(entity_id).code
    folder = folders / code
    return folder if Path(code).name == code and folder.is_dir() else None
