"""Keeping a file that is to be taken in, while it is looked at and waits."""

from __future__ import annotations

from dataclasses import dataclass

from duebook.apps.entities.actions import Act, action
from duebook.apps.imports.actions.taking import TakeIn
from duebook.apps.papers.actions import Content, keep_papers
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFile:
    """Keep the bytes of a file, as they were sent."""

    entity_id: int
    content: Content
    media_type: str = "application/octet-stream"


@action(Right.PREPARE)
def keep_file(command: KeepFile, act: Act) -> int:
    """Keep a file to be taken in by long work, and return the id of its paper."""
    [paper_id] = keep_papers(act, [(command.content, command.media_type)])
    return paper_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeInKept:
    """Take in a file whose bytes, and whose supporting documents', are kept papers.

    ``command`` is as it would be with the bytes, and holds none; ``papers_id`` is the
    ZIP of the supporting documents, if any came with the file.
    """

    entity_id: int
    paper_id: int
    command: TakeIn
    papers_id: int | None = None
