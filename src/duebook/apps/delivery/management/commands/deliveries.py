"""``duebook deliveries``: what waits, what went out, and what nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.delivery import queries
from duebook.apps.delivery.actions import SettleDelivery, settle_delivery
from duebook.apps.delivery.management.telling import STATES, deliveries_table
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List deliveries; settle those of which nobody knows whether they arrived."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--state",
            action="append",
            default=[],
            choices=STATES,
            help="only these; may be repeated",
        )
        parser.add_argument("--newest", type=int, default=50, metavar="COUNT")
        settling = parser.add_mutually_exclusive_group()
        settling.add_argument(
            "--arrived", type=int, metavar="NO", help="the mail did arrive"
        )
        settling.add_argument(
            "--again", type=int, metavar="NO", help="send the mail once more"
        )
        parser.add_argument("--reason", default="the recipient was asked")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        settled = options["arrived"] or options["again"]
        if settled:
            settle_delivery(
                SettleDelivery(
                    entity_id=sitting.entity_id,
                    delivery_id=settled,
                    has_arrived=bool(options["arrived"]),
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
        with sitting.reading():
            listed = queries.deliveries(
                sitting.entity_id, states=options["state"], newest=options["newest"]
            )
            unknown = queries.unknown_outcome(sitting.entity_id)
        console.print(deliveries_table("Deliveries", listed))
        if unknown:
            console.print(
                deliveries_table("Did these arrive? Nobody knows from here", unknown)
            )
            console.print("Say --arrived NO, or --again NO to send one once more.")
