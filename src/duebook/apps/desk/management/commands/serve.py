"""``duebook serve``: the pages, for this machine alone."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from gunicorn.app.base import BaseApplication
from typing_extensions import override

from duebook.apps.accounts.queries import has_users
from duebook.apps.desk.management.worker_child import WorkerChild
from duebook.domain.errors import Refusal
from duebook.web import terminal
from duebook.web.terminal import console

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.management.base import CommandParser

_LOOPBACK: Final = "127.0.0.1"


@dataclass(eq=False)
class PortTaken(Refusal):
    """Something else listens there."""

    code: ClassVar[str] = "port_taken"
    template: ClassVar[str] = (
        "Something listens on port {port} already; name another with --port."
    )

    port: int


@dataclass(eq=False)
class NothingSigns(Refusal):
    """Sessions would be signed with a key that everybody can read in the source."""

    code: ClassVar[str] = "nothing_signs"
    template: ClassVar[str] = (
        "There is no key to sign sessions with. Start with `duebook serve`, which "
        "keeps one, or set DUEBOOK_SECRET_KEY."
    )


class Command(terminal.Command):
    help = "Serve the desk as pages, on this machine."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        _refuse_taken(port)
        _refuse_unsigned()
        office = _address(port)
        console.print(f"\nThe office is on {office} until you press Ctrl-C.")
        if not has_users():
            settings.FIRST_TOKEN = secrets.token_urlsafe(24)
            console.print(
                "Nobody can sign in yet. Make the owner here:\n"
                f"{office}/first?token={settings.FIRST_TOKEN}",
                soft_wrap=True,
            )
        connections.close_all()  # a child process must not share them
        _Server(get_wsgi_application(), port, WorkerChild()).run()


def _address(port: int) -> str:
    """Where browsers find the office: at the server before us, if there is one."""
    hosts = settings.SETTINGS.hosts
    if not hosts:
        return f"http://localhost:{port}"
    scheme = "https" if settings.SETTINGS.is_behind_https else "http"
    return f"{scheme}://{hosts[0]}"


def _refuse_unsigned() -> None:
    if settings.SECRET_KEY == settings.UNSIGNED_KEY:
        raise NothingSigns


def _refuse_taken(port: int) -> None:
    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind((_LOOPBACK, port))
        except OSError as error:
            raise PortTaken(port) from error


class _Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn on the loopback, with two processes of four threads, and a worker."""

    def __init__(
        self, application: Callable[..., Any], port: int, worker: WorkerChild
    ) -> None:
        self._application = application
        self._port = port
        self._worker = worker
        super().__init__()

    @override
    def load_config(self) -> None:
        for name, value in (
            ("bind", f"{_LOOPBACK}:{self._port}"),
            ("workers", 2),
            ("threads", 4),
            ("proc_name", "duebook"),
            ("loglevel", "warning"),
            ("on_exit", self._end_worker),
        ):
            self.cfg.set(name, value)

    @override
    def load(self) -> Callable[..., Any]:
        return self._application

    def _end_worker(self, _: object) -> None:
        self._worker.end()
