"""Settings, Mail: a server named in the browser, tried, and used by everything."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from django.core.mail import send_mail

from duebook import db
from duebook.apps.accounts.actions import reset_password
from duebook.apps.accounts.queries import required_user
from duebook.apps.audit.queries import events
from duebook.apps.delivery.jobs.kinds import SendMails
from duebook.apps.delivery.queries import deliveries
from duebook.apps.entities import models
from duebook.apps.entities.queries import mail_server, mails_leave
from duebook.apps.work.actions import start
from duebook.apps.work.jobs.carrying_out import carry_out
from tests.apps.delivery.guarded_office import USER, a_guarded_office
from tests.apps.delivery.post_office import a_free_port, a_post_office
from tests.office import CLERK, by
from tests.pages.conftest import NAMES
from tests.pages.documents import an_invoice, an_office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.apps.delivery.post_office import PostOffice
    from tests.pages.conftest import Seating

HERE = "/hp/settings/mail"
TEST = f"{HERE}/test"
SECRET = "salt & Pfeffer"  # noqa: S105 - of a test
PASSWORD = "harbor-lantern-velvet"  # noqa: S105 - of a test


@pytest.fixture(autouse=True)
def house(settings: SettingsWrapper, tmp_path: Path) -> None:
    """An installation whose environment names no server."""
    settings.SETTINGS = type("Place", (), {"smtp_url": "", "home": tmp_path})
    settings.EMAIL_BACKEND = "duebook.apps.entities.jobs.mailing.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "outbox"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def guarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[PostOffice, int]]:
    with a_guarded_office(tmp_path, monkeypatch, SECRET) as office:
        yield office


def body(answer: Any) -> str:
    return str(answer.content.decode())


def save(client: Client, **changed: object) -> Any:
    told = {
        "key": str(uuid.uuid4()),
        "host": "localhost",
        "port": 587,
        "tls": "starttls",
        "user": USER,
        "password": SECRET,
        "sender": "post@harbor.example",
    }
    return client.post(HERE, {**told, **changed})


def saved(client: Client, **changed: object) -> None:
    answer = save(client, **changed)
    assert answer.status_code == 303, body(answer)


@pytest.mark.promise(
    "Settings",
    "A mail server is named in the browser; a test letter shows what it answers.",
)
def test_a_server_is_named_and_a_letter_tries_it(
    seated: Seating, guarded: tuple[PostOffice, int]
) -> None:
    office, port = guarded
    client, _, _ = seated("administrator")
    mine = required_user(NAMES["administrator"]).email
    saved(client, port=port)

    assert f'value="{mine}"' in body(client.get(TEST))
    tried = client.post(TEST, {"to": mine})

    assert "The server took it and said: 250 OK" in body(tried)
    assert office.recipients() == [mine]
    assert "localhost" in body(client.get(HERE))


def test_what_the_server_answers_is_told_word_for_word(
    seated: Seating, guarded: tuple[PostOffice, int]
) -> None:
    _, port = guarded
    client, _, _ = seated("administrator")
    saved(client, port=port, password="pepper")

    wrong = client.post(TEST, {"to": "ana@tidewell.example"})
    saved(client, port=port)
    unknown = client.post(TEST, {"to": "nobody@tidewell.example"})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "535 5.7.8 Authentication credentials invalid" in body(wrong)
    assert "550 5.1.1 no such mailbox here" in body(unknown)


@pytest.mark.promise(
    "Settings", "The password of the mail server is sealed and never shown again."
)
def test_the_password_is_in_no_page_no_row_and_no_event(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")

    saved(client)
    refused = save(client, host="", port="x")

    assert refused.status_code == 422
    for page in (refused, client.get(HERE), client.get(TEST)):
        assert SECRET not in body(page).replace("&amp;", "&")
    with db.reading(entity_id):
        [row] = models.MailServer.objects.filter(entity_id=entity_id).values()
        told = [one.input for one in events(entity_id, commands=["ChangeMailServer"])]
        server = mail_server(entity_id)
    assert SECRET not in json.dumps([row, told])
    assert server is not None
    assert server.password == SECRET


def test_a_change_shows_the_server_before_and_the_new_one(seated: Seating) -> None:
    client, _, _ = seated("administrator")
    saved(client)

    saved(client, host="mail.harbor.example", user="dues")

    page = body(client.get(HERE))
    assert "<del>localhost</del> → mail.harbor.example" in page
    assert f"<del>{USER}</del> → dues" in page
    assert NAMES["administrator"] in page
    assert 'value="mail.harbor.example"' in page


@pytest.mark.promise(
    "Settings", "A kept password goes to no other server than it was typed for."
)
def test_a_kept_password_goes_to_no_other_server(seated: Seating) -> None:
    client, _, entity_id = seated("administrator")
    saved(client)

    elsewhere = save(client, host="mail.thief.example", password="")
    saved(client, password="", sender="dues@harbor.example")

    assert elsewhere.status_code == 422
    assert "the old one is not sent elsewhere" in body(elsewhere)
    with db.reading(entity_id):
        server = mail_server(entity_id)
    assert server is not None
    assert (server.host, server.password) == ("localhost", SECRET)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"tls": "none"}, "would send the password without encryption"),
        ({"sender": "a b@harbor.example"}, "Enter a valid email address"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
)
def test_a_server_that_would_not_do_is_refused(
    seated: Seating, changed: dict[str, Any], sentence: str
) -> None:
    client, _, entity_id = seated("administrator")

    answer = save(client, **changed)

    assert answer.status_code == 422
    assert sentence in body(answer)
    with db.reading(entity_id):
        assert mail_server(entity_id) is None


@pytest.mark.promise(
    "Settings", "Only an administrator names the mail server, after one more proof."
)
def test_an_administrator_alone_and_after_one_more_proof(seated: Seating) -> None:
    manager, _, entity_id = seated("manager")
    assert save(manager).status_code == 422
    assert manager.get(TEST).status_code == 403
    client, _, _ = seated("administrator")
    owner = required_user(NAMES["administrator"])
    reset_password(owner, PASSWORD)
    client.force_login(owner)

    assert save(client)["Location"].startswith("/me/again")
    assert SECRET not in json.dumps(dict(client.session))
    with db.reading(entity_id):
        assert mail_server(entity_id) is None

    client.post("/me/again", {"password": PASSWORD, "next": HERE})
    with db.reading(entity_id):
        server = mail_server(entity_id)
    assert server is not None
    assert server.password == SECRET


@pytest.mark.promise(
    "Settings", "A mail server that the environment names is shown, not changed here."
)
def test_what_the_environment_names_is_shown_and_not_changed(
    seated: Seating, settings: SettingsWrapper
) -> None:
    client, _, entity_id = seated("administrator")
    settings.SETTINGS.smtp_url = "smtps://ana:salt@mail.env.example"

    page = body(client.get(HERE))
    saved(client, host="mail.other.example", sender="dues@harbor.example")

    assert re.search(r'value="mail\.env\.example"[^>]*\bdisabled', page)
    assert "salt" not in page
    assert 'name="password"' not in page
    with db.reading(entity_id):
        server = mail_server(entity_id)
    assert server is not None
    assert server.host == "mail.env.example"
    settings.SETTINGS.smtp_url = ""
    with db.reading(entity_id):
        assert mail_server(entity_id) is None


@pytest.mark.promise(
    "Settings", "Invoices leave through the mail server that was named here."
)
def test_invoices_leave_through_it_and_come_from_its_address(
    seated: Seating, guarded: tuple[PostOffice, int]
) -> None:
    office, port = guarded
    client, _, entity_id = seated("administrator")
    an_office(entity_id)
    an_invoice(entity_id)
    saved(client, port=port)

    work_id = start("deliveries", SendMails(entity_id=entity_id), **by(CLERK))
    carry_out(entity_id, work_id, lambda: False)

    with db.reading(entity_id):
        [mail] = deliveries(entity_id)
    assert mail.state == "sent"
    assert office.recipients() == [mail.recipient]
    assert office.senders == ["post@harbor.example"]


def test_links_for_passwords_leave_through_it(seated: Seating, tmp_path: Path) -> None:
    client, _, entity_id = seated("administrator")
    mine = required_user(NAMES["administrator"]).email
    with a_post_office() as (office, plain):
        send_mail("Before", "There is no server yet.", None, [mine])
        saved(client, port=plain.port, tls="none", user="", password="")
        send_mail("Link", "It works once.", None, [mine])
        send_mail("Link", "It works once.", None, ["stranger@example.com"])

    assert office.recipients() == [mine]
    assert len(list((tmp_path / "outbox").iterdir())) == 2
    with db.reading(entity_id):
        assert mails_leave(entity_id)


def test_a_link_that_opens_two_offices_goes_by_a_server_of_both(
    seated: Seating,
) -> None:
    client, _, _ = seated("administrator")
    seated("administrator", "ng")
    mine = required_user(NAMES["administrator"]).email
    plain = {"tls": "none", "user": "", "password": ""}
    with a_post_office() as (office, server):
        saved(client, port=server.port, **plain)
        send_mail("Link", "It works once.", None, [mine])
        assert office.recipients() == []

        told = {"key": uuid.uuid4(), "host": "localhost", "port": server.port}
        named = client.post("/ng/settings/mail", {**told, "tls": "none"})
        assert named.status_code == 303, body(named)
        send_mail("Link", "It works once.", None, [mine])
    assert office.recipients() == [mine]


def test_without_a_server_the_letter_is_a_file(seated: Seating, tmp_path: Path) -> None:
    client, _, _ = seated("administrator")
    saved(client, host="", user="", password="")

    tried = client.post(TEST, {"to": "ana@tidewell.example"})

    assert "There is no server, so it is a file" in body(tried)
    assert len(list((tmp_path / "outbox").glob("test-*.eml"))) == 1


def test_a_server_that_nobody_answers_at_is_told(seated: Seating) -> None:
    client, _, _ = seated("administrator")
    saved(client, port=a_free_port())

    tried = client.post(TEST, {"to": "ana@tidewell.example"})

    assert tried.status_code == 422
    assert "No mail can be sent through localhost" in body(tried)
