"""Several at once, each on a connection of its own, as in an office at noon."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

from django.db import connections

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | Refusal]:
    """Let calls begin together, and return what each came to, in their order.

    A refusal is an outcome; any other exception is raised here.
    """
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | Refusal:
        try:
            connections["default"].ensure_connection()
            start.wait(timeout=30)
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, c) for c in calls]]
