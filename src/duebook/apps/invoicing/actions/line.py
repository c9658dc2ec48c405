"""A line of desks: several pieces of work under way, one at each station."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Condition, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import connections

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

T = TypeVar("T")

MoveOn = Callable[[], None]
"""Says that a piece goes on to the next station, and waits until that is free."""


def alone() -> None:
    """Move on where no other piece is under way."""


HOLDS_PYTHON_S = 0.001
"""Who reckons gives way so soon to who has an answer of PostgreSQL to read.

A piece reads over a hundred.  With Python's own five milliseconds it would wait as
long as it takes to write it.
"""


class LineIsClosed(Exception):
    """A piece that nobody waits for any more; what it has written is rolled back."""


class Line(Generic[T]):
    """Pieces that pass the same stations, one at each, none overtaking another.

    Python and PostgreSQL are two processes: where one waits for the other, a core
    stands idle.  In a line, one piece is read and reckoned while others are written.

    There are as many desks as stations, each a thread with a connection of its own.
    A piece stays at one desk; it begins at the first station and calls its
    :data:`MoveOn` before each of the others.  None follows one that has failed.

    Whoever holds a result holds up what is at the last station but one.
    """

    def __init__(self, stations: int, pieces: Sequence[Callable[[MoveOn], T]]) -> None:
        self._pieces = pieces
        self._coming: list[Future[T]] = [Future() for _ in pieces]
        self._left = [0] * stations  # how many pieces have left each station
        self._moved = Condition()
        self._is_closed = False

    def results(self) -> Generator[T]:
        """What each piece comes to; one enters the last station when it is asked for.

        Raises:
            Exception: whatever stopped a piece.
        """
        desks = [  # daemons: a process that ends does not wait for anybody's turn
            Thread(target=self._sit, args=[seat], name=f"desk-{seat}", daemon=True)
            for seat in range(len(self._left))
        ]
        for desk in desks:
            desk.start()
        try:
            with _giving_way():
                for result in self._coming:
                    yield result.result()
                    self._leave(len(self._left) - 1)
        finally:
            self._close()
            for desk in desks:
                desk.join()

    def _sit(self, seat: int) -> None:
        try:
            for nth in range(seat, len(self._pieces), len(self._left)):
                self._work(nth)
        finally:
            connections.close_all()

    def _work(self, nth: int) -> None:
        ahead = iter(range(len(self._left)))

        def move_on() -> None:
            self._enter(next(ahead), nth)

        try:
            move_on()
            result = self._pieces[nth](move_on)
            for station in ahead:  # it was found done, and had nothing to do there
                self._enter(station, nth)
            self._coming[nth].set_result(result)
        except BaseException as error:  # noqa: BLE001 - goes to who waits for it
            self._coming[nth].set_exception(error)

    def _enter(self, station: int, nth: int) -> None:
        with self._moved:
            self._moved.wait_for(lambda: self._is_closed or self._left[station] == nth)
            if self._is_closed:
                raise LineIsClosed
        if station:
            self._leave(station - 1)

    def _leave(self, station: int) -> None:
        with self._moved:
            self._left[station] += 1
            self._moved.notify_all()

    def _close(self) -> None:
        with self._moved:
            self._is_closed = True
            self._moved.notify_all()


@contextmanager
def _giving_way() -> Iterator[None]:
    before_s = sys.getswitchinterval()
    sys.setswitchinterval(HOLDS_PYTHON_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before_s)
