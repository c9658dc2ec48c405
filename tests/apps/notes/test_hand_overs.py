"""A thing is given to a colleague with a question and a day."""

from __future__ import annotations

from datetime import date

import pytest

from duebook import db
from duebook.apps.entities.actions import AppointPerson, UnknownPerson, appoint_person
from duebook.apps.notes.actions import (
    AnswerHandOver,
    HandOver,
    TakeHandOverBack,
    answer_hand_over,
    hand_over,
    take_hand_over_back,
)
from duebook.apps.notes.queries import (
    asked_by,
    hand_overs_of,
    waiting_for,
)
from duebook.domain.notes import (
    CannotAnswer,
    DayIsPast,
    HandOverEnded,
    NoSuchHandOver,
    NotTheirs,
    Subject,
    SubjectKind,
)
from tests.office import CLERK, MANAGER, an_entity, by, chain_holds

pytestmark = pytest.mark.django_db

LINE = Subject(
    kind=SubjectKind.BANK_LINE, id=88, called="18,936.00 of 2 Nov", party_id=4
)


def asks(entity_id: int, *, of: str = MANAGER, due_on: date = date(2026, 11, 6)) -> int:
    """The clerk's question about a bank line, and its id."""
    command = HandOver(
        entity_id=entity_id,
        subject=LINE,
        asked_of=of,
        question="Is this the October rent?",
        due_on=due_on,
    )
    return hand_over(command, **by(CLERK))


def test_a_question_waits_with_whom_it_was_asked_until_it_is_answered() -> None:
    entity_id = an_entity()
    later = asks(entity_id, due_on=date(2026, 11, 9))
    sooner = asks(entity_id)

    with db.reading(entity_id):
        waiting = waiting_for(entity_id, MANAGER)
        assert [one.id for one in waiting] == [sooner, later]
        assert [one.id for one in asked_by(entity_id, CLERK)] == [sooner, later]
        assert waiting_for(entity_id, CLERK) == []

    answer = AnswerHandOver(entity_id=entity_id, hand_over_id=sooner, answer="It is.")
    answer_hand_over(answer, **by(MANAGER))

    with db.reading(entity_id):
        assert [one.id for one in waiting_for(entity_id, MANAGER)] == [later]
        told = hand_overs_of(entity_id, SubjectKind.BANK_LINE, [88])
    assert [(one.words, one.ended_by) for one in told] == [
        ("It is.", MANAGER),
        ("", ""),
    ]
    assert chain_holds(entity_id)


def test_it_is_answered_once() -> None:
    entity_id = an_entity()
    asked = asks(entity_id)
    answer = AnswerHandOver(entity_id=entity_id, hand_over_id=asked, answer="It is.")
    answer_hand_over(answer, **by(MANAGER))

    with pytest.raises(HandOverEnded, match="answered this already: “It is"):
        answer_hand_over(answer, **by(CLERK))


def test_who_asked_alone_takes_the_question_back() -> None:
    entity_id = an_entity()
    back = TakeHandOverBack(
        entity_id=entity_id, hand_over_id=asks(entity_id), reason="Found it."
    )

    with pytest.raises(NotTheirs):
        take_hand_over_back(back, **by(MANAGER))
    take_hand_over_back(back, **by(CLERK))

    with db.reading(entity_id):
        assert waiting_for(entity_id, MANAGER) == []
    with pytest.raises(HandOverEnded, match="taken back"):
        take_hand_over_back(back, **by(CLERK))


def test_nobody_is_asked_who_cannot_answer() -> None:
    entity_id = an_entity()
    auditor = AppointPerson(entity_id=entity_id, name="Ada Quist", role="auditor")
    appoint_person(auditor, **by())

    with pytest.raises(CannotAnswer):
        asks(entity_id, of="Ada Quist")
    with pytest.raises(UnknownPerson):
        asks(entity_id, of="Nobody")


def test_a_question_is_not_due_before_it_is_asked() -> None:
    with pytest.raises(DayIsPast, match="02 Nov 2026"):
        asks(an_entity(), due_on=date(2026, 11, 2))


def test_a_question_that_was_never_asked_has_no_answer() -> None:
    nothing = AnswerHandOver(entity_id=an_entity(), hand_over_id=1, answer="Yes.")

    with pytest.raises(NoSuchHandOver):
        answer_hand_over(nothing, **by(MANAGER))
