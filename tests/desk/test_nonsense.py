"""What nobody means, typed into every field and written into every address.

A page may refuse it, not find it, or take it for nothing; it never breaks.
"""

from __future__ import annotations

import re
import uuid
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from tests.desk.crawling import crawl
from tests.desk.office import PEOPLE
from tests.desk.test_every_page import BEGINNINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desk.crawling import Found
    from tests.desk.office import Office

LAST_DAY, HUGE, NUL = "9999-12-31", "9" * 40, "a\0b"
MANY_DIGITS: Final = "1" * 5000
"""``int()`` reads no more than 4,300 of them."""
NUMBERS: Final = (HUGE, MANY_DIGITS, NUL)

READERS: Final = ("administrator", "manager")
KEPT: Final = frozenset({"key", "csrfmiddlewaretoken", "next", "back"})
"""Fields that a form needs to be taken for one."""

FILE: Final = object()


@pytest.fixture(scope="module")
def pages(office: Office) -> list[Found]:  # noqa: ARG001 - crawled
    """An example of every page, as the manager reads it where the manager may."""
    found = {
        page.route: page
        for role in READERS
        for page in crawl(role, BEGINNINGS)
        if page.status == 200 and page.is_page and "sign-out" not in page.address
    }
    return list(found.values())


def test_addresses(pages: list[Found]) -> None:
    wrong = []
    for page in pages:
        client, path = _signed_in(page), urlsplit(page.address).path
        names = _asked_by(client, page.address)
        for name, nonsense in zip(names, cycle((LAST_DAY, HUGE, MANY_DIGITS))):
            answer = client.get(path, {name: nonsense})
            wrong += _broken(answer, f"{page.address} {name}={nonsense[:10]}")
        for digits in re.findall(r"/(\d+)(?=/|$)", path):
            there = path.replace(f"/{digits}", f"/{HUGE}", 1)
            wrong += _broken(client.get(there), there)
    assert not wrong, "\n".join(wrong)


def test_forms(pages: list[Found]) -> None:
    wrong = []
    for page in pages:
        client = _signed_in(page)
        for action, fields in _forms(client, page.address):
            typed = [name for name in fields if name not in KEPT]
            tries = [dict.fromkeys(typed, one) for one in (LAST_DAY, *NUMBERS)]
            tries += [{name: one} for name, one in zip(typed, cycle(NUMBERS))]
            for said in tries:
                sent = {
                    name: _as_sent(fields[name], said.get(name)) for name in fields
                } | ({"key": str(uuid.uuid4())} if "key" in fields else {})
                answer = client.post(action, sent)
                what = " ".join(f"{name}={it[:10]!r}" for name, it in said.items())
                wrong += _broken(answer, f"{page.address} → {action} {what[:120]}")
    assert not wrong, "\n".join(wrong)


def _signed_in(page: Found) -> Client:
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(
        get_user_model().objects.get(username=PEOPLE[page.role or ""]),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def _broken(answer: Any, what: str) -> Iterator[str]:
    if answer.status_code >= 500:
        why = getattr(answer, "exc_info", None)
        yield f"{what}: {why and repr(why[1])[:200]}"


def _asked_by(client: Client, address: str) -> list[str]:
    """What a page's own forms and links ask of it."""
    page = _read(client, address)
    asked = set(page.xpath("//form[not(@method) or @method='get']//*/@name"))
    here = urlsplit(address).path
    for link in page.xpath("//a/@href"):
        parts = urlsplit(link)
        if parts.path in {"", here}:
            asked |= set(parse_qs(parts.query))
    return sorted(asked)


def _forms(client: Client, address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The forms of a page that write: where to, and what they begin with."""
    for form in _read(client, address).xpath("//form[@method='post']"):
        action = form.get("action") or address
        if not action.startswith("/") or "sign-out" in action:
            continue
        files = form.xpath(".//input[@type='file']/@name")
        yield action, dict(form.form_values()) | dict.fromkeys(files, FILE)


def _read(client: Client, address: str) -> Any:
    answer = client.get(address)
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    return html.fromstring(answer.content if is_page and answer.content else "<p>")


def _as_sent(begins: Any, nonsense: str | None) -> Any:
    """What a field sends: what it begins with, or nonsense, or a file of it."""
    if begins is FILE:
        return SimpleUploadedFile("x.csv", (nonsense or "").encode())
    return begins if nonsense is None else nonsense
