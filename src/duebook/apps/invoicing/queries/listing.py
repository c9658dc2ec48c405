"""Issued documents as they are listed, newest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook.apps.invoicing import models
from duebook.apps.receivables import queries as owed


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a list: ``open_minor`` is what is open of what it asks for."""

    id: int
    number: str
    kind: str
    issued_on: date
    due_on: date
    addressee: str
    currency: str
    total_minor: int
    open_minor: int
    is_void: bool


def newest_documents(
    entity_id: int, *, before: int | None = None, size: int = 50
) -> list[Listed]:
    """The newest documents, or those older than the one with the id ``before``.

    A page begins after the last row of the one before, by id: so no page takes
    longer than the first, and none skips a row when documents are added.
    """
    found = models.Document.objects.filter(entity_id=entity_id).order_by("-id")
    rows = list(found.filter(id__lt=before)[:size] if before else found[:size])
    items = owed.items_by_number(entity_id, {row.number for row in rows})
    void_ids = set(
        models.Void.objects.filter(
            entity_id=entity_id, document_id__in=[row.id for row in rows]
        ).values_list("document_id", flat=True)
    )
    return [
        Listed(
            id=row.id,
            number=row.number,
            kind=row.kind,
            issued_on=row.issued_on,
            due_on=row.due_on,
            addressee=row.addressee.partition("\n")[0],
            currency=row.currency,
            total_minor=row.total_minor,
            open_minor=sum(
                item.open_minor
                for item in items.get(row.number, ())
                if item.kind == row.kind
            ),
            is_void=row.id in void_ids,
        )
        for row in rows
    ]


def count_documents(entity_id: int) -> int:
    """How many documents the entity has issued."""
    return models.Document.objects.filter(entity_id=entity_id).count()
