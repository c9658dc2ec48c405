"""Issued documents as they are listed, and how each stands in a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from duebook import db
from duebook.apps.invoicing import models
from duebook.domain.calendars import days_late

if TYPE_CHECKING:
    from collections.abc import Sequence

ASKING = ("invoice", "debit_note")
"""The kinds of document that ask for money."""


@dataclass(frozen=True, slots=True)
class State:
    """How a document stands: a word, and the kind of state that colours it."""

    word: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document in a list: ``due_on`` is that of its first open instalment.

    ``contested_minor`` is how much of what is open is under dispute.
    """

    id: int
    kind: str
    number: str
    party: str
    addressee: str
    issued_on: date
    due_on: date
    currency: str
    total_minor: int
    open_minor: int
    contested_minor: int
    credited_minor: int
    written_off_minor: int
    is_void: bool

    def state(self, today: date) -> State:
        """``not due``, ``14 d over``, ``under review``, ``settled`` and their like."""
        if self.is_void:
            return State("void", "idle")
        if self.kind not in ASKING:
            return State(self.kind.replace("_", " "), "idle")
        if not self.open_minor:
            return self._done()
        if self.contested_minor == self.open_minor:
            return State("under review", "warn")
        owing = self._owing(today)
        if self.contested_minor:
            return State(f"{owing.word}, part under review", owing.kind)
        return owing

    def _owing(self, today: date) -> State:
        if late := days_late(self.due_on, today):
            return State(f"{late} d over", "bad")
        if self.open_minor < self.total_minor:
            return State("part paid", "warn")
        return State("not due", "idle")

    def _done(self) -> State:
        if self.written_off_minor:
            return State("written off", "idle")
        if self.total_minor and self.credited_minor == self.total_minor:
            return State("credited", "idle")
        return State("settled", "ok")


def documents(
    entity_id: int,
    *,
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
        kinds: only these kinds.
        before: the id of the last document of the page before.
        party_id: only those addressed to this party.
        since: only those issued on this day or later.
        only_open: only those of which something is open.
        size: how many at most.
    """
    return db.rows_of(
        Listed,
        db.sql("duebook.apps.invoicing", "listed"),
        {
            "entity": entity_id,
            "kinds": None if kinds is None else list(kinds),
            "before": before,
            "party": party_id,
            "since": since,
            "only_open": only_open,
            "size": size,
        },
    )


def count_documents(entity_id: int) -> int:
    """How many documents the entity has issued."""
    return models.Document.objects.filter(entity_id=entity_id).count()
