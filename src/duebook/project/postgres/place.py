"""The launcher's own folder, and the account that PostgreSQL runs as."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from duebook.project.postgres.refusals import (
    NoServerAccount,
    UnreachableFolder,
    UnsafeFolder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ACCOUNT = "duebook"  # the system account that PostgreSQL runs as for root
ROOT_HOME = Path("/var/lib/duebook")
PORT = 5432  # names the socket's file; nothing listens on a network
SOCKET_PATH_MAX = 103  # bytes; macOS's limit, Linux has 107
START_TIMEOUT_S = 600
STOP_TIMEOUT_S = 30
POLL_S = 0.1


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
class Account:
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

        Files to ``keep_open`` stay open, and so locked, as long as it or a child of
        it lives.
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
            env=environment(),
            umask=0o077,
            user=None if self.is_us else self.uid,
            group=None if self.is_us else self.gid,
            extra_groups=None if self.is_us else [],
            pass_fds=[file.fileno() for file in keep_open],
        )


@dataclass(frozen=True, slots=True)
class Place:
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

    def sync_names(self) -> None:
        """Bring the names in the folder to disk."""
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @property
    def pid_file(self) -> Path:
        """Written by the server; its last line says how far it has got."""
        return self.data / "postmaster.pid"

    def forget_dead_server(self) -> None:
        """Remove what a server left behind that says it is still there.

        Only for the holder of the server's lock.  PostgreSQL would ask whether the
        numbers in these files belong to a process: to a zombie, or another program.
        """
        socket = self.sockets / f".s.PGSQL.{PORT}"
        for left in (self.pid_file, socket, socket.with_suffix(f".{PORT}.lock")):
            left.unlink(missing_ok=True)

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
        """The end of the log that was written last; a log may vanish meanwhile."""
        newest, lines = 0, [""]
        for log in (self.supervisor_log, *self.log.glob("*.log")):
            with suppress(FileNotFoundError):
                at = log.stat().st_mtime_ns
                written = log.read_text(errors="replace").strip().splitlines()[-20:]
                if written and at > newest:
                    newest, lines = at, written
        return lines


def try_lock(file: IO[bytes], how: int) -> bool:
    """Take a lock, shared or alone, if that is possible without waiting."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def environment() -> dict[str, str]:
    """Our environment without ``PG…``, which is meant for other servers."""
    return {
        name: value for name, value in os.environ.items() if not name.startswith("PG")
    }


def default_home(say: Callable[[str], None]) -> Path:
    """Where the data lies if nobody says otherwise."""
    chosen = os.environ.get("DUEBOOK_HOME")
    if os.geteuid() == 0:
        if chosen:
            # A folder that an ordinary user can change is no place for root's work.
            say(f"DUEBOOK_HOME is for ordinary users; root uses {ROOT_HOME}.")
        return ROOT_HOME
    return Path(chosen) if chosen else Path.home() / ".local/share/duebook"


def us() -> Account:
    """The user who runs this process."""
    try:
        return _account(pwd.getpwuid(os.geteuid()))
    except KeyError:
        reason = f"the user number {os.geteuid()} has no name on this machine"
        raise NoServerAccount(reason) from None


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def server_account(say: Callable[[str], None]) -> Account:
    """Who PostgreSQL runs as: ourselves; for root an account made if missing."""
    if os.geteuid() != 0:
        return us()
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


def claim(home: Path, account: Account) -> Place:
    """Our folder in a home, with what the server's account may write to in it."""
    ourselves = us()
    mode = 0o700 if account.is_us else 0o711  # the server's account passes through
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        make_folder(home, ourselves, mode)
        place = Place(home.resolve() / "postgres")
        own_folder(place.path, ourselves, mode)
    except PermissionError:
        raise UnreachableFolder(ourselves.name, str(home)) from None
    enter = account.run("/bin/sh", "-c", 'cd "$0"', place.path, cwd=Path("/"))
    if enter.returncode:
        raise UnreachableFolder(account.name, str(place.path))
    own_folder(place.log, account, 0o700)
    own_folder(place.sockets, account, 0o700)
    if place.has_data:
        own_folder(place.data, account, 0o700)
    return place


def own_folder(folder: Path, owner: Account, mode: int) -> None:
    """Make a folder, or make sure that it is a real one, the owner's, and no wider."""
    make_folder(folder, owner, mode)
    found = folder.lstat()
    kind_and_mode = (found.st_mode | mode) ^ mode
    if found.st_uid != owner.uid or kind_and_mode & 0o7777 or folder.is_symlink():
        raise UnsafeFolder(
            folder=str(folder),
            owner=owner.name,
            allowed=f"{mode:o}",
            found_owner=user_name(found.st_uid),
            found=f"{found.st_mode & 0o7777:o}",
        )


def make_folder(folder: Path, owner: Account, mode: int) -> None:
    """Make a folder if it is missing, so that nobody ever sees it half made."""
    if os.path.lexists(folder):
        return
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    os.chown(fresh, owner.uid, owner.gid)
    fresh.chmod(mode)
    rename_unless_there(fresh, folder)


def rename_unless_there(fresh: Path, folder: Path) -> None:
    """Give a finished folder its name, or drop it if another process was faster."""
    try:
        fresh.rename(folder)
    except OSError:
        shutil.rmtree(fresh)
        if not os.path.lexists(folder):
            raise


def user_name(uid: int) -> str:
    """The name of a user, or the number of a nameless one."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
