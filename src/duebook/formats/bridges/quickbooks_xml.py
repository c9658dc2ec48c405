"""QuickBooks Online's XML: the objects of an answer of its API, or one alone.

The form is described at
https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/customer
and the pages beside it, one for each type of object.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from duebook.formats.bridges.objects import Thing
from duebook.formats.bridges.refusals import UnreadableExport

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRAPPERS = frozenset({"IntuitResponse", "QueryResponse", "CDCResponse"})
_DOCTYPE = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


def read_quickbooks_xml(data: bytes, name: str) -> list[Thing]:
    """The objects of a file, in its order.

    Raises:
        UnreadableExport: it is not well formed, or it declares a document type, which
            these files never do and which could make a reader fetch or inflate.
    """
    if _DOCTYPE.search(data.replace(b"\x00", b"")):
        raise UnreadableExport(name, "it declares a document type of its own")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableExport(name, f"it is not well formed: {error.msg}") from error
    return [_thing(element) for element in _objects(root)]


def _objects(root: etree._Element) -> Iterator[etree._Element]:
    """The elements inside the wrappers of an answer, or the root itself."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _tag(element) in _WRAPPERS:
            waiting.extend(reversed(element))
        else:
            yield element


def _thing(element: etree._Element) -> Thing:
    kind = _tag(element)
    values = {"@type": kind, **{f"@{key}": one for key, one in _attributes(element)}}
    path: list[str] = []
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner is element:
            continue
        if event == "end":
            path.pop()
            continue
        path.append(_tag(inner))
        where = "/".join(path)
        for key, text in _attributes(inner):
            values.setdefault(f"{where}@{key}", text)
        if inner.text and inner.text.strip():
            values.setdefault(where, inner.text.strip())
    return Thing(kind, values)


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in element.attrib.items()]


def _tag(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(etree.QName(element).localname)
