"""What waits for the mail server and for the printer, and lets both begin."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from django.urls import path, reverse

from duebook.apps.delivery.jobs.kinds import PrintAllLetters, SendMails
from duebook.apps.delivery.queries import LETTER, MAIL, deliveries
from duebook.apps.entities.pages.door import page
from duebook.apps.work.actions import start
from duebook.domain.rights import Right
from duebook.web.answers import show
from duebook.web.frame import Key, Page
from duebook.web.many import see

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from duebook.apps.entities.pages.door import Seated

TO_SEND: Final = Page(
    "to-send",
    "To be sent",
    under="invoices",
    keys=(Key("m", "send the mails"), Key("p", "print the letters")),
)
SHOWN: Final = 500
"""So many of the newest are named and counted."""

_WORK: Final[dict[str, tuple[str, type[SendMails | PrintAllLetters]]]] = {
    MAIL: ("deliveries", SendMails),
    LETTER: ("letters", PrintAllLetters),
}


@page(TO_SEND, Right.SEND)
def to_send(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """What is planned and has not left; POST begins with its mails or its letters."""
    asked = _WORK.get(request.POST.get("channel", ""))
    if asked:
        kind, command = asked
        work_id = start(kind, command(entity_id=sitting.entity_id), **sitting.sends())
        return see(reverse("work.work", args=[sitting.code, work_id]))
    with sitting.reading():
        waiting = deliveries(sitting.entity_id, states=("planned",), newest=SHOWN)
        by_channel = Counter(one.channel for one in waiting)
        return show(
            request,
            "invoicing/to_send.html",
            {
                "waiting": waiting,
                "mails": by_channel[MAIL],
                "letters": by_channel[LETTER],
                "is_cut": len(waiting) == SHOWN,
            },
        )


urlpatterns = [path("<str:entity>/invoices/to-send", to_send, name="invoicing.to_send")]
