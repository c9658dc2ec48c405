"""A real worker, killed in the middle of a billing run: nobody is billed twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateWorker
from psycopg.conninfo import make_conninfo

from duebook import db
from duebook.apps.entities.actions import now
from duebook.apps.invoicing.actions.billing import StartBillingRun
from duebook.apps.work.actions import start
from duebook.apps.work.jobs.worker import take_up_stalled
from duebook.apps.work.queries import card
from tests.office import CLERK, NOON, books_hold, by
from tests.scenarios.many_parties import an_office_of_many

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.apps.work.queries import Card

ROOT = Path(__file__).parents[3]
PARTIES = 300
TODAY = NOON.date()


def address() -> str:
    known = connection.settings_dict
    return make_conninfo(
        "",
        dbname=known["NAME"],
        user=known["USER"],
        password=known["PASSWORD"],
        host=known["HOST"],
        port=known["PORT"],
        **known["OPTIONS"],
    )


def a_worker(*options: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-W", "ignore", "manage.py", "work", *options],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": address()},
        stdin=stdin,
    )


def looked_at(entity_id: int, work_id: int) -> Card:
    with db.reading(entity_id):
        return card(entity_id, work_id, now=now())


@contextmanager
def somebody_holds_charges_of(entity_id: int, party: str) -> Iterator[None]:
    """Who bills this party waits until then."""
    with psycopg.connect(address()) as other:
        other.execute(
            "SELECT set_config('app.entities', %(entity)s, true),"
            " set_config('app.entity', %(entity)s, true)",
            {"entity": str(entity_id)},
        )
        other.execute(
            "SELECT charge.id FROM invoicing_charge AS charge JOIN parties_party AS"
            " party ON party.entity_id = charge.entity_id"
            " AND party.id = charge.party_id"
            " WHERE charge.entity_id = %s AND party.code = %s FOR UPDATE OF charge",
            [entity_id, party],
        )
        yield
        other.rollback()


def until_something_is_done(entity_id: int, work_id: int) -> Card:
    for _ in range(300):
        seen = looked_at(entity_id, work_id)
        if seen.done:
            return seen
        time.sleep(0.1)
    raise AssertionError(seen)


def invoices(entity_id: int) -> tuple[int, int]:
    """How many invoices there are, and to how many parties."""
    with db.reading(entity_id):
        [row] = db.tuples_of(
            "SELECT count(*), count(DISTINCT bill_to_id) FROM invoicing_document"
            " WHERE entity_id = %(entity)s",
            {"entity": entity_id},
        )
    return row[0], row[1]


@pytest.mark.promise(
    "Billing runs",
    "A run whose worker was killed goes on where it stood, and bills nobody twice.",
)
def test_a_killed_worker_s_run_is_taken_up_and_bills_nobody_twice(
    committed: str,
) -> None:
    entity_id = an_office_of_many(committed, PARTIES)
    work_id = start(
        "billing_run",
        StartBillingRun(entity_id=entity_id, until=TODAY, issued_on=TODAY),
        **by(CLERK),
    )
    with somebody_holds_charges_of(entity_id, f"P{PARTIES:06d}"):
        worker = a_worker()
        killed_at = until_something_is_done(entity_id, work_id)
        os.kill(worker.pid, signal.SIGKILL)
        assert worker.wait() == -signal.SIGKILL
    assert killed_at.state == "running"
    assert 0 < killed_at.done < PARTIES

    assert take_up_stalled(patience_s=0) >= 1
    assert a_worker("--until-empty").wait(timeout=60) == 0

    done = looked_at(entity_id, work_id)
    assert (done.state, done.done, done.total) == ("done", PARTIES, PARTIES)
    assert done.figures == {"invoices": PARTIES}
    assert invoices(entity_id) == (PARTIES, PARTIES)
    assert books_hold(entity_id)


def workers() -> set[int]:
    return set(ProcrastinateWorker.objects.values_list("id", flat=True))


def test_a_worker_ends_with_who_began_it(committed: str) -> None:
    """As a child of ``serve``: its standard input is a pipe that breaks."""
    del committed
    before = workers()
    worker = a_worker("--with-parent", stdin=subprocess.PIPE)
    while workers() <= before and worker.poll() is None:
        time.sleep(0.05)
    assert worker.stdin is not None
    worker.stdin.close()

    assert worker.wait(timeout=30) == 0
    assert workers() <= before  # one that was killed is forgotten at some time
