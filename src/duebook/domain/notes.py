"""What people write to each other about a thing: notes, mentions, questions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Absent, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection


class SubjectKind(StrEnum):
    """What a note or a question can be about."""

    PARTY = "party"
    DOCUMENT = "document"
    DRAFT = "draft"
    CHARGE = "charge"
    ITEM = "item"
    BANK_LINE = "bank_line"
    PAYMENT = "payment"
    DISPUTE = "dispute"
    STATEMENT = "statement"
    IMPORT = "import"
    RUN = "run"
    PERIOD = "period"
    REQUEST = "request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A thing that people write about.

    ``called`` is what they call it, as it stood when they wrote: ``INV-2026-00017``.
    ``party_id`` is whose timeline the note is on, where it is anybody's.
    """

    kind: SubjectKind
    id: int
    called: str
    party_id: int | None = None


def mentioned(text: str, names: Collection[str]) -> list[str]:
    """The people that a text calls with ``@``, each once, in the order of the text.

    ``@Dana Whitfield`` names somebody in full; ``@Dana`` does where one person alone
    begins like that.  Case does not count.  A longer name goes before a shorter one,
    so that nobody is called by a namesake's first half.
    """
    short: dict[str, list[str]] = {}
    for name in names:
        short.setdefault(name.split(maxsplit=1)[0].casefold(), []).append(name)
    known = {first: whose[0] for first, whose in short.items() if len(whose) == 1}
    known |= {name.casefold(): name for name in names}
    if not known:
        return []
    longest_first = sorted(known, key=lambda name: (-len(name), name))
    called = re.compile(
        rf"(?<![\w@])@({'|'.join(map(re.escape, longest_first))})(?!\w)"
    )
    return list(dict.fromkeys(known[hit] for hit in called.findall(text.casefold())))


@dataclass(eq=False)
class NothingSaid(Refusal):
    """A note, a question or an answer without words."""

    code: ClassVar[str] = "nothing_said"
    template: ClassVar[str] = "Write at least a word; there is nothing to keep yet."


@dataclass(eq=False)
class CannotAnswer(Refusal):
    """A question goes to somebody who writes nothing here."""

    code: ClassVar[str] = "cannot_answer"
    template: ClassVar[str] = (
        "{person} reads here and writes nothing, so no answer would come; "
        "ask somebody else."
    )

    person: str


@dataclass(eq=False)
class DayIsPast(Refusal):
    """Something is asked for a day that has gone by."""

    code: ClassVar[str] = "day_is_past"
    template: ClassVar[str] = "{day:%d %b %Y} has gone by; name today or a later day."

    day: date


@dataclass(eq=False)
class NoSuchHandOver(Absent):
    """No hand-over of the entity has this id."""

    code: ClassVar[str] = "no_such_hand_over"
    template: ClassVar[str] = "There is no question {hand_over_id}."

    hand_over_id: int


@dataclass(eq=False)
class HandOverEnded(Refusal):
    """A hand-over was answered or taken back before."""

    code: ClassVar[str] = "hand_over_ended"
    template: ClassVar[str] = "{by} has {ending} this already: “{words}”"

    by: str
    ending: str
    words: str


@dataclass(eq=False)
class NotTheirs(Refusal):
    """Somebody takes back what another person wrote."""

    code: ClassVar[str] = "not_theirs"
    template: ClassVar[str] = "{author} wrote this, and alone can take it back."

    author: str


@dataclass(eq=False)
class NoSuchNote(Refusal):
    """No note of the entity has this id, or it was taken back."""

    code: ClassVar[str] = "no_such_note"
    template: ClassVar[str] = "There is no note {note_id}; it may have been taken back."

    note_id: int


@dataclass(eq=False)
class NoSuchView(Refusal):
    """The person keeps no view of this name on the list."""

    code: ClassVar[str] = "no_such_view"
    template: ClassVar[str] = "You keep no view “{name}” of this list."

    name: str
