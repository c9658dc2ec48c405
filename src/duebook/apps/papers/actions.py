"""Writing papers: bytes kept once, and what they belong to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import PlainSerializer

from duebook.apps.entities.actions import REFUSED_BY, Act, action
from duebook.apps.papers import models, queries
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.media import file_name, media_type

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

REFUSED_BY["attachment_name_is_unique"] = (
    "another paper of this name was attached at the same moment."
)

Content = Annotated[
    bytes, PlainSerializer(lambda content: hashlib.sha256(content).hexdigest())
]
"""Bytes that the audit tells by their hash: they are kept elsewhere."""


def keep_papers(act: Act, papers: Sequence[tuple[bytes, str]]) -> list[int]:
    """Keep contents with their media types, each once, and return their ids.

    The order is the caller's; equal contents have one id.  What was kept before
    stays as it was, media type included.
    """
    hashes = [hashlib.sha256(content).digest() for content, _ in papers]
    by_hash = dict(zip(hashes, papers, strict=True))
    # In the order of the hash: two who keep the same papers wait, and never for
    # each other.
    models.Paper.objects.bulk_create(
        (
            models.Paper(
                entity_id=act.entity_id,
                sha256=sha256,
                media_type=media,
                content=content,
            )
            for sha256, (content, media) in sorted(by_hash.items())
        ),
        ignore_conflicts=True,
    )
    ids = {
        bytes(sha256): paper_id
        for sha256, paper_id in models.Paper.objects.filter(
            entity_id=act.entity_id, sha256__in=list(by_hash)
        ).values_list("sha256", "id")
    }
    return [ids[sha256] for sha256 in hashes]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """A kept paper that shall belong to a subject, under a name of its own there."""

    paper_id: int
    subject_kind: str
    subject_id: int
    name: str
    role: str = queries.SUPPORT


@dataclass(eq=False)
class NameTaken(Refusal):
    """The subject has another paper of this name."""

    code: ClassVar[str] = "attachment_name_taken"
    template: ClassVar[str] = (
        "Another paper named “{name}” is attached already; give this one its own name."
    )

    name: str


def attach(act: Act, attachments: Sequence[NewAttachment]) -> None:
    """Let papers belong to their subjects; what belongs already stays.

    Raises:
        NameTaken: a subject has another paper under the name.
    """
    by_place = {_place(attachment): attachment for attachment in attachments}
    for kept in models.Attachment.objects.filter(
        entity_id=act.entity_id,
        subject_kind__in={attachment.subject_kind for attachment in attachments},
        subject_id__any_of={attachment.subject_id for attachment in attachments},
    ):
        attachment = by_place.pop(_place(kept), None)
        if attachment and attachment.paper_id != kept.paper_id:
            raise NameTaken(kept.name)
    models.Attachment.objects.bulk_create(
        models.Attachment(
            entity_id=act.entity_id,
            paper_id=attachment.paper_id,
            subject_kind=attachment.subject_kind,
            subject_id=attachment.subject_id,
            role=attachment.role,
            name=attachment.name,
        )
        for attachment in by_place.values()
    )


def _place(attachment: NewAttachment | models.Attachment) -> tuple[str, int, str, str]:
    return (
        attachment.subject_kind,
        attachment.subject_id,
        attachment.role,
        attachment.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPaper:
    """Attach a supporting document; ``name`` is the name of its file."""

    entity_id: int
    subject_kind: Literal["charge", "document", "party"]
    subject_id: int
    name: str
    content: Content


@action(Right.PREPARE)
def attach_paper(command: AttachPaper, act: Act) -> str:
    """Keep a supporting document, and return the name under which it is attached.

    Raises:
        PaperNotTaken: its content is of a kind that is not taken.
        PaperTooLarge: it is too large to be sent.
        NameTaken: the subject has another paper of this name.
    """
    media = media_type(command.name, command.content)
    name = file_name(command.name, media)
    [paper_id] = keep_papers(act, [(command.content, media)])
    attach(
        act,
        [
            NewAttachment(
                paper_id=paper_id,
                subject_kind=command.subject_kind,
                subject_id=command.subject_id,
                name=name,
            )
        ],
    )
    _note(act, command, paper_id, name, "attached")
    return name


def _note(
    act: Act,
    command: AttachPaper | DetachPaper | OpenPaper,
    paper_id: int,
    name: str,
    what: Literal["attached", "taken_off", "opened"],
) -> None:
    models.Handling.objects.create(
        entity_id=act.entity_id,
        paper_id=paper_id,
        subject_kind=command.subject_kind,
        subject_id=command.subject_id,
        name=name,
        what=what,
        reason=command.reason if isinstance(command, DetachPaper) else "",
        person=act.person.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachPaper:
    """Take a supporting document off its subject; the paper itself stays kept."""

    entity_id: int
    subject_kind: Literal["charge", "document", "party"]
    subject_id: int
    name: str
    reason: str


@dataclass(eq=False)
class NotAttached(Refusal):
    """The subject has no supporting document of this name."""

    code: ClassVar[str] = "not_attached"
    template: ClassVar[str] = "No paper named “{name}” is attached there."

    name: str


@action(Right.PREPARE)
def detach_paper(command: DetachPaper, act: Act) -> int:
    """Undo an attachment, and return the id of its paper.

    Raises:
        NotAttached: there is none of this name.
    """
    attachment = _attached(act, command)
    attachment.delete()
    _note(act, command, attachment.paper_id, command.name, "taken_off")
    return attachment.paper_id


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPaper:
    """Get a supporting document to look at, which is noted."""

    entity_id: int
    subject_kind: Literal["charge", "document", "party"]
    subject_id: int
    name: str


@action(None)
def open_paper(command: OpenPaper, act: Act) -> int:
    """Note who got a paper, and return its id.

    Raises:
        NotAttached: there is none of this name.
    """
    paper_id = _attached(act, command).paper_id
    _note(act, command, paper_id, command.name, "opened")
    return paper_id


def _attached(act: Act, command: DetachPaper | OpenPaper) -> models.Attachment:
    attachment = models.Attachment.objects.filter(
        entity_id=act.entity_id,
        subject_kind=command.subject_kind,
        subject_id=command.subject_id,
        role=queries.SUPPORT,
        name=command.name,
    ).first()
    if attachment is None:
        raise NotAttached(command.name)
    return attachment


def detach_all(act: Act, subject_kind: str, subject_ids: Collection[int]) -> None:
    """Take all papers off subjects that are withdrawn; the papers stay kept."""
    models.Attachment.objects.filter(
        entity_id=act.entity_id,
        subject_kind=subject_kind,
        subject_id__any_of=subject_ids,
    ).delete()
