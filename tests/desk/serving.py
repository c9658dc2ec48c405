"""The real application on the loopback, in threads of the tests' own process."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections

from duebook.apps.entities.actions import frame
from duebook.project.settings import database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests; what breaks is in the log of Django."""

    def log_message(self, *_: Any) -> None:
        return


@contextmanager
def served() -> Iterator[str]:
    """Serve whatever database the default connection points to; the address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet, connections_override={})
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def pointed_at(url: str) -> Iterator[None]:
    """Let the default connection of every thread lead to another database."""
    settings = connections["default"].settings_dict
    before = dict(settings)
    connections["default"].close()
    settings.update(database(url))
    try:
        yield
    finally:
        connections["default"].close()
        settings.update(before)


@contextmanager
def clock_from(instant: datetime) -> Iterator[None]:
    """Let the doors' clock begin at an instant, and go on from there."""
    begun = time.monotonic()

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            passed = timedelta(seconds=time.monotonic() - begun)
            return (instant + passed).astimezone(tz)

    with patch.object(frame, "datetime", Clock):
        yield
