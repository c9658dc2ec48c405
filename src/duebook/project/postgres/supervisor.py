"""The small process that owns the server.  Run by ``running()``, never by hand."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from typing import IO

from duebook.project.postgres.place import (
    POLL_S,
    START_TIMEOUT_S,
    STOP_TIMEOUT_S,
    Account,
    Place,
    try_lock,
    user_name,
)


def _supervise(place: Place, binaries: Path) -> None:
    """Keep the server running until the last client has left; then stop it.

    Signals are not heeded: when the whole machine, or a whole service, is told to
    end, the clients finish first and the database after them.
    """
    for unheeded in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(unheeded, signal.SIG_IGN)
    owner = place.data.stat()
    account = Account(name=user_name(owner.st_uid), uid=owner.st_uid, gid=owner.st_gid)
    with place.lock("clients") as clients:
        while not try_lock(clients, fcntl.LOCK_EX):
            with place.lock("server") as server:
                if try_lock(server, fcntl.LOCK_EX):
                    _start(place, account, binaries, server)
            time.sleep(POLL_S)
        _stop(place, account, binaries)


def _start(place: Place, account: Account, binaries: Path, server: IO[bytes]) -> None:
    """Start the server with its lock, which was free: a pid file there is stale."""
    place.forget_dead_server()
    start_log = Path(place.log.name, "start.log")  # until the server opens its own
    (place.path / start_log).unlink(missing_ok=True)
    done = account.run(
        binaries / "pg_ctl",
        "start",
        f"--pgdata={place.data.name}",
        f"--log={start_log}",
        f"--timeout={START_TIMEOUT_S}",
        "--options=-c config_file=postgresql.conf",
        cwd=place.path,
        keep_open=[server],
    )
    if done.returncode:
        sys.exit(f"{done.stdout}{place.complaint()}")


def _stop(place: Place, account: Account, binaries: Path) -> None:
    """Stop the server: fast, then at once; never by force."""
    for how in ("fast", "immediate"):
        with place.lock("server") as server:
            if try_lock(server, fcntl.LOCK_EX):
                return
        account.run(
            binaries / "pg_ctl",
            "stop",
            f"--pgdata={place.data.name}",
            f"--mode={how}",
            f"--timeout={STOP_TIMEOUT_S}",
            cwd=place.path,
        )


if __name__ == "__main__":
    if os.fork():  # nobody's child, so nobody has to wait for it
        os._exit(0)
    _supervise(Place(Path(sys.argv[1])), Path(sys.argv[2]))
