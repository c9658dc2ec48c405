"""``duebook approvals``: what waits for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.queries import requests
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.figures import money
from duebook.web.terminal import console, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

STATES = ["waiting", "approved", "refused", "done"]


class Command(OfficeCommand):
    help = "List the acts that are above somebody’s limit."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--state", choices=STATES, default="waiting")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            found = requests(sitting.entity_id, options["state"])
        console.print(
            table(
                f"Requests {options['state']}",
                (">No.", "What", ">Amount", "", "Asked by", "Valid to", "Answer"),
                (
                    (
                        one.id,
                        one.sentence,
                        money(one.amount_minor, one.currency),
                        one.currency,
                        one.requested_by,
                        one.expires_on,
                        " ".join(filter(None, (one.answered_by, one.answer))),
                    )
                    for one in found
                ),
            )
        )
