"""``duebook drafts``: what people have set apart, and what keeps it from going out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.management.telling import (
    codes_of,
    tell_drafts,
    tell_exceptions,
)
from duebook.apps.invoicing.queries.drafts import waiting_drafts
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "List the drafts that wait to be issued."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="as issued on this day, not today"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            waiting = waiting_drafts(
                sitting.entity_id,
                issued_on=options["on"] or sitting.today,
                today=sitting.today,
            )
            drafts, left = waiting.drafted.drafts, waiting.drafted.exceptions
            bill_to_ids = {draft.bill_to_id for draft in drafts}
            bill_to_ids |= {exception.bill_to_id for exception in left}
            codes = codes_of(sitting.entity_id, bill_to_ids)
        tell_drafts("Drafts", drafts, waiting.findings, codes)
        if waiting.quotes:
            numbers = ", ".join(map(str, sorted(waiting.quotes)))
            console.print(f"To become quotes, or waiting for their answer: {numbers}.")
        tell_exceptions(left, codes)
