"""Signing in: by name or address, one sentence when it fails, and back to the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from duebook.apps.accounts.actions import add_user
from duebook.apps.accounts.pages.adapter import NO_MATCH

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

PASSWORD = "harbor-lantern-velvet"  # noqa: S105 - of a test


@pytest.fixture(autouse=True)
def quick_hashes(settings: SettingsWrapper) -> None:
    """Argon2 is slow on purpose; that is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(
    client: Client, login: str, password: str = PASSWORD, there: str = ""
) -> HttpResponse:
    told = {"login": login, "password": password, "next": there}
    return client.post("/sign-in", told)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "login", ["Dana Whitfield", "dana@example.com", "DANA@example.com"]
)
def test_name_or_address_lead_back_to_the_page(client: Client, login: str) -> None:
    add_user("Dana Whitfield", "dana@example.com", PASSWORD)
    answer = sign_in(client, login, there="/hp/invoices")
    assert (answer.status_code, answer["Location"]) == (302, "/hp/invoices")


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("Dana Whitfield", "not it, but long enough"),
        ("dana@example.com", "not it, but long enough"),
        ("Nobody At All", PASSWORD),
        ("nobody@example.com", PASSWORD),
    ],
)
@pytest.mark.promise("Sign-in", "A failure does not say which part was wrong.")
def test_a_failure_does_not_say_which_part(
    client: Client, login: str, password: str
) -> None:
    add_user("Dana Whitfield", "dana@example.com", PASSWORD)
    page = sign_in(client, login, password).content.decode()
    assert NO_MATCH in page


@pytest.mark.promise(
    "Sign-in", "Ten wrong passwords lock the name for a quarter of an hour."
)
def test_ten_failures_lock_the_user_by_either_name(client: Client) -> None:
    add_user("Dana Whitfield", "dana@example.com", PASSWORD)
    add_user("Marta Ilić", "marta@example.com", PASSWORD)
    for number in range(10):
        login = ("dana@example.com", "dana whitfield")[number % 2]
        answer = sign_in(client, login, "not it, but long enough")
    assert answer.status_code == 429
    assert "administers" in answer.content.decode()
    assert "UTC" in answer.content.decode()
    assert sign_in(Client(), "Dana Whitfield").status_code == 429
    assert sign_in(Client(), "Marta Ilić").status_code == 302
