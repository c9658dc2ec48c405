"""Reading papers: what belongs to what, and the bytes, verified."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from duebook import db
from duebook.apps.papers import models
from duebook.domain.errors import Absent, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

SUPPORT = "support"
PRINT = "print"


@dataclass(eq=False)
class NoSuchPaper(Absent):
    """No paper of the entity has this id."""

    code: ClassVar[str] = "no_such_paper"
    template: ClassVar[str] = "There is no paper {paper_id}."

    paper_id: int


@dataclass(eq=False)
class PaperDamaged(Refusal):
    """The bytes are no longer those that were kept."""

    code: ClassVar[str] = "paper_damaged"
    template: ClassVar[str] = (
        "Paper {paper_id} is not what was kept: its content has changed. "
        "Restore it from a backup."
    )

    paper_id: int


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper under the name by which its subject knows it."""

    id: int
    subject_id: int
    paper_id: int
    name: str
    media_type: str


def attachments_of(
    entity_id: int,
    subject_kind: str,
    subject_ids: Collection[int],
    *,
    role: str = SUPPORT,
) -> dict[int, list[Attached]]:
    """The papers of subjects, in the order they were attached; none: no key."""
    rows = (
        models.Attachment.objects.filter(
            entity_id=entity_id,
            subject_kind=subject_kind,
            subject_id__any_of=subject_ids,
            role=role,
            paper__entity_id=entity_id,
        )
        .order_by("id")
        .values_list("id", "subject_id", "paper_id", "name", "paper__media_type")
    )
    by_subject: defaultdict[int, list[Attached]] = defaultdict(list)
    for row in rows:
        attached = Attached(*row)
        by_subject[attached.subject_id].append(attached)
    return dict(by_subject)


@dataclass(frozen=True, slots=True)
class Handled:
    """Who attached a paper, took it off, or got it to look at, and when."""

    name: str
    what: str
    reason: str
    person: str
    at: datetime


def handlings_of(
    entity_id: int, subject_kind: str, subject_id: int, *, newest: int = 50
) -> list[Handled]:
    """What became of a subject's papers, newest first."""
    rows = models.Handling.objects.filter(
        entity_id=entity_id, subject_kind=subject_kind, subject_id=subject_id
    ).order_by("-at", "-id")
    return [
        Handled(*row)
        for row in rows.values_list("name", "what", "reason", "person", "at")[:newest]
    ]


def paper(entity_id: int, paper_id: int) -> bytes:
    """The bytes of a paper, as they were kept.

    Raises:
        NoSuchPaper: the entity has no such paper.
        PaperDamaged: the content does not have the hash it was kept under.
    """
    found = models.Paper.objects.filter(entity_id=entity_id, id=paper_id).first()
    if found is None:
        raise NoSuchPaper(paper_id)
    content = bytes(found.content)
    if hashlib.sha256(content).digest() != bytes(found.sha256):
        raise PaperDamaged(paper_id)
    return content


def stored_print(entity_id: int, subject_kind: str, subject_id: int) -> bytes | None:
    """The printed document itself, where it was kept; raises as :func:`paper`."""
    prints = attachments_of(entity_id, subject_kind, [subject_id], role=PRINT)
    if subject_id not in prints:
        return None
    return paper(entity_id, prints[subject_id][0].paper_id)


def damaged_papers(entity_id: int) -> list[int]:
    """The papers whose content no longer has its hash: none, in books that hold."""
    return [
        row[0]
        for row in db.tuples_of(
            "SELECT id FROM papers_paper"
            " WHERE entity_id = %(entity)s AND sha256 <> sha256(content) ORDER BY id",
            {"entity": entity_id},
        )
    ]
