"""``duebook return_payment``: note that the bank took a payment back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.payments.actions import ReturnPayment, return_payment
from duebook.apps.payments.queries import payment_by_number
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Note that the bank took a payment back; what it settled is open again."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("payment", help="its number, such as P-2026-00001")
        parser.add_argument("--reason", required=True, help="such as “NSF”")
        parser.add_argument("--on", type=day, help="today, unless said")
        parser.add_argument("--fee", type=amount, help="what the party is charged")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        fee: Decimal | None = options["fee"]
        with sitting.reading():
            payment = payment_by_number(sitting.entity_id, options["payment"])
        currency = payment.currency
        returned = return_payment(
            ReturnPayment(
                entity_id=sitting.entity_id,
                payment_id=payment.id,
                returned_on=options["on"] or sitting.today,
                reason=options["reason"],
                fee_minor=exact_minor(fee, currency) if fee else 0,
            ),
            **sitting.sends(),
        )
        with sitting.reading():
            debts = items_by_id(sitting.entity_id, returned.reopened)
        console.print(
            table(
                f"{payment.number} was returned",
                ("Open again", ">Amount", ">Open in all"),
                (
                    (
                        debts[item_id].number,
                        money(reopened_minor, currency),
                        money(debts[item_id].open_minor, currency),
                    )
                    for item_id, reopened_minor in returned.reopened.items()
                ),
            )
        )
