"""Settings, People: appointed, limited, invited, retired; never by themselves."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse

from duebook import db
from duebook.apps.accounts.actions import reset_password
from duebook.apps.accounts.queries import required_user
from duebook.apps.entities.actions import now
from duebook.apps.entities.queries import people, seats
from duebook.domain.rights import ALLOWS, ROLES, Right
from tests.office import CLERK, chain_holds
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import DjangoAssertNumQueries, SettingsWrapper

    from duebook.apps.entities.queries import Known
    from tests.pages.conftest import Seating

RUTH = "Ruth Okafor"
PASSWORD = "harbor-lantern-velvet"  # noqa: S105 - of a test


@pytest.fixture(autouse=True)
def quick_hashes(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def known(entity_id: int, name: str) -> Known:
    with db.reading(entity_id):
        return next(one for one in people(entity_id) if one.name == name)


def told(**changes: Any) -> dict[str, Any]:
    person = {"name": RUTH, "email": "ruth@example.com", "role": "coordinator"}
    return {"key": uuid.uuid4(), **person, **changes}


def test_the_list_tells_everybody_and_their_limits_in_few_statements(
    seated: Seating, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for role in NAMES:  # four statements for all of them; the frame asks the rest
        seated(role)
    auditor, code, _ = seated("auditor")

    with django_assert_max_num_queries(36):
        page = auditor.get(f"/{code}/settings/people").content.decode()

    assert all(name in page for name in NAMES.values())
    assert "500.00" in page
    assert "settings/people/new" not in page


@pytest.mark.promise("Settings", "Somebody new is invited by a link that works once.")
def test_somebody_new_is_invited_chooses_a_password_and_acts(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")

    answer = client.post(f"/{code}/settings/people/new", told(refund="250"))

    assert answer.status_code == 201
    assert known(entity_id, RUTH).limits[Right.REFUND] == 250_00
    [link] = re.findall(r'value="(http[^"]+)"', answer.content.decode())
    ruth = Client()
    form = ruth.get(link, follow=True)
    chosen = {
        "password1": "harbor-lantern-velvet",
        "password2": "harbor-lantern-velvet",
    }
    ruth.post(form.redirect_chain[-1][0], chosen)
    ruth.post("/sign-in", {"login": RUTH, "password": "harbor-lantern-velvet"})
    [seat] = seats(int(ruth.session["_auth_user_id"]))
    assert (seat.person, seat.role) == (RUTH, "coordinator")
    assert b"has been used" in Client().get(link, follow=True).content
    assert chain_holds(entity_id)


def test_the_link_goes_by_mail_and_is_not_shown(seated: Seating) -> None:
    client, code, _ = seated("administrator")
    answer = client.post(f"/{code}/settings/people/new", told(by_mail="on"))
    assert b"/password/new/" not in answer.content
    [message] = mail.outbox
    assert (message.to, "/password/new/" in message.body) == (
        ["ruth@example.com"],
        True,
    )


@pytest.mark.promise(
    "Settings", "Without a mail server the link of an invitation is shown."
)
def test_without_a_mail_server_the_link_is_shown(
    seated: Seating, settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "duebook.apps.entities.jobs.mailing.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    client, code, _ = seated("administrator")
    new = f"/{code}/settings/people/new"

    assert client.get(new).context["form"]["by_mail"].value() is False
    answer = client.post(new, told(by_mail="on"))

    assert b"/password/new/" in answer.content
    assert list(tmp_path.iterdir()) == []


@pytest.mark.promise(
    "Settings", "Who has not been here yet is invited again, by a new link."
)
def test_who_has_not_been_here_yet_is_invited_again(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    client.post(f"/{code}/settings/people/new", told())
    ref = known(entity_id, RUTH).id
    again = f"/{code}/settings/people/{ref}/invite"

    assert "Invite again" in client.get(f"/{code}/settings/people").content.decode()
    email = client.get(again).context["form"]["email"].value()
    answer = client.post(again, {"key": uuid.uuid4(), "email": email})

    assert (answer.status_code, b"/password/new/" in answer.content) == (201, True)
    get_user_model().objects.filter(username=RUTH).update(last_login=now())
    page = client.get(f"/{code}/settings/people").content.decode()
    assert "Invite again" not in page


@pytest.mark.promise(
    "Settings",
    "Who was invited at a wrong address is invited at the right one; the old link is "
    "dead.",
)
def test_an_invitation_goes_to_the_corrected_address(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    sent = client.post(f"/{code}/settings/people/new", told(email="rut@example.com"))
    [old] = re.findall(r"/password/new/[^\s\"<]+", sent.content.decode())
    again = f"/{code}/settings/people/{known(entity_id, RUTH).id}/invite"

    answer = client.post(again, {"key": uuid.uuid4(), "email": "ruth@example.com"})

    assert answer.status_code == 201, answer.content.decode()
    assert required_user(RUTH).email == "ruth@example.com"
    assert b"has been used" in Client().get(old, follow=True).content
    [new] = re.findall(r"/password/new/[^\s\"<]+", answer.content.decode())
    assert b"Once more" in Client().get(new, follow=True).content


def test_who_sits_elsewhere_too_is_not_sent_to_another_address(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("administrator")
    client.post(f"/{code}/settings/people/new", told())
    other, elsewhere, _ = seated("administrator", "ng")
    other.post(f"/{elsewhere}/settings/people/new", told())
    again = f"/{code}/settings/people/{known(entity_id, RUTH).id}/invite"

    answer = client.post(again, {"key": uuid.uuid4(), "email": "thief@example.com"})

    assert answer.status_code == 422
    assert required_user(RUTH).email == "ruth@example.com"


@pytest.mark.promise(
    "Sign-in", "How long a new password has to be is said before it is sent."
)
def test_the_browser_says_how_long_a_password_has_to_be(seated: Seating) -> None:
    client, code, _ = seated("administrator")
    sent = client.post(f"/{code}/settings/people/new", told()).content.decode()
    [link] = re.findall(r"/password/new/[^\s\"<]+", sent)

    page = Client().get(link, follow=True).content.decode()

    assert re.search(r'name="password1"[^>]* minlength="15"', page)
    assert "At least 15 characters" in page


@pytest.mark.promise("Settings", "People says in words what each right allows.")
def test_what_each_right_allows_is_said_in_words(seated: Seating) -> None:
    client, code, _ = seated("administrator")
    page = client.get(f"/{code}/settings/people").content.decode()
    form = client.get(f"/{code}/settings/people/new").content.decode()

    for right in Right:
        assert ALLOWS[right].capitalize() in page.replace("&#x27;", "'")
    assert f"Soft locked: {ALLOWS[Right.SOFT_LOCKED]}" in form


def test_limits_change_and_the_role_says_the_rest(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    page = f"/{code}/settings/people/{known(entity_id, CLERK).id}"

    changed = {
        "key": uuid.uuid4(),
        "role": "coordinator",
        "credit": "750",
        "refund": "any",
    }
    assert client.post(page, changed).status_code == 302

    expected = ROLES["coordinator"] | {Right.CREDIT: 750_00, Right.REFUND: None}
    assert known(entity_id, CLERK).limits == expected
    form = client.get(page).context["form"]
    assert (form["credit"].value(), form["write_off"].value()) != ("", "")
    assert str(form["credit"].value()) == "750.00"
    assert form["write_off"].value() is None


@pytest.mark.promise(
    "Settings",
    "Before somebody’s rights change you prove once more who you are; what you sent "
    "is carried out after that.",
)
def test_rights_change_after_one_more_proof(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    reset_password(required_user(NAMES["administrator"]), PASSWORD)
    client.force_login(required_user(NAMES["administrator"]))
    page = f"/{code}/settings/people/{known(entity_id, CLERK).id}"
    changed = {"key": uuid.uuid4(), "role": "coordinator", "credit": "750"}

    asked = client.post(page, changed)
    assert asked["Location"] == f"/me/again?next={quote(page, safe='')}"
    assert known(entity_id, CLERK).limits[Right.CREDIT] != 750_00
    wrong = client.post(asked["Location"], {"password": "guessed", "next": page})
    assert wrong.status_code == 200
    assert known(entity_id, CLERK).limits[Right.CREDIT] != 750_00
    proved = client.post(asked["Location"], {"password": PASSWORD, "next": page})

    assert proved["Location"] == f"/{code}/settings/people"
    assert known(entity_id, CLERK).limits[Right.CREDIT] == 750_00
    changed = {**changed, "key": uuid.uuid4(), "credit": "800"}
    assert client.post(page, changed)["Location"] == f"/{code}/settings/people"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("credit", "plenty", "plenty"), ("credit", "-5", "below nothing")],
)
def test_a_limit_that_cannot_be_read_is_told(
    seated: Seating, field: str, value: str, said: str
) -> None:
    client, code, entity_id = seated("administrator")
    page = f"/{code}/settings/people/{known(entity_id, CLERK).id}"
    changed = {"key": uuid.uuid4(), "role": "coordinator", field: value}
    answer = client.post(page, changed)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert known(entity_id, CLERK).limits == ROLES["coordinator"]


@pytest.mark.promise("Settings", "Nobody raises their own limit.")
def test_nobody_raises_their_own_limit(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    own = known(entity_id, NAMES["administrator"])
    changed = {"key": uuid.uuid4(), "role": "administrator", "refund": "any"}
    answer = client.post(f"/{code}/settings/people/{own.id}", changed)
    assert answer.status_code == 422
    assert "Nobody changes what they themselves may do" in answer.content.decode()


def test_a_known_name_is_not_appointed_again(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    answer = client.post(
        f"/{code}/settings/people/new", told(name=CLERK, role="administrator")
    )
    assert answer.status_code == 422
    assert known(entity_id, CLERK).role == "coordinator"


def test_who_signs_in_elsewhere_needs_no_link(seated: Seating) -> None:
    client, code, _ = seated("administrator")
    seated("manager", "ng")
    user = get_user_model().objects.get(username=NAMES["manager"])
    user.set_password("harbor-lantern-velvet")
    user.save()
    answer = client.post(f"/{code}/settings/people/new", told(email=user.email))
    assert b"signs in already" in answer.content
    assert {seat.code for seat in seats(user.pk)} == {"HP", "NG"}


def test_who_has_left_opens_nothing_any_more(seated: Seating) -> None:
    client, code, entity_id = seated("administrator")
    manager, _, _ = seated("manager")
    page = f"/{code}/settings/people/{known(entity_id, NAMES['manager']).id}/retire"
    gone = {"key": uuid.uuid4(), "reason": "Moved to Lisbon"}
    assert client.post(page, gone).status_code == 302
    assert manager.get(reverse("entities.people", args=[code])).status_code == 404
    assert client.get(page).status_code == 404


def test_a_link_that_opens_another_office_is_shown_to_nobody(seated: Seating) -> None:
    first, one, _ = seated("administrator")
    second, other, _ = seated("accountant", "mfs")
    first.post(f"/{one}/settings/people/new", told())

    seated("administrator", "mfs")
    answer = first.post(f"/{other}/settings/people/new", told(role="auditor"))

    assert answer.status_code == 201
    assert b"/password/new/" not in answer.content
    assert b"was invited elsewhere" in answer.content
    assert second.get(f"/{one}/settings/people").status_code == 404
