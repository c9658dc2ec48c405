"""Every check there is, in the order in which a clerk reads the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duebook.domain.checks import (
    address,
    contract,
    day,
    directory,
    document,
    duplicate,
    party,
    price,
    quantity,
    tax,
    text,
)

if TYPE_CHECKING:
    from duebook.domain.checks.register import (
        Check,
        DirectoryCheck,
        DraftSheet,
        PartySheet,
        Row,
        SheetCheck,
    )

ROW_CHECKS: tuple[SheetCheck[Row], ...] = (
    *price.ROW_CHECKS,
    *quantity.ROW_CHECKS,
    *contract.ROW_CHECKS,
    *tax.ROW_CHECKS,
    *party.ROW_CHECKS,
    *document.ROW_CHECKS,
    *day.ROW_CHECKS,
    *duplicate.ROW_CHECKS,
    *text.ROW_CHECKS,
)
"""Read on every charge of a draft."""

DRAFT_CHECKS: tuple[SheetCheck[DraftSheet], ...] = (
    *quantity.DRAFT_CHECKS,
    *contract.DRAFT_CHECKS,
    *party.DRAFT_CHECKS,
    *document.DRAFT_CHECKS,
    *day.DRAFT_CHECKS,
    *duplicate.DRAFT_CHECKS,
)
"""Read on every draft."""

BILL_TO_CHECKS: tuple[SheetCheck[PartySheet], ...] = (
    *tax.BILL_TO_CHECKS,
    *party.BILL_TO_CHECKS,
    *address.BILL_TO_CHECKS,
)
"""Read on every party, and on the bill-to of every draft."""

PARTY_CHECKS: tuple[SheetCheck[PartySheet], ...] = party.PARTY_CHECKS
"""Read on every party, but not on drafts."""

DIRECTORY_CHECKS: tuple[DirectoryCheck, ...] = directory.DIRECTORY_CHECKS
"""Read on all parties together."""

CHECKS: tuple[Check, ...] = (
    *ROW_CHECKS,
    *DRAFT_CHECKS,
    *BILL_TO_CHECKS,
    *PARTY_CHECKS,
    *DIRECTORY_CHECKS,
)
