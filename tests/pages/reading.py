"""Reading the answers of pages: what a form carries, and the figures in the text."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import _MonkeyPatchedWSGIResponse as Page

ON = "2026-11-03"
"""The day of what the tests type."""


def flat(page: Page) -> str:
    """The text of a page with every run of blanks as one."""
    return re.sub(r"\s+", " ", page.content.decode())


def hidden(page: Page) -> dict[str, str]:
    """What the forms of a page carry with them."""
    pattern = r'<input type="hidden" name="(\w+)" value="([^"]*)"'
    found = re.findall(pattern, flat(page))
    return {name: unescape(value) for name, value in found}


def figures(text: str, name: str) -> list[int]:
    """The amounts of a figure in a text, in minor units, in their order."""
    pattern = rf'data-fig="{name}"[^>]*data-minor="(-?\d+)"'
    return [int(minor) for minor in re.findall(pattern, text)]


def figure(text: str, name: str) -> int:
    """The first amount of a figure in a text, in minor units."""
    found = figures(text, name)
    assert found, f"no figure {name}"
    return found[0]


def sent(client: Client, address: str, **typed: Any) -> Page:
    """A form as it stands, of the usual day, with what is typed over it."""
    form = client.get(address)
    assert form.status_code == 200
    pattern = r'<input type="text" name="(\w+)" value="([^"]*)"'
    values = dict(re.findall(pattern, form.content.decode()))
    usual = {**hidden(form), **values, "on": ON}
    return client.post(address, {**usual, **typed})
