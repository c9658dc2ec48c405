"""One cluster of its own for a test run, migrated by the owner, used as the app."""

from __future__ import annotations

import os
import tempfile
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import BLANK, TESTED, clone

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from duebook.project.postgres import Cluster

pytest.register_assert_rewrite("tests.office")

settings.register_profile(
    "duebook", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("duebook")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skip is a failure: what a test needs is installed there.

    Only the sample files of others may be absent; a user's clone has none.
    """
    report = yield
    is_skip = report.skipped and not hasattr(report, "wasxfail")
    if os.environ.get("CI") and is_skip and "corpus" not in item.nodeid:
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    return report


def _passable(folder: Path) -> Path:
    """For root the server runs as another account, which must pass through."""
    folder.chmod(0o711)
    return folder


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster | None]:
    """A cluster of our own, or none where a server is named."""
    if "DATABASE_URL" in os.environ:
        yield None
        return
    from duebook.project import postgres  # noqa: PLC0415 - only where it is needed

    with (
        tempfile.TemporaryDirectory(prefix="duebook-tests-") as folder,
        postgres.running(_passable(Path(folder)), durable=False) as running,
    ):
        postgres.ensure_database(running, TESTED)
        yield running


def _addresses(cluster: Cluster | None) -> tuple[str, str]:
    """The addresses of app and owner."""
    if cluster is None:
        return os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"]
    from duebook.project import postgres  # noqa: PLC0415

    return cluster.url(TESTED, postgres.APP), cluster.url(TESTED, postgres.OWNER)


@pytest.fixture(scope="session")
def django_db_setup(
    cluster: Cluster | None, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """Migrate as the owner; the tests connect as the app."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from duebook.project.settings import database  # noqa: PLC0415

    app, owner = _addresses(cluster)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for alias, url in (("default", app), ("owner", owner)):
            connections[alias].close()
            connections[alias].settings_dict.update(database(url))
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
        if cluster is not None:
            clone(cluster, TESTED, BLANK)  # before a test has written anything
        yield
        connections.close_all()


@pytest.fixture
def committed(
    django_db_setup: None,  # noqa: ARG001 - migrated before it is used
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[str]:
    """A code for an entity of the test's own, whose rows are committed and stay.

    For races (``tests/races.py``): threads see only what is committed.  The usual
    ``transaction=True`` empties all tables afterwards, which facts refuse; so
    nothing is emptied, and no test may count on an empty database.  A test with this
    fixture takes no ``django_db`` mark, and reads inside ``db.reading``.
    """
    from django.db import connections  # noqa: PLC0415

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield f"R{uuid.uuid4().hex[:8]}"
        connections.close_all()
