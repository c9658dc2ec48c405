"""Entries on the banks' ledger accounts that no bank line explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.banking.queries.lines import ROOM
from duebook.domain.booked import Booked

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class UnexplainedEntry:
    """What an entry moves on a bank's ledger account beyond what lines explain.

    Amounts in minor units, money in positive; ``names`` are the numbers and
    references that a bank might repeat.
    """

    entry_id: int
    account_id: int
    source_kind: str
    source_id: int
    effective_on: date
    currency: str
    amount_minor: int
    cause: str
    names: list[str]

    def as_booked(self) -> Booked:
        """The entry as the rule sees it: payments of payers are never sure."""
        return Booked(
            entry_id=self.entry_id,
            account_id=self.account_id,
            on=self.effective_on,
            amount_minor=self.amount_minor,
            names=tuple(name for name in self.names if name),
            is_sure=self.source_kind != "payment",
        )


def unexplained_entries(
    entity_id: int, account_ids: Collection[int], *, until: date | None = None
) -> list[UnexplainedEntry]:
    """What the books hold on bank accounts and no bank line has shown yet.

    Args:
        entity_id: the entity.
        account_ids: the ledger accounts of the banks.
        until: as it was at the end of this day; now where it is None.
    """
    return db.rows_of(
        UnexplainedEntry,
        db.sql(ROOM, "unexplained_entries"),
        {"entity": entity_id, "accounts": list(account_ids), "until": until},
    )
