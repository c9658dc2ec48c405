"""The keys of every page in one table: the key line, ``?`` and the docs say them."""

from __future__ import annotations

from typing import Final

from duebook.web.frame import Key

EVERYWHERE: Final = (
    Key("Ctrl K", "find anything, do anything"),
    Key("/", "search here"),
    Key("g", "go: then the letter of the menu"),
    Key("=", "why this number"),
    Key("u", "undo my last act"),
    Key("n", "new, of this page"),
    Key(".", "acts on the chosen thing"),
    Key("?", "all keys of this page"),
    Key("⇧ Esc", "curtain over names and amounts"),
)

LISTS: Final = (
    Key("j", "down"),
    Key("k", "up"),
    Key("↓ ↑", "down, up"),
    Key("↵", "open"),
    Key("⇧ ↵", "open in a new tab"),
    Key("x", "tick"),
    Key("⇧ x", "tick to here"),
    Key("Ctrl A", "tick all found"),
    Key("e", "done"),
    Key("z", "snooze"),
    Key("o", "give to somebody"),
    Key("[", "previous of the list I came from"),
    Key("]", "next of the list I came from"),
)

FIELDS: Final = (
    Key("t", "in a day: today; also +3, -1, fri, som, eom"),
    Key("12*31.40", "in an amount: worked out on leaving; also 1.5k"),
    Key("Ctrl ↵", "send the form"),
    Key("Esc", "leave the field, then the panel"),
)

TABLES: Final = (
    ("Everywhere", EVERYWHERE),
    ("Lists and worklists", LISTS),
    ("Fields", FIELDS),
)
