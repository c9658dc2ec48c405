"""Counting what is sent to PostgreSQL, whichever way it is sent."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from psycopg import Cursor

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent within, as a list that grows.

    Django's own counter sees only what goes through its cursors; set-wise reads
    and writes go past them.
    """
    sent: list[str] = []
    execute = Cursor.execute

    def counted(self: Cursor[Any], query: Any, *args: Any, **kwargs: Any) -> Any:
        sent.append(str(query))
        return execute(self, query, *args, **kwargs)

    with patch.object(Cursor, "execute", counted):
        yield sent
