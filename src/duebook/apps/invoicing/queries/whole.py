"""A document with all that became of it: what was sent, settled, contested, linked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook.apps.audit.queries import Recorded, events_of
from duebook.apps.delivery.queries import Delivery, deliveries_of
from duebook.apps.disputes.queries import Dispute, disputes
from duebook.apps.invoicing import models
from duebook.apps.invoicing.queries.documents import Stored, stored_by_number, void_of
from duebook.apps.invoicing.queries.keeping import Before, before
from duebook.apps.invoicing.queries.listing import Listed, documents
from duebook.apps.receivables import queries as owed
from duebook.apps.receivables.queries import Item
from duebook.apps.receivables.queries.taken_back import TakenBack, taken_back_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.receivables.queries import Applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What was put against a document, or what its credit was put against.

    ``kind`` and ``number`` are of the item on the other side.
    """

    kind: str
    number: str
    amount_minor: int
    effective_on: date
    rule: str
    by: Recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """An issued document and its life.

    ``items`` are its own debts or credits, ``taken_back`` what was settled of them
    once and is no more, ``links`` the documents that correct it
    or that it corrects, ``issued`` the event that made it.  ``before`` is
    what was said of it as a draft.
    """

    document: Stored
    row: Listed
    items: tuple[Item, ...]
    settled: tuple[Settled, ...]
    taken_back: tuple[TakenBack, ...]
    disputes: tuple[Dispute, ...]
    deliveries: tuple[Delivery, ...]
    links: tuple[Listed, ...]
    void: models.Void | None
    before: Before
    issued: Recorded

    @property
    def is_asking(self) -> bool:
        """Whether it asks for money."""
        return self.document.kind in {"invoice", "debit_note"}

    @property
    def applied_minor(self) -> int:
        """What was put against it: its total less what is open."""
        return sum(one.amount_minor for one in self.settled)

    @property
    def replaced_by(self) -> tuple[Listed, ...]:
        """The documents issued over it."""
        return tuple(one for one in self.links if one.id > self.document.id)


def whole(entity_id: int, number: str) -> Whole:
    """A document by its number, in a constant number of queries.

    Raises:
        NoSuchDocument: there is none.
    """
    document = stored_by_number(entity_id, number)
    links = _links(entity_id, document)
    rows = {row.id: row for row in documents(entity_id, ids=[document.id, *links])}
    items = tuple(
        item
        for item in owed.items_by_number(entity_id, [number]).get(number, ())
        if item.document_id == document.id
    )
    applied = owed.applications_of(entity_id, [item.id for item in items])
    events = events_of(
        entity_id, {document.event_id, *(one.event_id for one in applied)}
    )
    return Whole(
        document=document,
        row=rows[document.id],
        items=tuple(item for item in items if item.kind == document.kind),
        settled=_settled(entity_id, items, applied, events),
        taken_back=tuple(taken_back_of(entity_id, [item.id for item in items])),
        disputes=tuple(disputes(entity_id, item_ids=[item.id for item in items])),
        deliveries=tuple(
            deliveries_of(entity_id, document.kind, [document.id]).get(document.id, ())
        ),
        links=tuple(rows[id_] for id_ in links),
        void=void_of(entity_id, document.id),
        before=before(entity_id, document.id),
        issued=events[document.event_id],
    )


def _settled(
    entity_id: int,
    items: Sequence[Item],
    applied: Sequence[Applied],
    events: dict[int, Recorded],
) -> tuple[Settled, ...]:
    own = {item.id for item in items}
    other = {
        one.id: one.credit_id if one.debt_id in own else one.debt_id for one in applied
    }
    others = owed.items_by_id(entity_id, set(other.values()))
    return tuple(
        Settled(
            kind=others[other[one.id]].kind,
            number=others[other[one.id]].number,
            amount_minor=one.amount_minor,
            effective_on=one.effective_on,
            rule=one.rule,
            by=events[one.event_id],
        )
        for one in applied
    )


def _links(entity_id: int, document: Stored) -> list[int]:
    """The document corrected and those that correct it, oldest first."""
    over = models.Document.objects.filter(
        entity_id=entity_id, corrects_id=document.id
    ).values_list("id", flat=True)
    corrected = [document.corrects_id] if document.corrects_id else []
    return sorted([*corrected, *over])
