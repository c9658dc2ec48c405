"""Which characters the shipped fonts can draw, and what stands in for the others.

The PDF standards we print to forbid a missing glyph, so a character that no font
has is printed as the replacement character.  Nothing is dropped silently.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Final

REPLACEMENT: Final = "\ufffd"
_INVISIBLE: Final = {"Cc", "Cs", "Co", "Cn"}
"""Controls, lone surrogates, private and unassigned characters are never drawn."""


class _Drawable(dict[int, str]):
    """A table for ``str.translate`` that learns each character when it meets it."""

    def __missing__(self, codepoint: int) -> str:
        character = chr(codepoint)
        drawable = character == "\n" or (
            codepoint in covered() and unicodedata.category(character) not in _INVISIBLE
        )
        self[codepoint] = character if drawable else REPLACEMENT
        return self[codepoint]


_DRAWABLE: Final = _Drawable({ord("\t"): " ", ord("\r"): " "})


def drawable(text: str) -> str:
    """The text with U+FFFD for each character that no shipped font has."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text).translate(_DRAWABLE)


def all_drawable(data: Any) -> Any:
    """The same data with every text in it made drawable."""
    if isinstance(data, str):
        return drawable(data)
    if isinstance(data, dict):
        return {key: all_drawable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [all_drawable(value) for value in data]
    return data


@cache
def covered() -> frozenset[int]:
    """The code points for which at least one shipped font has a glyph."""
    fonts = files(__package__) / "fonts"
    return frozenset[int]().union(
        *(
            _mapped(font.read_bytes())
            for font in fonts.iterdir()
            if font.name.endswith((".ttf", ".otf"))
        )
    )


def _mapped(font: bytes) -> set[int]:
    """Code points in an OpenType font's ``cmap`` (formats 4 and 12 of the standard)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    directory = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", font, cmap + 2)
    found: set[int] = set()
    for i in range(subtables):
        _, _, offset = struct.unpack_from(">HHL", font, cmap + 4 + 8 * i)
        found |= _mapped_in_subtable(font, cmap + offset)
    return found


def _mapped_in_subtable(font: bytes, at: int) -> set[int]:
    (layout,) = struct.unpack_from(">H", font, at)
    assert layout in {4, 12}, "our fonts have no other subtables"
    if layout == 12:
        (groups,) = struct.unpack_from(">L", font, at + 12)
        ranges = [
            struct.unpack_from(">LL", font, at + 16 + 12 * i) for i in range(groups)
        ]
    else:
        (doubled,) = struct.unpack_from(">H", font, at + 6)
        segments = f">{doubled // 2}H"
        stops = struct.unpack_from(segments, font, at + 14)
        starts = struct.unpack_from(segments, font, at + 16 + doubled)
        ranges = list(zip(starts, stops, strict=True))
    return {
        codepoint
        for start, stop in ranges
        for codepoint in range(start, stop + 1)
        if codepoint != 0xFFFF
    }
