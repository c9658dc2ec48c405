"""The rows before and after an opened one, in the list that it was opened from.

A row's link carries its place in ``from``: the list, its search line and order, and
the row's cursor.  The place holds when the row itself has left the list since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from duebook.web import listing
from duebook.web.frame import Beside
from duebook.web.list_pages import LISTS, ListPage, asking, parameters
from duebook.web.listing import Cursor
from duebook.web.places import at_place

if TYPE_CHECKING:
    from duebook.web.list_pages import Reader

_MOST_PARTS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list as somebody asked for it: what it finds, in which order."""

    spec: ListPage
    line: str
    sort: str
    is_descending: bool

    def link_to(self, row: Any, reader: Reader) -> str:
        """The address of a row's page, which knows its place in the list."""
        place = urlencode(
            {
                "q": self.line,
                "sort": f"{'-' if self.is_descending else ''}{self.sort}",
                "place": str(Cursor(row.sort_key, row.id)),
            }
        )
        there = self.spec.address(row, reader)
        return at_place(there, f"{self.spec.page.name}?{place}")

    def beside(self, cursor: Cursor, reader: Reader) -> Beside:
        """Where the rows before and after a place lead."""
        asked = listing.understood(self.spec.listing, self.line, asking(reader))
        facts = parameters(self.spec, reader, self.line)
        before, after = (
            listing.page(
                self.spec.listing,
                asked,
                facts,
                sort=self.sort,
                is_descending=is_descending,
                after=cursor,
                size=1,
            )[0]
            for is_descending in (not self.is_descending, self.is_descending)
        )
        return Beside(
            *(self.link_to(one[0], reader) if one else "" for one in (before, after))
        )


def neighbours(reader: Reader, came_from: str) -> Beside | None:
    """What stands beside the place that an address names; nothing where it is none."""
    name, _, told = came_from.partition("?")
    try:
        said = dict(parse_qsl(told, max_num_fields=_MOST_PARTS))
    except ValueError:
        return None
    spec, cursor = LISTS.get(name), Cursor.of(said.get("place", ""))
    order = said.get("sort", "")
    sort = order.removeprefix("-")
    by = spec.listing.sorts.get(sort) if spec else None
    if not (spec and cursor and by and listing.is_key(cursor.key, by.kind)):
        return None
    listed = Listed(
        spec=spec,
        line=said.get("q", ""),
        sort=sort,
        is_descending=order.startswith("-"),
    )
    return listed.beside(cursor, reader)
