"""How many statements each page of the desk sends to PostgreSQL, and none in a loop.

``statements.json`` holds the count of every address.  A page may send fewer, or a few
more where the crawl finds another example of it; one that sends a third more fails,
until somebody has looked at why and has the file written anew::

    PIN_STATEMENTS=yes pytest tests/desk/test_statements.py
"""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.desk.crawling import crawl
from tests.desk.office import PEOPLE
from tests.desk.test_every_page import BEGINNINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desk.office import Office

PINS = Path(__file__).with_name("statements.json")
AT_MOST = 3
"""Times that one page may send the same statement: a loop soon sends it more often."""
MORE = 4 / 3
UNPINNED = 45
"""Statements of a page that the crawl did not come by when the file was written."""
NOT_COUNTED = (
    *("SAVEPOINT", "RELEASE", "set_config", "nextval"),
    *('FROM "entities_entity"', 'FROM "parties_terms', 'FROM "mfa_authenticator"'),
)
"""What frames a reading, and what each part of a page asks of the house for itself."""


@pytest.fixture(scope="module")
def sent(office: Office) -> dict[str, Counter[str]]:  # noqa: ARG001 - read
    """What a manager's first look at each page sends, by the route of the page."""
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username=PEOPLE["manager"]))
    seen: dict[str, Counter[str]] = {}
    for page in crawl("manager", BEGINNINGS):
        if page.status == 200 and page.is_page and page.route not in seen:
            with statements() as counted:
                client.get(page.address)
            seen[page.route] = counted
    return seen


@contextmanager
def statements() -> Iterator[Counter[str]]:
    """Count statements, before their parameters are put in, whoever sends them."""
    counted: Counter[str] = Counter()
    execute = psycopg.Cursor.execute

    def noted(self: Any, query: Any, *values: Any, **options: Any) -> Any:
        counted[str(query)] += 1
        return execute(self, query, *values, **options)

    with patch.object(psycopg.Cursor, "execute", noted):
        yield counted


def test_no_page_sends_a_statement_in_a_loop(sent: dict[str, Counter[str]]) -> None:
    often = {
        route: [
            (count, " ".join(text.split())[:160])
            for text, count in counted.items()
            if count > AT_MOST and not any(word in text for word in NOT_COUNTED)
        ]
        for route, counted in sent.items()
    }
    assert {route: texts for route, texts in often.items() if texts} == {}


def test_no_page_sends_more_statements_than_it_did(
    sent: dict[str, Counter[str]],
) -> None:
    now = {route: counted.total() for route, counted in sorted(sent.items())}
    if os.environ.get("PIN_STATEMENTS"):
        PINS.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
    pinned = json.loads(PINS.read_text(encoding="utf-8"))
    assert {
        route: (count, pinned.get(route))
        for route, count in now.items()
        if count > pinned.get(route, UNPINNED) * MORE
    } == {}
