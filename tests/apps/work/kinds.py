"""A kind of long work for tests: it notes each piece as an act, and may misbehave."""

from __future__ import annotations

from dataclasses import dataclass

from duebook.apps.entities.actions import ChangeSettings, change_settings
from duebook.apps.work.actions import Ended, Working, long_work
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Count to ``pieces``; ``trouble`` names what goes wrong at the second."""

    entity_id: int
    pieces: int = 3
    trouble: str = ""


@dataclass(eq=False)
class TooHigh(Refusal):
    code = "too_high"
    template = "Nobody here counts beyond {most}."

    most: int


@long_work(
    "count", title="Counting to {command.pieces}", unit="pieces", right=Right.ADMINISTER
)
def count(work: Working, command: Count) -> Ended:
    work.tell(0, command.pieces)
    for piece in range(1, command.pieces + 1):
        if piece == 2 and command.trouble == "refused":
            raise TooHigh(1)
        if piece == 2 and command.trouble == "broken":
            raise ZeroDivisionError
        change_settings(
            ChangeSettings(
                entity_id=work.entity_id, reason="counted", stale_days=piece
            ),
            **work.sends(str(piece)),
        )
        if command.trouble == "exceptions":
            work.exception(f"Piece {piece} looks odd.", "parties/P1")
        work.tell(piece)
        if work.is_stopped():
            return Ended(sentence=f"Counted to {piece}.")
    return Ended(sentence="Counted.", figures={"pieces": command.pieces})
