"""Reading our own PDFs back: the text, where it stands, how it is tagged."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator

SNAPSHOTS = Path(__file__).parent / "snapshots"
MM = 72 / 25.4


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def root_of(pdf: bytes) -> Any:
    """The catalogue of the document: language, metadata, tags."""
    return PdfReader(BytesIO(pdf)).trailer["/Root"]


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def agrees_with_snapshot(name: str, text: str) -> bool:
    """Whether the text is what was reviewed; DUEBOOK_WRITE_SNAPSHOTS=1 renews it."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("DUEBOOK_WRITE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8") == text + "\n"


def place_of(pdf: bytes, wanted: str) -> tuple[float, float]:
    """Where a text begins on the first page: millimetres from left and from top."""
    page = PdfReader(BytesIO(pdf)).pages[0]
    found: list[tuple[float, float]] = []

    def look(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if wanted in text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x / MM, (float(page.mediabox.height) - y) / MM))

    page.extract_text(visitor_text=look)
    assert found, f"{wanted!r} is not printed in one piece"
    return found[0]


def tags_of(pdf: bytes) -> Iterator[tuple[str, str]]:
    """The kind and the alternative text of each element a screen reader meets."""
    waiting: list[Any] = [root_of(pdf)["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"]), str(node.get("/Alt", ""))
            if "/K" in node:
                waiting.append(node["/K"])
