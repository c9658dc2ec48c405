"""Reading ahead: what comes next is made ready while this is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from types import TracebackType
    from typing import Self

T = TypeVar("T")


class SecondDesk(Generic[T]):
    """A thread with a connection of its own, that makes one thing ready at a time.

    Python and PostgreSQL are two processes: where one waits for the other, a core
    stands idle.  With a second desk the next thing is read and computed while
    PostgreSQL takes in the one before.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "second-desk")
        self._coming: Future[T] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.submit(connections.close_all)
        self._thread.shutdown()

    def begin(self, make: Callable[[], T]) -> None:
        """Let something be made ready; what was before it has been taken."""
        assert self._coming is None, "one thing at a time"
        self._coming = self._thread.submit(make)

    def take(self) -> T | None:
        """What was begun, once it is ready; ``None`` where nothing was.

        Raises:
            Exception: whatever stopped it.
        """
        coming, self._coming = self._coming, None
        return None if coming is None else coming.result()
