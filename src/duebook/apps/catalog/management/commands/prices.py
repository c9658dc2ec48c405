"""``duebook prices``: what an item costs a party on a day, and why."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from duebook.apps.catalog import queries
from duebook.apps.entities.management.office import OfficeCommand
from duebook.apps.parties import queries as parties
from duebook.domain.catalog import Unusable
from duebook.domain.pricing import NoPrice
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting


class Command(OfficeCommand):
    help = "Say what an item costs a party on a day, and why."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("item", help="the item's code")
        parser.add_argument("party", help="the party's code")
        parser.add_argument("--on", type=day, help="the day of service; else today")
        parser.add_argument("--quantity", type=amount, default=Decimal(1))

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        on, code = options["on"] or sitting.today, options["item"]
        with sitting.reading():
            party = parties.party_by_code(sitting.entity_id, options["party"])
            item = queries.items_by_code(sitting.entity_id, [code]).get(code)
            payer = parties.bill_tos(sitting.entity_id, [party.id])[party.id]
            book = queries.price_book(sitting.entity_id, party_ids=[party.id, payer.id])
        if item is None:
            raise Unusable(f"Item {code}", "there is none of this code")
        priced = book.price_of(
            item_id=item.id,
            party_id=party.id,
            bill_to_id=payer.id,
            quantity=options["quantity"],
            on=on,
            currency=party.currency,
        )
        if isinstance(priced, NoPrice):
            raise priced
        rows = [
            tuple(
                f"{figure.normalize():f}"
                for figure in (part, tier.unit_price, tier.from_quantity)
            )
            for part, tier in priced.parts(options["quantity"])
        ]
        title = f"{item.code} for {party.name} on {on}: {priced.price.source}"
        heads = [">Quantity", f">Each, {party.currency}", ">Tier from"]
        console.print(table(title, heads, rows))
