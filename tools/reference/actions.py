"""Every action with its command's fields and the right it needs, as a page."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from reference.modules import import_all, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator
    from dataclasses import Field

    from duebook.apps.entities.actions import Action

HEAD = """\
# Actions

Everything that changes the books is one of these {count} actions: a function that
carries out a command, a frozen record. It is called with the command, and by keyword
with `actor`, who asks; `key`, the sender's name for this sending, so that a second one
does nothing; and `at`, the instant. The first field of each command, `entity_id`, says
whose books, and is left out here.

In one transaction the right is asked for, the act is done, and one event is written
into the audit chain.
"""


def page() -> str:
    """The page, as Markdown."""
    import_all()
    from duebook.apps.entities.actions import ACTIONS  # noqa: PLC0415 - models want Django set up

    found = sorted(
        ACTIONS.values(), key=lambda action: (_room(action), action.body.__name__)
    )
    return "\n".join([HEAD.format(count=len(found)), *_rooms(found)])


def _room(action: Action) -> str:
    return str(action.body.__module__).split(".")[2]


def _rooms(found: list[Action]) -> Iterator[str]:
    for room, members in groupby(found, key=_room):
        yield f"## {room.capitalize()}\n"
        for action in members:
            yield _entry(action)


def _entry(action: Action) -> str:
    kind = action.command_kind()
    rows = [
        f"| `{field.name}` | `{_type(field)}` | {_default(field)} |"
        for field in fields(kind)
        if field.name != "entity_id"
    ]
    table = ["| Field | Type | |", "|---|---|---|", *rows, ""] if rows else []
    return "\n".join(
        [
            f"### `{action.body.__name__}({kind.__name__})`\n",
            f"{paragraph(action.body.__doc__)} Right: `{action.right or 'a seat'}`.\n",
            *table,
        ]
    )


def _type(field: Field) -> str:
    return str(field.type).replace("|", "\\|")


def _default(field: Field) -> str:
    if field.default_factory is not MISSING:
        return "may be left out"
    if field.default is MISSING:
        return ""
    says_nothing = is_dataclass(field.default) or field.default in {None, ""}
    return "may be left out" if says_nothing else f"`{field.default}`"
