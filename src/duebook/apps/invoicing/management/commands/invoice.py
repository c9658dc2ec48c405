"""``duebook invoice``: a one-off invoice from the lines typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.drafts import IssueInvoice, issue_invoice
from duebook.apps.invoicing.management.lines import LINE_HELP, charges_of, line
from duebook.apps.invoicing.management.telling import tell_issued
from duebook.apps.parties.queries import party_by_code
from duebook.web.terminal import day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Issue an invoice on the spot."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("party", help="the code of the party")
        parser.add_argument(
            "--line", type=line, action="append", required=True, help=LINE_HELP
        )
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the invoice's day; today if unsaid"
        )
        parser.add_argument(
            "--done", type=day, metavar="DAY", help="the day of service; --on's"
        )
        parser.add_argument("--po", default="")
        parser.add_argument("--note", default="", help="printed at the foot")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        on = options["on"] or sitting.today
        with sitting.reading():
            party = party_by_code(sitting.entity_id, options["party"])
        issued = issue_invoice(
            IssueInvoice(
                entity_id=sitting.entity_id,
                charges=charges_of(
                    options["line"],
                    party=party.code,
                    currency=party.currency,
                    service_on=options["done"] or on,
                    po=options["po"],
                ),
                issued_on=on,
                po=options["po"],
                note=options["note"],
            ),
            **sitting.sends(),
        )
        tell_issued(issued)
