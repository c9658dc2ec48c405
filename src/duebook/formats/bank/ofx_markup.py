"""The markup of OFX, SGML and XML alike: text to aggregates and their elements.

OFX 1 leaves out the closing tags of elements, OFX 2 does not, and files in the wild
mix the two.  Only the aggregates that we ask about are kept as such; any other tag
is an element of the aggregate around it, closed or not.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from duebook.formats.bank.text_file import line_spot, one_blank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from duebook.formats.bank.text_file import Spot

_DEEPEST: Final = 40
_TAG: Final = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z0-9._]{1,40})\s*(?P<empty>/?)>"
)
_CDATA_START: Final = "<![CDATA["
_HIDDEN: Final = {"<!--": "-->", "<?": "?>"}


@dataclass(slots=True)
class Aggregate:
    """A tag with elements: the first text of each, and where it stands."""

    tag: str
    number: int
    elements: dict[str, tuple[int, str]] = field(default_factory=dict)
    children: list[Aggregate] = field(default_factory=list)

    def text(self, *names: str) -> str:
        """The first of the elements that is filled, else the empty text."""
        found = (self.elements.get(name, (0, ""))[1] for name in names)
        return next(filter(None, found), "")

    def each(self, *tags: str) -> Iterator[Aggregate]:
        return (child for child in self.children if child.tag in tags)

    def first(self, *tags: str) -> Aggregate | None:
        return next(self.each(*tags), None)

    def below(self) -> Iterator[Aggregate]:
        """Every aggregate below this one, from above to below."""
        waiting = list(reversed(self.children))
        while waiting:
            aggregate = waiting.pop()
            yield aggregate
            waiting.extend(reversed(aggregate.children))

    def spot(self, format_name: str, name: str = "") -> Spot:
        number = self.elements[name][0] if name in self.elements else self.number
        return line_spot(format_name, number, name or self.tag)


def parse_markup(text: str, format_name: str, aggregates: Collection[str]) -> Aggregate:
    """The aggregates of the given tags, in one root of no tag.

    Linear in the text; a closing tag that closes nothing is passed over.

    Raises:
        UnreadableBankFile: a document type with entities, nesting beyond any OFX, an
            aggregate that is not closed where another of its kind begins, or an end
            of the file within one.
    """
    root = Aggregate("", 1)
    stack = [root]
    open_tags: Counter[str] = Counter()
    for number, closes, tag, content in _tags(text, format_name):
        if tag not in aggregates:
            if not closes:
                stack[-1].elements.setdefault(tag, (number, content))
        elif closes:
            while open_tags[tag]:
                closed = stack.pop()
                open_tags[closed.tag] -= 1
                if closed.tag == tag:
                    break
        else:
            spot = line_spot(format_name, number, tag)
            if open_tags[tag]:
                spot.refuse(f"It begins before the {tag} above has ended.")
            if len(stack) > _DEEPEST:
                spot.refuse("It is nested deeper than OFX allows.")
            aggregate = Aggregate(tag, number)
            stack[-1].children.append(aggregate)
            stack.append(aggregate)
            open_tags[tag] += 1
    if len(stack) > 1:
        stack[-1].spot(format_name).refuse("The file ends before this has ended.")
    return root


def _tags(text: str, format_name: str) -> Iterator[tuple[int, bool, str, str]]:
    """Line, whether it closes, name, and the text behind each tag."""
    number, counted = 1, 0
    tag: tuple[int, bool, str] | None = None
    pieces: list[str] = []
    at = 0
    while (start := text.find("<", at)) >= 0:
        pieces.append(html.unescape(text[at:start]))
        if text.startswith(_CDATA_START, start):
            at = _behind(text, "]]>", start)
            pieces.append(text[start + len(_CDATA_START) : at].removesuffix("]]>"))
            continue
        number += text.count("\n", counted, start)
        counted = start
        hidden = [
            end for begin, end in _HIDDEN.items() if text.startswith(begin, start)
        ]
        if hidden:
            at = _behind(text, hidden[0], start)
            continue
        if text.startswith("<!", start):
            line_spot(format_name, number, "<!").refuse(
                "Document types and entities are not read."
            )
        match = _TAG.match(text, start)
        if match is None:
            # A "<" within a text: SGML of banks does not escape it.
            pieces.append("<")
            at = start + 1
            continue
        if tag:
            yield *tag, one_blank("".join(pieces))
        closes = bool(match["close"] or match["empty"])
        tag = (number, closes, match["name"].upper())
        pieces = []
        at = match.end()
    pieces.append(html.unescape(text[at:]))
    if tag:
        yield *tag, one_blank("".join(pieces))


def _behind(text: str, end: str, start: int) -> int:
    found = text.find(end, start)
    return len(text) if found < 0 else found + len(end)
