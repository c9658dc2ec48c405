"""The worker: takes jobs up, and minds the clock, until it is told to end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate import PsycopgConnector, RetryStrategy
from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import JobAborted

from duebook.apps.entities.queries import all_ids
from duebook.apps.work.actions import JOB, HandedBack, known_by_the_clock
from duebook.apps.work.jobs.carrying_out import carry_out

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from procrastinate import App, JobContext

    from duebook.apps.work.actions.clock import ByTheClock

log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""Works that a worker has in hand together: mail does not wait for a long run."""

HEARTBEAT_S: Final = 3.0
PATIENCE_S: Final = 20.0
"""After so long without a heartbeat, a worker is taken for dead."""

A_LOOK_AT_THE_CLOCK_S: Final = 60.0

_TRY_AGAIN_S: Final = 5
_A_DAY_S: Final = 86_400.0
_RESCUE: Final = 0x776F726B
"""The class of the advisory lock under which one worker looks for stalled jobs."""


def run_worker(*, is_endless: bool = True) -> None:
    """Work until the process is told to end, or until no job waits.

    A signal lets every work finish the piece it is at; the rest of it waits for the
    next worker.
    """
    asyncio.run(_work(is_endless=is_endless))


async def _work(*, is_endless: bool) -> None:
    worker = _worker()
    async with (
        worker.open_async(),
        _again_and_again(_take_up, every_s=PATIENCE_S / 2),
        _again_and_again(mind_the_clock, every_s=A_LOOK_AT_THE_CLOCK_S),
    ):
        await worker.run_worker_async(
            name="duebook",
            wait=is_endless,
            concurrency=AT_ONCE,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT_S,
            stalled_worker_timeout=PATIENCE_S,
            shutdown_graceful_timeout=0.0 if is_endless else _A_DAY_S,
        )


def _worker() -> App:
    """The queue over connections of its own, which can listen, with our one job."""
    made = DjangoApp(
        connector=PsycopgConnector(
            kwargs=connector_params("default"), min_size=1, max_size=AT_ONCE + 2
        )
    )
    try_again = RetryStrategy(
        wait=_TRY_AGAIN_S,
        retry_exceptions=(JobAborted, OperationalError, InterfaceError),
    )
    made.task(name=JOB, pass_context=True, retry=try_again)(_carry_out)
    return made


def _carry_out(context: JobContext, entity_id: int, work_id: int) -> None:
    try:
        carry_out(entity_id, work_id, context.should_abort)
    except HandedBack as handed_back:
        raise JobAborted from handed_back


@contextlib.asynccontextmanager
async def _again_and_again(
    look: Callable[[], None], *, every_s: float
) -> AsyncIterator[None]:
    """Look after something beside the jobs, now and again."""
    looking = asyncio.create_task(_look(look, every_s))
    try:
        yield
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking


async def _look(look: Callable[[], None], every_s: float) -> None:
    while True:
        await sync_to_async(look, thread_sensitive=False)()
        await asyncio.sleep(every_s)


def mind_the_clock() -> None:
    """Do what is due by now in every entity; what fails is tried at the next look."""
    try:
        for entity_id in all_ids():
            for body in known_by_the_clock():
                _do(body, entity_id)
    except (OperationalError, InterfaceError):
        pass  # the database was away; the next look comes soon
    finally:
        connection.close()


def _do(body: ByTheClock, entity_id: int) -> None:
    """One thing in one entity; its failing keeps nothing else from being done."""
    try:
        body(entity_id, timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("%s failed in entity %s", body.__name__, entity_id)


def _take_up() -> None:
    try:
        take_up_stalled(PATIENCE_S)
    except (OperationalError, InterfaceError):
        pass  # the database was away; the next look comes soon
    finally:
        connection.close()


def take_up_stalled(patience_s: float) -> int:
    """Let the jobs wait again whose worker gave no sign of life, and count them.

    The lock lets one worker look at a time: two who both gave a job back could give
    it to two others.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s, 0)", [_RESCUE])
            [is_ours] = cursor.fetchone()
        if not is_ours:
            return 0
        at = timezone.now()
        is_dead = Q(worker=None) | Q(
            worker__last_heartbeat__lt=at - timedelta(seconds=patience_s)
        )
        stalled = list(
            ProcrastinateJob.objects.filter(
                is_dead, task_name=JOB, status="doing"
            ).values_list("id", flat=True)
        )
        for job_id in stalled:
            app.job_manager.retry_job_by_id(job_id, retry_at=at)
        return len(stalled)
