"""Many documents as one print."""

from __future__ import annotations

from duebook.documents.render import render_letters
from tests.documents.builders import ISSUED, a_long_invoice, a_statement, an_invoice
from tests.documents.reading import pages_of

LETTERS = (an_invoice(), a_long_invoice(40), a_statement())


def test_each_letter_counts_its_own_pages() -> None:
    pages = pages_of(render_letters(LETTERS, title="Letters", day=ISSUED))

    counts = [page.rpartition("Page ")[2].splitlines()[0] for page in pages]
    assert counts == ["1 of 1", "1 of 2", "2 of 2", "1 of 1"]


def test_nothing_is_carried_from_one_letter_to_the_next() -> None:
    *_, statement = pages_of(render_letters(LETTERS, title="Letters", day=ISSUED))

    assert "forward" not in statement


def test_on_both_sides_each_letter_begins_on_a_front() -> None:
    pages = pages_of(render_letters(LETTERS, title="Letters", day=ISSUED, duplex=True))

    fronts = [number for number, page in enumerate(pages) if "Page 1 of" in page]
    assert fronts == [0, 2, 4]
