"""The browser tests' office kept between runs, for those who want to look at it."""

from __future__ import annotations

import fcntl
import hashlib
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from duebook.project import postgres
from duebook.project.settings import database
from tests.databases import drop
from tests.desk import naughty, office
from tests.desk.serving import clock_from, pointed_at, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.project.postgres import Cluster

HOME: Final = Path(tempfile.gettempdir()) / "duebook-look"


@contextmanager
def opened(*, fresh: bool = False) -> Iterator[str]:
    """Serve the kept office, which is built where there is none; its address."""
    HOME.mkdir(mode=0o711, exist_ok=True)
    with postgres.running(HOME, durable=False) as cluster:
        name = _name()
        with _alone():
            if fresh:
                drop(cluster, name)
            _furnish(cluster, name)
        with (
            pointed_at(cluster.url(name, postgres.APP)),
            clock_from(office.NOW),
            served() as base,
        ):
            yield base


@contextmanager
def _alone() -> Iterator[None]:
    """Build while nobody else builds."""
    with (HOME.parent / f"{HOME.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _name() -> str:
    """The database of this very office: another builder makes another one."""
    builders = [Path(module.__file__ or "") for module in (office, naughty)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in builders))
    return f"look_{digest.hexdigest()[:8]}"


def _furnish(cluster: Cluster, name: str) -> None:
    """Bring the database up to date, and build the office where it is empty."""
    postgres.ensure_database(cluster, name)
    owner = connections["owner"]
    owner.settings_dict.update(database(cluster.url(name, postgres.OWNER)))
    executor = MigrationExecutor(owner)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database="owner", verbosity=0)
    owner.close()
    with pointed_at(cluster.url(name, postgres.APP)):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM entities_known")
            [entities] = cursor.fetchone()
        if not entities:
            sys.stderr.write("Building the office.\n")
            try:
                office.build()
            except BaseException:
                connections["default"].close()
                drop(cluster, name)
                raise
