"""``duebook preview``: what a billing run would do, without doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.billing import preview
from duebook.apps.invoicing.management.choosing import (
    add_choice,
    chosen_of,
    tell_choice,
)
from duebook.apps.invoicing.management.telling import (
    codes_of,
    tell_drafts,
    tell_exceptions,
    tell_findings,
)
from duebook.apps.invoicing.queries.billing import bill_to_bounds
from duebook.apps.invoicing.queries.findings import Found, charges_in
from duebook.web.figures import money
from duebook.web.terminal import console, day, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.domain.invoicing import Draft


class Command(OfficeCommand):
    help = "Show the invoices that a billing run would make, and what is wrong."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until", type=day, metavar="DAY", help="bill what was done to this day"
        )
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the invoices' day; today if unsaid"
        )
        add_choice(parser)
        parser.add_argument(
            "--lines", action="store_true", help="with each line and its charge"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            chosen = chosen_of(sitting, options)
            seen = preview(
                sitting.entity_id,
                until=options["until"] or sitting.today,
                issued_on=options["on"] or sitting.today,
                today=sitting.today,
                bill_tos=chosen.ids if chosen else bill_to_bounds(sitting.entity_id),
            )
            left = {exception.bill_to_id for exception in seen.drafted.exceptions}
            drafts = seen.drafted.drafts
            codes = codes_of(
                sitting.entity_id, left | {draft.bill_to_id for draft in drafts}
            )
        tell_choice(chosen)
        tell_drafts("Billing would issue", drafts, seen.findings, codes)
        if options["lines"]:
            _tell_lines(drafts, codes)
        found = [
            Found(
                party=codes[draft.bill_to_id],
                finding=finding,
                draft_id=draft.draft_id,
                charge_ids=charges_in(draft),
            )
            for draft, of_draft in zip(drafts, seen.findings, strict=True)
            for finding in of_draft
        ]
        if found:
            tell_findings("The checks say", found, numbered=False)
        tell_exceptions(seen.drafted.exceptions, codes)


def _tell_lines(drafts: list[Draft], codes: Mapping[int, str]) -> None:
    console.print(
        table(
            "Line by line",
            ("Party", ">Charge", "What", "Day", ">Quantity", ">Price", ">Net", ""),
            (
                (
                    codes[draft.bill_to_id],
                    line.charge_id,
                    line.description,
                    line.service_on,
                    f"{line.quantity.normalize():f}",
                    f"{line.unit_price.normalize():f}",
                    money(line.net_minor, draft.currency),
                    draft.currency,
                )
                for draft in drafts
                for line in draft.lines
            ),
        )
    )
