"""``duebook refund``: send back what a payment has left, or ask a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.approvals.actions import Held
from duebook.apps.approvals.management.telling import tell_held
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.ledger.queries import accounts_by_code
from duebook.apps.payments.actions import RefundCredit, refund_credit
from duebook.apps.payments.queries import payment_by_number
from duebook.domain.money import exact_minor
from duebook.domain.payments import Method
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Send money back out of what a payment has left."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("payment", help="its number, such as P-2026-00001")
        parser.add_argument("--amount", type=amount, help="all it has, unless said")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--on", type=day, help="today, unless said")
        parser.add_argument(
            "--method",
            choices=[method.value for method in Method],
            help="as it was paid, unless said",
        )
        parser.add_argument(
            "--from",
            dest="account",
            metavar="CODE",
            help="the ledger account it leaves; the first bank’s, unless said",
        )

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        asked: Decimal | None = options["amount"]
        with sitting.reading():
            payment = payment_by_number(sitting.entity_id, options["payment"])
            code = options["account"]
            account_id = (
                accounts_by_code(sitting.entity_id, [code])[code] if code else None
            )
        sent = refund_credit(
            RefundCredit(
                entity_id=sitting.entity_id,
                credit_id=payment.item_id,
                refunded_on=options["on"] or sitting.today,
                method=Method(options["method"] or payment.method),
                reason=options["reason"],
                amount_minor=(
                    None if asked is None else exact_minor(asked, payment.currency)
                ),
                out_of_id=account_id,
            ),
            **sitting.sends(),
        )
        if isinstance(sent, Held):
            tell_held(sent)
            return
        refunded = money(sent.amount_minor, payment.currency)
        console.print(f"{sent.number}: {refunded} {payment.currency} sent back.")
