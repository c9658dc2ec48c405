"""How somebody looks at their Today: at which kind of rows, and in which order."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass, replace
from hashlib import blake2s
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

from duebook.apps.desk.queries.piles import Task
from duebook.apps.desk.queries.today import ORDERS, Pile
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.http import HttpRequest

    from duebook.apps.entities.pages.door import Abroad
    from duebook.apps.entities.queries import Seat

TODAY = Page(
    "today",
    "Today",
    keys=(
        Key("j", "next"),
        Key("k", "back"),
        Key("↵", "open"),
        Key("e", "done"),
        Key("z", "snooze"),
        Key("o", "give to"),
        Key("v", "other order"),
        Key("u", "undo"),
    ),
)

_TAG: Final = 4
_MOST_TAGS: Final = 600
"""Rows that an address can name; who has more of them waits for no new ones."""


@dataclass(frozen=True, slots=True)
class Look:
    """A kind of rows, or all of them, and one of the orders."""

    kind: str
    by: str

    @classmethod
    def of(cls, request: HttpRequest) -> Look:
        """What an address asks for."""
        by = request.GET.get("by", "")
        return cls(request.GET.get("kind", ""), by if by in ORDERS else "")

    @property
    def query(self) -> str:
        """The part of the address that says it."""
        return "?" + urlencode({"kind": self.kind, **self._order()})

    @property
    def next_order(self) -> Look:
        """The same rows in the next of the orders; after the last comes the first."""
        orders = list(ORDERS)
        return replace(self, by=orders[(orders.index(self.by) + 1) % len(orders)])

    def row(self, task: Task, after: str) -> str:
        """What the address of a row says, with the row that is chosen after it."""
        told = {"entity": task.seat.code, "row": task.row, "next": after}
        return "?" + urlencode({**told, "kind": self.kind, **self._order()})

    def _order(self) -> dict[str, str]:
        return {"by": self.by} if self.by else {}


@dataclass(frozen=True, slots=True)
class Shown:
    """A pile on the page: the rows that stand there, and those that are new since."""

    pile: Pile
    tasks: tuple[Task, ...]
    new: tuple[Task, ...] = ()


def shown(piles: Iterable[Pile], known: str | None) -> list[Shown]:
    """Piles as a page shows them that stands open since it showed what is ``known``.

    What came since is only counted, and its piles stand last: nothing moves down
    under the hand.
    """
    if known is None:
        return [Shown(pile, pile.tasks) for pile in piles]
    tags = {known[at : at + _TAG] for at in range(0, len(known), _TAG)}
    found = [
        Shown(
            pile,
            tuple(task for task in pile.tasks if _tag(task) in tags),
            tuple(task for task in pile.tasks if _tag(task) not in tags),
        )
        for pile in piles
    ]
    return sorted(found, key=lambda one: not one.tasks)


def known(rows: Sequence[Task]) -> str | None:
    """Rows as an address names them, shortly; nothing where they are too many."""
    return "".join(map(_tag, rows)) if len(rows) <= _MOST_TAGS else None


def _tag(task: Task) -> str:
    digest = blake2s(task.place.encode(), digest_size=3).digest()
    return urlsafe_b64encode(digest).decode()


def chosen(request: HttpRequest) -> str:
    """The row that is chosen on the page which asks, or that an address names."""
    on_page = urlsplit(request.headers.get("HX-Current-URL", "")).query
    return request.GET.get("at") or parse_qs(on_page).get("at", [""])[0]


def days(abroad: Abroad) -> list[tuple[Seat, date]]:
    """The reader's places, each with what day it is there."""
    return [
        (seat, abroad.at.astimezone(ZoneInfo(seat.time_zone)).date())
        for seat in abroad.seats
    ]
