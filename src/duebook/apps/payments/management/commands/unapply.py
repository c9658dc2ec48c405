"""``duebook unapply``: take a payment off one invoice, and touch no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.payments.queries import payment_by_number
from duebook.apps.receivables.actions import Unapply, unapply
from duebook.apps.receivables.queries import applications_of, items_by_id
from duebook.domain.errors import Refusal
from duebook.web.figures import money
from duebook.web.terminal import console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


@dataclass(eq=False)
class NotApplied(Refusal):
    """Nothing of the payment stands against the invoice."""

    code: ClassVar[str] = "not_applied"
    template: ClassVar[str] = "Nothing of {payment} is applied to {invoice}."

    payment: str
    invoice: str


class Command(OfficeCommand):
    help = "Take a payment off an invoice; both are open again."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("payment", help="its number, such as P-2026-00001")
        parser.add_argument("invoice", help="the number of what it was applied to")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--on", type=day, help="today, unless said")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        number = options["invoice"]
        with sitting.reading():
            payment = payment_by_number(sitting.entity_id, options["payment"])
            standing = applications_of(sitting.entity_id, [payment.item_id])
            debts = items_by_id(
                sitting.entity_id, {applied.debt_id for applied in standing}
            )
        meant = [one for one in standing if debts[one.debt_id].number == number]
        if not meant:
            raise NotApplied(payment.number, number)
        for applied in meant:
            unapply(
                Unapply(
                    entity_id=sitting.entity_id,
                    application_id=applied.id,
                    effective_on=options["on"] or sitting.today,
                    reason=options["reason"],
                ),
                **sitting.sends(),
            )
        amount = money(sum(one.amount_minor for one in meant), payment.currency)
        console.print(f"{amount} {payment.currency} of {number} are open again.")
