"""``duebook receive``: take in a payment and say what it settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.ledger.queries import accounts_by_role
from duebook.apps.parties.queries import party_by_code
from duebook.apps.payments.actions import (
    Asked,
    NewPayment,
    ReceivePayment,
    receive_payment,
)
from duebook.apps.receivables.queries import items_by_id
from duebook.domain.application import ApplyBy
from duebook.domain.ledger import AccountRole
from duebook.domain.money import exact_minor
from duebook.domain.payments import BY_HAND, Method
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Take in a payment and apply it."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("party", help="the code of the party that paid")
        parser.add_argument("amount", type=amount, help="such as 1250.00")
        parser.add_argument("--currency", help="the entity's own, unless said")
        parser.add_argument(
            "--on", type=day, help="the day it came; today, unless said"
        )
        parser.add_argument(
            "--method", choices=[method.value for method in Method], default="cheque"
        )
        parser.add_argument("--reference", default="", help="cheque number, trace …")
        parser.add_argument(
            "--invoice",
            nargs=2,
            action="append",
            default=[],
            metavar=("NUMBER", "AMOUNT"),
            help="how much the payer meant for an invoice; may be repeated",
        )
        parser.add_argument(
            "--how", choices=[how.value for how in ApplyBy], default=ApplyBy.EXACT.value
        )
        parser.add_argument(
            "--on-account", action="store_true", help="leave it with the party"
        )
        parser.add_argument(
            "--no-discount", action="store_true", help="grant no cash discount"
        )
        parser.add_argument(
            "--undeposited",
            action="store_true",
            help="it lies in the drawer until it is taken to the bank",
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        if options["undeposited"] and options["method"] not in BY_HAND:
            raise CommandError("Only cash and cheques lie in the drawer.")
        currency = options["currency"] or sitting.currency
        with sitting.reading():
            party = party_by_code(sitting.entity_id, options["party"])
            roles = accounts_by_role(sitting.entity_id)
        receipt = receive_payment(
            ReceivePayment(
                entity_id=sitting.entity_id,
                payment=NewPayment(
                    party_id=party.id,
                    received_on=options["on"] or sitting.today,
                    currency=currency,
                    amount_minor=exact_minor(options["amount"], currency),
                    method=Method(options["method"]),
                    reference=options["reference"],
                    asked=tuple(
                        Asked(number, exact_minor(amount(text), currency))
                        for number, text in options["invoice"]
                    ),
                    how=ApplyBy(options["how"]),
                    takes_discount=not options["no_discount"],
                    is_on_account=options["on_account"],
                    into_id=roles[AccountRole.UNDEPOSITED]
                    if options["undeposited"]
                    else None,
                ),
            ),
            **sitting.sends(),
        )
        with sitting.reading():
            settled = items_by_id(sitting.entity_id, receipt.applied)
        title = f"{receipt.number} from {party.name}"
        console.print(
            table(
                title,
                ("Settles", ">Paid", ">Discount", ">Still open"),
                (
                    (
                        settled[item_id].number,
                        money(paid_minor, currency),
                        money(receipt.discounts.get(item_id, 0), currency),
                        money(settled[item_id].open_minor, currency),
                    )
                    for item_id, paid_minor in receipt.applied.items()
                ),
            )
            if settled
            else title
        )
        if receipt.left_minor:
            place = "on account" if options["on_account"] else "unapplied"
            left = money(receipt.left_minor, currency)
            console.print(f"{left} {currency} stay {place}.")
