"""Counting what PostgreSQL is sent, whoever sends it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements sent within, as a list that grows.

    Django's own counter sees only what goes through its cursors; ours go past them.
    """
    sent: list[str] = []
    execute = psycopg.Cursor.execute

    def noted(self: Any, query: Any, *values: Any, **options: Any) -> Any:
        sent.append(str(query))
        return execute(self, query, *values, **options)

    with patch.object(psycopg.Cursor, "execute", noted):
        yield sent
