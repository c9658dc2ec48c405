"""Invoices with what is open of them, and how they stand in a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duebook import db
from duebook.domain.calendars import days_late


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice in a list: ``due_on`` is that of its first open instalment."""

    id: int
    number: str
    party: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    open_minor: int
    credited_minor: int
    written_off_minor: int
    is_void: bool

    def state(self, today: date) -> str:
        """``not due``, ``14 d over``, ``part paid``, ``settled`` and their like."""
        if self.is_void:
            return "void"
        if self.open_minor:
            if late := days_late(self.due_on, today):
                return f"{late} d over"
            return "part paid" if self.open_minor < self.total_minor else "not due"
        if self.written_off_minor:
            return "written off"
        if self.total_minor and self.credited_minor == self.total_minor:
            return "credited"
        return "settled"


def invoices(
    entity_id: int,
    *,
    before: int | None = None,
    party_id: int | None = None,
    since: date | None = None,
    only_open: bool = False,
    size: int = 50,
) -> list[Invoice]:
    """A page of invoices, the newest first.

    Args:
        entity_id: whose.
        before: the id of the last invoice of the page before.
        party_id: only those addressed to this party.
        since: only those issued on this day or later.
        only_open: only those of which something is open.
        size: how many at most.
    """
    return db.rows_of(
        Invoice,
        db.sql("duebook.apps.invoicing", "invoices"),
        {
            "entity": entity_id,
            "before": before,
            "party": party_id,
            "since": since,
            "only_open": only_open,
            "size": size,
        },
    )
