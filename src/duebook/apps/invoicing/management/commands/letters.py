"""``duebook letters``: the letters that wait, as one PDF for the printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.delivery.jobs.letters import PrintLetters
from duebook.apps.delivery.jobs.subjects import print_all_letters
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.figures import counted
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Print the letters that wait into one PDF, addresses in the window."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", type=Path, default=Path("letters"), help="the folder for the PDF"
        )
        parser.add_argument("--limit", type=int, default=500, help="letters at most")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        printed = print_all_letters(
            PrintLetters(entity_id=sitting.entity_id, limit=options["limit"]),
            folder=options["out"],
            **sitting.sends(),
        )
        if printed.file:
            path = options["out"] / printed.file
            console.print(f"{counted(len(printed.printed), 'letter')}, in {path}")
        else:
            console.print("No letter waits.")
        if printed.suppressed:
            console.print(f"No longer wanted: {len(printed.suppressed)}.")
