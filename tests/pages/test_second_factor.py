"""The second factor, the session's end, and the way back after a forgotten password."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.test import Client

from duebook.apps.accounts.actions import UserNotTaken, add_user, reset_password

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from duebook.apps.accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "harbor-lantern-velvet"  # noqa: S105 - of a test
SHORT = "heron-42x"
SECRET = "JBSWY3DPEHPK3PXP"  # noqa: S105


@pytest.fixture(autouse=True)
def quick_hashes(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def dana() -> User:
    return add_user("Dana Whitfield", "dana@example.com", PASSWORD)


def signed_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in", {"login": user.username, "password": password})
    return client


def code_now(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_app_is_set_up_and_asked_for_from_then_on(dana: User) -> None:
    client = signed_in(dana)
    assert client.get("/me/security/app")["Location"].startswith("/me/again")
    client.post("/me/again", {"password": PASSWORD})
    page = client.get("/me/security/app").content.decode()
    assert "<svg" in page
    assert "data:" not in page
    [secret] = re.findall(r"<code>(\w+)</code>", page)
    answer = client.post("/me/security/app", {"code": code_now(secret)}, follow=True)
    assert b"Recovery codes" in answer.content

    again = signed_in(dana)
    assert "_auth_user_id" not in again.session
    assert again.get("/sign-in/code").status_code == 200
    recovery = Authenticator.objects.get(user=dana, type="recovery_codes")
    [first, *_] = recovery.wrap().get_unused_codes()
    again.post("/sign-in/code", {"code": first})
    assert int(again.session["_auth_user_id"]) == dana.pk


@pytest.mark.promise(
    "Sign-in", "What an authenticator app shares with us is kept encrypted."
)
def test_the_secret_of_an_app_is_sealed(dana: User, settings: SettingsWrapper) -> None:
    TOTP.activate(dana, SECRET)
    RecoveryCodes.activate(dana)

    app = Authenticator.objects.get(user=dana, type="totp")
    codes = Authenticator.objects.get(user=dana, type="recovery_codes")
    assert SECRET not in str(app.data)
    assert app.wrap().validate_code(code_now())
    before = codes.wrap().get_unused_codes()
    assert before == codes.wrap().get_unused_codes()
    settings.SECRET_KEY = "another one"  # noqa: S105
    assert not app.wrap().validate_code(code_now())
    assert not set(before) & set(codes.wrap().get_unused_codes())


@pytest.mark.promise(
    "Sign-in", "Who changes a password or a second factor is told of it by mail."
)
def test_a_change_of_the_way_in_is_told_by_mail(dana: User) -> None:
    client = signed_in(dana)
    TOTP.activate(dana, SECRET)
    client.post("/me/again", {"password": PASSWORD})
    client.post("/me/security/app/off")
    new = "another-lantern-velvet"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/me/password", told)

    assert {one.to[0] for one in mail.outbox} == {"dana@example.com"}
    without, changed = [one.body for one in mail.outbox]
    assert "Authenticator app deactivated" in without
    assert "password has been changed" in changed
    assert "how Dana Whitfield signs in to Duebook" in changed


def test_a_mail_that_cannot_leave_stops_no_change(
    dana: User, settings: SettingsWrapper
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    new = "another-lantern-velvet"
    told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    signed_in(dana).post("/me/password", told)

    dana.refresh_from_db()
    assert dana.check_password(new)


def test_codes_cannot_be_guessed_at_leisure(dana: User) -> None:
    TOTP.activate(dana, SECRET)
    client = signed_in(dana)
    for _ in range(5):
        client.post("/sign-in/code", {"code": "000000"})
    client.post("/sign-in/code", {"code": code_now()})
    assert "_auth_user_id" not in client.session


def test_a_short_password_stands_only_beside_a_second_factor(dana: User) -> None:
    with pytest.raises(UserNotTaken):
        reset_password(dana, SHORT)
    TOTP.activate(dana, SECRET)
    reset_password(dana, SHORT)

    client = signed_in(dana, SHORT)
    client.post("/sign-in/code", {"code": code_now()})
    client.post("/me/again", {"password": SHORT})
    answer = client.post("/me/security/app/off", {})
    assert b"a second factor must stay" in answer.content
    assert Authenticator.objects.filter(user=dana, type="totp").exists()


@pytest.mark.parametrize(("after_s", "is_here"), [(14 * 60, True), (16 * 60, False)])
def test_an_idle_session_ends(
    dana: User, monkeypatch: pytest.MonkeyPatch, after_s: int, *, is_here: bool
) -> None:
    client = signed_in(dana)
    assert client.get("/me").status_code == 200
    began = time.time()
    monkeypatch.setattr(time, "time", lambda: began + after_s)
    assert (client.get("/me").status_code == 200) is is_here


def test_twelve_hours_are_the_longest(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(dana)
    began = time.time()
    for minutes in range(0, 12 * 60, 10):
        instant = began + minutes * 60
        monkeypatch.setattr(time, "time", lambda instant=instant: instant)
        assert client.get("/me").status_code == 200
    monkeypatch.setattr(time, "time", lambda: began + 12 * 3600 + 1)
    assert client.get("/me").status_code == 302


def test_asking_quietly_warns_and_keeps_nobody_signed_in(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(dana)
    client.get("/me")
    began = time.time()
    quiet = {"headers": {"X-Quiet": "yes"}}
    assert (
        "You will be signed out" not in client.get("/session", **quiet).content.decode()
    )
    monkeypatch.setattr(time, "time", lambda: began + 14 * 60)
    assert "You will be signed out" in client.get("/session", **quiet).content.decode()
    monkeypatch.setattr(time, "time", lambda: began + 15 * 60)
    assert client.get("/session", **quiet).status_code == 401


def test_a_forgotten_password_is_chosen_anew_once(dana: User) -> None:
    client = Client()
    client.post("/password/forgotten", {"email": "nobody@example.com"})
    assert mail.outbox == []
    client.post("/password/forgotten", {"email": "dana@example.com"})
    [message] = mail.outbox
    [link] = re.findall(r"http\S+", str(message.body))
    chosen = "quiet-harbor-at-noon"
    form = client.get(link, follow=True).redirect_chain[-1][0]
    assert (
        b"At least 15"
        in client.post(form, {"password1": "x", "password2": "x"}).content
    )
    client.post(form, {"password1": chosen, "password2": chosen})
    assert "_auth_user_id" in signed_in(dana, chosen).session


def test_a_passkey_stays_beside_a_short_password(dana: User) -> None:
    key = Authenticator.objects.create(
        user=dana, type="webauthn", data={"name": "Telephone", "credential": {}}
    )
    reset_password(dana, SHORT)
    client = Client()
    client.force_login(dana)
    client.post("/me/again", {"password": SHORT})
    answer = client.post(f"/me/security/passkeys/{key.pk}/off", {})
    assert b"a second factor must stay" in answer.content
    reset_password(dana, PASSWORD)
    client.force_login(dana)
    client.post("/me/again", {"password": PASSWORD})
    client.post(f"/me/security/passkeys/{key.pk}/off", {})
    assert not Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize(
    "address",
    [
        *("/me", "/me/password", "/me/security", "/me/security/app"),
        *("/me/security/passkeys", "/me/security/passkeys/add", "/me/again"),
        *("/sign-out", "/password/sent", "/password/done", "/sign-in/closed"),
    ],
)
def test_the_pages_obey_the_policy(dana: User, address: str) -> None:
    client = signed_in(dana)
    client.post("/me/again", {"password": PASSWORD})
    page = client.get(address).content.decode()
    assert "<h1>" in page
    assert " style=" not in page
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in one or "application/json" in one for one in scripts)


def test_cookies_are_no_scripts_business(dana: User) -> None:
    cookie = signed_in(dana).cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
