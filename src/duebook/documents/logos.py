"""Logos as SVG text, so that a record holds no bytes."""

from __future__ import annotations

import struct
from base64 import b64encode
from dataclasses import dataclass
from typing import ClassVar, Final

from duebook.documents.records import Logo
from duebook.domain.errors import Refusal

_PNG: Final = b"\x89PNG\r\n\x1a\n"
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
        UnusableLogo: neither SVG nor PNG, or larger than ``LARGEST_LOGO``.
    """
    if len(data) > LARGEST_LOGO:
        raise UnusableLogo(f"it is larger than {LARGEST_LOGO:,} bytes")
    if data.startswith(_PNG) and data[12:16] == b"IHDR" and len(data) > 33:
        return Logo(svg=_svg_around_png(data), alt=alt)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = ""
    if "<svg" not in text:
        raise UnusableLogo("it is neither SVG nor PNG")
    return Logo(svg=text, alt=alt)


def _svg_around_png(png: bytes) -> str:
    width, height = struct.unpack_from(">LL", png, 16)
    picture = b64encode(png).decode("ascii")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" '
        f'xlink:href="data:image/png;base64,{picture}"/></svg>'
    )
