"""``duebook deliver``: send the mails that are due, into a folder or to a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.progress import Progress
from typing_extensions import override

from duebook.apps.delivery.jobs.subjects import Errand, send_mails
from duebook.apps.delivery.jobs.transports import OutboxFolder, transport_of
from duebook.apps.delivery.management.telling import tell_run
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.entities.queries import mail_server
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.delivery.jobs.transports import Smtp
    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = (
        "Send the mails that are due: through the entity's mail server, or as .eml "
        "files into a folder."
    )

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--outbox", type=Path, help="a folder, server or not")
        parser.add_argument("--limit", type=int, default=500, help="mails at most")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        sends = sitting.sends()
        errand = Errand(
            entity_id=sitting.entity_id, actor=sends["actor"], at=sends["at"]
        )
        transport = _transport(sitting, options["outbox"])
        with Progress(console=console) as progress:
            task = progress.add_task("Sending", total=None)
            run = send_mails(
                errand,
                transport,
                limit=options["limit"],
                each=lambda _: progress.advance(task),
            )
            progress.update(task, total=len(run.outcomes))
        tell_run(run)
        if isinstance(transport, OutboxFolder):
            console.print(f"The mails are in {transport.path}")
        else:
            transport.close()


def _transport(sitting: Sitting, outbox: Path | None) -> OutboxFolder | Smtp:
    if outbox is not None:
        return OutboxFolder(outbox)
    with sitting.reading():
        return transport_of(mail_server(sitting.entity_id), OUTBOX)


OUTBOX = Path("outbox")
"""Where mails go unless a folder or a server is named."""
