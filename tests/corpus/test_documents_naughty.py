"""The big list of naughty strings as names, notes and references on an invoice."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from duebook.documents.glyphs import drawable
from duebook.documents.records import Addressee, LineGroup
from duebook.documents.render import render_invoice
from tests.documents.builders import a_line, an_invoice
from tests.documents.reading import text_of

CORPUS = Path(
    os.environ.get("DUEBOOK_CORPUS", Path(__file__).parents[2] / "../shared/data")
)
BLNS = CORPUS / "g_naughty/blns/blns.json"

pytestmark = pytest.mark.skipif(
    not BLNS.is_file(), reason=f"the sample data of others are not at {CORPUS}"
)


def strings() -> list[str]:
    found: list[str] = json.loads(BLNS.read_text(encoding="utf-8"))
    return found


def squeezed(text: str) -> str:
    """Without what has no ink: spaces, joiners, marks of direction."""
    return re.sub(
        r"\s", "", "".join(c for c in text if unicodedata.category(c) != "Cf")
    )


def is_read_in_order(text: str) -> bool:
    """Whether a PDF gives the text back in the order it was typed.

    Right-to-left letters and stacked marks are drawn in another order.
    """
    return not any(
        unicodedata.bidirectional(c) in {"R", "AL", "AN"} or unicodedata.combining(c)
        for c in text
    )


def test_every_naughty_string_can_stand_everywhere() -> None:
    lines = tuple(a_line(description=text, detail=text) for text in strings())
    everything = "\n".join(strings())

    pdf = render_invoice(
        an_invoice(
            groups=(LineGroup(lines=lines, heading=everything),),
            addressee=Addressee(
                name=everything, address_lines=tuple(strings()), number=everything
            ),
            po=everything,
            notes=everything,
        )
    )

    assert pdf.startswith(b"%PDF")


def test_naughty_strings_are_printed_as_typed() -> None:
    texts = [drawable(text) for text in strings()]
    read_in_order = [text for text in texts if is_read_in_order(text)]

    pdf = render_invoice(an_invoice(notes="\n".join(read_in_order)))

    printed = squeezed(text_of(pdf))
    assert len(read_in_order) > 490
    assert [text for text in read_in_order if squeezed(text) not in printed] == []
