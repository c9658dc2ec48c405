"""Run a command against a PostgreSQL server that is named by ``DATABASE_URL``.

``python tools/on_server.py /usr/lib/postgresql/15/bin pytest tests/apps`` starts a
throw-away server of those binaries and tells the command its addresses, as an
office with a server of its own would.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from duebook.project import postgres


def main(binaries: str, *command: str) -> int:
    """Start the server, run the command, stop it; the command's exit code."""
    with tempfile.TemporaryDirectory(prefix="duebook-server-") as folder:
        Path(folder).chmod(0o711)  # for root the server runs as another account
        with postgres.running(
            Path(folder), durable=False, binaries=Path(binaries)
        ) as cluster:
            postgres.ensure_database(cluster, "duebook_test")
            environment = {
                **os.environ,
                "DATABASE_URL": cluster.url("duebook_test", postgres.APP),
                "DATABASE_OWNER_URL": cluster.url("duebook_test", postgres.OWNER),
            }
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - what the caller asked for


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
