"""``duebook bounces``: take in the mails by which servers give others back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import CommandError
from typing_extensions import override

from duebook.apps.delivery.actions import bounce_in, record_bounce
from duebook.apps.entities.management.office import OfficeCommand
from duebook.domain.errors import Refusal
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Note mails that came back, from their notifications as .eml files."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        refused = 0
        for file in options["files"]:
            try:
                bounce = bounce_in(sitting.entity_id, file.read_bytes())
                record_bounce(bounce, **sitting.sends())
            except (Refusal, OSError) as trouble:
                refused += 1
                console.print(f"{file.name}: {trouble}", markup=False)
            else:
                console.print(
                    f"{file.name}: mail to {bounce.recipient} came back: "
                    f"{bounce.words or bounce.status}",
                    markup=False,
                )
        if refused:
            raise CommandError(f"{refused} of {len(options['files'])} were not taken.")
