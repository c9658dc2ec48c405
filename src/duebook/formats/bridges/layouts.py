"""The layouts of ``layouts.toml``, as records."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from duebook.formats.bridges.refusals import NoSuchVendor

Words = Mapping[str, Mapping[str, str]]
"""What cells mean, by column or field: each cell in small letters, and its word."""


@dataclass(frozen=True)
class Report:
    """A file that a program writes, or a type of object; see ``layouts.toml``."""

    name: str
    kinds: Mapping[str, Mapping[str, tuple[str, ...]]]
    headings: tuple[str, ...] = ()
    groups: bool = False
    total: str = ""
    per: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    skip: Words = field(default_factory=dict)
    unsure: Words = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> set[str]:
        """All columns that are read, as the layout spells them."""
        alternatives = (
            one
            for fields in self.kinds.values()
            for columns in fields.values()
            for one in columns
        )
        named = (*alternatives, *self.per, *self.skip, *self.unsure)
        return {part for columns in named for part in columns.split(" + ")}


@dataclass(frozen=True)
class Vendor:
    """A program, and the files it writes.

    Attributes:
        key: as people type it.
        name: as its maker writes it.
        reports: the tables it writes.
        objects: the types of object in the answers of its API.
        footer: a pattern of the remarks it writes below its reports.
    """

    key: str
    name: str
    reports: tuple[Report, ...]
    objects: tuple[Report, ...] = ()
    footer: str = r"(?!)"


def vendor_of(key: str) -> Vendor:
    """The program of this key.

    Raises:
        NoSuchVendor: there is no bridge from it.
    """
    if key not in VENDORS:
        raise NoSuchVendor(key, ", ".join(VENDORS))
    return VENDORS[key]


def _vendor(key: str, told: Mapping[str, Any]) -> Vendor:
    return Vendor(
        key,
        told["name"],
        reports=tuple(map(_report, told["reports"])),
        objects=tuple(map(_report, told.get("objects", ()))),
        footer=told.get("footer", Vendor.footer),
    )


def _report(told: Mapping[str, Any]) -> Report:
    lists = {
        name: tuple(value) for name, value in told.items() if isinstance(value, list)
    }
    kinds = {
        kind: {name: tuple(columns) for name, columns in fields.items()}
        for kind, fields in told["kinds"].items()
    }
    return Report(**{**told, **lists, "kinds": kinds})


VENDORS: Mapping[str, Vendor] = {
    key: _vendor(key, told)
    for key, told in tomllib.loads(
        files("duebook.formats.bridges")
        .joinpath("layouts.toml")
        .read_text(encoding="utf-8")
    ).items()
}
"""The programs from which there is a bridge, by key."""
