"""Programs of our own that read hostile files, each in a process that may die of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class ChildFailed(Exception):
    """The child gave no answer; in words, why."""


@contextmanager
def answer_of(
    program: str, *words: str, data: bytes, seconds: float
) -> Iterator[IO[bytes]]:
    """What a program prints about some bytes.

    It runs isolated, with an empty environment, and bounds its memory itself; what
    it prints is kept on disk, so that a long answer does not fill our memory.

    Args:
        program: the file of a module that imports nothing of Duebook.
        words: its arguments.
        data: its standard input.
        seconds: of the clock that it may take.

    Raises:
        ChildFailed: it took longer, or ended otherwise than well.
    """
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own file, no shell
                [sys.executable, "-I", program, *words],
                input=data,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
                cwd=Path(program).parent,
                env={},
            )
        except subprocess.TimeoutExpired:
            raise ChildFailed("it takes too long to read") from None
        if done.returncode:
            raise ChildFailed("it is broken, or needs too much memory or time")
        output.seek(0)
        yield output
