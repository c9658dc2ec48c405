"""Which pages open for a reader, before anybody knocks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from typing import Protocol

    from duebook.domain.rights import Right

    class Holder(Protocol):
        """Somebody in an entity."""

        def may(self, right: Right) -> bool: ...


def is_open(address: str, reader: Holder | None) -> bool:
    """Whether a page asks for no right that its reader lacks.

    What leads away from our pages is open; a reader of several entities at once is
    asked by the page alone.
    """
    if not address.startswith("/") or reader is None or not hasattr(reader, "may"):
        return True
    try:
        right = getattr(resolve(urlsplit(address).path).func, "right", None)
    except Resolver404:
        return True
    return right is None or reader.may(right)
