"""Every module of the package, imported, so that what they define can be listed."""

from __future__ import annotations

import importlib
import pkgutil
import re

import duebook

APART = re.compile(r"\.(migrations|supervisor|workbook_child|__main__)\b")
"""Modules that are programs of their own, or history."""


def import_all() -> None:
    """Import the whole package."""
    for module in pkgutil.walk_packages(duebook.__path__, "duebook."):
        if not APART.search(module.name):
            importlib.import_module(module.name)


def paragraph(docstring: str | None) -> str:
    """The first paragraph of a docstring in one line, its markup in Markdown's."""
    first = (docstring or "").strip().split("\n\n")[0]
    plain = re.sub(r":\w+:`~?([^`]+)`|``([^`]+)``", r"`\1\2`", first)
    return " ".join(plain.split())
