"""Two workers at one schedule, and one that dies midway: each day is made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from duebook.apps.receivables.actions import scheduled
from duebook.apps.receivables.actions.statements import issue
from duebook.apps.receivables.jobs import scheduled_statements
from duebook.apps.work.jobs.worker import mind_the_clock
from tests.apps.receivables.test_issue_statements import an_item
from tests.apps.receivables.test_scheduled_statements import (
    NOVEMBER,
    OCTOBER,
    at,
    came,
    kept,
    told,
)
from tests.office import a_party, an_entity, books_hold, chain_holds
from tests.races import at_once

if TYPE_CHECKING:
    from duebook.apps.entities.actions import Act
    from duebook.apps.receivables.actions import IssueStatements


@pytest.fixture
def office(committed: str) -> int:
    entity_id = an_entity(committed)
    an_item(entity_id, a_party(entity_id), 140_00, "OLD-1", OCTOBER)
    kept(entity_id)
    return entity_id


def test_two_workers_make_one_batch(office: int) -> None:
    at_once([lambda: scheduled_statements(office, at(12, 1))] * 4)

    assert [one.state for one in came(office)] == ["issued"]
    assert told(office) == [(NOVEMBER, "TIDEWELL", 140_00)]
    assert books_hold(office)
    assert chain_holds(office)


def test_a_worker_that_dies_midway_leaves_all_of_it_to_the_next(
    office: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection is gone when the statements are written and the day is not."""

    def written_then_dead(command: IssueStatements, act: Act) -> None:
        issue(command, act)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as dying:
        dying.setattr(scheduled, "issue", written_then_dead)
        dying.setattr("duebook.apps.work.jobs.worker.timezone.now", lambda: at(12, 1))
        mind_the_clock()
    assert told(office) == []

    scheduled_statements(office, at(12, 1, 10))

    assert [one.state for one in came(office)] == ["issued"]
    assert told(office) == [(NOVEMBER, "TIDEWELL", 140_00)]
