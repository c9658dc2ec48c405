"""Logos as SVG text, so that a record holds no bytes."""

from __future__ import annotations

import struct
from base64 import b64encode
from dataclasses import dataclass
from typing import ClassVar, Final

import typst

from duebook.documents.press import press
from duebook.documents.records import Logo
from duebook.domain.errors import Refusal

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_HEAD: Final = 33
"""Bytes of signature and header, where width and height stand."""
_LOGO_ALONE: Final = "logo_alone.typ"
LARGEST_LOGO: Final = 1_000_000
"""Bytes; a larger picture would weigh down every mail that carries it."""


@dataclass(eq=False)
class UnusableLogo(Refusal):
    """A file that cannot stand in the head of a page."""

    code: ClassVar[str] = "unusable_logo"
    template: ClassVar[str] = "The logo cannot be used: {reason}."

    reason: str


def logo_from_file(data: bytes, alt: str) -> Logo:
    """The logo in an SVG or PNG file; ``alt`` says what it shows.

    Raises:
        UnusableLogo: neither SVG nor PNG, damaged, or larger than ``LARGEST_LOGO``.
    """
    if len(data) > LARGEST_LOGO:
        raise UnusableLogo(f"it is larger than {LARGEST_LOGO:,} bytes")
    svg = _svg_around_png(data) if data.startswith(_PNG) else _svg_text(data)
    try:
        press(None).compile(_LOGO_ALONE, {"svg": svg}, format="svg")
    except typst.TypstError as error:
        raise UnusableLogo(error.message) from error
    return Logo(svg=svg, alt=alt)


def _svg_text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if "<svg" not in text:
        raise UnusableLogo("it is neither SVG nor PNG")
    return text


def _svg_around_png(png: bytes) -> str:
    if png[12:16] != b"IHDR" or len(png) < _PNG_HEAD:
        raise UnusableLogo("the PNG is damaged")
    width, height = struct.unpack_from(">LL", png, 16)
    picture = b64encode(png).decode("ascii")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{picture}"/></svg>'
    )
