"""The key that signs links and sessions: made once, kept for its owner alone."""

from __future__ import annotations

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from duebook.domain.errors import Refusal

FILE = "secret-key"


@dataclass(eq=False)
class KeyNotKept(Refusal):
    """There is no key yet, and no place to keep one."""

    code: ClassVar[str] = "key_not_kept"
    template: ClassVar[str] = (
        "The key that signs sessions cannot be kept in {folder}: {why}. "
        "Set DUEBOOK_HOME to a folder of yours, or DUEBOOK_SECRET_KEY itself."
    )

    folder: str
    why: str


def kept_key(home: Path) -> str:
    """The key of a home, made where there is none; two makers agree on one.

    The file appears whole or not at all, with mode 600.

    Raises:
        KeyNotKept: it can neither be read nor written.
    """
    path = home / FILE
    try:
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True)
            _keep(path, secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise KeyNotKept(str(home), error.strerror or str(error)) from error


def _keep(path: Path, key: str) -> None:
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{FILE}-")  # mode 600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        os.link(made, path)
    except FileExistsError:
        pass  # somebody else was first: theirs counts
    finally:
        Path(made).unlink()
