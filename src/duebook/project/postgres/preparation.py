"""What must be there before the server can start: its data and its settings."""

from __future__ import annotations

import shutil
from typing import IO, TYPE_CHECKING

from duebook.project.postgres.binaries import version_of
from duebook.project.postgres.place import PORT, own_folder, us
from duebook.project.postgres.refusals import ServerDidNotStart

if TYPE_CHECKING:
    from pathlib import Path

    from duebook.project.postgres.place import Account, Place

SUPERUSER = "postgres"
OWNER = "duebook_owner"  # owns databases and tables; migrations alone use it
APP = "duebook_app"
REPORT = "duebook_report"
AUDITOR = "duebook_auditor"
ROLES = (OWNER, APP, REPORT, AUDITOR)
READERS = (REPORT, AUDITOR)
FIRST_VERSION_WITH_BUILTIN_LOCALE = 17
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "60",
    # An office on two cores and a few gigabytes, on a solid-state disk.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than our short queries take
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # A week of logs, without the people in them: failing statements and the detail
    # of an error quote names and amounts.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
SETTINGS_IF_NOT_DURABLE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def init(
    place: Place,
    account: Account,
    binaries: Path,
    supervisor: IO[bytes],
    *,
    durable: bool,
) -> None:
    """Make the data folder: complete, or not at all."""
    fresh = place.data.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)  # of a start that was cut off
    own_folder(fresh, account, 0o700)
    locale = ["--locale=C.UTF-8"]
    if version_of(binaries) >= FIRST_VERSION_WITH_BUILTIN_LOCALE:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = account.run(
        binaries / "initdb",
        f"--pgdata={fresh}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        *locale,
        "--data-checksums",
        "--auth-local=peer",
        "--auth-host=reject",
        *([] if durable else ["--no-sync"]),
        cwd=place.path,
        keep_open=[supervisor],
    )
    if done.returncode:
        raise ServerDidNotStart(str(place.path), done.stdout.strip())
    fresh.rename(place.data)
    place.sync_names()  # a new name lost in a power cut would look like a start cut off


def configure(place: Place, account: Account, *, durable: bool) -> None:
    """Write the configuration anew, outside the data: the server may only read it.

    Paths are relative, to the data or to our folder, where the server is started: no
    name that a home may have needs quoting.
    """
    settings = SETTINGS | {
        "hba_file": "pg_hba.conf",
        "ident_file": "pg_ident.conf",
        "log_directory": f"../{place.log.name}",
        "unix_socket_directories": str(place.sockets),
    }
    if place.sockets.parent == place.path:
        settings["unix_socket_directories"] = f"../{place.sockets.name}"
    if not durable:
        settings |= SETTINGS_IF_NOT_DURABLE
    texts = {
        "postgresql.conf": [f"{name} = '{value}'" for name, value in settings.items()],
        "pg_hba.conf": ["local all all peer map=duebook"],
        "pg_ident.conf": [
            f'duebook "{user}" {role}'
            for user in sorted({us().name, account.name})
            for role in (SUPERUSER, *ROLES)
        ],
    }
    for name, lines in texts.items():
        path = place.path / name
        path.write_text("".join(f"{line}\n" for line in lines))
        path.chmod(0o644)  # its folder decides who comes here
