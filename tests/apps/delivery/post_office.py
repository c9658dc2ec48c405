"""A mail server for tests, and deliveries to send through it."""

from __future__ import annotations

import email
import socket
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

from duebook.apps.delivery.actions import Planned, plan
from duebook.apps.delivery.jobs.sending import Composed, send_due
from duebook.apps.delivery.jobs.transports import Smtp
from duebook.apps.entities.actions import (
    SYSTEM,
    Act,  # noqa: TC001 - an action's annotations are read when it runs
    Action,
)
from duebook.domain.rights import Right
from duebook.formats.mail import MailAttachment
from duebook.formats.mail_server import Tls
from tests.office import NOON, an_entity, by

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from duebook.apps.delivery.jobs.sending import SendingRun
    from duebook.apps.delivery.jobs.transports import Transport
    from duebook.apps.delivery.queries import Delivery

HARBOR = "billing@harbor.example"
PDF = b"%PDF-1.7 an invoice"
LATER = NOON + timedelta(hours=9)


@dataclass(slots=True)
class PostOffice:
    """What the server took; the name before the @ says how it treats a recipient."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    is_losing: bool = True

    def recipients(self) -> list[str]:
        return [recipient for recipient, _ in self.taken]

    def message_ids(self, recipient: str) -> list[str]:
        return [message for to, message in self.taken if to == recipient]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody"):
            return "550 5.1.1 no such mailbox here"
        if address.startswith("busy"):
            return "451 4.7.1 greylisted, come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any
    ) -> str:
        [recipient] = envelope.rcpt_tos
        if recipient.startswith("strict"):
            return "554 5.7.1 we do not take invoices"
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append((recipient, str(message["Message-ID"])))
        self.senders.append(envelope.mail_from)
        if recipient.startswith("lost") and self.is_losing:
            server.transport.abort()
        return "250 OK"


def a_free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def a_post_office() -> Iterator[tuple[PostOffice, Smtp]]:
    """A server on the loopback, and the way to it."""
    office = PostOffice()
    port = a_free_port()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    server = Smtp("127.0.0.1", port, Tls.NONE, timeout_s=10)
    try:
        yield office, server
    finally:
        server.close()
        controller.stop()


def an_office(email: str = HARBOR) -> int:
    """An entity that has mail to send, under a code that no other test has."""
    return an_entity(f"H{uuid.uuid4().hex[:8]}", email=email)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMails:
    """What a room above asks for in the transaction that issues documents."""

    entity_id: int
    recipients: tuple[str, ...]
    kind: str
    channel: str
    occasion: str


def _plan_mails(command: PlanMails, act: Act) -> list[int]:
    return plan(
        act,
        [
            Planned(
                channel=command.channel,
                subject_kind=command.kind,
                subject_id=number,
                recipient=recipient,
                party_id=1,
                number=f"INV-{number}",
                language="en-US",
                occasion=command.occasion,
            )
            for number, recipient in enumerate(command.recipients, 1)
        ],
    )


def planned(
    entity_id: int,
    *recipients: str,
    kind: str = "document",
    channel: str = "mail",
    occasion: str = "first",
) -> list[int]:
    """Plan INV-1, INV-2, … for recipients, and return the ids of new deliveries."""
    return Action(_plan_mails, Right.ISSUE)(
        PlanMails(
            entity_id=entity_id,
            recipients=recipients,
            kind=kind,
            channel=channel,
            occasion=occasion,
        ),
        **by(),
    )


def composed(delivery: Delivery) -> Composed:
    return Composed(
        subject=f"Invoice {delivery.number}",
        text="Please find it attached.\n",
        attachments=(
            MailAttachment(
                name=f"{delivery.number}.pdf",
                media_type="application/pdf",
                content=PDF,
            ),
        ),
    )


def wanted(_: Delivery) -> None:
    """Every delivery is still wanted."""


def sent(
    entity_id: int,
    transport: Transport,
    *,
    at: datetime = NOON,
    actor: str = SYSTEM,
    **changed: Any,
) -> SendingRun:
    """One run of the sending job."""
    ways: dict[str, Any] = {"compose": composed, "still_wanted": wanted} | changed
    return send_due(entity_id, transport, actor=actor, at=at, **ways)
