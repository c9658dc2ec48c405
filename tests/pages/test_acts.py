"""My acts with undo, everybody's by right, and the audit with its chain."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duebook import db
from duebook.apps.desk.queries.acts import acts, last_act
from duebook.apps.entities.actions import now
from duebook.apps.ledger.queries import legs_after
from duebook.apps.notes.actions import (
    FinishRow,
    TakeNoteBack,
    WriteNote,
    finish_row,
    take_note_back,
    write_note,
)
from duebook.domain.notes import Subject, SubjectKind
from tests.apps.payments.office import a_payment, receive
from tests.office import a_party, by
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from duebook.apps.desk.queries.acts import Done
    from tests.pages.conftest import Seating

DANA = NAMES["coordinator"]


def finishes_a_row(entity_id: int, row: str = "call:1", who: str = DANA) -> Done:
    """An act of today, and how it is told."""
    finish_row(FinishRow(entity_id=entity_id, row=row), **by(who, at=now()))
    return last(entity_id, who)


def last(entity_id: int, who: str = DANA) -> Done:
    with db.reading(entity_id):
        done = last_act(entity_id, who)
    assert done is not None
    return done


def test_my_acts_of_today_stand_with_their_way_back(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    act = finishes_a_row(entity_id)

    page = client.get(f"/{code}/acts").content.decode()

    assert '<main class="col" id="sheet" data-page="acts"' in page
    assert f'data-ref="{act.seq}"' in page
    assert "Finished a row of Today" in page
    assert "Everybody" not in page


@pytest.mark.promise(
    "Acts", "u undoes my last act, and a second press does nothing more."
)
def test_the_key_line_undoes_my_last_act_and_a_second_click_does_nothing(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    act = finishes_a_row(entity_id)
    undo = f"/{code}/acts/{act.event_id}/undo"
    assert f'action="{undo}"' in client.get(f"/{code}/acts").content.decode()

    answers = [client.post(undo).status_code for _ in range(2)]

    assert answers == [303, 303]
    with db.reading(entity_id):
        [undone, *_] = acts(entity_id, DANA)
        assert len(acts(entity_id, DANA, is_whole=True)) == 2
    assert undone.undone_by


def test_the_key_line_leads_to_why_the_last_act_stays(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    about = Subject(kind=SubjectKind.PERIOD, id=10, called="October 2026")
    note = WriteNote(entity_id=entity_id, subject=about, text="Late.")
    wrote = write_note(note, **by(DANA, at=now()))
    back = TakeNoteBack(entity_id=entity_id, note_id=wrote.note_id)
    take_note_back(back, **by(DANA, at=now()))
    there = f"/{code}/acts/{last(entity_id).event_id}"

    page = client.get(f"/{code}/acts").content.decode()
    assert f'<a href="{there}" data-key="u"' in page
    assert "This cannot be undone." in client.get(there).content.decode()


@pytest.mark.promise("Acts", "What cannot be undone says why.")
def test_an_undo_is_refused_with_the_reason_and_the_words_stay(
    seated: Seating,
) -> None:
    client, code, entity_id = seated("coordinator")
    finished = finishes_a_row(entity_id)
    client.post(f"/{code}/acts/{finished.event_id}/undo")

    sent = {"reason": "not mine to do", "key": str(uuid4())}
    answer = client.post(f"/{code}/acts/{finished.event_id}/undo", sent)

    assert answer.status_code == 422
    assert f"{DANA} has undone this already." in answer.content.decode()


@pytest.mark.promise("Acts", "An act is taken back with a reason; both stay visible.")
def test_a_payment_is_taken_back_with_a_reason(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    receive(entity_id, a_payment(a_party(entity_id), 40_00))
    took = last(entity_id)
    there = f"/{code}/acts/{took.event_id}"
    assert "takes the payment and all that it settled back" in (
        client.get(there).content.decode()
    )

    sent = {"reason": "wrong party", "key": str(uuid4())}
    assert client.post(f"{there}/undo", sent).status_code == 303

    assert last(entity_id).reason == "wrong party"
    assert "This was undone." in client.get(there).content.decode()
    net = Counter[str]()
    with db.reading(entity_id):
        for leg in legs_after(entity_id, 0):
            net[leg.account] += leg.amount_minor
    assert set(net.values()) == {0}  # what was posted stands, and its opposite


@pytest.mark.promise("Acts", "An act leads to its entries, which balance.")
def test_an_act_leads_to_its_entries(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    receive(entity_id, a_payment(a_party(entity_id), 40_00))
    took = last(entity_id)
    there = f"/{code}/acts/{took.event_id}"

    act = client.get(there).content.decode()
    page = client.get(f"{there}/entries").content.decode()

    assert re.search(rf'href="{there}/entries"\s+data-key="="', act)
    assert took.sentence in page
    [entry] = re.findall(r"<tbody data-entry.*?</tbody>", page, re.DOTALL)
    legs = re.findall(r"(\d{4}) [^<]*</th>|<data[^>]*value=\"([^\"]+)\"", entry)
    assert [one or amount for one, amount in legs] == ["1000", "40.00", "2100", "40.00"]
    total = page[page.index("<tfoot>") :]
    assert re.findall(r'<data[^>]*value="([^"]+)"', total)[:2] == ["40.00", "40.00"]


def test_an_act_that_posts_nothing_has_no_entries(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    there = f"/{code}/acts/{finishes_a_row(entity_id).event_id}"

    assert f"{there}/entries" not in client.get(there).content.decode()
    page = client.get(f"{there}/entries").content.decode()
    assert "This act posted nothing." in page
    assert client.get(f"/{code}/acts/999999/entries").status_code == 404


@pytest.mark.promise(
    "Acts", "Who decides sees what everybody did; the others see their own acts."
)
def test_who_decides_sees_what_everybody_did(seated: Seating) -> None:
    seated("coordinator")
    client, code, entity_id = seated("manager")
    finishes_a_row(entity_id)
    asked = f"/{code}/acts?who=%2A&day="

    assert DANA in client.get(asked).content.decode()
    alone, _, _ = seated("coordinator")
    assert "My acts" in alone.get(asked).content.decode()


def test_an_auditor_reads_all_and_undoes_nothing(seated: Seating) -> None:
    seated("coordinator")
    client, code, entity_id = seated("auditor")
    act = finishes_a_row(entity_id)

    assert client.get(f"/{code}/acts?who=%2A&day=").status_code == 200
    page = client.get(f"/{code}/acts/{act.event_id}").content.decode()
    assert "Finished a row of Today" in page
    assert f'action="/{code}/acts/{act.event_id}/undo"' not in page
    assert client.post(f"/{code}/acts/{act.event_id}/undo").status_code == 403


@pytest.mark.promise(
    "Acts", "The audit shows every event with its place in the chain, and exports it."
)
def test_the_audit_shows_every_event_and_exports_it(seated: Seating) -> None:
    client, code, entity_id = seated("accountant")
    finishes_a_row(entity_id, who=NAMES["accountant"])

    page = client.get(f"/{code}/audit").content.decode()
    export = client.get(f"/{code}/audit?as=csv&day=")

    assert "Opened the books of HP Ltd" in page
    assert "differs" not in page
    lines = export.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Event,At,Person,Command,What,Why,SHA-256,Holds"
    assert all(line.endswith(",yes") for line in lines[1:])
    assert len(lines) > 5


def test_acts_come_page_by_page(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    for number in range(51):
        finishes_a_row(entity_id, f"call:{number}")

    first = client.get(f"/{code}/acts").content.decode()

    assert first.count("data-ref=") == 50
    start = first.index('href="?who=') + 6
    more = first[start : first.index('"', start)].replace("&amp;", "&")
    assert client.get(f"/{code}/acts{more}").content.decode().count("data-ref=") == 1


@pytest.mark.parametrize("page", ["acts", "audit"])
def test_a_page_of_acts_takes_as_many_queries_as_one(
    seated: Seating, page: str
) -> None:
    client, code, entity_id = seated("accountant")
    party_id = a_party(entity_id)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(f"/{code}/{page}?day=")
        return len(caught)

    queries()  # the first visit is noted in the session

    receive(entity_id, a_payment(party_id, 1_00))
    few = queries()
    for amount in range(2, 12):
        receive(entity_id, a_payment(party_id, amount * 100))
    assert queries() == few


def test_a_stranger_finds_no_act(seated: Seating) -> None:
    _, _, entity_id = seated("coordinator")
    act = finishes_a_row(entity_id)
    client, other, _ = seated("manager", "ng")

    assert client.get("/hp/acts").status_code == 404
    assert client.get(f"/{other}/acts/{act.event_id}").status_code == 404


@pytest.mark.promise("Acts", "No role can change or remove a row of the audit.")
@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "TRUNCATE"])
def test_no_role_edits_the_audit(verb: str) -> None:
    rows = db.tuples_of(
        "SELECT role FROM unnest(ARRAY['duebook_app', 'duebook_report',"
        " 'duebook_auditor']) AS role"
        " WHERE has_table_privilege(role, 'audit_event', %(verb)s)",
        {"verb": verb},
    )
    assert rows == []
