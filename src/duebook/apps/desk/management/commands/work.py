"""``duebook work``: a worker for long work, beside the pages or on its own."""

from __future__ import annotations

import os
import signal
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.work.jobs.worker import run_worker
from duebook.web import terminal

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(terminal.Command):
    help = "Do the long work that pages start, until Ctrl-C; any number may run."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until-empty", action="store_true", help="end when no work waits"
        )
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="end when standard input ends, which is when who began it does",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if options["with_parent"]:
            Thread(target=_end_with_parent, daemon=True).start()
        run_worker(is_endless=not options["until_empty"])


def _end_with_parent() -> None:
    """Wait for the end of a pipe that nobody writes to, then end as if asked to."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
