"""Debts and credits that come with an entry of their own, against one account."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duebook.apps.ledger import actions as books
from duebook.apps.receivables.actions.items import NewItem, take_item_ids, write_items
from duebook.domain.ledger import JournalEntry, Posting
from duebook.domain.records import record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duebook.apps.entities.actions import Act


@record
class ToRaise:
    """A debt, or a credit where ``amount_minor`` is negative, and what it is against.

    Attributes:
        on: the day of the entry; the item is of this day and due on it, where
            nothing else is said.
        cause: what the entry says.
        reason: what the item says.
    """

    party_id: int
    account_id: int
    against_id: int
    kind: str
    number: str
    currency: str
    amount_minor: int
    on: date
    cause: str
    reason: str = ""
    document_on: date | None = None
    due_on: date | None = None
    discount_minor: int = 0
    discount_until: date | None = None

    def entry(self, item_id: int) -> JournalEntry:
        """The entry whose source the item is, its debit first."""
        legs = (
            Posting(self.account_id, self.amount_minor, item_id),
            Posting(self.against_id, -self.amount_minor),
        )
        return JournalEntry(
            effective_on=self.on,
            currency=self.currency,
            source_kind=self.kind,
            source_id=item_id,
            cause=self.cause,
            postings=legs if self.amount_minor > 0 else legs[::-1],
        )

    def item(self, item_id: int, entry_id: int) -> NewItem:
        """The item, once its entry is posted."""
        return NewItem(
            id=item_id,
            party_id=self.party_id,
            account_id=self.account_id,
            kind=self.kind,
            number=self.number,
            currency=self.currency,
            amount_minor=self.amount_minor,
            document_on=self.document_on or self.on,
            due_on=self.due_on or self.on,
            effective_on=self.on,
            entry_id=entry_id,
            discount_minor=self.discount_minor,
            discount_until=self.discount_until,
            reason=self.reason,
        )


def raise_items(act: Act, raised: Sequence[ToRaise]) -> list[NewItem]:
    """Post an entry for each, write the items, and return them in their order."""
    ids = take_item_ids(len(raised))
    entry_ids = books.post(
        act, [one.entry(item_id) for one, item_id in zip(raised, ids, strict=True)]
    )
    items = [
        one.item(item_id, entry_id)
        for one, item_id, entry_id in zip(raised, ids, entry_ids, strict=True)
    ]
    write_items(act, items)
    return items
