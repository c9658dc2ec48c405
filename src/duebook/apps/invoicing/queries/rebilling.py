"""What was taken back and billed again: where its charges went, and came from."""

from __future__ import annotations

from dataclasses import dataclass

from duebook import db


@dataclass(frozen=True, slots=True)
class Rebilled:
    """A draft with charges that were taken back, or the document it became."""

    draft_id: int | None
    number: str


def rebilled_as(entity_id: int, document_id: int) -> list[Rebilled]:
    """Where the charges of a document that was taken back stand now."""
    return db.rows_of(
        Rebilled,
        db.sql("duebook.apps.invoicing", "rebilled_as"),
        {"entity": entity_id, "document": document_id},
    )


def draft_rebills(entity_id: int, draft_id: int) -> list[str]:
    """The numbers of the documents whose charges a draft bills again."""
    return _numbers(entity_id, "again.draft_id = %(of)s", draft_id)


def document_rebills(entity_id: int, document_id: int) -> list[str]:
    """The numbers of the documents whose charges a document bills again."""
    among = (
        "again.id IN (SELECT charge_id FROM invoicing_line"
        " WHERE entity_id = %(entity)s AND document_id = %(of)s)"
    )
    return _numbers(entity_id, among, document_id)


def _numbers(entity_id: int, where: str, of: int) -> list[str]:
    query = db.sql("duebook.apps.invoicing", "rebilled_from").replace("{where}", where)
    return [row[0] for row in db.tuples_of(query, {"entity": entity_id, "of": of})]
