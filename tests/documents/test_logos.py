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
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'

    assert logo_from_file(svg.encode(), alt="").svg == svg


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "neither SVG nor PNG"),
        (b"GIF89a", "neither SVG nor PNG"),
        (b"\xff\xfe", "neither SVG nor PNG"),
        (b"<html>", "neither SVG nor PNG"),
        (RED_DOT[:20], "damaged"),
        (b"<svg><path d='", "failed to"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><g></svg>", "failed to"),
    ],
)
def test_other_files_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnusableLogo, match=reason):
        logo_from_file(data, alt="")


def test_a_huge_logo_is_refused() -> None:
    with pytest.raises(UnusableLogo, match="larger"):
        logo_from_file(b"<svg>" + b" " * LARGEST_LOGO, alt="")


@pytest.mark.parametrize(
    "href", ["/etc/hostname.png", "../../secret.png", "https://logo.example/a.png"]
)
def test_a_logo_fetches_no_other_file(href: str) -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        f'<image width="9" height="9" href="{href}"/></svg>'
    )

    with pytest.raises(UnusableLogo, match="linked image"):
        logo_from_file(svg.encode(), alt="")
