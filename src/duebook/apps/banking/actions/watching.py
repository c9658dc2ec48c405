"""Whoever waits for a long match is told how far it is."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Watcher: TypeAlias = "Callable[[int, int], None]"
"""Called with the receipts that are answered, of all."""

_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(by: Watcher) -> Iterator[None]:
    """Tell somebody of the matches within: an act itself has no ears and no mouth."""
    token = _WATCHER.set(by)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def told(receipts: int) -> Callable[[], None]:
    """What the matcher calls after each answer."""
    watcher, done = _WATCHER.get(), 0

    def answered() -> None:
        nonlocal done
        done += 1
        if watcher is not None:
            watcher(done, receipts)

    return answered
