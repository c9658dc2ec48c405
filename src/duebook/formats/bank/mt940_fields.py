"""The messages of a SWIFT file and their fields, each with its line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duebook.formats.bank.text_file import line_spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duebook.formats.bank.text_file import Spot

FORMAT: Final = "MT940"
INTERIM_FORMAT: Final = "MT942"

_FIELD: Final = re.compile(
    r":(20|21|25P?|28C?|60[FM]|61|86|62[FM]|64|65|34F|13D?|90[CD]|NS):(.*)"
)
_MESSAGE_END: Final = re.compile(r"-(?:}.*|X+)?\s*")
_INTERIM: Final = frozenset({"34F", "13D", "90C", "90D"})
_OPENINGS: Final = frozenset({"60F", "60M"})
_BLOCK_START: Final = "{4:"


@dataclass(slots=True)
class Field:
    """One tag with its lines."""

    tag: str
    number: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass(slots=True)
class Message:
    """The fields of one statement, or of one page of it."""

    fields: list[Field]
    is_interim: bool = field(init=False)

    def __post_init__(self) -> None:
        tags = {each.tag for each in self.fields}
        self.is_interim = not tags.isdisjoint(_INTERIM) and tags.isdisjoint(_OPENINGS)

    def last(self, *tags: str) -> Field | None:
        found = [each for each in self.fields if each.tag in tags]
        return found[-1] if found else None

    @property
    def format(self) -> str:
        return INTERIM_FORMAT if self.is_interim else FORMAT

    def spot(self, of: Field) -> Spot:
        return line_spot(self.format, of.number, f":{of.tag}:")


def messages_of(lines: Iterable[str]) -> Iterator[Message]:
    """The messages, each from its ``:20:`` on.

    A field goes on until the next known tag: banks break texts anywhere, and a text
    may go on with ``:12:11``.  What stands before a message is the bank's envelope.
    """
    fields: list[Field] = []
    for number, line in enumerate(lines, 1):
        inside = line
        if _MESSAGE_END.fullmatch(line) or line.startswith("{"):
            if fields:
                yield Message(fields)
            fields = []
            inside = line.partition(_BLOCK_START)[2]
        tagged = _FIELD.fullmatch(inside)
        if tagged is None:
            if fields:
                fields[-1].lines.append(inside)
            continue
        tag, rest = tagged.groups()
        if tag == "20" and fields:
            yield Message(fields)
            fields = []
        if tag != "20" and not fields:
            line_spot(FORMAT, number, f":{tag}:").refuse(
                "A statement begins with :20:; here it begins in its middle."
            )
        fields.append(Field(tag, number, [rest]))
    if fields:
        yield Message(fields)
