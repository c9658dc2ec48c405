"""Delivery status notifications: the mail a server sends when it gave one up.

By RFC 3464 the notification is a ``multipart/report`` (RFC 6522): a text for people,
a ``message/delivery-status`` for programs, and the mail it is about, or its headers.
"""

from __future__ import annotations

import email
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from duebook.domain.errors import Refusal
from duebook.formats.mail import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message


@dataclass(eq=False)
class NotABounce(Refusal):
    """The mail does not say that another could not be delivered."""

    code: ClassVar[str] = "not_a_bounce"
    template: ClassVar[str] = "This mail is no bounce: {trouble}."

    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """What a server says of a mail it gave up.

    ``message_id`` is the lost mail's, without brackets; ``status`` is the code of
    RFC 3463 (``5.1.1``); ``words`` are the server's own, on one line.
    """

    message_id: str
    recipient: str
    status: str
    words: str


def read_bounce(content: bytes) -> Bounce:
    """The failure that a notification reports.

    Raises:
        NotABounce: it is another mail, reports no failure, or names no mail.
    """
    message = email.message_from_bytes(content)
    report = _first(message, "message/delivery-status")
    if report is None:
        raise NotABounce("it has no delivery status")
    blocks = [block for block in report.walk() if block is not report]
    failed = [block for block in blocks if _field(block, "Action").lower() == "failed"]
    if not failed:
        actions = ", ".join(filter(None, (_field(block, "Action") for block in blocks)))
        raise NotABounce(f"it reports “{actions or 'nothing'}” and no failure")
    message_id = _lost_mail(message)
    if not message_id:
        raise NotABounce("it does not say which mail was lost")
    [block, *_] = failed
    return Bounce(
        message_id=message_id,
        recipient=_after_type(_field(block, "Final-Recipient")),
        status=_field(block, "Status"),
        words=_after_type(_field(block, "Diagnostic-Code")),
    )


def _first(message: Message, kind: str) -> Message | None:
    return next(_all(message, kind), None)


def _all(message: Message, kind: str) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == kind)


def _field(block: Message, name: str) -> str:
    """A field on one line; empty where it is missing."""
    return one_line(str(block.get(name, "")))


def _after_type(field: str) -> str:
    """``smtp; 550 no such user`` without the name of its type."""
    kind, separator, rest = field.partition(";")
    return rest.strip() if separator else kind


def _lost_mail(message: Message) -> str:
    """The Message-ID of the mail, or of the headers, that came back."""
    for part in _all(message, "message/rfc822"):
        for returned in part.walk():
            if returned is not part and returned.get("Message-ID"):
                return _field(returned, "Message-ID").strip("<>")
    for part in _all(message, "text/rfc822-headers"):
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes), "a text part has one payload"
        returned = email.message_from_bytes(payload.lstrip())
        if returned.get("Message-ID"):
            return _field(returned, "Message-ID").strip("<>")
    return ""
