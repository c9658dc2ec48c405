"""Which pages the office leads to: link by link, from where people begin."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.desk.office import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.http import HttpResponse

_LEFT_OUT: Final = re.compile(r"^/(static/|sign-out)")
_FOLLOWED: Final = (
    "//a/@href | //*/@data-panel | //*/@hx-get | //img/@src | //iframe/@src"
    " | //form[not(@method) or @method='get']/@action"
)
_POSTED: Final = "//form[@method='post']/@action | //*/@formaction | //*/@hx-post"


@dataclass(frozen=True, slots=True)
class Found:
    """What a link leads to: of which route, for whom, from where, and its answer.

    ``status`` is 0 where a form posts there, which a crawl does not.
    """

    route: str
    address: str
    role: str | None
    whence: str
    status: int = 0
    is_page: bool = False


def crawl(
    role: str | None, begin: Sequence[str], of_a_route: int = 1
) -> Iterator[Found]:
    """Follow every link breadth-first, as a role; ``None`` is signed out.

    A link of a list, a form that only asks, a picture, and what a row shows in the
    panel all lead somewhere; where a form posts is told, and not followed.
    ``of_a_route`` pages of a route are read: they lead to others by their state.
    """
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    if role is not None:
        client.force_login(
            get_user_model().objects.get(username=PEOPLE[role]),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
    waiting = deque((address, "") for address in begin)
    known = set(begin)
    read = Counter[str]()
    while waiting:
        address, whence = waiting.popleft()
        route = route_of(address)
        if route is None or read[route] >= of_a_route:
            continue
        read[route] += 1
        answer = client.get(address)
        links = _Links.of(answer, address)
        yield Found(route, address, role, whence, answer.status_code, links.is_page)
        for posted in links.posted:
            if there := route_of(posted):
                yield Found(there, posted, role, address)
        fresh = [one for one in links.followed if one not in known]
        known.update(fresh)
        waiting.extend((one, address) for one in fresh if not _LEFT_OUT.match(one))


def route_of(address: str) -> str | None:
    """The route that an address belongs to, as the table of addresses writes it."""
    try:
        return resolve(urlsplit(address).path).route
    except Resolver404:
        return None


@dataclass(frozen=True, slots=True)
class _Links:
    """Where an answer leads, and whether it is a whole page."""

    followed: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    is_page: bool = False

    @classmethod
    def of(cls, answer: HttpResponse, here: str) -> _Links:
        if answer.has_header("Location"):
            return cls(_ours(here, [answer.headers["Location"]]))
        is_html = answer.headers.get("Content-Type", "").startswith("text/html")
        if not is_html or not answer.content.strip():
            return cls()
        page = html.fromstring(answer.content)
        return cls(
            followed=_ours(here, page.xpath(_FOLLOWED)),
            posted=_ours(here, page.xpath(_POSTED)),
            is_page=b"<html" in answer.content,
        )


def _ours(here: str, links: Sequence[str]) -> tuple[str, ...]:
    """The addresses of links within the office, without their places on the page."""
    parts = [urlsplit(urljoin(here, link)) for link in links]
    return tuple(
        one._replace(fragment="").geturl()
        for one in parts
        if not one.netloc and not one.scheme and one.path.startswith("/")
    )
