"""Settings, Mail: where mails leave, who they are from, and a letter that tries it."""

from __future__ import annotations

from email.utils import make_msgid
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.urls import path
from pydantic import SecretStr

from duebook.apps.delivery.actions import require_sends
from duebook.apps.delivery.jobs.transports import (
    Envelope,
    OutboxFolder,
    transport_of,
)
from duebook.apps.desk.pages.settings.fields import differing, words
from duebook.apps.desk.pages.settings.frame import Setting
from duebook.apps.desk.pages.settings.secrets import SecretField
from duebook.apps.entities.actions import ChangeMailServer, change_mail_server
from duebook.apps.entities.pages.door import page, refusing
from duebook.apps.entities.queries import (
    mail_kept,
    mail_sender,
    mail_server,
    named_by_environment,
)
from duebook.apps.invoicing.forms.fields import ActForm
from duebook.domain.rights import Right
from duebook.formats.mail import Mail, address_of, to_bytes
from duebook.formats.mail_server import PORTS, Tls
from duebook.web.answers import show
from duebook.web.frame import Key, Page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from duebook.apps.delivery.jobs.transports import Smtp
    from duebook.apps.entities.actions.sitting import Sending
    from duebook.apps.entities.pages.door import Seated
    from duebook.apps.entities.queries import MailKept

TRY: Final = Page(
    "mail-test", "Send a test letter", under="settings", keys=(Key("Ctrl ↵", "send"),)
)
_SERVER: Final = ("host", "port", "tls", "user")
_PATIENCE_S: Final = 15  # somebody waits for the page
_ENCRYPTED: Final = {
    Tls.STARTTLS: "after STARTTLS",
    Tls.SSL: "from the beginning",
    Tls.NONE: "no",
}


class MailForm(ActForm):
    """Where mails leave, and the address that they come from."""

    host = words(
        "Mail server",
        required=False,
        help_text="Empty: mails become files.",
    )
    port = forms.IntegerField(
        min_value=1,
        max_value=65535,
        help_text=f"Mostly {PORTS[Tls.STARTTLS]} after STARTTLS, {PORTS[Tls.SSL]} "
        f"from the beginning, {PORTS[Tls.NONE]} unencrypted.",
    )
    tls = forms.TypedChoiceField(
        label="Encrypted",
        choices=[(one.value, word) for one, word in _ENCRYPTED.items()],
        coerce=Tls,
    )
    user = words("Signs in as", required=False, help_text="Empty: without a password.")
    password = SecretField(
        label="Password", help_text="Empty: as it is. It is never shown again."
    )
    sender = forms.EmailField(
        label="Mails come from",
        required=False,
        help_text="Empty: the address of the letterhead.",
    )


def _form(sitting: Seated, data: Any, _: Mapping[str, str]) -> ActForm:
    kept = mail_kept(sitting.entity_id)
    initial = {name: getattr(kept, name) for name in (*_SERVER, "sender")}
    form = MailForm(data, initial=initial)
    if named_by_environment() is not None:
        _fix(form)
    return form


def _fix(form: MailForm) -> None:
    """Show what the environment says, for nobody to change here."""
    del form.fields["password"]
    for name in _SERVER:
        form.fields[name].disabled = True
    form.fields["host"].help_text = "Named by DUEBOOK_SMTP_URL; it is changed there."
    form.fields["port"].help_text = form.fields["user"].help_text = ""


def _save(sitting: Seated, told: dict[str, Any], sends: Sending) -> None:
    with sitting.reading():
        kept = mail_kept(sitting.entity_id)
    changed = differing(told, kept, (*_SERVER, "sender"))
    if told.get("password"):
        changed["password"] = SecretStr(told["password"])
    command = ChangeMailServer(
        entity_id=sitting.entity_id, seen=told["seen"], **changed
    )
    change_mail_server(command, **sends)


def _always(_: Seated, __: dict[str, Any]) -> bool:
    return True


class TryForm(forms.Form):
    """Where the test letter goes."""

    to = forms.EmailField(label="To")


@page(TRY, Right.ADMINISTER)
def try_mail(request: HttpRequest, sitting: Seated) -> HttpResponse:
    """A letter to oneself, and what the server answers."""
    form = TryForm(request.POST or None, initial={"to": request.user.email})  # type: ignore[union-attr]
    said = ""
    with sitting.reading():
        kept = mail_kept(sitting.entity_id)
    if form.is_valid():
        with refusing(form):
            said = _try(sitting, form.cleaned_data["to"])
    return show(
        request,
        "desk/settings/mail_test.html",
        {"form": form, "said": said, "server": _told(kept)},
        status=422 if form.is_bound and not said else 200,
    )


def _told(kept: MailKept) -> str:
    return f"{kept.host}:{kept.port}" if kept.host else ""


def _try(sitting: Seated, to: str) -> str:
    """Hand a letter in; the server's answer, word for word.

    Raises:
        PracticeSendsNothing: nothing goes out from here.
        NotSent: the server did not take it, in its words.
        Refusal: there is no usable sender or server.
    """
    with sitting.reading():
        require_sends(sitting.entity_id)
        name, sender = mail_sender(sitting.entity_id)
        server = mail_server(sitting.entity_id)
    sender = address_of(sender)
    letter = Mail(
        message_id=make_msgid(domain=sender.partition("@")[2]).strip("<>"),
        sent_at=sitting.at,
        sender_name=name,
        sender=sender,
        recipient=to,
        subject=f"Test letter of {name}",
        text="This letter shows that Duebook can send. Nothing has to be done.\n",
    )
    transport = transport_of(server, settings.SETTINGS.home / "outbox")
    envelope = Envelope(
        name=f"test-{sitting.at:%Y%m%d-%H%M%S}",
        sender=sender,
        recipient=address_of(to),
        message=to_bytes(letter),
    )
    if isinstance(transport, OutboxFolder):
        transport.send(envelope)
        return f"There is no server, so it is a file: {envelope.name}.eml"
    return _answer(transport, envelope)


def _answer(server: Smtp, envelope: Envelope) -> str:
    server.timeout_s = _PATIENCE_S
    try:
        return f"The server took it and said: {server.send(envelope)}"
    finally:
        server.close()


SETTINGS: Final = (
    Setting(
        name="mail",
        title="Mail",
        group="Office",
        about="Where mails leave, and the address that they come from.",
        words="smtp email server password sender tls test",
        commands=("ChangeMailServer",),
        form=_form,
        save=_save,
        is_guarded=_always,
        secrets=("password",),
        more=(("entities.try_mail", "Send a test letter to me"),),
    ),
)

urlpatterns = [
    path("<str:entity>/settings/mail/test", try_mail, name="entities.try_mail"),
]
