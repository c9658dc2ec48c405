"""Logos: SVG and PNG are taken, everything else is refused."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pytest

from duebook.documents.logos import LARGEST_LOGO, UnusableLogo, logo_from_file
from duebook.documents.render import render_invoice
from tests.documents.builders import HARBOR, an_invoice
from tests.documents.reading import tags_of

RED_DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHx"
    "gljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg=="
)


def test_a_png_is_printed_with_its_words() -> None:
    letterhead = replace(HARBOR, logo=logo_from_file(RED_DOT, alt="A red dot"))

    pdf = render_invoice(an_invoice(letterhead=letterhead))

    assert ("/Figure", "A red dot") in list(tags_of(pdf))


def test_an_svg_is_kept_as_it_is() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'

    assert logo_from_file(svg.encode(), alt="").svg == svg


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xfe", b"<html>"]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(UnusableLogo, match="neither SVG nor PNG"):
        logo_from_file(data, alt="")


def test_a_huge_logo_is_refused() -> None:
    with pytest.raises(UnusableLogo, match="larger"):
        logo_from_file(b"<svg>" + b" " * LARGEST_LOGO, alt="")
