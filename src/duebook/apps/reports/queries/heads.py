"""Queries of this room with the heads that they begin with."""

from __future__ import annotations

from typing import Final

from duebook import db
from duebook.apps.receivables.queries import open_parts

ROOM: Final = "duebook.apps.reports"
_HEADS: Final = (
    *("facts_of_lines", "facts_of_documents", "facts_of_money", "facts_of_credits"),
    *("facts_of_debts", "issued", "tax_parts"),
)
"""Common table expressions of more than one query; one names only those after it."""


def headed(name: str, **texts: str) -> str:
    """``sql/<name>.sql``, its marks filled with constants of the code and with heads.

    A mark is a name in braces, of one of ``texts``, of a head, or ``open_parts``.
    """
    query = db.sql(ROOM, name)
    for mark, text in texts.items():
        query = query.replace(f"{{{mark}}}", text)
    for head in _HEADS:
        query = query.replace(f"{{{head}}}", db.sql(ROOM, head))
    return query.replace("{open_parts}", open_parts())
