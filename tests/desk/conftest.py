"""A browser, and an office of each test file's own that is served to it."""

from __future__ import annotations

import itertools
import threading
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from django.db import connections

from duebook.apps.work.jobs.worker import run_worker
from duebook.project import postgres
from tests.databases import BLANK, clone, drop
from tests.desk.browsing import CHROMIUM, chromium, sit_down
from tests.desk.office import NOW, PEOPLE, build
from tests.desk.serving import clock_from, pointed_at, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from duebook.project.postgres import Cluster
    from tests.desk.browsing import Desk
    from tests.desk.office import Office

FURNISHED = "duebook_furnished"
"""The office as it was built; the tests work in copies."""

_numbers = itertools.count(1)


class Sitting(Protocol):
    """``desk("manager", color_scheme="dark")``: somebody at a browser of their own.

    ``desk(None)`` is a browser in which nobody is signed in.
    """

    def __call__(self, role: str | None = "coordinator", **options: Any) -> Desk: ...


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    # Playwright keeps a loop running in this thread, where Django would refuse to
    # read; nothing here is asynchronous.
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        with chromium() as running:
            yield running


@pytest.fixture(scope="package")
def furnished(
    cluster: Cluster | None,
    django_db_setup: None,  # noqa: ARG001 - the blank database is there
    django_db_blocker: Any,
) -> Office:
    """Build the office once."""
    if cluster is None:
        pytest.skip("a named server lets nobody copy databases")
    clone(cluster, BLANK, FURNISHED)
    with (
        django_db_blocker.unblock(),
        pointed_at(cluster.url(FURNISHED, postgres.APP)),
    ):
        return build()


@pytest.fixture(scope="package")
def served_at() -> Iterator[str]:
    """Serve whichever office is pointed at, from its morning on."""
    with clock_from(NOW), served() as base:
        yield base


@pytest.fixture(scope="module")
def office(
    furnished: Office, cluster: Cluster, django_db_blocker: Any
) -> Iterator[Office]:
    """A copy of the office, for one file of tests to change as it likes."""
    name = f"duebook_desk_{next(_numbers)}"
    clone(cluster, FURNISHED, name)
    with django_db_blocker.unblock():
        with pointed_at(cluster.url(name, postgres.APP)):
            yield furnished
        drop(cluster, name)


@pytest.fixture
def desk(office: Office, browser: Browser, served_at: str) -> Iterator[Sitting]:  # noqa: ARG001 - served
    """Sit somebody down at a browser; at the end no page may have done wrong."""
    seats: list[Desk] = []

    def sit(role: str | None = "coordinator", **options: Any) -> Desk:
        person = None if role is None else PEOPLE[role]
        seats.append(sit_down(browser, served_at, person, **options))
        return seats[-1]

    yield sit
    faults = [fault for one in seats for fault in one.watch.faults]
    for one in seats:
        one.page.context.close()
    assert faults == []


@pytest.fixture
def work_off(office: Office) -> Callable[[], None]:  # noqa: ARG001 - its long work
    """Carry out the long work that waits, as the worker does."""

    def carry_out() -> None:
        def work() -> None:
            try:
                run_worker(is_endless=False)
            finally:
                connections.close_all()

        worker = threading.Thread(target=work)
        worker.start()
        worker.join()

    return carry_out
