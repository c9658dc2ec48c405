"""Statements by a schedule: each day once, by whom they are told, and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from duebook import db
from duebook.apps.audit.models import Event
from duebook.apps.delivery.queries import deliveries
from duebook.apps.entities.actions import SYSTEM, BooksSayNo
from duebook.apps.parties.actions.holding import HoldParties, hold_parties
from duebook.apps.receivables import queries
from duebook.apps.receivables.actions import (
    DiscardBatch,
    IssueBatch,
    KeepStatementSchedule,
    LetBatchWait,
    ScheduleChanged,
    TurnStatementSchedule,
    discard_batch,
    issue_batch,
    keep_statement_schedule,
    let_batch_wait,
    turn_statement_schedule,
)
from duebook.apps.receivables.actions.scheduled import BatchSettled
from duebook.apps.receivables.jobs import scheduled_statements
from duebook.apps.receivables.queries.by_line import LineNotRead
from duebook.apps.receivables.queries.parties_list import PARTIES
from duebook.apps.receivables.queries.schedules import (
    batches,
    preview,
    schedules,
    waiting_batches,
)
from duebook.domain.statement_schedules import (
    Rhythm,
    StatementDays,
    StatementTerms,
)
from duebook.domain.statements import StatementKind
from duebook.web.listing import Asking
from tests.apps.receivables.test_issue_statements import an_item
from tests.office import CLERK, a_party, an_entity, books_hold, by, chain_holds

if TYPE_CHECKING:
    from duebook.apps.receivables.actions.scheduling import ScheduleState
    from duebook.apps.receivables.queries.schedules import Batch

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER, DECEMBER = (
    date(2026, 10, 31),
    date(2026, 11, 30),
    date(2026, 12, 31),
)
MONTH_END = StatementTerms(
    name="Month-end",
    kind=StatementKind.OPEN_ITEM,
    days=StatementDays(rhythm=Rhythm.MONTH_END, first_on=date(2026, 11, 3)),
)


def at(month: int, day: int, hour: int = 9) -> datetime:
    """By the clock of the office, which is that of Chicago."""
    year, month = (2026, month) if month < 13 else (2027, month - 12)
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def office() -> int:
    """Tidewell owes 140.00 and Osprey 9.00 since October."""
    entity_id = an_entity()
    tidewell, osprey = a_party(entity_id), a_party(entity_id, "Osprey Catering")
    an_item(entity_id, tidewell, 140_00, "OLD-1", date(2026, 10, 5))
    an_item(entity_id, osprey, 9_00, "OLD-2", date(2026, 10, 6))
    return entity_id


def kept(office: int, terms: StatementTerms = MONTH_END, **changed: Any) -> int:
    """A schedule of the clerk's, kept on 3 November."""
    command = KeepStatementSchedule(entity_id=office, terms=replace(terms, **changed))
    return keep_statement_schedule(command, **by(CLERK, at=at(11, 3))).schedule_id


def turned(office: int, schedule_id: int, state: ScheduleState, when: datetime) -> None:
    command = TurnStatementSchedule(
        entity_id=office, schedule_id=schedule_id, state=state
    )
    turn_statement_schedule(command, **by(CLERK, at=when))


def came(office: int) -> list[Batch]:
    """What came of the days so far, the first day first."""
    with db.reading(office):
        return batches(office)[::-1]


def told(office: int) -> list[tuple[date, str, int]]:
    """Days, parties and totals of all statements, in their order."""
    with db.reading(office):
        issued = queries.statements(office)
        return [
            (
                one.as_of,
                queries.statement(office, one.number).addressee.number,
                one.total_minor,
            )
            for one in reversed(issued)
        ]


def test_the_worker_makes_november_once_when_it_is_over(office: int) -> None:
    kept(office)

    for when in (at(11, 30, 23), at(12, 1, 0), at(12, 1, 1), at(12, 2)):
        scheduled_statements(office, when)

    [batch] = came(office)
    assert (batch.as_of, batch.state, batch.why) == (NOVEMBER, "issued", "")
    assert told(office) == [
        (NOVEMBER, "TIDEWELL", 140_00),
        (NOVEMBER, "OSPREY", 9_00),
    ]
    with db.reading(office):
        assert len(deliveries(office)) == 2
        act = Event.objects.get(command="MakeScheduledStatements")
        assert act.actor == SYSTEM
        assert isinstance(act.result, dict)
        assert act.result["name"] == "Month-end"
    assert books_hold(office)
    assert chain_holds(office)


def test_a_line_and_a_least_amount_say_who_gets_one(office: int) -> None:
    held = a_party(office, "Harbor Bakery")
    an_item(office, held, 500_00, "OLD-3", date(2026, 10, 7))
    holding = HoldParties(
        entity_id=office, party_ids=(held,), reason="Moves to another street"
    )
    hold_parties(holding, **by(CLERK))
    kept(office, line="-is:hold", least_minor=10_00)

    scheduled_statements(office, at(12, 1))

    assert told(office) == [(NOVEMBER, "TIDEWELL", 140_00)]


def test_the_preview_says_what_today_would_bring(office: int) -> None:
    terms = replace(MONTH_END, least_minor=10_00)
    asking = Asking(date(2026, 11, 3), "USD", CLERK, office)

    with db.reading(office):
        seen = preview(asking, terms, from_on=None)

    assert [code for code, *_ in seen.told] == ["TIDEWELL"]
    assert seen.sums_minor == {"USD": 140_00}
    assert seen.left_out == (("less than 10.00 USD is owed", ("OSPREY",)),)


def test_a_line_that_nobody_can_read_is_refused(office: int) -> None:
    with pytest.raises(LineNotRead, match="“colour:” is nothing"):
        kept(office, line="colour:red")


def test_a_day_that_was_missed_is_made_late_and_says_why(office: int) -> None:
    kept(office)

    scheduled_statements(office, at(12, 4))

    [batch] = came(office)
    assert (batch.as_of, batch.state) == (NOVEMBER, "issued")
    assert batch.why == "Made late, on 4 Dec 2026: nothing ran when their day ended."
    assert {as_of for as_of, *_ in told(office)} == {NOVEMBER}


def test_of_several_missed_days_the_last_tells_of_them_all(office: int) -> None:
    kept(office)

    scheduled_statements(office, at(13, 5))

    november, december = came(office)
    assert (november.as_of, november.state) == (NOVEMBER, "passed")
    assert "Those of 31 Dec 2026 tell of it." in november.why
    assert (december.as_of, december.state) == (DECEMBER, "issued")
    assert {as_of for as_of, *_ in told(office)} == {DECEMBER}


def test_activity_goes_on_after_the_last_day_that_was_told(office: int) -> None:
    kept(office, kind=StatementKind.ACTIVITY)

    for when in (at(12, 1), at(13, 1)):
        scheduled_statements(office, when)

    with db.reading(office):
        [first, *_, last] = [
            queries.statement(office, one.number).from_on
            for one in reversed(queries.statements(office))
        ]
    assert first == date(2026, 11, 1)
    assert last == date(2026, 12, 1)


def test_nobody_is_told_where_nobody_owes_enough(office: int) -> None:
    kept(office, least_minor=1_000_00)
    kept(office, name="Nobody", line="segment:none")

    scheduled_statements(office, at(12, 1))

    assert {(one.name, one.state, one.why) for one in came(office)} == {
        ("Month-end", "nobody", "Nobody of those meant owes enough."),
        ("Nobody", "nobody", "“segment:none” finds nobody."),
    }
    assert told(office) == []


def test_what_is_to_be_looked_at_waits_until_somebody_issues_it(office: int) -> None:
    kept(office, is_sent=False)
    scheduled_statements(office, at(12, 1))
    with db.reading(office):
        [batch] = waiting_batches(office)
    assert told(office) == []

    command = IssueBatch(entity_id=office, batch_id=batch.id)
    issued = issue_batch(command, **by(CLERK, at=at(12, 2)))

    assert (issued.name, len(issued.numbers)) == ("Month-end", 2)
    [batch] = came(office)
    assert (batch.state, batch.settled_by, batch.run_id) == (
        "issued",
        CLERK,
        issued.run_id,
    )
    with pytest.raises(BatchSettled, match=f"{CLERK} settled .* 09:00; .* issued"):
        issue_batch(command, **by(CLERK, at=at(12, 2)))


def test_what_is_discarded_can_wait_again(office: int) -> None:
    kept(office, is_sent=False)
    scheduled_statements(office, at(12, 1))
    [batch] = came(office)

    discarding = DiscardBatch(entity_id=office, batch_id=batch.id)
    discard_batch(discarding, **by(CLERK, at=at(12, 2)))
    scheduled_statements(office, at(12, 3))
    assert [one.state for one in came(office)] == ["discarded"]

    again = LetBatchWait(entity_id=office, batch_id=batch.id)
    let_batch_wait(again, **by(CLERK, at=at(12, 3)))
    assert [one.state for one in came(office)] == ["waiting"]


def test_what_cannot_be_sent_by_itself_waits_with_the_reason(
    office: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field of the search line that a later version does not know any more."""
    kept(office, line="segment:retail")
    monkeypatch.delitem(PARTIES.fields, "segment")

    scheduled_statements(office, at(12, 1))

    [batch] = came(office)
    assert batch.state == "waiting"
    assert batch.why.startswith("Not sent by itself: “segment:” is nothing")


def test_days_of_a_pause_are_not_made(office: int) -> None:
    schedule_id = kept(office)
    turned(office, schedule_id, "paused", at(11, 20))
    scheduled_statements(office, at(12, 1))
    turned(office, schedule_id, "on", at(12, 10))
    scheduled_statements(office, at(12, 11))
    assert came(office) == []

    scheduled_statements(office, at(13, 1))

    assert [one.as_of for one in came(office)] == [DECEMBER]


def test_a_day_that_ended_before_a_change_is_told_of_as_not_made(office: int) -> None:
    schedule_id = kept(office)
    fortnightly = replace(
        MONTH_END,
        days=StatementDays(rhythm=Rhythm.WEEKS, every=2, first_on=date(2026, 12, 3)),
    )

    change = KeepStatementSchedule(
        entity_id=office, terms=fortnightly, schedule_id=schedule_id, seen=1
    )
    result = keep_statement_schedule(change, **by(CLERK, at=at(12, 2)))
    scheduled_statements(office, at(12, 4))

    assert result.before == MONTH_END
    assert [(one.as_of, one.state) for one in came(office)] == [
        (NOVEMBER, "passed"),
        (date(2026, 12, 3), "issued"),
    ]


def test_who_saw_an_older_version_is_told_of_the_change(office: int) -> None:
    schedule_id = kept(office)
    turned(office, schedule_id, "paused", at(11, 20, 14))

    stale = TurnStatementSchedule(
        entity_id=office, schedule_id=schedule_id, state="ended", seen=1
    )
    with pytest.raises(ScheduleChanged, match=f"{CLERK} changed .* at 14:00"):
        turn_statement_schedule(stale, **by(CLERK, at=at(11, 21)))


def test_names_are_told_apart_and_free_again_when_deleted(office: int) -> None:
    schedule_id = kept(office)
    with pytest.raises(BooksSayNo, match="another schedule"):
        kept(office)

    turned(office, schedule_id, "deleted", at(11, 4))

    kept(office)
    with db.reading(office):
        [only] = schedules(office, date(2026, 11, 4))
    assert only.next_days == (NOVEMBER, DECEMBER, date(2027, 1, 31))


def test_a_balance_forward_of_every_week_tells_each_movement_once(office: int) -> None:
    weekly = StatementDays(rhythm=Rhythm.WEEKS, first_on=date(2026, 11, 6))
    kept(office, kind=StatementKind.BALANCE_FORWARD, days=weekly, line="TIDEWELL")

    for week in range(3):
        scheduled_statements(office, at(11, 7) + timedelta(weeks=week))

    with db.reading(office):
        found = [
            queries.statement(office, one.number)
            for one in reversed(queries.statements(office))
        ]
    assert [one.opening_minor for one in found] == [0, 140_00, 140_00]
    assert [len(one.rows) for one in found] == [1, 0, 0]
