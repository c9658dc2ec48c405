"""The months of the books: which are locked, and which is to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, reverse

from duebook.apps.close.queries.locks import locks_of
from duebook.apps.entities.pages.door import page
from duebook.apps.ledger.queries import periods
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

CLOSE = Page("close", "Close", keys=(Key("j", "month"), Key("↵", "open")))

STATES = {"open": "open", "soft": "soft locked", "hard": "locked"}


@page(CLOSE)
def close(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """Every month that has begun, the one to be closed first in line."""
    known = [one for one in periods(sitting.entity_id) if one.first <= sitting.today]
    locks = locks_of(sitting.entity_id, [one.first for one in known])
    to_close = next((one for one in known if one.state != "hard"), None)
    return show(
        request,
        "close/months.html",
        {
            "rows": [
                (
                    one,
                    reverse("close.period", args=[sitting.code, f"{one.first:%Y-%m}"]),
                    STATES[one.state],
                    locks.get(one.first),
                )
                for one in reversed(known)
            ],
            "to_close": to_close,
            "later": len(periods(sitting.entity_id)) - len(known),
        },
    )


urlpatterns = [path("<str:entity>/close", close, name="close.close")]
