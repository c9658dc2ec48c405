"""Notes and questions on anything, and the bell that tells of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from duebook import db
from duebook.apps.desk.queries.bell import unseen
from duebook.apps.desk.queries.subjects import subject
from duebook.apps.entities.actions import now
from duebook.apps.notes.queries import asked_by, notes_of, waiting_for
from duebook.domain.notes import SubjectKind
from tests.office import a_party
from tests.pages.conftest import NAMES

if TYPE_CHECKING:
    from tests.pages.conftest import Seating

DANA, MARTA = NAMES["coordinator"], NAMES["manager"]


def a_key() -> dict[str, str]:
    return {"key": str(uuid4())}


def test_a_note_is_written_on_a_party_and_rings_for_whom_it_mentions(
    seated: Seating,
) -> None:
    manager, _, _ = seated("manager")
    client, code, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    there = f"/{code}/notes/party/{party_id}"
    assert "Nobody has written anything yet." in client.get(there).content.decode()

    sent = {"text": "Pays on Fridays. @Marta Ilić", "back": there, **a_key()}
    answer = client.post(there, sent)

    assert (answer.status_code, answer["Location"]) == (303, there)
    assert "Pays on Fridays." in client.get(there).content.decode()
    bell = manager.get("/bell").content.decode()
    assert f'<a href="{there}">{DANA} mentioned you on Tidewell Hotels</a>' in bell
    with db.reading(entity_id):
        assert unseen(entity_id, MARTA, now()) == 1
        assert unseen(entity_id, DANA, now()) == 0
    assert manager.post("/bell").status_code == 303
    with db.reading(entity_id):
        assert unseen(entity_id, MARTA, now()) == 0


def test_a_note_sent_twice_is_written_once(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    party_id = a_party(entity_id)
    sent = {"text": "Moved.", **a_key()}

    for _ in range(2):
        client.post(f"/{code}/notes/party/{party_id}", sent)

    with db.reading(entity_id):
        assert len(notes_of(entity_id, SubjectKind.PARTY, [party_id])) == 1


def test_a_note_leads_back_to_no_foreign_page(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    there = f"/{code}/notes/party/{a_party(entity_id)}"

    sent = {"text": "Hm.", "back": "https://example.com/", **a_key()}

    assert client.post(there, sent)["Location"] == there


def test_a_question_is_asked_and_answered(seated: Seating) -> None:
    manager, _, _ = seated("manager")
    client, code, entity_id = seated("coordinator")
    there = f"/{code}/notes/party/{a_party(entity_id)}"
    due_on = now().date() + timedelta(days=3)
    sent = {"asked_of": MARTA, "question": "May they pay late?", "due_on": due_on}

    assert client.post(f"{there}/ask", {**sent, **a_key()}).status_code == 303

    with db.reading(entity_id):
        [waits] = waiting_for(entity_id, MARTA)
    question = f"/{code}/questions/{waits.id}"
    assert question in manager.get("/bell").content.decode()
    assert "May they pay late?" in manager.get(question).content.decode()
    answer = {"answer": "Until the 15th.", **a_key()}
    assert manager.post(question, answer).status_code == 303
    again = client.post(question, {"answer": "No.", **a_key()})
    assert again.status_code == 422
    assert f"{MARTA} has answered this already" in again.content.decode()
    assert "Until the 15th." in client.get(there).content.decode()
    assert f"{MARTA} answered about Tidewell Hotels" in (
        client.get("/bell").content.decode()
    )
    with db.reading(entity_id):
        assert asked_by(entity_id, DANA) == []


def test_a_question_without_a_day_is_asked_again(seated: Seating) -> None:
    seated("manager")
    client, code, entity_id = seated("coordinator")
    there = f"/{code}/notes/party/{a_party(entity_id)}/ask"

    answer = client.post(there, {"asked_of": MARTA, "question": "Why?", **a_key()})

    assert answer.status_code == 422
    assert 'value="Why?"' in answer.content.decode()


def test_nothing_is_written_on_what_is_not_there(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    other_client, other, _ = seated("manager", "ng")
    party_id = a_party(entity_id)

    assert client.get(f"/{code}/notes/party/{party_id + 1000}").status_code == 404
    assert client.get(f"/{code}/notes/nonsense/1").status_code == 404
    assert other_client.get(f"/{other}/notes/party/{party_id}").status_code == 404


def test_an_auditor_writes_nothing(seated: Seating) -> None:
    client, code, entity_id = seated("auditor")
    there = f"/{code}/notes/party/{a_party(entity_id)}"

    assert client.post(there, {"text": "Hm.", **a_key()}).status_code == 403


@pytest.mark.promise(
    "Notes", "Auditors read what was written and asked, and have no form to write."
)
def test_an_auditor_reads_notes_and_questions(seated: Seating) -> None:
    client, code, entity_id = seated("coordinator")
    seated("manager")
    there = f"/{code}/notes/party/{a_party(entity_id)}"
    client.post(there, {"text": "Pays on Fridays.", **a_key()})
    asked = {"asked_of": NAMES["manager"], "question": "Is 3% fine?"}
    client.post(f"{there}/ask", {**asked, "due_on": "2031-01-01", **a_key()})
    auditor, _, _ = seated("auditor")

    thread = auditor.get(there)

    assert thread.status_code == 200
    page = thread.content.decode()
    assert "Pays on Fridays." in page
    assert "<textarea" not in page
    with db.reading(entity_id):
        [waits] = waiting_for(entity_id, NAMES["manager"])
    answer = auditor.get(f"/{code}/questions/{waits.id}")
    assert "Is 3% fine?" in answer.content.decode()
    assert "<textarea" not in answer.content.decode()


@pytest.mark.parametrize("kind", SubjectKind)
def test_every_kind_of_thing_can_be_looked_up(
    seated: Seating, kind: SubjectKind
) -> None:
    _, _, entity_id = seated("coordinator")

    with db.reading(entity_id):
        assert subject(entity_id, kind, 2**40) is None
