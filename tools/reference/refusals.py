"""Every refusal with its code and its sentence, as a page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from duebook.domain.errors import Refusal
from reference.modules import import_all, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# Refusals

What Duebook does not do, it says in a sentence with the facts in it. There are {count}
such sentences. Each has a code that does not change, for programs to know it by; the
facts, in braces here, are theirs to read as well.
"""


def page() -> str:
    """The page, as Markdown."""
    import_all()
    found = sorted(
        (kind for kind in _kinds(Refusal) if "template" in vars(kind)),
        key=lambda kind: (_place(kind), kind.code, kind.__name__),
    )
    return "\n".join([HEAD.format(count=len(found)), *_places(found)])


def _kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for below in kind.__subclasses__():
        if below.__module__.startswith("duebook."):
            yield below
        yield from _kinds(below)


def _place(kind: type[Refusal]) -> str:
    """The room or library that refuses: ``payments``, ``tables``."""
    _, first, *rest = kind.__module__.split(".")
    return rest[0] if first in {"apps", "formats", "project", "domain"} else first


def _places(found: list[type[Refusal]]) -> Iterator[str]:
    for place, members in groupby(found, key=_place):
        yield f"## {place.replace('_', ' ').capitalize()}\n"
        for kind in members:
            yield f"### `{kind.code}`\n\n> {kind.template}\n"
            yield f"{paragraph(kind.__doc__)}\n"
