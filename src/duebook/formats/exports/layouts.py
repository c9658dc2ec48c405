"""The layouts of ``layouts.toml``, as records."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class ListLayout:
    """One list of a program: its file, and the field of each column."""

    file: str
    columns: Mapping[str, str]
    rows: int | None = None
    whole: str = ""
    dates: str = ""


@dataclass(frozen=True)
class NameRule:
    """What a name may be there; see ``names.written_names``."""

    most: int
    forbidden: str


@dataclass(frozen=True)
class Product:
    """A program that takes tables in; see the head of ``layouts.toml``."""

    name: str
    names: NameRule
    item_chars: int
    dates: str
    lists: Mapping[str, ListLayout]
    one_currency: bool = False
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def word(self, what: str, *keys: str) -> str:
        """What an account or item is called there, by the first key it knows."""
        known = self.words.get(what, {})
        return next((known[key] for key in keys if key in known), "")


def _product(told: Mapping[str, Any]) -> Product:
    lists = {key: ListLayout(**one) for key, one in told["lists"].items()}
    return Product(**{**told, "lists": lists, "names": NameRule(**told["names"])})


PRODUCTS: Mapping[str, Product] = {
    key: _product(told)
    for key, told in tomllib.loads(
        files("duebook.formats.exports")
        .joinpath("layouts.toml")
        .read_text(encoding="utf-8")
    ).items()
}
"""The programs that take tables in, by key."""
