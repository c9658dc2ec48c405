"""Schedules of statements on pages: seen before they are kept, turned, undone."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from duebook import db
from duebook.apps.receivables import queries
from duebook.apps.receivables.jobs import scheduled_statements
from duebook.apps.receivables.pages import statement_batches
from duebook.apps.receivables.queries.parties_list import PARTIES
from duebook.apps.receivables.queries.schedules import batches, schedules
from duebook.apps.work.jobs.carrying_out import carry_out
from tests.office import a_party
from tests.pages.conftest import NAMES
from tests.pages.documents import an_invoice, an_office

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from duebook.apps.receivables.queries.schedules import Batch, Scheduled
    from tests.pages.conftest import Seating

pytestmark = pytest.mark.django_db

ALL = "/hp/statements/schedules"
NEW = f"{ALL}/new"
STATEMENTS = "/hp/statements"
TODAY = date(2026, 11, 22)
IN_DECEMBER = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def office(seated: Seating) -> tuple[Client, int]:
    """Tidewell owes 140.00, Osprey 280.00."""
    client, _, entity_id = seated()
    an_office(entity_id)
    a_party(entity_id, "Osprey Catering")
    an_invoice(entity_id, on=date(2026, 9, 1))
    an_invoice(entity_id, "OSPREY", on=date(2026, 10, 30), hours="2")
    return client, entity_id


def said(**changed: str) -> dict[str, str]:
    return {
        "name": "Month-end",
        "kind": "open_item",
        "q": "",
        "least": "200",
        "rhythm": "month_end",
        "every": "1",
        "first_on": "2026-11-22",
        "is_sent": "yes",
        "key": str(uuid4()),
        **changed,
    }


def hidden(page: str, name: str) -> str:
    [value] = re.findall(rf'name="{name}" value="(\w+)"', page)
    return str(value)


def kept(client: Client, **changed: str) -> HttpResponse:
    """Send the form as it is sent after what it would do was seen."""
    asked = said(**changed)
    page = client.post(NEW, {**asked, "look": "1"}).content.decode()
    answer = client.post(NEW, {**asked, "seen": hidden(page, "seen")})
    assert answer.status_code == 303, answer.content.decode()
    return answer


def only(entity_id: int) -> Scheduled:
    with db.reading(entity_id):
        [one] = schedules(entity_id, TODAY)
    return one


def a_waiting(client: Client, entity_id: int) -> Batch:
    """November, made to be looked at."""
    kept(client, is_sent="no")
    scheduled_statements(entity_id, IN_DECEMBER)
    with db.reading(entity_id):
        [one] = batches(entity_id)
    return one


@pytest.mark.promise(
    "Statement schedules",
    "What a schedule would do today, and its next three days, stand on the page "
    "before it is kept.",
)
def test_what_it_would_do_is_seen_before_it_is_kept(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office

    page = client.post(NEW, said(look="1")).content.decode()

    assert 'data-count="1"' in page
    assert re.search(r'data-fig="sum"[^>]*data-minor="28000"', page)
    assert "less than 200.00 USD is owed: TIDEWELL" in page
    assert page.count("<time") >= 3
    with db.reading(entity_id):
        assert schedules(entity_id, TODAY) == []


def test_what_was_not_seen_is_not_kept(office: tuple[Client, int]) -> None:
    client, entity_id = office

    answer = client.post(NEW, said())

    assert answer.status_code == 409
    assert "Nothing was kept" in answer.content.decode()
    with db.reading(entity_id):
        assert schedules(entity_id, TODAY) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rhythm": "day_of_month"}, "Say which day of the month."),
        ({"q": "colour:red"}, "“colour:” is nothing"),
        ({"least": "lots"}, "“lots” is no amount"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_all_that_was_typed(
    office: tuple[Client, int], changed: dict[str, str], told: str
) -> None:
    client, _ = office

    answer = client.post(NEW, said(**{"name": "Typed name", **changed}))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert ("Typed name" in page) is ("name" not in changed)


def test_a_schedule_is_kept_listed_and_tells_its_next_days(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office

    there = kept(client, q="-is:hold")["Location"]

    page = client.get(there).content.decode()
    assert "the end of every month" in page
    assert "-is:hold" in page
    assert only(entity_id).terms.least_minor == 200_00
    listed = client.get(ALL).content.decode()
    assert "30 Nov" in listed
    assert "31 Dec" in listed


def test_a_second_of_the_same_name_is_refused(office: tuple[Client, int]) -> None:
    client, _ = office
    kept(client)

    asked = said()
    page = client.post(NEW, {**asked, "look": "1"}).content.decode()
    answer = client.post(NEW, {**asked, "seen": hidden(page, "seen")})

    assert answer.status_code == 422
    assert "another schedule of statements has this name" in answer.content.decode()


def turned(client: Client, one: Scheduled, state: str) -> HttpResponse:
    return client.post(
        f"{ALL}/{one.id}",
        {"key": str(uuid4()), "version": one.version, "state": state},
    )


def undone(client: Client) -> None:
    """Press ``u``: undo the last act, as the key line offers it."""
    page = client.get(ALL).content.decode()
    [address] = re.findall(r'action="(/hp/acts/\d+/undo)"', page)
    assert client.post(address).status_code == 303


@pytest.mark.parametrize("state", ["paused", "ended", "deleted"])
def test_each_turn_of_a_schedule_can_be_undone(
    office: tuple[Client, int], state: str
) -> None:
    client, entity_id = office
    kept(client)
    one = only(entity_id)

    assert turned(client, one, state).status_code == 303
    with db.reading(entity_id):
        left = [one.state for one in schedules(entity_id, TODAY)]
    assert left == ([] if state == "deleted" else [state])

    undone(client)
    assert only(entity_id).state == "on"


def test_a_change_and_a_new_one_are_undone(office: tuple[Client, int]) -> None:
    client, entity_id = office
    kept(client)
    one = only(entity_id)
    address = f"{ALL}/{one.id}/change"
    changed = {**said(name="Fortnightly", rhythm="weeks", every="2"), "version": "1"}
    page = client.post(address, {**changed, "look": "1"}).content.decode()
    client.post(address, {**changed, "seen": hidden(page, "seen")})
    assert only(entity_id).days_in_words == "every 2 weeks on Sunday"

    undone(client)

    assert only(entity_id).terms == one.terms


def test_a_stale_page_changes_nothing_and_says_who_was_quicker(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    kept(client)
    one = only(entity_id)
    turned(client, one, "paused")

    answer = turned(client, one, "ended")
    assert answer.status_code == 409
    assert f"{NAMES['manager']} changed this schedule at" in answer.content.decode()

    address = f"{ALL}/{one.id}/change"
    changed = {**said(name="Mine"), "version": "1"}
    page = client.post(address, {**changed, "look": "1"}).content.decode()
    answer = client.post(address, {**changed, "seen": hidden(page, "seen")})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="Mine"' in page
    assert hidden(page, "version") == "2"
    assert only(entity_id).terms.name == "Month-end"


@pytest.mark.promise(
    "Statements",
    "Statements that a schedule made to be looked at wait on the page and in Today.",
)
def test_what_waits_is_seen_and_issued_by_key(office: tuple[Client, int]) -> None:
    client, entity_id = office
    one = a_waiting(client, entity_id)
    there = f"{STATEMENTS}/batches/{one.id}"
    for address in (STATEMENTS, "/today"):
        assert there in client.get(address).content.decode()

    page = client.get(there).content.decode()
    assert 'data-key="i"' in page
    assert 'data-key="d"' in page
    assert "Osprey Catering" in page
    issuing = {"key": str(uuid4()), "what": "issue", "seen": hidden(page, "seen")}
    answers = [client.post(there, issuing) for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    with db.reading(entity_id):
        assert [one.total_minor for one in queries.statements(entity_id)] == [280_00]
    assert there not in client.get(STATEMENTS).content.decode()


def test_what_changed_since_it_was_seen_is_shown_again(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    one = a_waiting(client, entity_id)
    there = f"{STATEMENTS}/batches/{one.id}"
    mark = hidden(client.get(there).content.decode(), "seen")
    an_invoice(entity_id, "OSPREY", on=date(2026, 11, 2))

    answer = client.post(there, {"key": str(uuid4()), "what": "issue", "seen": mark})

    assert answer.status_code == 409
    assert 'data-minor="42000"' in answer.content.decode()


def test_many_are_issued_as_long_work(
    office: tuple[Client, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, entity_id = office
    one = a_waiting(client, entity_id)
    there = f"{STATEMENTS}/batches/{one.id}"
    mark = hidden(client.get(there).content.decode(), "seen")
    monkeypatch.setattr(statement_batches, "AT_ONCE", 1)

    answer = client.post(there, {"key": str(uuid4()), "what": "issue", "seen": mark})
    work_id = int(answer["Location"].rpartition("/")[2])
    carry_out(entity_id, work_id, lambda: False)

    assert "1 statement issued" in client.get(answer["Location"]).content.decode()
    with db.reading(entity_id):
        assert [one.state for one in batches(entity_id)] == ["issued"]


def test_a_line_that_is_not_known_any_more_can_be_discarded_only(
    office: tuple[Client, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, entity_id = office
    kept(client, q="segment:retail")
    monkeypatch.delitem(PARTIES.fields, "segment")
    scheduled_statements(entity_id, IN_DECEMBER)
    with db.reading(entity_id):
        [one] = batches(entity_id)

    page = client.get(f"{STATEMENTS}/batches/{one.id}").content.decode()

    assert "Who is meant cannot be read." in page
    assert 'data-key="d"' in page
    assert 'data-key="i"' not in page


def test_what_is_discarded_waits_again_when_that_is_undone(
    office: tuple[Client, int],
) -> None:
    client, entity_id = office
    one = a_waiting(client, entity_id)
    there = f"{STATEMENTS}/batches/{one.id}"

    client.post(there, {"key": str(uuid4()), "what": "discard"})
    late = client.post(there, {"key": str(uuid4()), "what": "discard"})
    assert late.status_code == 409
    assert "they are discarded" in late.content.decode()

    undone(client)
    assert there in client.get(STATEMENTS).content.decode()


def test_who_may_not_issue_reads_and_cannot_act(
    office: tuple[Client, int], seated: Seating
) -> None:
    manager, entity_id = office
    one = a_waiting(manager, entity_id)
    auditor, _, _ = seated("auditor")

    assert auditor.get(NEW).status_code == 403
    for address in (ALL, f"{ALL}/{one.schedule_id}", f"{STATEMENTS}/batches/{one.id}"):
        page = auditor.get(address)
        assert page.status_code == 200
        assert b'data-key="d"' not in page.content
        assert b'data-key="i"' not in page.content
    assert turned(auditor, only(entity_id), "paused").status_code == 403
    assert manager.get(f"{ALL}/999999").status_code == 404
    assert manager.get(f"{STATEMENTS}/batches/999999").status_code == 404
