"""The place in a list from which a page was opened: ``from`` in its address.

Pages that are opened from such a page by its acts, and what an act leads to, keep it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlencode, urlsplit

if TYPE_CHECKING:
    from django.http import HttpRequest

NAME: Final = "from"


def place_of(request: HttpRequest) -> str:
    """The place that the reader came from; nothing where no list led here.

    A form that names another address than its page's is sent from there.
    """
    asked = request.GET.get(NAME, "")
    if asked or request.method != "POST":
        return asked
    sent_from = urlsplit(request.headers.get("Referer", ""))
    return parse_qs(sent_from.query).get(NAME, [""])[0]


def kept(address: str, request: HttpRequest | None) -> str:
    """An address that keeps the place that the reader came from."""
    return at_place(address, place_of(request)) if address and request else address


def at_place(address: str, place: str) -> str:
    """An address on our pages that keeps a place."""
    if not place or not address.startswith("/"):
        return address
    there = urlsplit(address)
    if NAME in parse_qs(there.query):
        return address
    told = "&".join(part for part in (there.query, urlencode({NAME: place})) if part)
    return there._replace(query=told).geturl()
