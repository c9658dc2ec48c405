"""``duebook issue``: drafts become documents, numbered and posted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.drafts import IssueDrafts, issue_drafts
from duebook.apps.invoicing.management.telling import (
    codes_of,
    tell_exceptions,
    tell_issued,
)
from duebook.web.terminal import day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Issue drafts; those that a check blocks stay drafts."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("drafts", type=int, nargs="+", metavar="DRAFT")
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="their day; today if unsaid"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        result = issue_drafts(
            IssueDrafts(
                entity_id=sitting.entity_id,
                draft_ids=tuple(options["drafts"]),
                issued_on=options["on"] or sitting.today,
            ),
            **sitting.sends(),
        )
        for issued in result.issued:
            tell_issued(issued)
        with sitting.reading():
            codes = codes_of(
                sitting.entity_id, {left.bill_to_id for left in result.exceptions}
            )
        tell_exceptions(result.exceptions, codes)
