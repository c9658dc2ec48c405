"""``duebook convert``: change what a payment has left into another currency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.payments.actions import (
    ConvertCredit,
    NotConverted,
    TakeBackConversion,
    convert_credit,
    take_back_conversion,
)
from duebook.apps.payments.queries import conversions_of, payment_by_number
from duebook.apps.receivables.actions import ApplyCredit, apply_credit
from duebook.apps.receivables.queries import item_by_number
from duebook.domain.errors import Refusal
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from decimal import Decimal

    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting
    from duebook.apps.payments.queries import Payment


@dataclass(eq=False)
class IntoWhat(Refusal):
    """Neither an amount to change into nor a change to take back was said."""

    code: ClassVar[str] = "into_what"
    template: ClassVar[str] = (
        "Say what {number} becomes, as the bank says it (--into EUR 100.00), or "
        "--back to take the last change back."
    )

    number: str


class Command(OfficeCommand):
    help = "Change what a payment has left into another currency, as the bank did."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("payment", help="its number, such as P-2026-00001")
        parser.add_argument(
            "--into",
            nargs=2,
            metavar=("CURRENCY", "AMOUNT"),
            help="what the bank made of it: EUR 100.00",
        )
        parser.add_argument(
            "--amount", type=amount, help="how much of it; all it has, unless said"
        )
        parser.add_argument("--invoice", help="put it against this one at once")
        parser.add_argument(
            "--back", action="store_true", help="take the last change back"
        )
        parser.add_argument("--reason", required=True)
        parser.add_argument("--on", type=day, help="today, unless said")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            payment = payment_by_number(sitting.entity_id, options["payment"])
        if options["back"]:
            _take_back(sitting, payment, options)
        elif options["into"]:
            _convert(sitting, payment, options)
        else:
            raise IntoWhat(payment.number)


def _convert(sitting: Sitting, payment: Payment, options: dict[str, Any]) -> None:
    into, text = options["into"][0].upper(), options["into"][1]
    into_minor = exact_minor(amount(text), into)
    asked: Decimal | None = options["amount"]
    on = options["on"] or sitting.today
    converted = convert_credit(
        ConvertCredit(
            entity_id=sitting.entity_id,
            credit_id=payment.item_id,
            into_currency=into,
            into_minor=into_minor,
            converted_on=on,
            reason=options["reason"],
            amount_minor=(
                None if asked is None else exact_minor(asked, payment.currency)
            ),
        ),
        **sitting.sends(),
    )
    taken = money(converted.amount_minor, payment.currency)
    console.print(
        f"{taken} {payment.currency} of {payment.number} became "
        f"{money(into_minor, into)} {into}."
    )
    if not options["invoice"]:
        return
    with sitting.reading():
        item = item_by_number(sitting.entity_id, options["invoice"])
    apply_credit(
        ApplyCredit(
            entity_id=sitting.entity_id,
            credit_id=converted.credit_id,
            applied_on=on,
            asked={item.id: min(into_minor, item.open_minor)},
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    applied = money(min(into_minor, item.open_minor), into)
    console.print(f"{applied} {into} put against {item.number}.")


def _take_back(sitting: Sitting, payment: Payment, options: dict[str, Any]) -> None:
    with sitting.reading():
        standing = conversions_of(sitting.entity_id, [payment.item_id])
    if not standing:
        raise NotConverted(payment.number)
    undone = take_back_conversion(
        TakeBackConversion(
            entity_id=sitting.entity_id,
            converted_id=standing[-1].new_id,
            taken_back_on=options["on"] or sitting.today,
            reason=options["reason"],
        ),
        **sitting.sends(),
    )
    back = money(undone.amount_minor, payment.currency)
    console.print(f"{payment.number} has {back} {payment.currency} back.")
