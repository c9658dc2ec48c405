"""Behind a web server: names, https and cookies, as the environment says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from duebook.apps.accounts.actions import add_user

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

PASSWORD = "harbor-lantern-velvet"  # noqa: S105 - of a test
NAMES = (
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "SESSION_COOKIE_SECURE",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_HSTS_SECONDS",
    "IS_BEHIND_A_SERVER",
    "ALLAUTH_TRUSTED_PROXY_COUNT",
)
ASK = (
    "import json; from duebook.project import settings as s;"
    f"print(json.dumps({{n: getattr(s, n, None) for n in {NAMES}}}))"
)


def told_by(**environment: str) -> dict[str, Any]:
    """What the settings become in a process with these variables."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", ASK],
        env={"PYTHONPATH": "src", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_alone_it_answers_this_machine_only() -> None:
    told = told_by()

    assert told["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert told["SECURE_PROXY_SSL_HEADER"] is None  # anybody could send that header
    assert not told["IS_BEHIND_A_SERVER"]
    assert told["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0


def test_behind_a_server_that_encrypts_it_answers_to_its_names() -> None:
    hosts = "bills.example.org, bills.lan"
    told = told_by(DUEBOOK_HOSTS=hosts, DUEBOOK_HTTPS="yes")

    assert told["ALLOWED_HOSTS"][3:] == ["bills.example.org", "bills.lan"]
    assert told["CSRF_TRUSTED_ORIGINS"] == [
        "https://bills.example.org",
        "https://bills.lan",
    ]
    assert told["SESSION_COOKIE_SECURE"]
    assert told["SECURE_HSTS_SECONDS"] >= 365 * 24 * 60 * 60
    assert told["IS_BEHIND_A_SERVER"]
    assert told["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


@pytest.mark.parametrize("said", [{"DUEBOOK_HTTPS": "yes"}, {"DUEBOOK_HOSTS": "bills"}])
def test_one_of_both_says_that_there_is_a_server(said: dict[str, str]) -> None:
    assert told_by(**said)["IS_BEHIND_A_SERVER"]


def behind(settings: SettingsWrapper) -> Client:
    """A browser that a server which encrypts passes on, with the checks of forms."""
    settings.ALLOWED_HOSTS = ["bills.example.org"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    passed_on = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    return Client(
        enforce_csrf_checks=True,
        headers={"Host": "bills.example.org", **passed_on},
    )


@pytest.mark.django_db
def test_somebody_signs_in_through_it(settings: SettingsWrapper) -> None:
    add_user("Dana Whitfield", "dana@example.com", PASSWORD)
    browser = behind(settings)
    page = browser.get("/sign-in")
    found = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode()
    )
    assert found
    told = {
        "login": "Dana Whitfield",
        "password": PASSWORD,
        "csrfmiddlewaretoken": found[1],
    }

    strange = browser.post("/sign-in", told, headers={"Origin": "https://evil.example"})
    ours = browser.post(
        "/sign-in", told, headers={"Origin": "https://bills.example.org"}
    )

    assert (strange.status_code, ours.status_code) == (403, 302)
    assert browser.cookies["sessionid"]["secure"]
    assert page["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.django_db
def test_another_name_is_not_answered(settings: SettingsWrapper) -> None:
    answer = behind(settings).get("/sign-in", headers={"Host": "evil.example"})
    assert answer.status_code == 400
