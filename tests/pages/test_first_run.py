"""The first page: it makes the owner, once, and only from this machine."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth import get_user_model

from duebook import db
from duebook.apps.accounts import queries as accounts
from duebook.apps.desk.pages.first import SetUpAlready, set_up
from duebook.apps.entities import queries as entities
from duebook.apps.entities.actions import now
from duebook.apps.ledger.queries import accounts_by_role, periods
from duebook.domain.calendars import add_months
from duebook.domain.ledger import AccountRole
from duebook.domain.rights import Right
from tests.office import an_entity, books_hold
from tests.races import at_once

if TYPE_CHECKING:
    from datetime import date

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper


def month(away: int) -> date:
    """The first day of the month that is so many months away from the present."""
    return add_months(now().date().replace(day=1), away)


OWNER = {
    "person": "Ada Brandt",
    "email": "ada@example.com",
    "password": "harbor-lantern-velvet",
}
OFFICE = {
    **OWNER,
    "name": "Pine & Bell Consulting",
    "code": "pine",
    "address": "40 Pine Street\nPortland, OR 97204",
    "country": "US",
    "currency": "usd",
    "time_zone": "America/Los_Angeles",
    "first": f"{month(-3):%Y-%m}",
}


@pytest.fixture(autouse=True)
def quick_hashes(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def forget_the_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the installation for empty: races of other tests leave rows behind."""
    users = get_user_model().objects
    old_users = list(users.values_list("pk", flat=True))
    old_entities = set(entities.all_ids())
    all_ids = entities.all_ids
    monkeypatch.setattr(
        accounts, "has_users", lambda: users.exclude(pk__in=old_users).exists()
    )
    monkeypatch.setattr(
        entities, "all_ids", lambda: [i for i in all_ids() if i not in old_entities]
    )


@pytest.fixture
def empty(db: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    forget_the_known(monkeypatch)


@pytest.mark.usefixtures("empty")
def test_every_page_leads_to_the_first(client: Client) -> None:
    for address in ("/", "/hp/invoices", "/sign-in", "/today"):
        assert client.get(address)["Location"] == "/first"
    page = client.get("/first")
    assert f'value="{month(-1):%Y-%m}"' in page.content.decode()


@pytest.mark.usefixtures("empty")
def test_the_first_month_is_typed_as_the_hint_writes_it(client: Client) -> None:
    page = client.get("/first").content.decode()

    [field] = re.findall(r'<input[^>]*name="first"[^>]*>', page)
    assert 'type="text"' in field  # where type is "month", 2026-10 ends as February


@pytest.mark.usefixtures("empty")
def test_the_owner_opens_the_office_and_is_signed_in(client: Client) -> None:
    answer = client.post("/first", OFFICE)

    assert (answer.status_code, answer["Location"]) == (302, "/today")
    user_id = int(client.session["_auth_user_id"])
    [seat] = entities.seats(user_id)
    assert (seat.code, seat.currency, seat.person) == ("PINE", "USD", "Ada Brandt")
    assert Right.ADMINISTER in seat.limits
    with db.reading(seat.entity_id):
        assert AccountRole.RECEIVABLE in accounts_by_role(seat.entity_id)
        opened = periods(seat.entity_id)
    assert (opened[0].first, len(opened)) == (month(-3), 27)
    assert books_hold(seat.entity_id)
    assert client.get("/first").status_code == 404
    assert client.post("/first", OFFICE).status_code == 404


@pytest.mark.usefixtures("empty")
def test_an_office_without_users_gets_an_owner_and_stays_as_it_is(
    client: Client,
) -> None:
    entity_id = an_entity("HP")

    assert "Whose books" not in client.get("/first").content.decode()
    assert client.post("/first", OWNER).status_code == 302
    [seat] = entities.seats(int(client.session["_auth_user_id"]))
    assert (seat.entity_id, seat.role) == (entity_id, "administrator")


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("password", "too short", "At least 15 characters"),
        ("currency", "XQX", "XQX"),
        ("code", "hp/x", "Letters and figures only"),
        ("first", "October", "A year and a month"),
        ("first", f"{month(1):%Y-%m}", "this one at the latest"),
        ("first", "1926-10", "last ten years"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(
    client: Client, field: str, value: str, said: str
) -> None:
    answer = client.post("/first", {**OFFICE, field: value})

    page = answer.content.decode()
    assert (answer.status_code, said in page) == (422, True)
    assert "Pine &amp; Bell Consulting" in page
    assert not accounts.has_users()
    assert entities.all_ids() == []


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    "where",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_FORWARDED": "for=192.0.2.7"},
    ],
)
def test_from_elsewhere_it_takes_the_token_of_serve(
    client: Client, settings: SettingsWrapper, where: dict[str, str]
) -> None:
    assert client.get("/first", **where).status_code == 404
    settings.FIRST_TOKEN = "a token that serve printed"  # noqa: S105
    assert client.get("/first?token=guessed", **where).status_code == 404
    assert (
        client.post("/first", {**OFFICE, "token": "guessed"}, **where).status_code
        == 404
    )
    told = {**OFFICE, "token": settings.FIRST_TOKEN}
    assert client.post("/first", told, **where).status_code == 302


@pytest.mark.usefixtures("empty")
@pytest.mark.promise(
    "Sign-in",
    "Behind a web server the first page opens with the printed address alone.",
)
def test_behind_a_server_this_machine_needs_the_token_too(
    client: Client, settings: SettingsWrapper
) -> None:
    settings.IS_BEHIND_A_SERVER = True
    settings.FIRST_TOKEN = "a token that serve printed"  # noqa: S105

    assert client.get("/first").status_code == 404  # a bare proxy sends no header
    assert client.get("/first", {"token": settings.FIRST_TOKEN}).status_code == 200


def test_of_two_who_are_quick_one_is_the_owner(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_the_known(monkeypatch)

    def owner() -> str:
        name = f"Quick {uuid.uuid4()}"
        told = OFFICE | {"person": name, "email": f"{name[6:]}@example.com"}
        return set_up(
            told | {"code": committed, "currency": "USD", "first": month(0)}
        ).username

    outcomes = at_once([owner] * 4)

    assert len([one for one in outcomes if isinstance(one, str)]) == 1
    assert len([one for one in outcomes if isinstance(one, SetUpAlready)]) == 3
