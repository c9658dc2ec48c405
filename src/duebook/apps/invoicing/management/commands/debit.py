"""``duebook debit``: add to an invoice afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.crediting import IssueDebitNote, issue_debit_note
from duebook.apps.invoicing.management.lines import LINE_HELP, charges_of, line
from duebook.apps.invoicing.management.telling import codes_of, tell_issued
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.web.terminal import day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Issue a debit note for what an invoice forgot."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("invoice", help="its number, such as INV-2026-00001")
        parser.add_argument(
            "--line", type=line, action="append", required=True, help=LINE_HELP
        )
        parser.add_argument("--reason", required=True)
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the note's day; today if unsaid"
        )
        parser.add_argument(
            "--done", type=day, metavar="DAY", help="the day of service; --on's"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        on = options["on"] or sitting.today
        with sitting.reading():
            invoice = stored_by_number(sitting.entity_id, options["invoice"])
            codes = codes_of(sitting.entity_id, [invoice.party_id])
        note = issue_debit_note(
            IssueDebitNote(
                entity_id=sitting.entity_id,
                number=invoice.number,
                debited_on=on,
                reason=options["reason"],
                charges=charges_of(
                    options["line"],
                    party=codes[invoice.party_id],
                    currency=invoice.currency,
                    service_on=options["done"] or on,
                ),
            ),
            **sitting.sends(),
        )
        tell_issued(note)
