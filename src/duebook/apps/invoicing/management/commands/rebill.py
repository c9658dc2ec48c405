"""``duebook rebill``: take a wrong invoice back and issue the right one, in one act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.crediting import (
    CorrectAndRebill,
    Correction,
    correct_and_rebill,
)
from duebook.apps.invoicing.management.lines import charge_at, place_line
from duebook.apps.invoicing.management.telling import tell_issued
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.web.terminal import day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Correct an invoice: credit it and bill it again as it should have been."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("invoice", help="its number, such as INV-2026-00001")
        parser.add_argument("--reason", required=True)
        parser.add_argument(
            "--line",
            type=place_line,
            action="append",
            default=[],
            help='the second line as it should be: "2 x 1 @ 140 : half a day"',
        )
        parser.add_argument(
            "--drop",
            type=place_line,
            action="append",
            default=[],
            metavar="N",
            help="a line that should not be there",
        )
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="their day; today if unsaid"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            invoice = stored_by_number(sitting.entity_id, options["invoice"])
        corrected = correct_and_rebill(
            CorrectAndRebill(
                entity_id=sitting.entity_id,
                number=invoice.number,
                corrected_on=options["on"] or sitting.today,
                reason=options["reason"],
                corrections={
                    charge_at(invoice, typed): Correction(
                        quantity=typed.quantity,
                        unit_price=typed.price,
                        description=typed.text or None,
                    )
                    for typed in options["line"]
                },
                dropped=tuple(charge_at(invoice, typed) for typed in options["drop"]),
            ),
            **sitting.sends(),
        )
        if isinstance(corrected, Held):
            tell_held(corrected)
            return
        tell_issued(corrected.credit_note)
        tell_issued(corrected.invoice)
