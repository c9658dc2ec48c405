"""Issued documents as they are listed, and how each stands in a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.standing import ASKING, standing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from duebook.web.lists import Standing

__all__ = ["ASKING", "Listed", "count_documents", "documents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in a list: ``due_on`` is that of its first open instalment.

    ``contested_minor`` is how much of what is open is under dispute, and
    ``credited_minor`` what credit notes took back.  ``party`` and ``name`` are of the
    bill-to as it is now, ``addressee`` is the name as it was printed.  ``channel`` and
    ``delivery`` are of the last delivery, and empty where none was planned.
    """

    id: int
    kind: str
    number: str
    party: str
    addressee: str
    po: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    open_minor: int
    contested_minor: int
    credited_minor: int
    written_off_minor: int
    recovered_minor: int
    is_void: bool
    is_held: bool
    name: str
    channel: str
    delivery: str
    sort_key: str

    def state(self, today: date) -> Standing:
        """``not due``, ``14 d over``, ``disputed``, ``settled`` and their like."""
        return standing(self, today)


def documents(
    entity_id: int,
    *,
    ids: Collection[int] | None = None,
    kinds: Sequence[str] | None = None,
    before: int | None = None,
    party_id: int | None = None,
    since: date | None = None,
    only_open: bool = False,
    size: int = 50,
) -> list[Listed]:
    """A page of documents, the newest first.

    A page begins after the last row of the one before, by id: so no page takes
    longer than the first, and none skips a row when documents are added.

    Args:
        entity_id: whose.
        ids: only these.
        kinds: only these kinds.
        before: the id of the last document of the page before.
        party_id: only those addressed to this party.
        since: only those issued on this day or later.
        only_open: only those of which something is open.
        size: how many at most.
    """
    asked = {
        "document.id = ANY(%(ids)s::bigint[])": ids is not None,
        "document.kind = ANY(%(kinds)s)": kinds is not None,
        "document.id < %(before)s": before is not None,
        "document.bill_to_id = %(party)s": party_id is not None,
        "document.issued_on >= %(since)s": since is not None,
        OPEN: only_open,
    }
    where = " AND ".join(text for text, is_asked in asked.items() if is_asked)
    query = (
        db.sql("duebook.apps.invoicing", "documents")
        .replace("{where}", where or "true")
        .replace("{order}", "document.id DESC")
        .replace("{sort}", "document.id::text")
    )
    return db.rows_of(
        Listed,
        query,
        {
            "entity": entity_id,
            "ids": None if ids is None else db.array(ids),
            "kinds": None if kinds is None else list(kinds),
            "before": before,
            "party": party_id,
            "since": since,
            "size": size,
        },
    )


OPEN = (
    "EXISTS (SELECT FROM receivables_item AS item WHERE item.entity_id = %(entity)s"
    " AND item.document_id = document.id AND item.open_minor > 0) IS TRUE"
)
"""Of a document something is open.

``IS TRUE`` keeps it a filter, by a hash of what is open: the planner would otherwise
take it for as rare at the one end of an index as at the other.
"""


def count_documents(entity_id: int) -> int:
    """How many documents the entity has issued."""
    return models.Document.objects.filter(entity_id=entity_id).count()
