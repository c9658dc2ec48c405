"""How a mail leaves the house: into a folder, or to a server by SMTP."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from duebook.apps.delivery.jobs.files import write_whole
from duebook.domain.errors import Refusal
from duebook.formats.mail import one_line
from duebook.formats.mail_server import Tls

if TYPE_CHECKING:
    from duebook.formats.mail_server import MailServer

TIMEOUT_S: Final = 60
_PERMANENT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A mail with the addresses for the server; ``name`` is unique and one's own."""

    name: str
    sender: str
    recipient: str
    message: bytes


@dataclass(eq=False)
class NotSent(Refusal):
    """The mail did not go out; ``words`` are the server's."""

    code: ClassVar[str] = "not_sent"
    template: ClassVar[str] = "{words}"

    words: str


class RecipientRefused(NotSent):
    """The server does not take mail for this address, and will not."""


class MailRefused(NotSent):
    """The server does not take this mail, and will not."""


class TryLater(NotSent):
    """The server does not take this mail now."""


class NoServer(NotSent):
    """There is no server that takes mail from us at all."""


class OutcomeUnknown(NotSent):
    """The connection was lost after the mail was handed over: it may have gone out."""


class Transport(Protocol):
    """Takes mails one by one; returns only when one is taken."""

    def send(self, envelope: Envelope) -> object:
        """Hand a mail over; what is answered is for people to read.

        Raises:
            NotSent: in one of its kinds, which say what to do next.
        """


@dataclass(frozen=True, slots=True)
class OutboxFolder:
    """Writes ``.eml`` files; a mail that is repeated replaces its file."""

    path: Path

    def send(self, envelope: Envelope) -> None:
        try:
            write_whole(self.path / f"{envelope.name}.eml", envelope.message)
        except OSError as error:
            raise NoServer(f"The outbox cannot be written: {error}") from error


@dataclass(slots=True)
class Smtp:
    """Talks to a server (RFC 5321), over one connection for many mails."""

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout_s: float = TIMEOUT_S
    _connection: smtplib.SMTP | None = field(default=None, init=False, repr=False)

    def send(self, envelope: Envelope) -> str:
        """Hand a mail over; the answer is the server's own words."""
        server = self._server()
        self._offer(server, envelope)
        try:
            code, words = server.data(envelope.message)
        except smtplib.SMTPDataError as refused:
            self._reset(server)
            raise _refusal(refused, MailRefused) from refused
        except (OSError, smtplib.SMTPException) as lost:
            self.close()
            raise OutcomeUnknown(
                f"The connection was lost while the mail was handed over: {_said(lost)}"
            ) from lost
        if code != 250:
            self._reset(server)
            raise _refusal(smtplib.SMTPDataError(code, words), MailRefused)
        return _answer(code, words)

    def close(self) -> None:
        """Say good-bye, where there is somebody to say it to."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _offer(self, server: smtplib.SMTP, envelope: Envelope) -> None:
        """Sender and recipient; until here, nothing can have been delivered."""
        try:
            code, words = server.mail(envelope.sender)
            if code != 250:
                self._reset(server)
                raise _refusal(smtplib.SMTPResponseException(code, words), NoServer)
            code, words = server.rcpt(envelope.recipient)
        except (OSError, smtplib.SMTPException) as lost:
            self.close()
            raise TryLater(_said(lost)) from lost
        if code not in {250, 251}:
            self._reset(server)
            raise _refusal(smtplib.SMTPResponseException(code, words), RecipientRefused)

    def _reset(self, server: smtplib.SMTP) -> None:
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()

    def _server(self) -> smtplib.SMTP:
        """The connection, made anew where there is none or it was closed."""
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._connection.noop()[0] == 250:
                    return self._connection
            self.close()
        try:
            self._connection = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise NoServer(
                f"No mail can be sent through {self.host}:{self.port}: {_said(error)}"
            ) from error
        return self._connection

    def _connected(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        if self.tls is Tls.SSL:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=self.timeout_s, context=secure
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)
        try:
            if self.tls is Tls.STARTTLS:
                server.starttls(context=secure)
            server.ehlo_or_helo_if_needed()
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _refusal(
    answer: smtplib.SMTPResponseException, permanent: type[NotSent]
) -> NotSent:
    return (permanent if answer.smtp_code >= _PERMANENT else TryLater)(_said(answer))


def _answer(code: int, words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return one_line(f"{code} {told}")


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return one_line(str(error)) or type(error).__name__


def transport_of(server: MailServer | None, outbox: Path) -> OutboxFolder | Smtp:
    """The way to a server, or the folder where there is none."""
    if server is None:
        return OutboxFolder(outbox)
    return Smtp(server.host, server.port, server.tls, server.user, server.password)


def file_stem(number: str, delivery_id: int) -> str:
    """``INV-2026-00017-5``: a name for a mail or a letter that no other has."""
    told = re.sub(r"[^\w.-]+", "-", number).strip("-.")[:80]
    return f"{told}-{delivery_id}" if told else str(delivery_id)
