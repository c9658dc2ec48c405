"""``duebook bank``: files in, lines matched, decided and reconciled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.banking.management import (
    deciding,
    depositing,
    looking,
    setting,
    taking,
)
from duebook.apps.entities.management.office import OfficeCommand

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Take bank files in, match their lines, decide what waits, and reconcile."

    @override
    def add_more(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for part in (taking, looking, deciding, depositing, setting):
            for verb in part.VERBS:
                verb.add_to(verbs)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        options["carry_out"](sitting, options)
