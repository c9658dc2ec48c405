"""The worker that ``duebook serve`` keeps, so that nobody starts a second service."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from threading import Event, Thread
from typing import Final

_AGAIN_AFTER_S: Final = 2.0
_LONGEST_PAUSE_S: Final = 60.0
"""Between beginnings; the pause doubles while it dies at once."""

_PATIENCE_S: Final = 10.0
"""For the piece that it is at; what is killed in one is taken up again."""


class WorkerChild:
    """A worker process that is begun anew when it dies, and ends with this one.

    It is a process of its own, begun before the server makes its children, so that no
    connection is shared.  Its standard input is a pipe from us, which breaks whatever
    way we end.
    """

    def __init__(self) -> None:
        self._is_ending = Event()
        self._process = self._begun()
        Thread(target=self._keep, daemon=True).start()

    def end(self) -> None:
        """Let it finish the piece it is at, and wait for that."""
        self._is_ending.set()
        process = self._process
        process.terminate()
        try:
            process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()

    def _keep(self) -> None:
        pause_s = _AGAIN_AFTER_S / 2
        while not self._is_ending.is_set():
            began = time.monotonic()
            self._process.wait()
            has_lived = time.monotonic() - began > _LONGEST_PAUSE_S
            doubled_s = min(2 * pause_s, _LONGEST_PAUSE_S)
            pause_s = _AGAIN_AFTER_S if has_lived else doubled_s
            if not self._is_ending.wait(pause_s):
                self._process = self._begun()

    def _begun(self) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", "duebook.project.cli", "work", "--with-parent"]
        return subprocess.Popen(  # noqa: S603 - our own program
            program,
            stdin=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
