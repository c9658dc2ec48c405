"""Printing the letters that wait: one PDF for the printer, and a note of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from duebook.apps.delivery import models, queries
from duebook.apps.delivery.actions import require_sends
from duebook.apps.delivery.jobs.files import write_whole
from duebook.apps.entities.actions import (
    Act,  # noqa: TC001 - an action's annotations are read when it runs
    Action,
)
from duebook.domain.rights import Right

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from duebook.apps.delivery.queries import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintLetters:
    """Print the oldest ``limit`` letters that wait."""

    entity_id: int
    limit: int = 500


@dataclass(frozen=True, slots=True)
class LettersPrinted:
    """The name of the file, empty where nothing waited, and the letters by id."""

    file: str
    printed: tuple[int, ...]
    suppressed: tuple[int, ...]


def print_letters(
    command: PrintLetters,
    *,
    press: Callable[[Sequence[Delivery]], bytes],
    still_wanted: Callable[[Delivery], str | None],
    folder: Path,
    actor: str,
    key: UUID,
    at: datetime,
) -> LettersPrinted:
    """Print letters into one PDF in ``folder`` and note them as sent.

    The file is there before the letters count as sent: a crash in between leaves it
    behind, and the next run prints the same letters again, under the same name as
    long as the day and the first letter are the same.

    Args:
        command: whose letters, and how many.
        press: makes the PDF of letters, in the order given.
        still_wanted: why a letter is no longer to go out, or ``None``.
        folder: where the file goes.
        actor: who prints; needs the right to send.
        key: the sender's name for this sending; a repetition prints nothing.
        at: the instant of the run.

    Raises:
        PracticeSendsNothing: nothing goes out from here.
    """

    def body(command: PrintLetters, act: Act) -> LettersPrinted:
        require_sends(act.entity_id)
        printed: list[Delivery] = []
        suppressed: list[int] = []
        for letter in queries.lock_letters(act.entity_id, command.limit):
            reason = still_wanted(letter)
            if reason is None:
                printed.append(letter)
            else:
                _settle(act, [letter.id], state="suppressed", problem=reason)
                suppressed.append(letter.id)
        ids = [letter.id for letter in printed]
        file = ""
        if printed:
            file = f"letters-{act.today}-{ids[0]}.pdf"
            write_whole(folder / file, press(printed))
            _settle(act, ids, state="sent", sent_at=act.at)
        return LettersPrinted(file, tuple(ids), tuple(suppressed))

    return Action(body, Right.SEND)(command, actor=actor, key=key, at=at)


def _settle(act: Act, ids: Sequence[int], **columns: object) -> None:
    models.Delivery.objects.filter(entity_id=act.entity_id, id__any_of=ids).update(
        **columns
    )
