"""Where an entity's mails leave, and mail about signing in, which is no entity's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings

from duebook import db
from duebook.apps.entities import models
from duebook.apps.entities.queries.offices import entity, seats
from duebook.db import sealing
from duebook.domain.errors import Refusal
from duebook.formats.mail_server import PORTS, MailServer, Tls, server_of

MAIL_PURPOSE = "duebook mail servers"
"""What passwords of mail servers are sealed for."""


@dataclass(eq=False)
class PasswordLost(Refusal):
    """The password of the mail server was sealed with a key that is no longer ours."""

    code: ClassVar[str] = "mail_password_lost"
    template: ClassVar[str] = (
        "The password of mail server {host} cannot be opened with the secret key of "
        "this installation. Type it again under Settings, Mail."
    )

    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailKept:
    """What is kept about an entity's mail, but for the password.

    Where there is no server, ``host`` is empty.
    """

    host: str = ""
    port: int = PORTS[Tls.STARTTLS]
    tls: Tls = Tls.STARTTLS
    user: str = ""
    sender: str = ""


def mail_kept(entity_id: int) -> MailKept:
    """What people see of an entity's mail server.

    One that the environment names is that of every entity.
    """
    row = _mail_row(entity_id)
    sender = row.sender if row else ""
    server = named_by_environment()
    if server is not None:
        return MailKept(
            host=server.host,
            port=server.port,
            tls=server.tls,
            user=server.user,
            sender=sender,
        )
    if row is None:
        return MailKept()
    return MailKept(
        host=row.host,
        port=row.port,
        tls=Tls(row.tls),
        user=row.user,
        sender=sender,
    )


def named_by_environment() -> MailServer | None:
    """The server that the environment names, for all entities.

    Raises:
        NotAServer: what it says is none.
    """
    url = settings.SETTINGS.smtp_url
    return server_of(url) if url else None


def mail_server(entity_id: int) -> MailServer | None:
    """Where an entity's mails are handed in; ``None`` where they become files.

    Raises:
        NotAServer: what the environment says is none.
        PasswordLost: its password cannot be opened any more.
    """
    row = _mail_row(entity_id)
    return named_by_environment() or (_opened(row) if row and row.host else None)


def mail_sender(entity_id: int) -> tuple[str, str]:
    """The name and the address that an entity's mails come from."""
    row = _mail_row(entity_id)
    ours = entity(entity_id)
    return ours.name, (row.sender if row else "") or ours.email


def mail_way_to(user_id: int) -> tuple[MailServer, str] | None:
    """The server, and its sender, by which mail about signing in reaches a user.

    All entities in which the user sits have to name the same server: else the
    administrator of one could read a link that opens the others.  Copies to learn on
    do not count, because nothing leaves them.
    """
    held = [seat.entity_id for seat in seats(user_id) if not seat.is_practice]
    if not held:
        return None
    with db.reading(*held):
        first, *others = [_mail_row(entity_id) for entity_id in held]
        if first is None or not first.host:
            return None
        if any(row is None or not _is_same(row, first) for row in others):
            return None
        _, sender = mail_sender(first.entity_id)
        return _opened(first), sender


def _is_same(one: models.MailServer, other: models.MailServer) -> bool:
    return all(
        getattr(one, name) == getattr(other, name)
        for name in ("host", "port", "tls", "user")
    )


def mails_reach(user_id: int) -> bool:
    """Whether mail about signing in leaves for a user; else it becomes a file."""
    return _has_own_way() or mail_way_to(user_id) is not None


def mails_leave(entity_id: int) -> bool:
    """Whether an entity's people can be written to; else mail becomes files."""
    return _has_own_way() or bool(mail_kept(entity_id).host)


def _has_own_way() -> bool:
    """Whether mail about signing in leaves by no entity's server."""
    return settings.EMAIL_BACKEND != "duebook.apps.entities.jobs.mailing.EmailBackend"


def _mail_row(entity_id: int) -> models.MailServer | None:
    return models.MailServer.objects.filter(entity_id=entity_id).first()


def _opened(row: models.MailServer) -> MailServer:
    password = sealing.unseal(row.password, MAIL_PURPOSE) if row.password else ""
    if password is None:
        raise PasswordLost(row.host)
    return MailServer(
        host=row.host,
        port=row.port,
        tls=Tls(row.tls),
        user=row.user,
        password=password,
    )
