"""How an issued document stands, in one word: the same wherever it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from duebook.domain.calendars import days_late
from duebook.web.figures import days_over
from duebook.web.lists import Standing

if TYPE_CHECKING:
    from datetime import date

ASKING: Final = ("invoice", "debit_note")
"""The kinds of document that ask for money."""


class Stands(Protocol):
    """What the word depends on: ``due_on`` is that of the first open instalment."""

    @property
    def kind(self) -> str: ...
    @property
    def due_on(self) -> date: ...
    @property
    def total_minor(self) -> int: ...
    @property
    def open_minor(self) -> int: ...
    @property
    def contested_minor(self) -> int: ...
    @property
    def credited_minor(self) -> int: ...
    @property
    def written_off_minor(self) -> int: ...
    @property
    def recovered_minor(self) -> int: ...
    @property
    def is_void(self) -> bool: ...
    @property
    def is_held(self) -> bool: ...


def standing(document: Stands, today: date) -> Standing:
    """``not due``, ``14 d over``, ``disputed``, ``settled`` and their like."""
    if document.is_void:
        return Standing("void")
    if document.kind not in ASKING:
        return Standing("issued", document.kind.replace("_", " "), "idle")
    return _owing(document, today) if document.open_minor else _done(document)


def _owing(document: Stands, today: date) -> Standing:
    if document.contested_minor == document.open_minor:
        return Standing("disputed")
    if document.is_held:
        return Standing("on hold")
    owing = _late(document, today)
    if document.contested_minor:
        return Standing("disputed", f"{owing}, part disputed", owing.kind)
    return owing


def _late(document: Stands, today: date) -> Standing:
    late = days_late(document.due_on, today)
    if document.open_minor < document.total_minor:
        over = f", {days_over(late)}" if late else ""
        return Standing("part paid", f"part paid{over}")
    return Standing("over", days_over(late)) if late else Standing("not due")


def _done(document: Stands) -> Standing:
    if document.written_off_minor:
        part = "written off, part recovered" if document.recovered_minor else ""
        return Standing("written off", part)
    if document.recovered_minor:
        return Standing("settled", "recovered")
    if document.total_minor and document.credited_minor == document.total_minor:
        return Standing("credited")
    return Standing("settled")
