"""``duebook approve``: a second person's yes, which carries the act out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Answer, approve
from duebook.apps.approvals.queries import request
from duebook.apps.entities.management.office import OfficeCommand
from duebook.web.terminal import console

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Approve a held act; it is carried out at once, as it was asked."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("request", type=int, help="its number")
        parser.add_argument("--reason", required=True)

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        answer = Answer(
            entity_id=sitting.entity_id,
            request_id=options["request"],
            is_approved=True,
            reason=options["reason"],
        )
        approve(answer, **sitting.sends())
        with sitting.reading():
            carried_out = request(sitting.entity_id, answer.request_id)
        console.print(
            f"Carried out for {carried_out.requested_by}: {carried_out.sentence}"
        )
