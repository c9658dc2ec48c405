"""``duebook lateness``: charge what is late its fee, and the month’s interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.lateness import ChargeLateness, charge_lateness
from duebook.web.figures import counted
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Charge late fees, and interest for the month of a day; never twice."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("day", type=day, help="such as the last of the month")
        parser.add_argument(
            "--grace-days", type=int, default=7, metavar="DAYS", help="7, unless said"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        charged = charge_lateness(
            ChargeLateness(
                entity_id=sitting.entity_id,
                on=options["day"],
                grace_days=options["grace_days"],
            ),
            **sitting.sends(),
        )
        console.print(
            f"{counted(charged.fees, 'late fee')} and "
            f"{counted(charged.interests, 'item')} of interest charged."
        )
