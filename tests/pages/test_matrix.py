"""Every address of the project, asked for by every role, by a stranger and by nobody.

What each may expect follows from the door of the page alone: a new page is in the
matrix the moment it has an address, and an address without a door fails the test.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from duebook.apps.entities.queries import seats
from duebook.domain.rights import Right
from tests.office import an_entity
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from tests.pages.conftest import Seating

WITHOUT_A_DOOR = re.compile(
    r"sign-in|sign-out|session|password/|me$|me/|first$|static/"
)
"""Signing in, a person's own settings, the first page: of no entity."""

PLACEHOLDERS = {
    "int": "7",
    "uuid": str(uuid.UUID(int=7)),
    "slug": "aging",
    "path": "aging",
    "str": "aging",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An address with the marks of its door; ``route`` as the resolver knows it."""

    route: str
    right: Right | None
    spans: bool
    posts: bool

    def address(self, entity: str) -> str:
        def filled(found: re.Match[str]) -> str:
            if found["name"] == "entity":
                return entity
            return PLACEHOLDERS[found["kind"] or "str"]

        pattern = r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>"
        return "/" + re.sub(pattern, filled, self.route)


def patterns(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    """Every route with its view, however deep they are included."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback


PAGES = [
    Asked(route, view.right, view.spans, "POST" in view.methods)
    for route, view in patterns()
    if hasattr(view, "page")
]
IN_ENTITY = [asked for asked in PAGES if not asked.spans]


def test_every_address_has_a_door_or_stands_outside_by_name() -> None:
    open_ones = [route for route, view in patterns() if not hasattr(view, "page")]
    assert [one for one in open_ones if not WITHOUT_A_DOOR.match(one.lstrip("^"))] == []


def test_pages_of_an_entity_begin_with_it() -> None:
    assert [p.route for p in IN_ENTITY if not p.route.startswith("<str:entity>/")] == []


@pytest.mark.parametrize("role", NAMES)
def test_a_role_reads_what_the_door_says(seated: Seating, role: str) -> None:
    client, code, _ = seated(role)
    client.raise_request_exception = False  # a page that breaks is told by its route
    held = rights_of(client, code)
    wrong = {}
    for asked in PAGES:
        status = client.get(asked.address(code)).status_code
        barred = asked.right is not None and asked.right not in held
        allowed = {403} if barred else {200, 302, 303, 404, 405, 422}
        if status not in allowed:
            wrong[asked.route] = status
    assert wrong == {}


@pytest.mark.parametrize("role", NAMES)
def test_a_role_posts_only_with_the_right(seated: Seating, role: str) -> None:
    """Where the door asks for no right, and posts, its action does: not asked here."""
    client, code, _ = seated(role)
    held = rights_of(client, code)
    expected = {
        asked.route: 403 if asked.posts else 405
        for asked in IN_ENTITY
        if not asked.posts or (asked.right is not None and asked.right not in held)
    }
    answered = {
        asked.route: client.post(asked.address(code), {}).status_code
        for asked in IN_ENTITY
        if asked.route in expected
    }
    assert answered == expected


def test_an_auditor_posts_nothing_anywhere(seated: Seating) -> None:
    client, code, _ = seated("auditor")
    client.raise_request_exception = False
    key = {"key": str(uuid.uuid4()), "reason": "to see whether it can be done"}
    done = {
        asked.route: status
        for asked in PAGES
        if (status := client.post(asked.address(code), key).status_code) < 400
        or status >= 500
    }
    assert done == {}


def test_a_stranger_cannot_tell_an_entity_from_none(seated: Seating) -> None:
    an_entity("HP")
    stranger, _, _ = seated("administrator", "ng")
    told = {}
    for asked in IN_ENTITY:
        for ask in (stranger.get, stranger.post):
            there, nowhere = ask(asked.address("hp")), ask(asked.address("zz"))
            if (there.status_code, seen(there)) != (nowhere.status_code, seen(nowhere)):
                told[asked.route] = there.status_code
        if stranger.get(asked.address("hp")).status_code != 404:
            told[asked.route] = 0
    assert told == {}


def test_nobody_is_asked_to_sign_in_and_led_back(seated: Seating) -> None:
    seated()
    nobody = Client()
    wrong = {}
    for asked in PAGES:
        address = asked.address("hp")
        answer = nobody.get(address)
        if (answer.status_code, answer.get("Location")) != (
            302,
            f"/sign-in?next={address}",
        ):
            wrong[asked.route] = answer.status_code
        if not nobody.post(address, {}).get("Location", "").startswith("/sign-in"):
            wrong[asked.route] = answer.status_code
    assert wrong == {}


def test_what_htmx_asks_after_the_session_says_so(seated: Seating) -> None:
    seated()
    nobody = Client(
        headers={"HX-Request": "true", "HX-Current-URL": "http://x/hp/a?b=c"}
    )
    for asked in IN_ENTITY:
        answer = nobody.get(asked.address("hp"))
        assert answer.status_code == 401
        assert answer["HX-Redirect"] == "/sign-in?next=/hp/a%3Fb%3Dc"


def rights_of(client: Client, code: str) -> set[Right]:
    [seat] = seats(int(client.session["_auth_user_id"]))
    assert seat.code.lower() == code
    return set(seat.limits)


def seen(answer: HttpResponse) -> bytes:
    return bytes(answer.content)
