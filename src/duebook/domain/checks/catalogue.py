"""Every check there is, in the order in which a clerk reads the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duebook.domain.checks.register import (
        Check,
        DirectoryCheck,
        DraftSheet,
        PartySheet,
        Row,
        SheetCheck,
    )

ROW_CHECKS: tuple[SheetCheck[Row], ...] = ()
DRAFT_CHECKS: tuple[SheetCheck[DraftSheet], ...] = ()
BILL_TO_CHECKS: tuple[SheetCheck[PartySheet], ...] = ()
PARTY_CHECKS: tuple[SheetCheck[PartySheet], ...] = ()
DIRECTORY_CHECKS: tuple[DirectoryCheck, ...] = ()
CHECKS: tuple[Check, ...] = (
    *ROW_CHECKS,
    *DRAFT_CHECKS,
    *BILL_TO_CHECKS,
    *PARTY_CHECKS,
    *DIRECTORY_CHECKS,
)
