"""Where an entity's mails leave; the password is sealed, and in no event."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar

from pydantic import (
    SecretStr,
)

from duebook.apps.entities import models, queries
from duebook.apps.entities.actions.entity import require_as_seen
from duebook.apps.entities.actions.frame import Act, action
from duebook.db.sealing import seal
from duebook.domain.errors import Refusal
from duebook.domain.rights import Right
from duebook.formats.mail import address_of
from duebook.formats.mail_server import MailServer, Tls


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeMailServer:
    """Hand mails in here from now on; ``None`` stays as it is.

    An empty ``host``: mails become files.  An empty ``sender``: the address of the
    letterhead.  ``seen`` as in :func:`require_as_seen`.
    """

    entity_id: int
    host: str | None = None
    port: int | None = None
    tls: Tls | None = None
    user: str | None = None
    password: SecretStr | None = None
    sender: str | None = None
    seen: int | None = None


@dataclass(eq=False)
class ServerNotUsable(Refusal):
    """No mail could be handed in there, or not safely."""

    code: ClassVar[str] = "mail_server_not_usable"
    template: ClassVar[str] = "The mail server {trouble}."

    trouble: str


@dataclass(eq=False)
class ServerFixed(Refusal):
    """The environment names the mail server, and a page does not overrule it."""

    code: ClassVar[str] = "mail_server_fixed"
    template: ClassVar[str] = (
        "The mail server {host} is named by DUEBOOK_SMTP_URL, so it is changed there."
    )

    host: str


@dataclass(eq=False)
class PasswordForOther(Refusal):
    """A kept password would be shown to a server that it was not typed for."""

    code: ClassVar[str] = "password_for_other_server"
    template: ClassVar[str] = (
        "The kept password belongs to {user} at {host}. Type the one for the new "
        "server or name; the old one is not sent elsewhere."
    )

    user: str
    host: str


@action(Right.ADMINISTER)
def change_mail_server(command: ChangeMailServer, act: Act) -> None:
    """Change where the entity's mails leave, and the address they come from.

    The password is kept only for the server and the name that it was typed for.

    Raises:
        SettingChanged: somebody else did since it was shown.
        ServerFixed: the environment names the server.
        ServerNotUsable, AddressNotUsable: no mail could leave that way.
        PasswordForOther: the server or the name is another, the password is not.
    """
    require_as_seen(act, command.seen, "ChangeMailServer")
    rows = models.MailServer.objects.select_for_update().filter(entity_id=act.entity_id)
    row = rows.first() or _none(act.entity_id)
    before = (row.host, row.port, row.tls, row.user)
    for name in ("host", "port", "tls", "user", "sender"):
        told = getattr(command, name)
        if told is not None:
            setattr(row, name, told)
    is_elsewhere = (row.host, row.port, row.tls, row.user) != before
    _require_free(is_changed=is_elsewhere or command.password is not None)
    if row.sender:
        row.sender = address_of(row.sender)
    if not (row.host and row.user):
        row.password = ""
    elif command.password is not None:
        row.password = seal(command.password.get_secret_value(), queries.MAIL_PURPOSE)
    elif is_elsewhere and row.password:
        host, _, _, user = before
        raise PasswordForOther(user, host)
    if row.host:
        _require_usable(row)
    row.save()


def _none(entity_id: int) -> models.MailServer:
    return models.MailServer(entity_id=entity_id, **asdict(queries.MailKept()))


def _require_free(*, is_changed: bool) -> None:
    fixed = queries.named_by_environment()
    if fixed is not None and is_changed:
        raise ServerFixed(fixed.host)


def _require_usable(row: models.MailServer) -> None:
    server = MailServer(
        host=row.host,
        port=row.port,
        tls=Tls(row.tls),
        user=row.user,
        password=row.password,
    )
    if server.trouble:
        raise ServerNotUsable(server.trouble)
