"""The mail of the morning: who chose it is told once what waits, and never whose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from duebook.apps.accounts.actions import add_user
from duebook.apps.desk.actions.practising import copy_for_practice
from duebook.apps.desk.jobs import morning_mails
from duebook.apps.entities.actions import (
    AppointPerson,
    SeatUser,
    appoint_person,
    seat_user,
)
from duebook.apps.entities.actions.sitting import Sitting
from duebook.apps.notes.actions import HandOver, hand_over
from duebook.domain.notes import Subject, SubjectKind
from tests.office import CLERK, MANAGER, a_party, an_entity, by
from tests.races import at_once

OWNER = "Olu Adeyemi"
SEVEN = datetime(2026, 11, 3, 13, 0, tzinfo=UTC)
"""Seven in the morning in Chicago."""


def a_reader(
    *entity_ids: int, person: str = CLERK, name: str = CLERK, chosen: bool = True
) -> None:
    """A user who sits in entities as a person, and wants to be told in the morning."""
    user = add_user(
        name, f"{name.split(maxsplit=1)[0].lower()}@harbor.example", morning_mail=chosen
    )
    for entity_id in entity_ids:
        seat = SeatUser(entity_id=entity_id, user_id=user.pk, name=person)
        seat_user(seat, **by())


def a_question(entity_id: int, called: str = "Tidewell") -> None:
    """One thing to do for the clerk, and one piece of news."""
    about = Subject(
        kind=SubjectKind.PARTY, id=a_party(entity_id, called), called=called
    )
    asked = HandOver(
        entity_id=entity_id,
        subject=about,
        asked_of=CLERK,
        question="Is the address right?",
        due_on=SEVEN.date(),
    )
    hand_over(asked, **by(MANAGER, at=SEVEN - timedelta(hours=15)))


@pytest.mark.django_db
def test_who_chose_it_is_told_once_a_morning_how_much_waits() -> None:
    hp = an_entity("HP")
    a_reader(hp)
    a_question(hp)

    for minutes in (0, 1, 60):
        morning_mails(hp, SEVEN + timedelta(minutes=minutes))
    morning_mails(hp, SEVEN + timedelta(days=1))

    told, again = mail.outbox
    assert told.to == ["dana@harbor.example"]
    assert told.subject == "Your day: 1 to do and 1 piece of news"
    assert "  1  Asked of me\n  1  new on the bell\n" in told.body
    assert "Tidewell" not in told.body, "mails are open to read"
    assert again.subject == told.subject


@pytest.mark.django_db
def test_nobody_is_told_at_another_hour_unasked_or_of_nothing() -> None:
    hp, quiet = an_entity("HP"), an_entity("QT")
    a_reader(hp)
    a_reader(quiet, name="Kim")
    a_reader(hp, person=MANAGER, name="Marta", chosen=False)
    a_question(hp)

    morning_mails(quiet, SEVEN)
    morning_mails(hp, SEVEN - timedelta(minutes=1))
    morning_mails(hp, SEVEN + timedelta(hours=5))
    assert mail.outbox == []
    morning_mails(hp, SEVEN + timedelta(hours=4, minutes=59))
    assert [one.to for one in mail.outbox] == [["dana@harbor.example"]]


@pytest.mark.django_db
def test_one_mail_tells_of_all_entities_but_of_no_practice() -> None:
    hp, ng = an_entity("HP"), an_entity("NG")
    owner = AppointPerson(entity_id=hp, name=OWNER, role="administrator")
    appoint_person(owner, **by())
    a_reader(hp, ng)
    a_question(hp)
    a_question(ng)
    copy = copy_for_practice(
        Sitting(entity_id=hp, currency="USD", actor=OWNER, at=SEVEN, today=SEVEN.date())
    )
    a_question(copy.entity_id, "Marsh")

    for entity_id in (copy.entity_id, ng, hp):
        morning_mails(entity_id, SEVEN)

    [told] = mail.outbox
    assert told.subject == "Your day: 2 to do and 2 pieces of news"


@pytest.mark.django_db
def test_a_server_that_was_away_is_tried_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    hp = an_entity("HP")
    a_reader(hp)
    a_question(hp)

    def away(*_: object) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as cut:
        cut.setattr("duebook.apps.desk.jobs.send_mail", away)
        morning_mails(hp, SEVEN)
    assert "to Dana Whitfield was not taken" in caplog.text
    morning_mails(hp, SEVEN + timedelta(minutes=1))
    assert len(mail.outbox) == 1


def test_of_four_workers_one_tells(committed: str) -> None:
    entity_id = an_entity(committed)
    a_reader(entity_id, name=committed)
    a_question(entity_id)
    mail.outbox = []

    at_once([lambda: morning_mails(entity_id, SEVEN)] * 4)

    assert len(mail.outbox) == 1
