"""``duebook credit``: take back an invoice, or some of its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.crediting import (
    IssueCreditNote,
    issue_credit_note,
)
from duebook.apps.invoicing.management.lines import line_at, place_line
from duebook.apps.invoicing.management.telling import tell_issued
from duebook.apps.invoicing.queries.documents import stored_by_number
from duebook.domain.crediting import CreditAsked
from duebook.domain.money import exact_minor
from duebook.web.terminal import day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.invoicing.management.lines import TypedLine
    from duebook.apps.invoicing.queries.documents import Stored


class Command(OfficeCommand):
    help = "Issue a credit note over an invoice, whole or by the line."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("invoice", help="its number, such as INV-2026-00001")
        parser.add_argument("--reason", required=True)
        parser.add_argument(
            "--line",
            type=place_line,
            action="append",
            help='of the second line, one piece: "2 x 1"; or 20.00 net: "2 @ 20.00"',
        )
        parser.add_argument(
            "--on", type=day, metavar="DAY", help="the note's day; today if unsaid"
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            invoice = stored_by_number(sitting.entity_id, options["invoice"])
        lines = options["line"]
        note = issue_credit_note(
            IssueCreditNote(
                entity_id=sitting.entity_id,
                number=invoice.number,
                credited_on=options["on"] or sitting.today,
                reason=options["reason"],
                asked=tuple(_asked(invoice, typed) for typed in lines)
                if lines
                else None,
            ),
            **sitting.sends(),
        )
        if isinstance(note, Held):
            tell_held(note)
        else:
            tell_issued(note)


def _asked(invoice: Stored, typed: TypedLine) -> CreditAsked:
    return CreditAsked(
        line_id=line_at(invoice, typed).id,
        quantity=typed.quantity,
        net_minor=(
            None if typed.price is None else exact_minor(typed.price, invoice.currency)
        ),
    )
