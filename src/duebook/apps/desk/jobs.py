"""What the desk does by the clock: it tells who likes so what the day brings."""

from __future__ import annotations

import logging
from datetime import time
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from duebook.apps.accounts.actions import take_morning
from duebook.apps.accounts.queries import wish_morning_mail
from duebook.apps.desk.queries.morning import morning
from duebook.apps.entities.queries import seats, users_seated
from duebook.apps.work.actions import by_the_clock
from duebook.web.figures import counted

if TYPE_CHECKING:
    from datetime import datetime

    from duebook.apps.accounts.queries import Who
    from duebook.apps.desk.queries.morning import Morning

log = logging.getLogger(__name__)

MORNING: Final = (time(7), time(12))
"""From when until when somebody is told; after that it waits for another morning."""


@by_the_clock
def morning_mails(entity_id: int, at: datetime) -> None:
    """Mail those whose first entity this is, once a morning, if something waits."""
    for user in wish_morning_mail(list(users_seated(entity_id).values())):
        held = [seat for seat in seats(user.id) if not seat.is_practice]
        if not held or held[0].entity_id != entity_id:
            continue
        here = at.astimezone(ZoneInfo(held[0].time_zone))
        if not MORNING[0] <= here.time() < MORNING[1]:
            continue
        try:
            with transaction.atomic():
                if take_morning(user.id, here.date()):
                    _mail(user, morning(held, at))
        except OSError:  # smtplib's are, too; the next look tries again
            log.warning("the morning mail to %s was not taken", user.name)


def _mail(user: Who, mornings: list[Morning]) -> None:
    if not mornings:
        return
    waiting = sum(count for one in mornings for _, count in one.waiting)
    news = sum(one.news for one in mornings)
    told = [f"{waiting:,} to do"] if waiting else []
    told += [counted(news, "piece of news", "pieces of news")] if news else []
    send_mail(
        f"Your day: {' and '.join(told)}",
        render_to_string(
            "desk/morning.txt",
            {"name": user.name, "mornings": mornings, "address": _address()},
        ),
        None,
        [user.email],
    )


def _address() -> str:
    """Where the day is looked at, where a web server gives the office a name."""
    named = [host for host in settings.SETTINGS.hosts if host[0].isalnum()]
    return f"https://{named[0]}/today" if named else ""
