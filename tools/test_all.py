"""The whole suite in two processes side by side, each with a database of its own.

    python tools/test_all.py [options of pytest]

Both are told when they have ended; the last line counts them together, and the exit
code is that of the half that failed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from typing import IO

APART = ("tests/desk", "tests/scenarios")
"""What the second process takes: the browser and the long random runs; about half of
all by time."""


def half(paths: list[str], options: list[str], output: IO[bytes]) -> subprocess.Popen:
    """A pytest of its own over some paths."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        *options,
        *paths,
    ]
    return subprocess.Popen(  # noqa: S603 - our own words
        command,
        stdout=output,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def counted(text: str) -> Counter[str]:
    """The counts of pytest's last line: ``5114 passed, 2 skipped``."""
    last = text.rstrip().rpartition("\n")[2]
    found = re.findall(r"(\d+) (passed|failed|skipped|errors?|deselected)", last)
    return Counter(
        {
            word.rstrip("s") if "error" in word else word: int(count)
            for count, word in found
        }
    )


def main() -> None:
    options = sys.argv[1:]
    started = time.monotonic()
    with tempfile.TemporaryFile() as first, tempfile.TemporaryFile() as second:
        rest = ["tests", *(f"--ignore={path}" for path in APART)]
        running = [
            (half(rest, options, first), first, "the rest"),
            (half(list(APART), options, second), second, ", ".join(APART)),
        ]
        codes, counts = [], Counter[str]()
        for process, output, name in running:
            codes.append(process.wait())
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
            print(f"== {name}\n{text}", flush=True)
            counts += counted(text)
    told = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    minutes, seconds = divmod(round(time.monotonic() - started), 60)
    print(f"== all tests: {told} in {minutes}:{seconds:02}")
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
