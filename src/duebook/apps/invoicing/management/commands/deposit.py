"""``duebook deposit``: let a party’s next bill draw on what it paid in advance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.invoicing.actions.deposits import DrawDeposit, draw_deposit
from duebook.apps.parties.queries import party_by_code
from duebook.domain.money import exact_minor
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Take part of a deposit off a party’s next bill."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("party", help="its code")
        parser.add_argument("item", help="the code of the deposit that was billed")
        parser.add_argument("amount", type=amount)
        parser.add_argument("--currency", help="the party’s, unless said")
        parser.add_argument("--on", type=day, metavar="DAY", help="today, unless said")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        with sitting.reading():
            party = party_by_code(sitting.entity_id, options["party"])
        currency = options["currency"] or party.currency
        draw = DrawDeposit(
            entity_id=sitting.entity_id,
            party=party.code,
            item=options["item"],
            currency=currency,
            amount_minor=exact_minor(options["amount"], currency),
            drawn_on=options["on"] or sitting.today,
        )
        charge_id = draw_deposit(draw, **sitting.sends())
        console.print(
            f"Charge {charge_id} takes {money(draw.amount_minor, currency)} {currency} "
            f"off the next bill of {party.name}."
        )
