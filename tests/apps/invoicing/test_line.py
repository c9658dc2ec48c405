"""Pieces of work in a line: at several stations at once, and in order."""

from __future__ import annotations

from functools import partial
from threading import Barrier, Event
from typing import TYPE_CHECKING

import pytest

from duebook.apps.invoicing.actions.line import Line, LineIsClosed

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.invoicing.actions.line import MoveOn

PATIENCE_S = 10


class Log:
    """What happened, in its order; a list that tells when something is in it."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.events: dict[str, Event] = {}

    def say(self, word: str) -> None:
        self.words.append(word)
        self.events.setdefault(word, Event()).set()

    def wait_for(self, word: str) -> None:
        assert self.events.setdefault(word, Event()).wait(PATIENCE_S), word


def invoice(log: Log, nth: int, move_on: MoveOn) -> int:
    log.say(f"read {nth}")
    move_on()
    log.say(f"write {nth}")
    move_on()
    log.say(f"number {nth}")
    return nth


def invoices(log: Log, count: int) -> list[Callable[[MoveOn], int]]:
    return [partial(invoice, log, nth) for nth in range(count)]


def test_results_come_in_the_order_of_the_pieces() -> None:
    log = Log()

    assert list(Line(3, invoices(log, 10)).results()) == [*range(10)]
    for step in ("read", "write", "number"):
        of_step = [word for word in log.words if word.startswith(step)]
        assert of_step == [f"{step} {nth}" for nth in range(10)]


def test_a_piece_is_read_while_another_is_written() -> None:
    met = Barrier(2, timeout=PATIENCE_S)

    def writes(move_on: MoveOn) -> str:
        move_on()
        met.wait()
        return "written"

    def reads(_: MoveOn) -> str:
        met.wait()
        return "read"

    assert list(Line(2, [writes, reads]).results()) == ["written", "read"]


def test_no_piece_is_numbered_before_it_is_asked_for() -> None:
    log = Log()
    results = Line(3, invoices(log, 4)).results()

    assert next(results) == 0
    log.wait_for("write 1")
    log.wait_for("read 2")
    results.close()

    assert [word for word in log.words if word.startswith("number")] == ["number 0"]
    assert "read 3" not in log.words


def test_a_piece_that_was_done_before_lets_the_next_pass() -> None:
    def was_done(_: MoveOn) -> int:
        return -1

    last = partial(invoice, Log(), 2)
    pieces: list[Callable[[MoveOn], int]] = [was_done, was_done, last]

    assert list(Line(3, pieces).results()) == [-1, -1, 2]


def test_none_follows_a_piece_that_has_failed() -> None:
    log = Log()
    ended: list[type[BaseException]] = []

    def fails(move_on: MoveOn) -> int:
        move_on()
        log.wait_for("read 2")
        raise ZeroDivisionError

    def follows(move_on: MoveOn) -> int:
        try:
            return invoice(log, 2, move_on)
        except LineIsClosed as error:
            ended.append(type(error))
            raise

    pieces: list[Callable[[MoveOn], int]] = [partial(invoice, log, 0), fails, follows]
    results = Line(3, pieces).results()

    assert next(results) == 0
    with pytest.raises(ZeroDivisionError):
        next(results)
    assert ended == [LineIsClosed]
    assert "write 2" not in log.words
