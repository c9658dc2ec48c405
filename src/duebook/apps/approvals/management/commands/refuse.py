"""``duebook refuse``: a second person's no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Answer, answer
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Refuse a held act; it is not carried out."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("request", type=int, help="its number")
        parser.add_argument("--reason", required=True)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        refused = answer(
            Answer(
                entity_id=sitting.entity_id,
                request_id=options["request"],
                is_approved=False,
                reason=options["reason"],
            ),
            **sitting.sends(),
        )
        console.print(
            f"Request {refused.request_id} of {refused.requested_by} is refused."
        )
