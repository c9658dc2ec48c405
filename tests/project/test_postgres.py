"""The launcher of the embedded PostgreSQL, with real servers and real crashes."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

import psycopg
import pytest

from duebook.project import postgres
from duebook.project.postgres.refusals import (
    NoServerBinaries,
    ServerDidNotStart,
    UnreachableFolder,
    UnsafeFolder,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
SOURCE = Path(postgres.__file__).parents[3]
ROOT = os.geteuid() == 0

# A process that opens the office, says so, and stays until its input ends.
CLIENT = """
import sys
from pathlib import Path
from duebook.project import postgres
with postgres.running(Path(sys.argv[1]), durable=False) as cluster:
    postgres.ensure_database(cluster, "office")
    print("open", flush=True)
    sys.stdin.read()
"""

# A process whose child leaves ``running()`` first, as a forked worker would.
FORKING_CLIENT = """
import os, sys, psycopg
from pathlib import Path
from duebook.project import postgres
with postgres.running(Path(sys.argv[1]), durable=False) as cluster:
    if os.fork() == 0:
        sys.exit()
    os.wait()
    import time; time.sleep(1)
    psycopg.connect(cluster.url("postgres", postgres.APP)).close()
    print("open", flush=True)
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that is yet to be made, where the server's account can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="duebook-home-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def office() -> Iterator[Path]:
    """A home with an office in it, closed for the night; leave it as you found it."""
    folder = Path(tempfile.mkdtemp(prefix="duebook-home-"))
    folder.chmod(0o711)
    with postgres.running(folder / "home", durable=False) as cluster:
        postgres.ensure_database(cluster, "office")
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def copy(home: Path, office: Path) -> Path:
    """A copy of the office, to do with as you like."""
    subprocess.run(["/bin/cp", "-a", office, home], check=True)  # noqa: S603 - owners too
    return home


@pytest.fixture(params=["wheel", "debian"])
def binaries(request: pytest.FixtureRequest) -> Path | None:
    if request.param == "wheel":
        return None
    if not DEBIAN_15.exists():
        assert os.environ.get("CI") != "true", "CI must install postgresql-15"
        pytest.skip("PostgreSQL 15 is not installed")
    return DEBIAN_15


def client(
    home: Path, program: str = CLIENT, *, python: str = sys.executable, **options: int
) -> subprocess.Popen[str]:
    packages = Path(psycopg.__file__).parents[1]
    return subprocess.Popen(  # noqa: S603 - the programs above
        [python, "-c", program, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={**os.environ, "PYTHONPATH": f"{SOURCE}:{packages}"},
        **options,
    )


def opened(process: subprocess.Popen[str]) -> bool:
    assert process.stdout
    return process.stdout.readline() == "open\n"


def let_go(process: subprocess.Popen[str]) -> None:
    _, complaints = process.communicate()
    assert process.returncode == 0, complaints


def is_free(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(lock, fcntl.LOCK_UN)
    return True


def server_is_gone(home: Path) -> bool:
    with (home / "postgres" / "server.lock").open("rb") as lock:
        return is_free(lock)


def eventually(true: Callable[[], bool]) -> bool:
    give_up_at = time.monotonic() + 20
    while not true():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.1)
    return True


def server_pid(home: Path) -> int:
    pid_file = home / "postgres" / "data" / "postmaster.pid"
    return int(pid_file.read_text().splitlines()[0])


def supervisor_pid(home: Path) -> int:
    name = b"duebook.project.postgres.supervisor"
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        words = command.read_bytes().split(b"\0")
        if name in words and os.fsencode(home / "postgres") in words:
            return int(command.parent.name)
    raise AssertionError("there is no supervisor")


def connects(cluster: postgres.Cluster, role: str = postgres.APP) -> bool:
    try:
        psycopg.connect(cluster.url("postgres", role)).close()
    except psycopg.OperationalError:
        return False
    return True


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def test_a_new_office_has_its_database_and_its_roles(
    home: Path, binaries: Path | None
) -> None:
    with postgres.running(home, durable=False, binaries=binaries) as cluster:
        postgres.ensure_database(cluster, "office")
        postgres.ensure_database(cluster, "office")  # again: nothing to do

        assert cluster.version == (15 if binaries else 18)
        with psycopg.connect(cluster.url("office", postgres.OWNER)) as connection:
            connection.execute("CREATE TABLE charge (id int)")
            found = connection.execute(
                "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
            ).fetchall()
        assert found == [("btree_gist",), ("pg_trgm",)]
        with psycopg.connect(cluster.url("office", postgres.APP)) as connection:
            names = ["server_encoding", "data_checksums", "listen_addresses", "jit"]
            settings = [
                connection.execute(f"SHOW {name}").fetchone()[0] for name in names
            ]
            assert settings == ["UTF8", "on", "", "off"]
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE mine (id int)")
        with (
            psycopg.connect(cluster.url("office", postgres.REPORT)) as connection,
            pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
        ):
            connection.execute("CREATE TEMP TABLE mine (id int)")

    assert server_is_gone(home)
    assert not connects(cluster)
    assert not (cluster.data_dir / "postmaster.pid").exists()


def test_no_role_of_ours_is_above_the_law(office: Path) -> None:
    with (
        postgres.running(office, durable=False) as cluster,
        psycopg.connect(cluster.url("postgres", postgres.APP)) as connection,
    ):
        above = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
            " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)",
            [list(postgres.ROLES)],
        ).fetchall()

    assert above == []


def test_names_sort_by_code_point_and_are_found_by_their_accents(
    home: Path, binaries: Path | None
) -> None:
    with postgres.running(home, durable=False, binaries=binaries) as cluster:
        postgres.ensure_database(cluster, "office")
        with psycopg.connect(cluster.url("office", postgres.APP)) as connection:
            ordered = connection.execute(
                "SELECT string_agg(n, ' ' ORDER BY n), upper('é'), 'é' <%% 'café é'"
                " FROM unnest(%s::text[]) n",
                [["Éva", "adam", "Zoe"]],
            ).fetchone()

    assert ordered == ("Zoe adam Éva", "É", True)


def test_the_folder_is_closed_to_others(office: Path) -> None:
    with postgres.running(office, durable=False) as cluster:
        assert mode(cluster.socket_dir) == 0o700
        assert mode(cluster.data_dir) == 0o700
        assert mode(office / "postgres" / "clients.lock") == 0o600


@pytest.mark.skipif(not ROOT, reason="only root needs another account")
def test_for_root_the_server_runs_as_an_account_of_its_own(office: Path) -> None:
    above = mode(office.parent)

    with postgres.running(office, durable=False) as cluster:
        account = pwd.getpwnam("duebook")
        assert cluster.data_dir.stat().st_uid == account.pw_uid != 0
        assert Path(f"/proc/{server_pid(office)}").stat().st_uid == account.pw_uid

    assert mode(office.parent) == above


@pytest.mark.skipif(not ROOT, reason="only root can act as somebody else")
def test_an_ordinary_user_needs_no_help_from_root(home: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    python = python_for(nobody)
    os.chown(home.parent, nobody.pw_uid, nobody.pw_gid)

    process = client(home, python=python, user=nobody.pw_uid, group=nobody.pw_gid)

    assert opened(process), process.communicate()[1]
    data = home / "postgres" / "data"
    assert data.stat().st_uid == nobody.pw_uid
    let_go(process)
    assert server_is_gone(home)
    with pytest.raises(UnsafeFolder), postgres.running(home):
        pass  # not even root joins in: the office is somebody else's


def python_for(user: pwd.struct_passwd) -> str:
    """A Python of our version that a user may run: ours may lie in root's home."""
    system = f"/usr/bin/python3.{sys.version_info.minor}"
    for python in (sys.executable, system):
        try:
            subprocess.run(  # noqa: S603 - one of two Pythons
                [python, "-c", "import duebook, psycopg"],
                check=True,
                capture_output=True,
                env={"PYTHONPATH": f"{SOURCE}:{Path(psycopg.__file__).parents[1]}"},
                user=user.pw_uid,
                group=user.pw_gid,
                extra_groups=[],
                cwd="/",
            )
        except (OSError, subprocess.CalledProcessError):
            continue
        return python
    pytest.skip("an ordinary user can run no Python with our packages here")


@pytest.mark.parametrize(
    "name", ["o'clock $x", 'a "b", c', "Müller\\", "long" * 25], ids=ascii
)
def test_a_home_may_move_and_have_any_name(copy: Path, name: str) -> None:
    home = copy.rename(copy.with_name(name))

    with postgres.running(home, durable=False) as cluster:
        assert connects(cluster)

    if cluster.socket_dir.parent != cluster.data_dir.parent:
        cluster.socket_dir.rmdir()


def test_a_second_process_joins_and_the_last_one_stops_the_server(office: Path) -> None:
    first = client(office)
    assert opened(first)

    with postgres.running(office) as cluster:
        pid = server_pid(office)
        let_go(first)
        assert connects(cluster)
        assert server_pid(office) == pid

    assert server_is_gone(office)


def test_two_processes_may_be_first_at_once(home: Path) -> None:
    both = [client(home), client(home)]

    for process in both:
        assert opened(process), process.communicate()[1]
    for process in both:
        let_go(process)

    assert server_is_gone(home)


def test_a_child_that_leaves_first_leaves_the_server_to_its_parent(
    office: Path,
) -> None:
    process = client(office, FORKING_CLIENT)

    assert opened(process), process.communicate()[1]
    let_go(process)


def test_the_server_stops_after_its_only_client_was_killed(office: Path) -> None:
    process = client(office)
    assert opened(process)
    with postgres.running(office) as cluster:
        url = cluster.url("office", postgres.OWNER)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    process.kill()
    process.communicate()

    assert eventually(lambda: server_is_gone(office))
    with postgres.running(office), psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_server_whose_supervisor_was_killed_is_adopted(office: Path) -> None:
    with postgres.running(office, durable=False):
        pid = server_pid(office)
        os.kill(supervisor_pid(office), signal.SIGKILL)

        with postgres.running(office) as cluster:
            assert server_pid(office) == pid
            assert connects(cluster)

    assert server_is_gone(office)


def test_a_server_that_was_killed_is_started_again(office: Path) -> None:
    with postgres.running(office, durable=False) as cluster:
        os.kill(server_pid(office), signal.SIGKILL)

        assert eventually(lambda: connects(cluster))


def test_the_supervisor_outlives_the_signals_that_end_its_clients(office: Path) -> None:
    with postgres.running(office, durable=False):
        pid = supervisor_pid(office)
        os.kill(pid, signal.SIGTERM)
        time.sleep(0.5)

        assert supervisor_pid(office) == pid


def test_a_pid_file_that_now_names_another_process_does_no_harm(office: Path) -> None:
    with postgres.running(office, durable=False) as cluster:
        pid_file = cluster.data_dir / "postmaster.pid"
        lines = pid_file.read_text().splitlines(keepends=True)
        owner = cluster.data_dir.stat()
    other = subprocess.Popen(["/bin/sleep", "60"], user=owner.st_uid if ROOT else None)
    pid_file.write_text("".join([f"{other.pid}\n", *lines[1:]]))
    os.chown(pid_file, owner.st_uid, owner.st_gid)

    with postgres.running(office, durable=False) as cluster:
        assert connects(cluster)

    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.mark.parametrize("part", ["run", "log", "data", "."])
def test_a_folder_open_to_others_is_refused(copy: Path, part: str) -> None:
    folder = copy / "postgres" / part
    folder.chmod(0o777)

    with pytest.raises(UnsafeFolder, match="777"), postgres.running(copy):
        pass

    assert mode(folder) == 0o777, "the launcher corrected what it should report"


def test_a_link_in_place_of_the_folder_is_refused(home: Path) -> None:
    home.mkdir()
    home.chmod(0o711)
    elsewhere = home / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    (home / "postgres").symlink_to(elsewhere)

    with pytest.raises(UnsafeFolder), postgres.running(home):
        pass


@pytest.mark.skipif(not ROOT, reason="only root needs another account")
def test_a_home_that_the_account_cannot_reach_is_refused(home: Path) -> None:
    home.mkdir(mode=0o700)

    with pytest.raises(UnreachableFolder), postgres.running(home / "office"):
        pass

    assert mode(home) == 0o700


def test_without_a_server_program_there_is_a_sentence(home: Path) -> None:
    refused = pytest.raises(NoServerBinaries, match="15 or newer")
    with refused, postgres.running(home, binaries=home / "bin"):
        pass


def test_data_of_a_version_that_is_not_installed_is_left_alone(copy: Path) -> None:
    (copy / "postgres" / "data" / "PG_VERSION").write_text("14\n")

    refused = pytest.raises(NoServerBinaries, match="PostgreSQL 14 was found")
    with refused, postgres.running(copy):
        pass


def test_a_server_that_cannot_start_says_why(copy: Path) -> None:
    (copy / "postgres" / "data" / "global" / "pg_control").unlink()

    with pytest.raises(ServerDidNotStart, match="pg_control"), postgres.running(copy):
        pass

    assert server_is_gone(copy)


def test_a_start_that_was_cut_off_is_made_again(copy: Path) -> None:
    data = copy / "postgres" / "data"
    (data / "PG_VERSION").unlink()
    data.rename(data.with_suffix(".new"))

    with postgres.running(copy, durable=False) as cluster:
        assert connects(cluster)
