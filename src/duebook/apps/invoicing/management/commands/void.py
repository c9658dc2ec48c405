"""``duebook void``: take back an invoice to which nothing was applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.crediting import VoidInvoice, void_invoice
from duebook.web.figures import counted
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Void an invoice; it keeps its number and is not sent any more."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("invoice", help="its number, such as INV-2026-00001")
        parser.add_argument("--reason", required=True)
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the day in the books; today's"
        )
        parser.add_argument(
            "--rebill", action="store_true", help="its charges are to be billed again"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        voided = void_invoice(
            VoidInvoice(
                entity_id=sitting.entity_id,
                number=options["invoice"],
                voided_on=options["on"] or sitting.today,
                reason=options["reason"],
                rebill=options["rebill"],
            ),
            **sitting.sends(),
        )
        if isinstance(voided, Held):
            tell_held(voided)
            return
        console.print(f"{voided.number} is void.")
        if voided.charge_ids:
            charges = counted(len(voided.charge_ids), "charge")
            console.print(f"To be billed again: {charges}.")
