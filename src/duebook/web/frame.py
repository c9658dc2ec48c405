"""What stands around every page: rail, top line, key line; plain records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

PAGES: dict[str, Page] = {}
"""Every page of the desk by its name, as the doors made them known."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a page: it presses the visible element with ``data-key`` of its name.

    ``key`` is as people write it: ``p``, ``Ctrl ↵``, ``=``.
    """

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name for tests and keys, its title, and its place in the menu.

    ``under`` names the entry of the menu that is lit, where it is not the page's own.
    """

    name: str
    title: str
    under: str = ""
    keys: tuple[Key, ...] = ()

    @property
    def entry(self) -> str:
        """The name of the menu's entry that this page belongs to."""
        return self.under or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the menu; ``count`` is what waits there for the reader alone."""

    name: str
    label: str
    icon: str
    address: str
    go: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of the menu under one word, which may be empty."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An entity in the switch: ``colour`` counts the eight grounds of monograms."""

    code: str
    name: str
    monogram: str
    colour: int
    role: str
    address: str
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class LastAct:
    """The reader's last act in a sentence; ``undo`` posts to this address.

    Where there is none, the page ``told_at`` says why, and what to do instead.
    """

    sentence: str
    at: str
    undo: str = ""
    told_at: str = ""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search line that the reader keeps under a name, or that somebody shares."""

    name: str
    address: str
    is_current: bool
    is_mine: bool


def address_of_view(line: str) -> str:
    """What a kept view asks its page: a search line, or all that follows a ``?``."""
    return line if line.startswith("?") else f"?{urlencode({'q': line})}"


@dataclass(frozen=True, slots=True)
class Beside:
    """The pages before and after this one, in the list that it was opened from.

    Empty at the ends of the list.
    """

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Rail, top line and key line of one answer.

    ``house`` is none where a page spans all entities of the reader.
    """

    house: House | None
    houses: tuple[House, ...]
    groups: tuple[Group, ...]
    person: str
    today: date
    zone: str = "UTC"
    last_act: LastAct | None = None
    fact: str = ""
    theme: str = ""
    density: str = ""
    keys: str = ""
    saved_views: tuple[SavedView, ...] = ()
    beside: Beside | None = None
