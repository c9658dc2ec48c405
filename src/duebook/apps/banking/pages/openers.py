"""Who has which bank line open: told to the others, so that two do not do one thing.

Nothing is locked: whoever is second at deciding is told so by the act itself.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from django.core.cache import cache
from django.urls import path

from duebook.apps.entities.pages.door import page
from duebook.apps.entities.queries import users_seated
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

OPENERS: Final = Page("bank", "Bank")

LEASE: Final = 40
"""Seconds that a line is told to be open after its page was last heard of.

A page that is open tells so every 15 seconds.
"""


def note_open(sitting: Seated, line_id: int) -> None:
    """Note that the reader has a line open, and no other one."""
    if sitting.may(Right.APPLY):
        cache.set(_key(sitting.entity_id, sitting.user_id), line_id, LEASE)


def open_by_others(sitting: Seated) -> Mapping[int, str]:
    """Who else has which line open: names by line."""
    names = {
        _key(sitting.entity_id, user_id): name
        for name, user_id in users_seated(sitting.entity_id).items()
        if user_id != sitting.user_id
    }
    found: dict[int, list[str]] = defaultdict(list)
    for key, line_id in cache.get_many(names).items():
        found[line_id].append(names[key])
    return {line_id: " and ".join(sorted(of)) for line_id, of in found.items()}


def _key(entity_id: int, user_id: int) -> str:
    return f"bank-line-open-{entity_id}-{user_id}"


@page(OPENERS)
def openers(request: HttpRequest, sitting: Seated, line_id: int) -> HttpResponse:
    """Hear that a line is still open, and answer who else has it open."""
    note_open(sitting, line_id)
    context = {"line_id": line_id, "also": open_by_others(sitting).get(line_id, "")}
    return show(request, "banking/openers.html", context)


urlpatterns = [
    path("<str:entity>/bank/<int:line_id>/openers", openers, name="banking.openers")
]
