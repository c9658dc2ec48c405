"""One process that carries out what a page of the docs types, on a day of its own.

``python -m tests.docs.at_the_terminal 2026-11-02T17:00 < lines`` answers each line
with a JSON object: the exit code, and what was printed.  Starting Python and Django
for every line would take most of the time.
"""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime


def main() -> None:
    """Answer the lines of standard input until it ends."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "duebook.project.settings"
    import django  # noqa: PLC0415 - settings are read from the environment

    django.setup()
    from duebook.apps.entities import actions  # noqa: PLC0415 - after the set-up
    from duebook.project import readiness  # noqa: PLC0415

    at = datetime.fromisoformat(sys.argv[1]).replace(tzinfo=UTC)
    actions.now = lambda: at  # before any command has taken it by its name
    readiness.bring_up_to_date()
    for line in sys.stdin:
        code, printed = _carry_out(shlex.split(line), line)
        sys.__stdout__.write(json.dumps([code, printed]) + "\n")


def _carry_out(words: list[str], line: str) -> tuple[int, str]:
    if words[0] != "duebook":
        done = subprocess.run(  # noqa: S602 - a line of our own docs
            line, shell=True, check=False, capture_output=True, text=True
        )
        return done.returncode, done.stdout + done.stderr
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    printed = io.StringIO()
    code = 0
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            execute_from_command_line(
                ["duebook", words[1].replace("-", "_"), *words[2:]]
            )
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
            printed.write(f"{end.code}\n")
    return code, printed.getvalue()


if __name__ == "__main__":
    main()
