"""A copy of an entity to learn on: the same office, and nothing leaves it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from duebook import db
from duebook.apps.banking.actions import SetApart, set_lines_apart
from duebook.apps.delivery.actions import PracticeSendsNothing
from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import (
    Errand,
    print_all_letters,
    send_mails,
)
from duebook.apps.delivery.jobs.transports import OutboxFolder
from duebook.apps.delivery.queries import deliveries
from duebook.apps.desk.actions.practising import (
    PracticeOfPractice,
    copy_for_practice,
)
from duebook.apps.entities.actions import (
    AppointPerson,
    CodeTaken,
    SeatUser,
    appoint_person,
    seat_user,
)
from duebook.apps.entities.actions.sitting import Sitting
from duebook.apps.entities.models import Entity
from duebook.apps.entities.queries import entity, people, seats, users_seated
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.parties.queries import entries_by_code, parties_by_code
from duebook.apps.receivables.actions import (
    KeepStatementSchedule,
    keep_statement_schedule,
    make_due,
)
from duebook.apps.receivables.queries import open_balances
from duebook.domain.rights import NotPermitted
from duebook.domain.statement_schedules import (
    Rhythm,
    StatementDays,
    StatementTerms,
)
from duebook.domain.statements import StatementKind
from tests.apps.banking.office import Move, a_bank, a_statement, take, waiting
from tests.apps.payments.office import owes
from tests.office import (
    CLERK,
    NOON,
    a_charge,
    a_party,
    a_price_book,
    an_entity,
    books_hold,
    by,
    chain_holds,
)

if TYPE_CHECKING:
    from pathlib import Path

    from duebook.apps.desk.actions.practising import (
        PracticeOpened,
    )

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)
OWNER = "Olu Adeyemi"


def an_office() -> tuple[int, int]:
    """An entity with prices and a party that owes 120.00; both ids."""
    entity_id = an_entity(email="billing@example.com")
    owner = AppointPerson(entity_id=entity_id, name=OWNER, role="administrator")
    appoint_person(owner, **by())
    a_price_book(entity_id, CONSULT="140.00")
    party_id = a_party(entity_id)
    owes(entity_id, party_id, 100_00, 20_00)
    return entity_id, party_id


def sits(entity_id: int, person: str = OWNER) -> Sitting:
    return Sitting(
        entity_id=entity_id, currency="USD", actor=person, at=NOON, today=TODAY
    )


def test_the_copy_is_the_same_office_with_what_is_open() -> None:
    entity_id, party_id = an_office()
    seat_user(SeatUser(entity_id=entity_id, user_id=7, name=CLERK), **by())

    copy = copy_for_practice(sits(entity_id))

    assert (copy.code, copy.parties, copy.items) == ("HP-PRACTICE", 1, 2)
    with db.reading(entity_id):
        theirs = entries_by_code(entity_id, ["TIDEWELL"])
        who = {one.name: (one.role, one.limits) for one in people(entity_id)}
        owed = open_balances(entity_id, [party_id])[party_id]
    with db.reading(copy.entity_id):
        assert entity(copy.entity_id).is_practice
        assert entries_by_code(copy.entity_id, ["TIDEWELL"]) == theirs
        there = people(copy.entity_id)
        assert {one.name: (one.role, one.limits) for one in there} == who
        assert users_seated(copy.entity_id) == {CLERK: 7}
        same = parties_by_code(copy.entity_id, ["TIDEWELL"])["TIDEWELL"].id
        assert open_balances(copy.entity_id, [same]) == {same: owed}
    seats_of_clerk = seats(7)
    assert [seat.is_practice for seat in seats_of_clerk] == [False, True]
    assert owed == 120_00
    for one in (entity_id, copy.entity_id):
        assert books_hold(one)
        assert chain_holds(one)


def test_money_of_nobody_stays_behind() -> None:
    entity_id, _ = an_office()
    a_bank(entity_id)
    take(entity_id, a_statement(Move(on=2, amount="845.00", name="T BRANNIGAN")))
    line_ids = tuple(line.id for line in waiting(entity_id))
    set_lines_apart(SetApart(entity_id=entity_id, line_ids=line_ids), **by(CLERK))

    copy = copy_for_practice(sits(entity_id))

    assert (copy.parties, copy.items) == (1, 2)


def issues_an_invoice(copy: PracticeOpened) -> str:
    """What a beginner does first; the number of the invoice."""
    invoice = IssueInvoice(
        entity_id=copy.entity_id, charges=(a_charge("TIDEWELL"),), issued_on=TODAY
    )
    return issue_invoice(invoice, **by(CLERK)).number


def test_nothing_leaves_it_though_a_mail_is_planned(tmp_path: Path) -> None:
    entity_id, _ = an_office()
    copy = copy_for_practice(sits(entity_id))
    number = issues_an_invoice(copy)
    assert number.startswith("PRACTICE-INV-2026-")
    with db.reading(copy.entity_id):
        [planned] = deliveries(copy.entity_id)
    assert planned.state == "planned"
    errand = Errand(entity_id=copy.entity_id, actor=CLERK, at=NOON)

    with pytest.raises(PracticeSendsNothing, match="is for practice"):
        send_mails(errand, OutboxFolder(tmp_path))
    with pytest.raises(PracticeSendsNothing):
        print_all_letters(
            PrintLetters(entity_id=copy.entity_id),
            folder=tmp_path,
            actor=CLERK,
            key=uuid.uuid4(),
            at=NOON,
        )

    with db.reading(copy.entity_id):
        assert deliveries(copy.entity_id) == [planned]
    assert list(tmp_path.iterdir()) == []


def test_a_copy_never_becomes_real() -> None:
    entity_id, _ = an_office()
    copy = copy_for_practice(sits(entity_id))

    with transaction.atomic():
        db.enter(copy.entity_id, at=NOON)
        ours = Entity.objects.filter(id=copy.entity_id)
        with pytest.raises(IntegrityError, match="for good"):
            ours.update(is_practice=False)


def test_who_administers_the_entity_alone_makes_a_copy_and_once() -> None:
    entity_id, _ = an_office()

    with pytest.raises(NotPermitted):
        copy_for_practice(sits(entity_id, CLERK))
    copy = copy_for_practice(sits(entity_id))
    with pytest.raises(CodeTaken):
        copy_for_practice(sits(entity_id))
    with pytest.raises(PracticeOfPractice):
        copy_for_practice(sits(copy.entity_id), "SECOND")


def test_statements_of_a_schedule_are_made_there_and_leave_nobody(
    tmp_path: Path,
) -> None:
    entity_id, _ = an_office()
    copy = copy_for_practice(sits(entity_id))
    terms = StatementTerms(
        name="Month-end",
        kind=StatementKind.OPEN_ITEM,
        days=StatementDays(rhythm=Rhythm.MONTH_END, first_on=TODAY),
    )
    schedule = KeepStatementSchedule(entity_id=copy.entity_id, terms=terms)
    keep_statement_schedule(schedule, **by(CLERK))

    [made] = make_due(copy.entity_id, NOON + timedelta(days=28))

    assert (made.state, made.issued) == ("issued", 1)
    assert make_due(entity_id, NOON + timedelta(days=28)) == []
    errand = Errand(entity_id=copy.entity_id, actor=CLERK, at=NOON)
    with pytest.raises(PracticeSendsNothing):
        send_mails(errand, OutboxFolder(tmp_path))
