"""What a long work holds in its hand: whom it works for, and how it tells of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from duebook.apps.entities.actions.sitting import Sending
from duebook.apps.work.actions import telling
from duebook.apps.work.actions.telling import Keeping, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta

    from duebook.apps.work.actions.telling import Begun

TELL_EVERY_S: Final = 0.5
"""How often progress is written at most; nobody reads faster."""

LONGEST: Final = 600
"""Characters of a sentence that are kept."""


class HandedBack(Exception):
    """The worker goes home: somebody else carries the work on."""


class Working:
    """A work under way, for the function that does it.

    Between pieces, never inside a transaction, the function says how far it is with
    :meth:`tell` and asks :meth:`is_stopped`.
    """

    def __init__(self, begun: Begun, is_going: Callable[[], bool]) -> None:
        self.entity_id = begun.entity_id
        self.work_id = begun.work_id
        self.actor = begun.actor
        self.at = begun.at
        self.done = begun.done
        self.total = begun.total
        self.was_stopped = False
        self._begun = begun
        self._is_going = is_going
        self._is_asked_to_stop = False
        self._exceptions: list[tuple[str, str]] = []
        self._told_at = 0.0

    def sends(self, step: str) -> Sending:
        """The keywords of an action; ``step`` names the same one after a crash."""
        return Sending(actor=self.actor, key=self.key_of(step), at=self.at)

    def key_of(self, step: str) -> UUID:
        """The key of a step, which follows from that of the work."""
        return uuid5(self._begun.key, step)

    def tell(
        self,
        done: int,
        total: int | None = None,
        *,
        figures: Mapping[str, int] | None = None,
        amounts_minor: Mapping[str, int] | None = None,
    ) -> None:
        """Say how far the work is: all that is done, not only the last piece.

        Args:
            done: of ``total``, in the unit of the kind.
            total: how much there is; as it was said last, unless said.
            figures: counts by what was counted.
            amounts_minor: sums by currency.

        Raises:
            HandedBack: the worker was told to end.
            Superseded: another worker has the work.
        """
        self.done = done
        self.total = self.total if total is None else total
        is_news = bool(self._exceptions) or total is not None or done == self.total
        if is_news or time.monotonic() - self._told_at >= TELL_EVERY_S:
            told = Told(
                done=done,
                total=self.total,
                figures=dict(figures or {}),
                amounts_minor=dict(amounts_minor or {}),
                exceptions=tuple(self._exceptions),
            )
            self._is_asked_to_stop = telling.tell(self._begun, told)
            self._exceptions.clear()
            self._told_at = time.monotonic()
        if self._is_going():
            raise HandedBack

    def exception(self, sentence: str, link: str = "") -> None:
        """Note something left out; told twice, it stands once.  ``link`` as in Ended.

        It is written with the next :meth:`tell`, or at the end.
        """
        self._exceptions.append((sentence[:LONGEST], link))

    def is_stopped(self) -> bool:
        """Whether somebody wants the work to stop here, as of the last :meth:`tell`.

        Who is answered yes does not go on, and returns how it ended.
        """
        self.was_stopped = self._is_asked_to_stop
        return self.was_stopped

    def keep_file(
        self,
        name: str,
        media_type: str,
        content: bytes,
        *,
        keep_for: timedelta | None = None,
        is_own: bool = False,
    ) -> None:
        """Keep the file that came of it, to be fetched from the work's card.

        It stays ``keep_for`` so long, or for good; one that ``is_own`` is fetched by
        nobody but who asked for the work.
        """
        telling.keep_file(
            self._begun,
            Keeping(
                name=name,
                media_type=media_type,
                content=content,
                keep_for=keep_for,
                is_own=is_own,
            ),
        )

    def left_to_tell(self) -> tuple[tuple[str, str], ...]:
        """Exceptions that no :meth:`tell` has written yet."""
        return tuple(self._exceptions)
