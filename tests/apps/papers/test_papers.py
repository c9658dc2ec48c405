"""Papers: kept once, attached under a name, given back as they were."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import pytest
from django.db import connection

from duebook import db
from duebook.apps.entities.actions import (
    Act,  # noqa: TC001 - an action's annotations are read when it runs
    Action,
)
from duebook.apps.papers import models, queries
from duebook.apps.papers.actions import (
    AttachPaper,
    DetachPaper,
    NameTaken,
    NewAttachment,
    NotAttached,
    attach,
    attach_paper,
    detach_paper,
    keep_papers,
)
from duebook.domain.rights import NotPermitted, Right
from duebook.formats.media import PDF, PaperNotTaken
from tests.office import CLERK, an_entity, by, chain_holds

pytestmark = pytest.mark.django_db

NOTE = b"%PDF-1.7 delivery note"
OTHER = b"%PDF-1.7 another note"


def attached(
    entity_id: int, content: bytes = NOTE, *, name: str = "note.pdf", charge_id: int = 7
) -> AttachPaper:
    return AttachPaper(
        entity_id=entity_id,
        subject_kind="charge",
        subject_id=charge_id,
        name=name,
        content=content,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPrint:
    """What a room above does with a document that it has printed."""

    entity_id: int
    document_id: int


def _keep_print(command: KeepPrint, act: Act) -> None:
    [paper_id, same_id] = keep_papers(act, [(NOTE, PDF), (NOTE, PDF)])
    assert paper_id == same_id
    attach(
        act,
        [
            NewAttachment(
                paper_id=paper_id,
                subject_kind="document",
                subject_id=command.document_id,
                name="INV-7.pdf",
                role=queries.PRINT,
            )
        ],
    )


keep_print = Action(_keep_print, Right.ISSUE)


def test_a_delivery_note_is_attached_and_given_back() -> None:
    entity_id = an_entity()

    name = attach_paper(attached(entity_id, name="C:\\scans\\note"), **by(CLERK))

    [paper] = queries.attachments_of(entity_id, "charge", [7, 8])[7]
    assert name == paper.name == "note.pdf"
    assert paper.media_type == PDF
    assert queries.paper(entity_id, paper.paper_id) == NOTE
    assert chain_holds(entity_id)


def test_the_same_content_is_kept_once() -> None:
    entity_id = an_entity()

    attach_paper(attached(entity_id), **by(CLERK))
    attach_paper(attached(entity_id, charge_id=8), **by(CLERK))
    attach_paper(attached(entity_id, charge_id=8), **by(CLERK))

    assert models.Paper.objects.filter(entity_id=entity_id).count() == 1
    assert models.Attachment.objects.filter(entity_id=entity_id).count() == 2


def test_the_audit_tells_a_paper_by_its_hash() -> None:
    entity_id = an_entity()

    attach_paper(attached(entity_id), **by(CLERK))

    [told] = db.tuples_of(
        "SELECT input ->> 'content' FROM audit_event"
        " WHERE entity_id = %(entity)s AND command = 'AttachPaper'",
        {"entity": entity_id},
    )
    assert told == (hashlib.sha256(NOTE).hexdigest(),)


def test_another_paper_does_not_take_over_a_name() -> None:
    entity_id = an_entity()
    attach_paper(attached(entity_id), **by(CLERK))

    with pytest.raises(NameTaken):
        attach_paper(attached(entity_id, OTHER), **by(CLERK))

    assert [p.name for p in queries.attachments_of(entity_id, "charge", [7])[7]] == [
        "note.pdf"
    ]


def test_a_wrong_paper_is_taken_off_and_the_right_one_attached() -> None:
    entity_id = an_entity()
    attach_paper(attached(entity_id), **by(CLERK))
    wrong = DetachPaper(
        entity_id=entity_id,
        subject_kind="charge",
        subject_id=7,
        name="note.pdf",
        reason="belongs to another delivery",
    )

    detach_paper(wrong, **by(CLERK))
    attach_paper(attached(entity_id, OTHER), **by(CLERK))

    [paper] = queries.attachments_of(entity_id, "charge", [7])[7]
    assert queries.paper(entity_id, paper.paper_id) == OTHER
    with pytest.raises(NotAttached):
        detach_paper(
            DetachPaper(
                entity_id=entity_id,
                subject_kind="party",
                subject_id=7,
                name="note.pdf",
                reason="never attached",
            ),
            **by(CLERK),
        )


def test_a_program_is_not_attached() -> None:
    entity_id = an_entity()

    with pytest.raises(PaperNotTaken):
        attach_paper(attached(entity_id, b"MZ\x00\x01"), **by(CLERK))

    assert queries.attachments_of(entity_id, "charge", [7]) == {}


def test_a_stranger_attaches_nothing() -> None:
    entity_id = an_entity()

    with pytest.raises(NotPermitted):
        attach_paper(attached(entity_id), **by("Nobody"))


def test_no_entity_reads_the_papers_of_another() -> None:
    theirs = an_entity("TH")
    attach_paper(attached(theirs), **by(CLERK))
    [paper] = queries.attachments_of(theirs, "charge", [7])[7]
    ours = an_entity("OU")

    with db.reading(ours), pytest.raises(queries.NoSuchPaper):
        queries.paper(theirs, paper.paper_id)
    with pytest.raises(queries.NoSuchPaper):
        queries.paper(ours, paper.paper_id)


def test_the_app_changes_no_paper() -> None:
    entity_id = an_entity()
    attach_paper(attached(entity_id), **by(CLERK))

    with connection.cursor() as cursor, pytest.raises(Exception, match="permission"):
        cursor.execute("UPDATE papers_paper SET content = 'x'")


def test_bytes_under_a_false_hash_are_found_and_not_given_out() -> None:
    entity_id = an_entity()
    attach_paper(attached(entity_id), **by(CLERK))
    false = models.Paper.objects.create(
        entity_id=entity_id, sha256=bytes(32), media_type=PDF, content=OTHER
    )

    assert queries.damaged_papers(entity_id) == [false.id]
    with pytest.raises(queries.PaperDamaged):
        queries.paper(entity_id, false.id)


def test_the_print_of_a_document_is_kept_beside_its_supporting_papers() -> None:
    entity_id = an_entity()

    keep_print(KeepPrint(entity_id=entity_id, document_id=7), **by(CLERK))

    assert queries.stored_print(entity_id, "document", 7) == NOTE
    assert queries.stored_print(entity_id, "document", 8) is None
    assert queries.attachments_of(entity_id, "document", [7]) == {}
