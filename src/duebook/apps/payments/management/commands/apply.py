"""``duebook apply``: put what a payment has left against open invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.payments.queries import payment_by_number
from duebook.apps.receivables.actions import ApplyCredit, apply_credit
from duebook.apps.receivables.queries import item_by_number
from duebook.domain.application import ApplyBy
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Apply what a payment has left."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("payment", help="its number, such as P-2026-00001")
        parser.add_argument("--on", type=day, help="today, unless said")
        parser.add_argument(
            "--invoice",
            nargs=2,
            action="append",
            default=[],
            metavar=("NUMBER", "AMOUNT"),
            help="how much to put against an invoice; may be repeated",
        )
        parser.add_argument(
            "--how",
            choices=[how.value for how in ApplyBy],
            default=ApplyBy.OLDEST_DUE.value,
        )
        parser.add_argument("--reason", default="")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            payment = payment_by_number(sitting.entity_id, options["payment"])
            asked = {
                item_by_number(sitting.entity_id, number).id: exact_minor(
                    amount(text), payment.currency
                )
                for number, text in options["invoice"]
            }
        result = apply_credit(
            ApplyCredit(
                entity_id=sitting.entity_id,
                credit_id=payment.item_id,
                applied_on=options["on"] or sitting.today,
                asked=asked,
                how=ApplyBy(options["how"]),
                reason=options["reason"],
            ),
            **sitting.sends(),
        )
        applied = money(sum(result.applied.values()), payment.currency)
        left = money(result.left_minor, payment.currency)
        console.print(
            f"{applied} {payment.currency} of {payment.number} applied, {left} left."
        )
