"""Writing items whose entries were posted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.receivables.queries import Item
from duebook.domain.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act


@record
class NewItem:
    """A debt or credit to be written, with the entry that backs it."""

    id: int
    party_id: int
    account_id: int
    kind: str
    number: str
    currency: str
    amount_minor: int
    document_on: date
    due_on: date
    effective_on: date
    entry_id: int
    document_id: int | None = None
    discount_minor: int = 0
    discount_until: date | None = None
    reason: str = ""

    def written(self) -> Item:
        """The item as it can be read once it is written, with all of it open."""
        return Item(
            id=self.id,
            party_id=self.party_id,
            account_id=self.account_id,
            kind=self.kind,
            document_id=self.document_id,
            number=self.number,
            currency=self.currency,
            amount_minor=self.amount_minor,
            open_minor=self.amount_minor,
            due_on=self.due_on,
            discount_minor=self.discount_minor,
            discount_until=self.discount_until,
            entry_id=self.entry_id,
            effective_on=self.effective_on,
            contested_minor=0,
        )


_ITEM_COLUMNS = (
    "id",
    "entity_id",
    "party_id",
    "account_id",
    "kind",
    "document_id",
    "number",
    "currency",
    "amount_minor",
    "open_minor",
    "document_on",
    "due_on",
    "effective_on",
    "discount_minor",
    "discount_until",
    "reason",
    "entry_id",
)


def take_item_ids(count: int) -> list[int]:
    """Ids for items, known before their entries are posted."""
    return db.take_ids("receivables_item", count)


def write_items(act: Act, items: Sequence[NewItem]) -> None:
    """Write items whose entries were posted; the database checks that they agree."""
    db.write(
        "receivables_item",
        _ITEM_COLUMNS,
        [
            (
                item.id,
                act.entity_id,
                item.party_id,
                item.account_id,
                item.kind,
                item.document_id,
                item.number,
                item.currency,
                item.amount_minor,
                item.amount_minor,
                item.document_on,
                item.due_on,
                item.effective_on,
                item.discount_minor,
                item.discount_until,
                item.reason,
                item.entry_id,
            )
            for item in items
        ],
    )
