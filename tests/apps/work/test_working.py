"""Long work: asked once, told while it is done, stopped, failed, carried on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from duebook import db
from duebook.apps.audit import models as audit
from duebook.apps.entities.actions import SYSTEM, now
from duebook.apps.entities.queries import entity
from duebook.apps.work import actions
from duebook.apps.work.actions import (
    CarryOnWork,
    HandedBack,
    StopWork,
    Superseded,
    WorkGoesOn,
    WorkHasEnded,
    Working,
    carry_on,
    start,
    stop,
    telling,
)
from duebook.apps.work.jobs.carrying_out import carry_out
from duebook.apps.work.queries import card, exceptions_of, works_of
from duebook.domain.rights import NotPermitted
from tests.apps.work.kinds import Count
from tests.office import CLERK, NOON, an_entity, by, chain_holds

if TYPE_CHECKING:
    from collections.abc import Callable

    from duebook.apps.work.queries import Card

pytestmark = pytest.mark.django_db


def never() -> bool:
    return False


def asked(entity_id: int, **command: object) -> int:
    return start("count", Count(entity_id=entity_id, **command), **by())  # type: ignore[arg-type]


def looked_at(entity_id: int, work_id: int) -> Card:
    with db.reading(entity_id):
        return card(entity_id, work_id, now=now())


def stale_days(entity_id: int) -> int:
    with db.reading(entity_id):
        return entity(entity_id).stale_days


def waiting_jobs(work_id: int) -> int:
    return sum(
        job.args["work_id"] == work_id
        for job in ProcrastinateJob.objects.filter(status="todo")
    )


def test_a_work_is_done_and_told() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)
    waits = looked_at(entity_id, work_id)

    carry_out(entity_id, work_id, never)

    done = looked_at(entity_id, work_id)
    assert (waits.title, waits.state) == ("Counting to 3", "waiting")
    assert (done.state, done.done, done.total) == ("done", 3, 3)
    assert (done.sentence, done.figures) == ("Counted.", {"pieces": 3})
    assert stale_days(entity_id) == 3
    assert chain_holds(entity_id)


def test_the_same_key_asks_once() -> None:
    entity_id = an_entity()
    key = uuid.uuid4()

    first, again = (
        start("count", Count(entity_id=entity_id), actor=SYSTEM, key=key, at=NOON)
        for _ in range(2)
    )

    assert first == again
    assert waiting_jobs(first) == 1


def test_the_job_is_lost_with_the_data() -> None:
    entity_id = an_entity()
    with transaction.atomic():
        work_id = asked(entity_id)
        transaction.set_rollback(True)

    assert waiting_jobs(work_id) == 0
    with db.reading(entity_id):
        assert works_of(entity_id, SYSTEM, now=now()) == []


def test_who_may_not_do_it_may_not_start_it() -> None:
    entity_id = an_entity()
    with pytest.raises(NotPermitted):
        start("count", Count(entity_id=entity_id), **by(CLERK))


def test_a_job_knows_numbers_only() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)

    [job] = [
        job for job in ProcrastinateJob.objects.all() if job.args["work_id"] == work_id
    ]

    assert job.args == {"entity_id": entity_id, "work_id": work_id}


def test_a_refusal_is_told_in_its_sentence() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id, trouble="refused")

    carry_out(entity_id, work_id, never)

    failed = looked_at(entity_id, work_id)
    assert failed.state == "failed"
    assert failed.sentence == "Nobody here counts beyond 1."


def test_a_fault_is_told_with_a_reference_and_what_stands(
    caplog: pytest.LogCaptureFixture,
) -> None:
    entity_id = an_entity()
    work_id = asked(entity_id, trouble="broken")

    carry_out(entity_id, work_id, never)

    failed = looked_at(entity_id, work_id)
    assert failed.state == "failed"
    assert "beyond 1 of 3" in failed.sentence
    assert failed.reference
    assert failed.reference in caplog.text
    assert stale_days(entity_id) == 1


def test_exceptions_are_read_while_it_runs_and_told_once() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id, trouble="exceptions")
    read: list[int] = []

    def look() -> bool:
        with db.reading(entity_id):
            read.append(len(exceptions_of(entity_id, work_id)))
        return False

    carry_out(entity_id, work_id, look)

    assert read == [0, 1, 2, 3]
    assert looked_at(entity_id, work_id).exceptions == 3
    with db.reading(entity_id):
        [first, *_] = exceptions_of(entity_id, work_id)
    assert first == ("Piece 1 looks odd.", "parties/P1")


@pytest.fixture
def at_the_first_piece(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let something happen when the first piece is told."""

    def arranged(happens: Callable[[], object]) -> None:
        tell = Working.tell

        def told(self: Working, done: int, *more: int, **figures: object) -> None:
            if done == 1:
                happens()
            tell(self, done, *more, **figures)  # type: ignore[arg-type]

        monkeypatch.setattr(Working, "tell", told)
        monkeypatch.setattr(actions.working, "TELL_EVERY_S", 0.0)

    return arranged


def test_stop_finishes_the_piece_and_the_rest_is_carried_on(
    at_the_first_piece: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)
    command = StopWork(entity_id=entity_id, work_id=work_id)
    at_the_first_piece(lambda: stop(command, **by()))

    carry_out(entity_id, work_id, never)

    stopped = looked_at(entity_id, work_id)
    assert (stopped.state, stopped.sentence) == ("stopped", "Counted to 1.")
    assert stale_days(entity_id) == 1
    monkeypatch.undo()
    carry_on(CarryOnWork(entity_id=entity_id, work_id=work_id), **by())
    carry_out(entity_id, work_id, never)
    assert looked_at(entity_id, work_id).state == "done"
    assert stale_days(entity_id) == 3


def test_what_waits_is_stopped_at_once_and_never_begun() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)

    stop(StopWork(entity_id=entity_id, work_id=work_id), **by())
    carry_out(entity_id, work_id, never)

    assert looked_at(entity_id, work_id).state == "stopped"
    assert stale_days(entity_id) == 120


def test_what_is_done_is_neither_stopped_nor_carried_on() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)
    carry_out(entity_id, work_id, never)

    with pytest.raises(WorkHasEnded):
        stop(StopWork(entity_id=entity_id, work_id=work_id), **by())
    with pytest.raises(WorkGoesOn):
        carry_on(CarryOnWork(entity_id=entity_id, work_id=work_id), **by())


def test_a_worker_that_goes_home_hands_the_work_back() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)

    with pytest.raises(HandedBack):
        carry_out(entity_id, work_id, lambda: True)

    assert looked_at(entity_id, work_id).state == "waiting"
    carry_out(entity_id, work_id, never)
    assert looked_at(entity_id, work_id).state == "done"
    assert actions_of(entity_id, "ChangeSettings") == 3


def actions_of(entity_id: int, command: str) -> int:
    with db.reading(entity_id):
        return audit.Event.objects.filter(entity_id=entity_id, command=command).count()


def test_a_worker_taken_for_dead_tells_no_more(
    at_the_first_piece: Callable[..., None],
) -> None:
    """The later of two has the work; the earlier lets go of it at the next piece."""
    entity_id = an_entity()
    work_id = asked(entity_id)
    at_the_first_piece(lambda: telling.begin(entity_id, work_id))

    carry_out(entity_id, work_id, never)

    assert looked_at(entity_id, work_id).state == "running"
    begun = telling.begin(entity_id, work_id)
    assert begun is not None
    assert begun.attempt == 3
    old = telling.Begun(
        **{
            name: getattr(begun, name)
            for name in begun.__dataclass_fields__
            if name != "attempt"
        },
        attempt=1,
    )
    nothing = telling.Told(done=0, total=0, figures={}, amounts_minor={}, exceptions=())
    with pytest.raises(Superseded):
        telling.tell(old, nothing)


def test_a_work_that_kills_its_workers_is_given_up() -> None:
    entity_id = an_entity()
    work_id = asked(entity_id)
    for _ in range(telling.MOST_ATTEMPTS):
        assert telling.begin(entity_id, work_id)

    assert telling.begin(entity_id, work_id) is None

    assert looked_at(entity_id, work_id).state == "failed"


def test_a_neighbour_sees_nothing_of_it() -> None:
    mine, theirs = an_entity("HP"), an_entity("NG")
    work_id = asked(mine)

    with db.reading(theirs), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM work_work WHERE id = %s", [work_id])
        assert cursor.fetchone() == (0,)
