"""Telling of a work that is one act: its transaction is open until all is done."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING

from django.db import connections

from duebook.apps.work.actions.telling import Superseded
from duebook.apps.work.actions.working import TELL_EVERY_S, HandedBack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duebook.apps.work.actions.working import Working


@contextmanager
def told_beside(work: Working) -> Iterator[Callable[[int, int], None]]:
    """Give what the act calls with done and total; a thread beside it tells of them.

    The thread has a connection of its own, so that what it writes is seen at once, and
    is heard while the act says nothing.  An act cannot be left half done: that the
    worker shall go home, or that another has the work, is heard at the end.
    """
    far: list[tuple[int, int]] = []
    is_over = Event()
    teller = Thread(target=_tell, args=(work, far, is_over), daemon=True)
    teller.start()
    try:
        yield lambda done, total: far.append((done, total))
    finally:
        is_over.set()
        teller.join()


def _tell(work: Working, far: list[tuple[int, int]], is_over: Event) -> None:
    try:
        while not is_over.wait(TELL_EVERY_S):
            if far:
                work.tell(*far[-1])
    except (HandedBack, Superseded):
        pass
    finally:
        connections.close_all()
