"""XML of strangers, read safely and piece by piece: no DTD, no entities, no network.

A statement of a year is hundreds of megabytes, so only the elements asked for are
built, one after the other, as plain records; the tree behind them is let go.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from duebook.formats.bank.refusals import UnreadableBankFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_BYTES: Final = 256 * 1024 * 1024
"""The largest file that is read; 100,000 lines of camt.053 are a quarter of it."""

MAX_DEPTH: Final = 48
"""The deepest nesting below an element asked for; ISO 20022 needs less than 20."""

MAX_BRACKETS: Final = 2_000_000
"""The most ``<`` before an element asked for ends; 20,000 payments in one entry."""

_SHOWN: Final = 200
_CHUNK: Final = 64 * 1024
_BLANKS: Final = " \t\r\n"
_NO_CHILDREN: Final[Mapping[str, list[Element]]] = {}
_SAFE: Final[Mapping[str, Any]] = {
    "load_dtd": False,
    "no_network": True,
    "resolve_entities": False,
    "huge_tree": False,
    "remove_comments": True,  # or a comment would cut a text in two
    "remove_pis": True,
}


@dataclass(slots=True)
class Element:
    """An XML element by its local name, with its children by theirs.

    ``text`` is without blanks around it, and empty where there are children.
    ``currency`` is the ``Ccy`` of an amount, ``line`` the line of the file.
    """

    name: str
    namespace: str
    text: str
    currency: str
    line: int
    format: str
    children: Mapping[str, list[Element]]

    def all(self, path: str) -> Sequence[Element]:
        """The elements at a path of names, ``NtryDtls/TxDtls``, in the file's order."""
        found = self.children.get(path)
        if found is not None:
            return found
        name, _, rest = path.partition("/")
        below = self.children.get(name)
        if not below:
            return ()
        if len(below) == 1:
            return below[0].all(rest)
        return [element for child in below for element in child.all(rest)]

    def first(self, *paths: str) -> Element | None:
        """The first element that one of the paths leads to, the first path first."""
        for path in paths:
            found = self.all(path)
            if found:
                return found[0]
        return None

    def words(self, *paths: str) -> str:
        """The first text at one of the paths, one blank between words, or nothing."""
        for path in paths:
            for element in self.all(path):
                if element.text:
                    return " ".join(element.text.split())
        return ""

    def refusal(self, reason: str) -> UnreadableBankFile:
        """What to raise when the element cannot be read as it stands."""
        return _unreadable(self.format, self.line, self.name, reason)


@contextmanager
def within(place: str) -> Iterator[None]:
    """Put a place as people count, ``statement 1, entry 3``, before a refused line."""
    try:
        yield
    except UnreadableBankFile as refusal:
        refusal.place = f"{place}, {refusal.place}"
        raise


def elements(
    data: bytes, format_: str, names: Sequence[str]
) -> Iterator[tuple[str, Element]]:
    """Each element of one of the names as it ends, with the name of its parent.

    An element inside another one of ``names`` comes first, and is not in the outer.

    Raises:
        UnreadableBankFile: too large, a DTD, no well-formed XML, nested too deep.
    """
    if len(data) > MAX_BYTES:
        most = MAX_BYTES // 2**20
        raise _unreadable(format_, 1, "file", f"it is larger than {most} MB")
    tags = [f"{{*}}{name}" for name in names]
    parser: Any = etree.XMLPullParser(("end",), tag=tags, **_SAFE)
    read: Any = None
    brackets = 0
    try:
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            parser.feed(chunk)
            brackets += chunk.count(b"<")
            for _, node in parser.read_events():
                if read is None:
                    _refuse_dtd(node, data, format_)
                elif read.getparent() is not None:
                    read.getparent().remove(read)
                parent = node.getparent()
                yield (
                    "" if parent is None else _split(parent.tag)[1],
                    _element(node, format_, 0),
                )
                node.clear(keep_tail=True)
                read, brackets = node, 0
            if brackets > MAX_BRACKETS:
                line = data.count(b"\n", 0, start) + 1
                raise _unreadable(format_, line, "XML", "one piece of it is too large")
        _refuse_dtd(parser.close(), data, format_)
    except etree.XMLSyntaxError as fault:
        reason = f"it is not well-formed XML: {fault.msg}".rstrip(_BLANKS)
        raise _unreadable(format_, fault.lineno or 1, "XML", reason) from None


def _unreadable(format_: str, line: int, field: str, reason: str) -> UnreadableBankFile:
    return UnreadableBankFile(format_, f"line {line}", field[:_SHOWN], reason[:_SHOWN])


def _refuse_dtd(node: Any, data: bytes, format_: str) -> None:
    if node.getroottree().docinfo.internalDTD is not None:
        line = data[: max(data.find(b"<!DOCTYPE"), 0)].count(b"\n") + 1
        reason = "it brings a document type (DTD) along, which we never read"
        raise _unreadable(format_, line, "DOCTYPE", reason)


def _element(node: Any, format_: str, depth: int) -> Element:
    namespace, name = _split(node.tag)
    if depth > MAX_DEPTH:
        reason = f"it is nested deeper than {MAX_DEPTH} elements"
        raise _unreadable(format_, node.sourceline, name, reason)
    children: dict[str, list[Element]] = {}
    for below in node:
        child = _element(below, format_, depth + 1)
        children.setdefault(child.name, []).append(child)
    return Element(
        name=name,
        namespace=namespace,
        text="" if children else (node.text or "").strip(_BLANKS),
        currency=node.get("Ccy", ""),
        line=node.sourceline,
        format=format_,
        children=children or _NO_CHILDREN,
    )


@lru_cache(maxsize=1024)
def _split(tag: str) -> tuple[str, str]:
    namespace, _, name = tag.rpartition("}")
    return namespace[1:], name
