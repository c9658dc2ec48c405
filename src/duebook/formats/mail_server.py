"""Where mails are handed in: host, port, encryption and who signs in (RFC 5321)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Final
from urllib.parse import unquote, urlsplit

from duebook.domain.errors import Refusal

_LAST_PORT: Final = 65535


class Tls(StrEnum):
    """When the conversation is encrypted: at once, before the first mail, or not."""

    SSL = "ssl"
    STARTTLS = "starttls"
    NONE = "none"


PORTS: Final = {Tls.SSL: 465, Tls.STARTTLS: 587, Tls.NONE: 25}
"""Where a server listens unless it says otherwise (RFC 8314, 7.3; RFC 5321, 2.3.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """A server that takes mails; without ``user``, from anybody near it."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def trouble(self) -> str:
        """Why no mail is given to it, as the rest of a sentence; empty: nothing."""
        if not self.host:
            return "names no host"
        if not 0 < self.port <= _LAST_PORT:
            return f"has a port that is no number up to {_LAST_PORT}"
        if self.tls is Tls.NONE and self.password:
            return "would send the password without encryption"
        return ""


@dataclass(eq=False)
class NotAServer(Refusal):
    """The address names no mail server in the way we read it."""

    code: ClassVar[str] = "not_a_mail_server"
    template: ClassVar[str] = (
        "The address of the mail server {trouble}. Write "
        "smtps://user:password@host (encrypted), smtp://user:password@host:587 "
        "(STARTTLS), or smtp://localhost:25?tls=none."
    )

    trouble: str


def server_of(url: str) -> MailServer:
    """The server that an address such as ``smtp://user:password@host:587`` names.

    User and password are percent-encoded where they hold ``@``, ``:`` or ``/``.

    Raises:
        NotAServer: it names none, or would send a password in the clear.
    """
    parts = urlsplit(url)
    schemes = {"smtps": Tls.SSL, "smtp": Tls.STARTTLS}
    if parts.scheme not in schemes:
        raise NotAServer("does not begin with smtp:// or smtps://")
    tls = schemes[parts.scheme]
    if parts.query:
        if (parts.scheme, parts.query) != ("smtp", "tls=none"):
            raise NotAServer(f"has the unknown option “{parts.query}”")
        tls = Tls.NONE
    try:
        port = PORTS[tls] if parts.port is None else parts.port
    except ValueError:
        port = 0
    server = MailServer(
        host=parts.hostname or "",
        port=port,
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
    if server.trouble:
        raise NotAServer(server.trouble)
    return server
