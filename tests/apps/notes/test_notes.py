"""Notes about things: who is told, who may take them back, whose timeline."""

from __future__ import annotations

import pytest

from duebook import db
from duebook.apps.entities.actions import AppointPerson, appoint_person
from duebook.apps.notes.actions import (
    TakeNoteBack,
    WriteNote,
    take_note_back,
    write_note,
)
from duebook.apps.notes.queries import notes_of, notes_on_party
from duebook.domain.notes import (
    NoSuchNote,
    NothingSaid,
    NotTheirs,
    Subject,
    SubjectKind,
)
from duebook.domain.rights import NotPermitted
from tests.office import CLERK, MANAGER, a_party, an_entity, by, chain_holds

pytestmark = pytest.mark.django_db


def test_a_note_on_an_invoice_is_on_the_timeline_of_its_party() -> None:
    entity_id = an_entity()
    party_id = a_party(entity_id)
    invoice = Subject(
        kind=SubjectKind.DOCUMENT, id=7, called="INV-2026-00007", party_id=party_id
    )

    written = write_note(
        WriteNote(
            entity_id=entity_id, subject=invoice, text=" Paid twice? @Marta Ilić "
        ),
        **by(CLERK),
    )

    assert written.told == (MANAGER,)
    with db.reading(entity_id):
        [note] = notes_of(entity_id, SubjectKind.DOCUMENT, [7])
        assert notes_on_party(entity_id, [party_id]) == [note]
        assert notes_of(entity_id, SubjectKind.PARTY, [7]) == []
    assert (note.subject, note.text, note.author) == (
        invoice,
        "Paid twice? @Marta Ilić",
        CLERK,
    )
    assert chain_holds(entity_id)


def about_the_month(entity_id: int, text: str, author: str = CLERK) -> int:
    """A note on October, and its id."""
    october = Subject(kind=SubjectKind.PERIOD, id=10, called="October 2026")
    note = WriteNote(entity_id=entity_id, subject=october, text=text)
    return write_note(note, **by(author)).note_id


def test_its_author_alone_takes_a_note_back_and_once() -> None:
    entity_id = an_entity()
    note_id = about_the_month(entity_id, "The bank file is late.")
    back = TakeNoteBack(entity_id=entity_id, note_id=note_id)

    with pytest.raises(NotTheirs, match=CLERK):
        take_note_back(back, **by(MANAGER))
    take_note_back(back, **by(CLERK))

    with db.reading(entity_id):
        assert notes_of(entity_id, SubjectKind.PERIOD, [10]) == []
    with pytest.raises(NoSuchNote):
        take_note_back(back, **by(CLERK))
    assert chain_holds(entity_id)


def test_a_note_without_a_word_is_none() -> None:
    with pytest.raises(NothingSaid):
        about_the_month(an_entity(), " \n ")


@pytest.mark.parametrize("role", ["coordinator", "manager", "accountant"])
def test_whoever_works_here_writes(role: str) -> None:
    entity_id = an_entity()
    someone = AppointPerson(entity_id=entity_id, name="Ines Marsh", role=role)
    appoint_person(someone, **by())

    about_the_month(entity_id, "Signed.", "Ines Marsh")


def test_an_auditor_reads_and_writes_nothing() -> None:
    entity_id = an_entity()
    auditor = AppointPerson(entity_id=entity_id, name="Ada Quist", role="auditor")
    appoint_person(auditor, **by())

    with pytest.raises(NotPermitted):
        about_the_month(entity_id, "Why?", "Ada Quist")
