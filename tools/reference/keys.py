"""The keys of every page, from the records that the pages themselves are drawn with."""

from __future__ import annotations

from importlib import import_module
from itertools import groupby
from typing import TYPE_CHECKING, Final

from duebook.apps.desk.pages.menu import MENU
from duebook.web.keys import FIELDS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duebook.apps.desk.pages.menu import Line
    from duebook.web.frame import Key, Page

URLS: Final = "duebook.project.urls"
HEAD: Final = """\
# Keys

Each page shows its keys in the line at its foot, and `?` shows all of them. A key
presses a link or a button that is on the page, so whatever a key does, a click does
too. Single letters are silent while a field has the focus; under *How the desk looks*
they can be asked for with Alt, or turned off.
"""


def page() -> str:
    """The page, as Markdown."""
    return "\n".join([HEAD, *_tables(), *_menu(), *_pages()])


def _tables() -> Iterator[str]:
    for title, keys in TABLES:
        yield from _table(f"## {title}", keys)


def _menu() -> Iterator[str]:
    yield "## Go\n"
    yield "| Key | Leads to |"
    yield "|---|---|"
    for line in _lines():
        yield f"| `g` `{line.go}` | {line.label} |"
    yield ""


def _pages() -> Iterator[str]:
    """The pages that have keys of their own, in the order of the menu."""
    yield "## On each page\n"
    places = {line.name: place for place, line in enumerate(_lines())}

    def place(one: Page) -> int:
        return places.get(one.entry, len(places))

    with_keys = sorted(
        (one for one in pages() if set(one.keys) - set(FIELDS)),
        key=lambda one: (place(one), bool(one.under), one.title, one.name),
    )
    for (title, keys), _ in groupby(with_keys, key=lambda one: (one.title, one.keys)):
        yield from _table(f"### {title}", keys)


def pages() -> list[Page]:
    """Every page that has an address, once."""
    found = {}
    for pattern in import_module(URLS).urlpatterns:
        shown = getattr(pattern.callback, "page", None)
        if shown is not None:
            found[shown.name] = shown
    return list(found.values())


def _lines() -> list[Line]:
    return [line for _, lines in MENU for line in lines]


def _table(heading: str, keys: Iterable[Key]) -> Iterator[str]:
    yield f"{heading}\n"
    yield "| Key | Does |"
    yield "|---|---|"
    for one in keys:
        yield f"| {' '.join(f'`{part}`' for part in one.key.split())} | {one.label} |"
    yield ""
