"""Printing issued documents: rendered once, kept, and the same file ever after."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

from duebook import db
from duebook.apps.entities.actions import Act, action
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.documents import NoSuchDocument
from duebook.apps.invoicing.queries.printing import own_templates, printed
from duebook.apps.papers import actions as papers
from duebook.apps.papers import queries as kept
from duebook.apps.papers.actions import NewAttachment
from duebook.documents.render import Attachment, render_invoice
from duebook.domain.rights import Right
from duebook.formats.media import PDF

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

DOCUMENT: Final = "document"
"""What papers call the subject of a print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPrints:
    """Print documents that were not printed before, and keep the files."""

    entity_id: int
    document_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintMany:
    """Print issued documents, in this order, into one PDF or into a ZIP of them.

    It is long work; see ``jobs.printing``.
    """

    entity_id: int
    document_ids: tuple[int, ...]
    form: Literal["pdf", "zip"] = "pdf"


@action(Right.SEND)
def keep_prints(command: KeepPrints, act: Act) -> tuple[int, ...]:
    """Render and keep the documents that have no print yet; the ids of these.

    Who prints the same at once renders the same bytes, which are kept once.

    Raises:
        NoSuchDocument: one of the ids is none.
        UnprintableTemplate: the entity's own templates have a fault.
    """
    printed_before = kept.attachments_of(
        act.entity_id, DOCUMENT, command.document_ids, role=kept.PRINT
    )
    fresh = sorted(set(command.document_ids) - printed_before.keys())
    numbers, files = _rendered(act.entity_id, fresh)
    paper_ids = papers.keep_papers(act, [(file, PDF) for file in files])
    papers.attach(
        act,
        [
            NewAttachment(
                paper_id=paper_id,
                subject_kind=DOCUMENT,
                subject_id=document_id,
                name=f"{number}.pdf",
                role=kept.PRINT,
            )
            for document_id, number, paper_id in zip(
                fresh, numbers, paper_ids, strict=True
            )
        ],
    )
    return tuple(fresh)


def _rendered(
    entity_id: int, document_ids: Sequence[int]
) -> tuple[list[str], list[bytes]]:
    """The numbers of documents and their files, in the order given.

    Raises:
        NoSuchDocument, UnprintableTemplate: as ``keep_prints``.
    """
    records = printed(entity_id, document_ids)
    for missing in sorted(set(document_ids) - records.keys()):
        raise NoSuchDocument(str(missing))
    inside = papers_inside(entity_id, document_ids)
    overrides = own_templates(entity_id, document_ids)
    files = [
        render_invoice(
            records[document_id],
            template_overrides=overrides[document_id],
            attachments=_told_apart(entity_id, inside.get(document_id, ())),
        )
        for document_id in document_ids
    ]
    return [records[document_id].number for document_id in document_ids], files


def file_to_read(entity_id: int, document_id: int) -> bytes:
    """The kept file of a document, or what would be kept, for who changes nothing.

    Raises:
        NoSuchDocument, UnprintableTemplate: as ``keep_prints``.
    """
    before = kept.stored_print(entity_id, DOCUMENT, document_id)
    if before is not None:
        return before
    _, [file] = _rendered(entity_id, [document_id])
    return file


def papers_inside(
    entity_id: int, document_ids: Collection[int]
) -> dict[int, list[kept.Attached]]:
    """The supporting documents of documents and of the charges they bill.

    A document that has none is left out.
    """
    by_charge = list(
        models.Line.objects.filter(
            entity_id=entity_id,
            document_id__any_of=document_ids,
            charge_id__isnull=False,
        )
        .order_by("document_id", "position")
        .values_list("document_id", "charge_id")
    )
    of_charges = kept.attachments_of(
        entity_id, "charge", {charge_id for _, charge_id in by_charge if charge_id}
    )
    of_documents = kept.attachments_of(entity_id, DOCUMENT, document_ids)
    found: dict[int, dict[int, kept.Attached]] = defaultdict(dict)
    for document_id, charge_id in by_charge:
        for attached in of_charges.get(charge_id or 0, ()):
            found[document_id][attached.id] = attached
    for document_id, several in of_documents.items():
        found[document_id].update({attached.id: attached for attached in several})
    return {
        document_id: list(several.values()) for document_id, several in found.items()
    }


def _told_apart(entity_id: int, several: Iterable[kept.Attached]) -> list[Attachment]:
    """Papers with their contents; two of one name are numbered, so that both stay."""
    seen: Counter[str] = Counter()
    attachments = []
    for attached in several:
        seen[attached.name] += 1
        attachments.append(
            Attachment(
                name=_numbered(attached.name, seen[attached.name]),
                content=kept.paper(entity_id, attached.paper_id),
                media_type=attached.media_type,
            )
        )
    return attachments


def _numbered(name: str, count: int) -> str:
    path = PurePath(name)
    return name if count == 1 else f"{path.stem} ({count}){path.suffix}"


def print_documents(
    entity_id: int,
    document_ids: Collection[int],
    *,
    actor: str,
    key: UUID,
    at: datetime,
) -> dict[int, bytes]:
    """The files of issued documents, by id; those not printed yet are printed.

    Raises:
        NotPermitted: something is to be printed, and the actor may not send.
        NoSuchDocument, UnprintableTemplate: as ``keep_prints``.
    """
    with db.reading(entity_id):
        before = kept.attachments_of(entity_id, DOCUMENT, document_ids, role=kept.PRINT)
    fresh = tuple(sorted(set(document_ids) - before.keys()))
    if fresh:
        keep_prints(
            KeepPrints(entity_id=entity_id, document_ids=fresh),
            actor=actor,
            key=key,
            at=at,
        )
    with db.reading(entity_id):
        prints = kept.attachments_of(entity_id, DOCUMENT, document_ids, role=kept.PRINT)
        return {
            document_id: kept.paper(entity_id, attached[0].paper_id)
            for document_id, attached in prints.items()
        }
