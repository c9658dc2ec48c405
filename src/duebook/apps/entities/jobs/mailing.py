"""Mail about signing in, which is no entity's: how it leaves all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.mail.backends import filebased, smtp
from django.core.mail.backends.base import BaseEmailBackend
from typing_extensions import override

from duebook.apps.accounts.queries import user_called
from duebook.apps.entities.queries import mail_way_to
from duebook.formats.mail_server import Tls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

TIMEOUT_S = 10
"""How long a server may take: somebody waits for the page."""


class EmailBackend(BaseEmailBackend):
    """Sends through the mail server of whoever is written to, else into a folder."""

    @override
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return sum(_handed_in(message) for message in email_messages)


def _handed_in(message: EmailMessage) -> int:
    user = user_called(message.to[0])
    way = mail_way_to(user.pk) if user else None
    if way is None:
        return filebased.EmailBackend().send_messages([message])
    server, sender = way
    message.from_email = sender
    return smtp.EmailBackend(
        host=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_ssl=server.tls is Tls.SSL,
        use_tls=server.tls is Tls.STARTTLS,
        timeout=TIMEOUT_S,
    ).send_messages([message])
