"""What a room says of a list that it shows: columns, views, acts, figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Protocol

from typing_extensions import override

from duebook.web.frame import Page
from duebook.web.listing import Asking, Listing
from duebook.web.states import spoken

if TYPE_CHECKING:
    from datetime import date


class Look(StrEnum):
    """How a cell is shown; ``r`` is text that ends where numbers end."""

    TEXT = "text"
    STRONG = "strong"
    DIM = "dim"
    MONEY = "money"
    COUNT = "count"
    RIGHT = "r"
    DAY = "day"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a row stands: a word of web/states.py, and what is said instead of it.

    ``Standing("over", "24 d over")``; a ``kind`` takes the place of the word's own.
    """

    word: str
    text: str = ""
    kind: str = ""

    @override
    def __str__(self) -> str:
        """As people say it."""
        return self.text or spoken(self.word)


class Reader(Protocol):
    """Who reads a list, and where."""

    @property
    def entity_id(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def today(self) -> date: ...
    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a list.

    ``value`` gives what is shown and exported: text, minor units, a day, a count or a
    state; ``filed`` what is exported instead, where a reader sees more.  ``sort`` names
    a sort of the listing.  ``link`` gives the address that the cell leads to.  An
    ``is_extra`` column is shown when the reader asks for it.
    """

    name: str
    title: str
    value: Callable[[Any, Reader], Any]
    look: Look = Look.TEXT
    sort: str = ""
    link: Callable[[Any, Reader], str] | None = None
    is_extra: bool = False
    filed: Callable[[Any, Reader], Any] | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A search line under a name."""

    name: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """An act on what is ticked, under ``address``; it shows first what it would do.

    ``right`` is the name of the right that it needs.
    """

    key: str
    label: str
    icon: str
    address: str
    right: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the sum that was found; ``term`` narrows the line to its rows.

    The term takes the place of what the line said of its field before.
    """

    label: str
    amount_minor: int
    term: str


@dataclass(frozen=True, slots=True)
class HeadFigure:
    """A figure of all that was found, above its count."""

    name: str
    label: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list as a page: ``ref`` names a row for people and addresses.

    ``nothing`` is the sentence where the list was never used, ``start`` its button:
    label, name of an address, and the right that it needs; ``sooner`` are ways that are
    offered before it where nothing is there yet.  ``summed`` says what the
    sum is of: "open".  ``bar`` divides what was found, young to old; ``figures`` tell
    of it.  ``facts`` are further parameters of its SQL, by reader and search line.
    """

    page: Page
    listing: Listing[Any]
    columns: tuple[Column, ...]
    ref: Callable[[Any], str]
    address: Callable[[Any, Reader], str]
    views: tuple[View, ...] = ()
    bulk: tuple[Bulk, ...] = ()
    nothing: str = "Nothing is here yet."
    start: tuple[str, str, str] | None = None
    sooner: tuple[tuple[str, str, str], ...] = ()
    first_line: str = ""
    template: str = "web/list.html"
    summed: str = ""
    bar: Callable[[Any], Sequence[Part]] = lambda _: ()
    figures: Callable[[Any], Sequence[HeadFigure]] = lambda _: ()
    currency: Callable[[Any], str] = field(default=lambda row: row.currency)
    facts: Callable[[Reader, str], Mapping[str, object]] = lambda _, __: {}

    def __post_init__(self) -> None:
        """Make the list known by the name of its page."""
        LISTS.setdefault(self.page.name, self)


LISTS: Final[dict[str, ListPage]] = {}
"""Every list, by the name of its page; one that a page alters stays as it was."""


def asking(reader: Reader) -> Asking:
    """What values mean to a reader."""
    return Asking(reader.today, reader.currency, reader.actor, reader.entity_id)


def parameters(spec: ListPage, reader: Reader, line: str) -> dict[str, object]:
    """What the SQL of a list takes besides the conditions of a search line."""
    own = spec.facts(reader, line)
    return {**own, "entity": reader.entity_id, "today": reader.today}
