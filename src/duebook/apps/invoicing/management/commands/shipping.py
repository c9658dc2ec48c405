"""``duebook shipping``: what parcels cost, and a new price from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management import CommandError
from typing_extensions import override

from duebook.apps.catalog.actions import SetShippingRates, set_shipping_rates
from duebook.apps.catalog.queries import shipping_rates
from duebook.apps.entities.management.office import OfficeCommand
from duebook.domain.catalog import ShippingRateEntry
from duebook.domain.money import exact_minor
from duebook.domain.spans import Span
from duebook.web.figures import money
from duebook.web.terminal import amount, console, day, table

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

    from duebook.apps.entities.management.office import Sitting

SAID = ("zone", "up_to_kg", "amount", "first")


class Command(OfficeCommand):
    help = "List what parcels cost by zone and weight, or set one from a day on."

    @override
    def add_more(self, parser: CommandParser) -> None:
        parser.add_argument("--zone", help="as parties have it")
        parser.add_argument("--up-to-kg", type=amount, metavar="KG")
        parser.add_argument("--amount", type=amount, help="of a parcel")
        parser.add_argument("--currency", help="the entity’s, unless said")
        parser.add_argument("--from", dest="first", type=day, help="its first day")

    @override
    def act(self, sitting: Sitting, options: dict[str, Any]) -> None:
        said = [name for name in SAID if options[name] is not None]
        if said:
            if len(said) < len(SAID):
                raise CommandError("Say all of --zone, --up-to-kg, --amount, --from.")
            currency = options["currency"] or sitting.currency
            rate = ShippingRateEntry(
                zone=options["zone"],
                up_to_kg=options["up_to_kg"],
                currency=currency,
                amount_minor=exact_minor(options["amount"], currency),
                valid=Span(options["first"]),
            )
            set_shipping_rates(
                SetShippingRates(entity_id=sitting.entity_id, rates=(rate,)),
                **sitting.sends(),
            )
        with sitting.reading():
            rates = shipping_rates(sitting.entity_id)
        rows = (
            (
                rate.zone,
                f"{rate.up_to_kg.normalize():f}",
                money(rate.amount_minor, rate.currency),
                rate.currency,
                rate.valid.first,
                rate.valid.until,
            )
            for rate in rates
        )
        heads = ("Zone", ">Up to, kg", ">Each", "", "From", "Until")
        console.print(table("Shipping", heads, rows))
