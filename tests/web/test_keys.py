"""The keys of the frame are its own: no page gives one of them another meaning."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver

from duebook.web.keys import EVERYWHERE, TABLES
from duebook.web.templatetags.parts import key_tables

if TYPE_CHECKING:
    from duebook.web.frame import Page

TEMPLATES = sorted(Path("src/duebook").rglob("templates/**/*.html"))
OF_EACH_PAGE = {"/", "n"}  # a page says what it searches, and what is new on it
FRAME = {one.key: one.label for one in EVERYWHERE if one.key not in OF_EACH_PAGE}
PRESSED = re.compile(r'\b(?:data-)?key="([^"{]+)"')
SAID_AGAIN = {"u": "undo", "=": "entries"}  # an act's why is what it posted


def pages() -> dict[str, Page]:
    """Every page that has an address, by its name."""
    shown = (getattr(one.callback, "page", None) for one in get_resolver().url_patterns)
    return {one.name: one for one in shown if one is not None}


def test_no_page_gives_a_key_of_the_frame_another_meaning() -> None:
    known = pages()
    assert "close-period" in known
    assert [
        f"{page.name}: {one.key} {one.label}"
        for page in known.values()
        for one in page.keys
        if one.label not in {FRAME.get(one.key, one.label), SAID_AGAIN.get(one.key)}
    ] == []


def test_a_key_that_the_page_takes_is_told_once() -> None:
    told = key_tables(pages()["charges"])["tables"]
    labels = [one.label for _, table in told for one in table if one.key == "k"]
    assert labels == ["excuse"]
    everywhere = key_tables(None)["tables"]
    assert everywhere == [(name, list(table)) for name, table in TABLES]


@pytest.mark.parametrize("key", ["g", "?", "."])
def test_no_template_puts_such_a_key_on_a_button(key: str) -> None:
    takers = [one.name for one in TEMPLATES if key in PRESSED.findall(one.read_text())]
    assert takers == []
